#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Tests of ./certify and ./check, in a project of their own whose every tool is played by a stand-in:
#     commands_test.sh SOURCES CLAIM
# Each claim below is a function. The stand-ins note their calls in `calls`; files named `refuses-TOOL` make them fail.
set -u -o pipefail

sources=$1
claim=$2
project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT

it_installs_what_is_missing_through_sudo()
{
    not_installed cmake g++
    certify
    status_is 0
    calls_have 'sudo sh .*/cmake/apt-install.sh cmake g++$'
    output_has 'installing with apt-get, through sudo: cmake g++$'
}

it_installs_nothing_that_is_there()
{
    certify
    status_is 0
    calls_lack 'sudo'
}

it_says_what_to_install_where_it_cannot_become_root()
{
    not_installed cmake
    rm "$project/bin/sudo"
    certify
    status_is 3
    output_has 'as root: apt-get install cmake$'
}

it_fails_where_a_package_cannot_be_installed()
{
    not_installed cmake g++
    touch "$project/refuses-sudo"
    certify
    status_is 3
    output_has 'could not install: cmake g++ '
}

it_installs_a_target_that_is_missing()
{
    not_installed mosquitto
    target_file mosquitto 'package: {apt: [mosquitto]} # The broker.'
    certify mosquitto
    status_is 0
    calls_have 'sudo sh .*/cmake/apt-install.sh mosquitto$'
    calls_have 'mqttspec run mosquitto$'
}

it_reads_the_packages_of_a_target_in_block_style()
{
    not_installed one two other
    target_file some $'package:\n  # Both.\n  apt: [ one, "two" ]\nfeatures: {apt: [other]}'
    certify some
    calls_have 'apt-install.sh one two$'
}

it_installs_packages_of_node_beside_the_targets()
{
    target_file some 'package: {npm: ["@scope/one@1.2", two]}'
    mkdir -p "$project/targets/node_modules/@scope/one"
    certify some
    status_is 0
    calls_have 'npm install --prefix .*/targets --no-audit --no-fund two$'
}

it_takes_no_option_for_the_name_of_a_package()
{
    not_installed -oHook=x
    target_file hostile 'package: {apt: ["-oHook=x"]}'
    certify hostile
    status_is 3
    output_has 'not the name of a package: -oHook=x'
    calls_lack 'sudo'
}

it_certifies_the_reference_by_default()
{
    certify
    calls_have 'mqttspec run reference$'
    certify --seed 7
    calls_have 'mqttspec run reference --seed 7$'
}

it_passes_flags_and_the_exit_status_through()
{
    echo 4 >"$project/answer"
    certify mqtt://127.0.0.1:1 --case '*a b*' ''
    status_is 4
    calls_have "mqttspec run mqtt://127.0.0.1:1 --case '\*a b\*' ''$"
}

it_fails_where_it_cannot_configure()
{
    touch "$project/refuses-cmake"
    certify
    status_is 3
    output_has 'certify: cannot configure build/release'
}

it_fails_where_the_build_fails()
{
    touch "$project/refuses-ninja"
    certify
    status_is 3
    output_has 'certify: the build failed'
}

it_compiles_each_source_by_itself_where_that_fails_together()
{
    mkdir -p "$project/build/release"
    echo 'MQTTSPEC_TOGETHER:BOOL=ON' >"$project/build/release/CMakeCache.txt"
    touch "$project/refuses-ninja"
    certify
    status_is 0
    output_has 'certify: building build/release again, each source by itself'
    calls_have 'cmake -DMQTTSPEC_TOGETHER=OFF .*/build/release$'
}

it_configures_again_only_for_new_presets()
{
    certify
    certify
    calls_number 1 'cmake '
    touch -d 'next minute' "$project/CMakePresets.json"
    certify
    calls_number 2 'cmake '
}

it_explains_itself_without_any_set_up()
{
    not_installed cmake
    certify --help
    status_is 0
    output_has '^Usage: ./certify'
    calls_lack .
}

check_counts_on_its_last_line()
{
    report '<testcase name="a" status="run"><system-out>x</system-out></testcase>' \
        '<testcase name="b" status="run"/>' \
        '<testcase name="c" status="notrun"><skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/></testcase>'
    check
    status_is 0
    last_line_is '2 passed, 0 failed, 1 skipped'
}

check_fails_where_a_test_fails()
{
    report '<testcase name="a" status="run"/>' '<testcase name="b" status="fail"><failure message=""/></testcase>'
    check
    status_is 1
    last_line_is '1 passed, 1 failed'
}

