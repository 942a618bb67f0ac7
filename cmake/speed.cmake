# SPDX-License-Identifier: Apache-2.0
# Tools that only make the build faster: used where they are installed, needed nowhere.

find_program(MQTTSPEC_CCACHE ccache)
if(MQTTSPEC_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${MQTTSPEC_CCACHE})
endif()

add_library(mqttspec_linker INTERFACE)
find_program(MQTTSPEC_MOLD mold)
find_program(MQTTSPEC_LLD ld.lld)
if(MQTTSPEC_MOLD)
    target_link_options(mqttspec_linker INTERFACE -fuse-ld=mold)
elseif(MQTTSPEC_LLD)
    target_link_options(mqttspec_linker INTERFACE -fuse-ld=lld)
endif()

# Most of what the compiler does is reading headers and generating the same inline functions for each source. Where
# nothing remembers that (ccache does, source by source), several sources are compiled as one. Who then changes one waits
# for its neighbours: hence not in the builds for people.
if(MQTTSPEC_CCACHE OR CMAKE_BUILD_TYPE STREQUAL "Debug" OR NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    option(MQTTSPEC_TOGETHER "Compile several sources as one" OFF)
else()
    option(MQTTSPEC_TOGETHER "Compile several sources as one" ON)
endif()

# mqttspec_compile_together(target apart.cpp) does so with the sources of a large target, but for those whose unnamed
# namespaces have names in common with others'.
function(mqttspec_compile_together target)
    if(MQTTSPEC_TOGETHER)
        set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
        # It takes the sources for headers, in which what uses an unnamed namespace would differ between their users.
        target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
        set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endif()
endfunction()
