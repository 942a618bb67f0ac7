# SPDX-License-Identifier: Apache-2.0
# What every target of the project shares, and the functions that declare them.

set(CMAKE_VERIFY_INTERFACE_HEADER_SETS ON)

add_library(mqttspec_options INTERFACE)
target_compile_features(mqttspec_options INTERFACE cxx_std_20)
target_compile_options(mqttspec_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
    -Wimplicit-fallthrough
    # g++ 12, optimising, takes the allocator of Asio's coroutine frames for a mismatch (docs/toolchain.md).
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<NOT:$<CONFIG:Debug>>>:-Wno-mismatched-new-delete>)
target_link_libraries(mqttspec_options INTERFACE mqttspec_linker)
set(CMAKE_CXX_EXTENSIONS OFF)

# Executables stand at the top of the build tree: build/release/mqttspec.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})

# <mqttspec/version.hpp>, for whoever links mqttspec::version.
configure_file(${PROJECT_SOURCE_DIR}/cmake/version.hpp.in ${PROJECT_BINARY_DIR}/generated/mqttspec/version.hpp @ONLY)
add_library(mqttspec_version INTERFACE)
add_library(mqttspec::version ALIAS mqttspec_version)
target_include_directories(mqttspec_version INTERFACE ${PROJECT_BINARY_DIR}/generated)

# mqttspec_library(wire SOURCES a.cpp HEADERS a.hpp LINKS mqttspec::x)
# declares the library of this folder as mqttspec::wire; LINKS is all that it may know.
function(mqttspec_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;HEADERS;LINKS;PRIVATE_LINKS")
    add_library(mqttspec_${name} STATIC ${arg_SOURCES})
    add_library(mqttspec::${name} ALIAS mqttspec_${name})
    cmake_path(GET CMAKE_CURRENT_SOURCE_DIR PARENT_PATH base)
    target_sources(mqttspec_${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${base} FILES ${arg_HEADERS})
    target_link_libraries(mqttspec_${name} PUBLIC ${arg_LINKS} PRIVATE ${arg_PRIVATE_LINKS} mqttspec_options)
    # Public, or the check that each header compiles alone would take the default standard of the compiler.
    target_compile_features(mqttspec_${name} PUBLIC cxx_std_20)
endfunction()

# For code that runs for a moment: optimising it (fully) costs more time than it saves. mqttspec_compile_quickly(target -O0)
function(mqttspec_compile_quickly target level)
    target_compile_options(${target} PRIVATE $<$<CONFIG:RelWithDebInfo>:${level}>)
endfunction()

# GoogleTest's headers take two of the seven seconds that a test's source compiles: read once where nothing else saves
# that (ccache would have to trust them).
if(MQTTSPEC_CCACHE)
    option(MQTTSPEC_PCH "Precompile GoogleTest's headers" OFF)
else()
    option(MQTTSPEC_PCH "Precompile GoogleTest's headers" ON)
endif()
function(mqttspec_precompile_googletest)
    file(WRITE ${PROJECT_BINARY_DIR}/generated/googletest.cpp "")
    add_library(mqttspec_googletest STATIC ${PROJECT_BINARY_DIR}/generated/googletest.cpp)
    target_link_libraries(mqttspec_googletest PRIVATE mqttspec_options GTest::gmock)
    mqttspec_compile_quickly(mqttspec_googletest -O0)
    target_precompile_headers(mqttspec_googletest PRIVATE <gmock/gmock.h> <gtest/gtest.h>
        <algorithm> <chrono> <functional> <map> <memory> <optional> <ranges> <span> <string> <variant> <vector>)
endfunction()

# mqttspec_test(wire SOURCES a_test.cpp LINKS mqttspec::wire LABELS unit) declares the executable wire_tests
# and registers each of its tests. APART are the sources that cannot be compiled together with others.
function(mqttspec_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LINKS;LABELS;APART")
    add_executable(${name}_tests ${arg_SOURCES})
    target_link_libraries(${name}_tests PRIVATE ${arg_LINKS} mqttspec_options GTest::gmock GTest::gtest_main)
    target_include_directories(${name}_tests PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_BINARY_DIR}/generated)
    mqttspec_compile_quickly(${name}_tests -O0)
    mqttspec_compile_together(${name}_tests ${arg_APART})
    if(MQTTSPEC_PCH)
        target_precompile_headers(${name}_tests REUSE_FROM mqttspec_googletest)
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 60)
    endif()
    gtest_discover_tests(${name}_tests DISCOVERY_MODE PRE_TEST
        PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT})
endfunction()
