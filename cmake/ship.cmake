# SPDX-License-Identifier: Apache-2.0
# Puts the data of the suite into a program. Included, it declares mqttspec_ship; run with `cmake -P`, it writes the
# source and what that depends on.

# mqttspec_ship(out.cpp) makes a source file that defines what cli/shipped.hpp declares, with all that is below
# normative/, cases/ and targets/. A file that is new or gone there is noticed, too.
function(mqttspec_ship source)
    add_custom_command(OUTPUT ${source}
        COMMAND ${CMAKE_COMMAND} -DOUT=${source} -DROOT=${PROJECT_SOURCE_DIR} -P ${PROJECT_SOURCE_DIR}/cmake/ship.cmake
        DEPENDS ${PROJECT_SOURCE_DIR}/cmake/ship.cmake
        DEPFILE ${source}.d
        COMMENT "Embedding catalogue, cases and targets" VERBATIM)
    # The standard has compilers take literals of 64 KiB; both of ours take what they get.
    set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "-Wno-overlength-strings")
endfunction()

if(NOT CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
    return()
endif()

# What npm puts into targets/ is not ours, hence no GLOB_RECURSE there.
file(GLOB_RECURSE files LIST_DIRECTORIES false RELATIVE ${ROOT} ${ROOT}/normative/*.yaml ${ROOT}/cases/*.yaml)
file(GLOB of_targets LIST_DIRECTORIES false RELATIVE ${ROOT} ${ROOT}/targets/brokers/* ${ROOT}/targets/clients/*
    ${ROOT}/targets/clients/*/*)
list(FILTER of_targets INCLUDE REGEX "\\.(yaml|sh|py|mjs|cpp|hpp)$")
list(APPEND files ${of_targets})
list(SORT files)

set(source "// Made by cmake/ship.cmake.\n#include \"cli/shipped.hpp\"\n\nnamespace mqttspec::cli {\n\nnamespace {\n")
string(APPEND source "\n// Not constexpr: clang does not count that far.\nShippedFile const files[] = {\n")
set(depends "")
set(all "")
set(folders "")
foreach(file IN LISTS files)
    file(READ "${ROOT}/${file}" text)
    string(APPEND source "{\"${file}\", R\"shipped(${text})shipped\"},\n")
    string(APPEND all "${file}\n${text}")
    string(APPEND depends " ${ROOT}/${file}")
    cmake_path(GET file PARENT_PATH folder)
    list(APPEND folders "${folder}")
endforeach()
list(REMOVE_DUPLICATES folders)
foreach(folder IN LISTS folders ITEMS targets/clients)
    string(APPEND depends " ${ROOT}/${folder}")
endforeach()
string(SHA256 digest "${all}")
string(APPEND source "};\n\n} // namespace\n\nstd::span<ShippedFile const> shipped_files()\n{\n    return files;\n}\n"
    "\nstd::string_view shipped_digest()\n{\n    return \"${digest}\";\n}\n\n} // namespace mqttspec::cli\n")
file(WRITE "${OUT}" "${source}")
file(WRITE "${OUT}.d" "${OUT}:${depends}\n")