check_counts_a_test_that_cannot_start_as_failed()
{
    report '<testcase name="a" status="run"/>' \
        '<testcase name="b" status="notrun"><skipped message="Unable to find executable"/></testcase>'
    check
    status_is 1
    last_line_is '1 passed, 1 failed'
}

check_fails_where_nothing_ran()
{
    report
    check
    status_is 1
    last_line_is '0 passed, 0 failed'
}

check_fails_where_there_is_no_report()
{
    check
    status_is 3
}

check_adds_up_all_presets()
{
    report '<testcase name="a" status="run"/>'
    check --all -L unit
    calls_have 'cmake --fresh --preset asan$'
    calls_have 'cmake --fresh --preset clang$'
    calls_number 3 'ctest .* -L unit$'
    last_line_is '3 passed, 0 failed'
}

# --- The stand-ins -------------------------------------------------------------------------------------------------

prepare()
{
    mkdir -p "$project/bin" "$project/cmake" "$project/targets/brokers"
    cp "$sources/certify" "$sources/check" "$project/"
    cp "$sources"/cmake/{setup.sh,apt-install.sh,packages.txt} "$project/cmake/"
    touch -d '1 hour ago' "$project/CMakePresets.json"
    touch "$project/not-installed" "$project/calls"
    local tool
    for tool in awk bash cat cp dirname env flock grep mkdir nproc rm sed sh tail; do
        ln -s "$(command -v "$tool")" "$project/bin/$tool"
    done
    for tool in dpkg-query sudo npm cmake ninja ctest; do
        stand_in "$project/bin/$tool"
    done
    stand_in "$project/bin/id"
    stand_in "$project/mqttspec"
}

stand_in()
{
    cat >"$1" <<END
#!$(command -v bash)
project=$project
tool=\${0##*/}
$(declare -f play)
play "\$@"
END
    chmod +x "$1"
}

# What a stand-in does; runs in its process, with $tool and $project set.
play()
{
    case $tool in
    dpkg-query)
        shift 2
        local package
        for package in "$@"; do
            grep -qxF -e "$package" "$project/not-installed" || echo "$package installed"
        done
        return
        ;;
    id) echo 1000 && return ;;
    ninja) [ "$3" = -n ] && echo 'work to do' && return ;;
    esac

    local call=$tool argument
    for argument in "$@"; do
        [[ $argument =~ ^[A-Za-z0-9_./:@=+-]+$ ]] && call+=" $argument" || call+=" '$argument'"
    done
    echo "$call" >>"$project/calls"
    [ ! -e "$project/refuses-$tool" ] || exit 1

    case $tool in
    sudo) : >"$project/not-installed" ;;
    cmake)
        if [ "$1" = -DMQTTSPEC_TOGETHER=OFF ]; then
            rm "$project/refuses-ninja"
        else
            mkdir -p "$project/build/$3"
        fi
        ;;
    ninja) cp "$project/mqttspec" "$2/mqttspec" ;;
    ctest) [ ! -e "$project/report" ] || cat "$project/report" >"$2/check.xml" ;;
    mqttspec) exit "$(cat "$project/answer" 2>/dev/null || echo 0)" ;;
    esac
}

not_installed()
{
    printf '%s\n' "$@" >"$project/not-installed"
}

target_file()
{
    printf 'name: %s\n%s\n' "$1" "$2" >"$project/targets/brokers/$1.yaml"
}

report()
{
    printf '%s\n' '<testsuite name="x">' "$@" '</testsuite>' >"$project/report"
}

certify()
{
    PATH=$project/bin "$project/certify" "$@" >"$project/output" 2>&1
    status=$?
}

check()
{
    PATH=$project/bin "$project/check" "$@" >"$project/output" 2>&1
    status=$?
}

# --- The assertions ------------------------------------------------------------------------------------------------

failed()
{
    echo "$claim: $*"
    sed 's/^/    output: /' "$project/output"
    sed 's/^/    call: /' "$project/calls"
    exit 1
}

status_is()
{
    [ "$status" -eq "$1" ] || failed "exit status $status, not $1"
}

output_has()
{
    grep -q -e "$1" "$project/output" || failed "the output lacks: $1"
}

last_line_is()
{
    [ "$(tail -n 1 "$project/output")" = "$1" ] || failed "the last line is not: $1"
}

calls_have()
{
    grep -q -e "$1" "$project/calls" || failed "nobody called: $1"
}

calls_lack()
{
    ! grep -q -e "$1" "$project/calls" || failed "somebody called: $1"
}

calls_number()
{
    [ "$(grep -c -e "^$2" "$project/calls")" -eq "$1" ] || failed "not called $1 times: $2"
}

prepare
"$claim"
