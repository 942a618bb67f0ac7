# SPDX-License-Identifier: Apache-2.0
# Puts files into a program as text. Included, it declares mqttspec_embed; run with `cmake -P`, it writes the source.

# mqttspec_embed(SOURCE out HEADER "reports/x.hpp" NAMESPACE a::b ASSETS name one.js|two.js ...)
# makes the source file `out`, which defines what the header declares: `Asset const name`, whose text is that of its
# files, one behind the other. Who edits a file recompiles that source alone.
function(mqttspec_embed)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "SOURCE;HEADER;NAMESPACE" "ASSETS")
    set(names "")
    set(files "")
    set(definitions "")
    while(arg_ASSETS)
        list(POP_FRONT arg_ASSETS name list)
        string(REPLACE "|" ";" list "${list}")
        list(TRANSFORM list PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
        list(APPEND names ${name})
        list(APPEND files ${list})
        list(JOIN list "|" list)
        list(APPEND definitions "-D${name}=${list}")
    endwhile()
    list(JOIN names "|" names)
    add_custom_command(OUTPUT ${arg_SOURCE}
        COMMAND ${CMAKE_COMMAND} -DOUT=${arg_SOURCE} -DHEADER=${arg_HEADER} -DNAMESPACE=${arg_NAMESPACE}
            "-DNAMES=${names}" ${definitions} -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        COMMENT "Embedding ${names}" VERBATIM)
endfunction()

if(NOT CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
    return()
endif()

set(source "// Made by cmake/embed.cmake.\n#include \"${HEADER}\"\n\nnamespace ${NAMESPACE} {\n")
string(REPLACE "|" ";" NAMES "${NAMES}")
foreach(name IN LISTS NAMES)
    string(REPLACE "|" ";" files "${${name}}")
    set(text "")
    foreach(file IN LISTS files)
        file(READ "${file}" content)
        string(APPEND text "${content}")
    endforeach()
    string(SHA256 digest "${text}")
    string(APPEND source "\nAsset const ${name}{R\"embedded(${text})embedded\", \"${digest}\"};\n")
endforeach()
string(APPEND source "\n} // namespace ${NAMESPACE}\n")
file(WRITE "${OUT}" "${source}")
