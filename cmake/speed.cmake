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
