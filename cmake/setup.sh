# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# What ./certify and ./check have in common: the packages, the configuration, the build. Sourced by both, with
# $root (of the sources) and $self (the command's name) set. All that it says goes to stderr.
: "${root:?}" "${self:?}"

say()
{
    printf '%s: %s\n' "$self" "$*" >&2
}

give_up()
{
    say "$@"
    exit 3
}

# The set-up runs once at a time; whoever else comes waits for it. `release_lock` ends it.
take_lock()
{
    { mkdir -p "$root/build" && : >>"$root/build/lock"; } 2>/dev/null || give_up "cannot write to $root/build"
    exec 9>>"$root/build/lock"
    if ! flock --nonblock 9; then
        say "waiting for another set-up in this folder to end"
        flock 9
    fi
}

release_lock()
{
    exec 9>&-
}

# The packages that cmake/packages.txt lists for the given purposes.
packages_for()
{
    awk -v purposes="$*" 'BEGIN { n = split(purposes, p, " "); for (i = 1; i <= n; ++i) wanted[p[i]] = 1 }
                       $1 in wanted { print $2 }' "$root/cmake/packages.txt"
}

# Which of the given packages are not installed. Without dpkg nothing is: then it is for CMake to say what it lacks.
missing_packages()
{
    { [ $# -gt 0 ] && command -v dpkg-query >/dev/null; } || return 0
    dpkg-query --show --showformat '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
        awk -v wanted="$*" '$2 == "installed" { have[$1] = 1 }
                            END { n = split(wanted, w, " "); for (i = 1; i <= n; ++i) if (!(w[i] in have)) print w[i] }'
}

# Installs what is missing of the given packages: the only thing that is ever done as root.
install_packages()
{
    local -a missing as_root=()
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0

    refuse_strange_names "${missing[@]}"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            give_up "packages are missing, and there is no sudo; as root: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    say "installing with apt-get${as_root[0]:+, through sudo}: ${missing[*]}"
    "${as_root[@]}" sh "$root/cmake/apt-install.sh" "${missing[@]}" </dev/null >"$root/build/setup.log" 2>&1 || true
    mapfile -t missing < <(missing_packages "${missing[@]}")
    [ ${#missing[@]} -eq 0 ] || give_up_with_log "could not install: ${missing[*]}"
}

# A name may come from a target file of anybody's, and must not be taken for an option.
refuse_strange_names()
{
    local name
    for name in "$@"; do
        [[ $name =~ ^@?[a-z0-9][a-z0-9+./@_-]*$ ]] || give_up "not the name of a package: $name"
    done
}

# Ends with the last lines of the log of what went wrong.
give_up_with_log()
{
    tail -n 15 "$root/build/setup.log" | sed 's/^/    /' >&2
    give_up "$* (all of it in $root/build/setup.log)"
}

# Configures build/PRESET where that has not been done, or where the presets or the folder have changed since.
# All else that a configuration depends on is known to ninja.
configure()
{
    local tree=$root/build/$1
    if [ "$tree/configured" -nt "$root/CMakePresets.json" ] && [ "$(cat "$tree/configured")" = "$root" ]; then
        return
    fi
    say "configuring build/$1"
    (cd "$root" && cmake --fresh --preset "$1") </dev/null >"$root/build/setup.log" 2>&1 ||
        give_up_with_log "cannot configure build/$1"
    printf '%s\n' "$root" >"$tree/configured"
}

# Builds the targets of build/PRESET; silent where nothing is to be done.
build()
{
    local preset=$1
    shift
    if ninja -C "$root/build/$preset" -n "$@" 2>/dev/null | grep -q 'no work to do'; then
        return
    fi
    say "building build/$preset"
    run_ninja "$preset" "$@" || { compile_apart "$preset" && run_ninja "$preset" "$@"; } ||
        give_up "the build failed; the compiler says why above"
}

run_ninja()
{
    local preset=$1
    shift
    ninja -C "$root/build/$preset" -j "$(compilers_at_once)" "$@" </dev/null >&2
}

# Sources that are compiled as one (cmake/speed.cmake) must not have names in common, which nobody sees who compiles each
# by itself: such a clash costs time, and is no failure.
compile_apart()
{
    grep -q '^MQTTSPEC_TOGETHER:BOOL=ON' "$root/build/$1/CMakeCache.txt" 2>/dev/null || return
    say "building build/$1 again, each source by itself"
    cmake -DMQTTSPEC_TOGETHER=OFF "$root/build/$1" </dev/null >"$root/build/setup.log" 2>&1
}

# As many as there are processors, as long as each has a gigabyte.
compilers_at_once()
{
    awk -v processors="$(nproc)" '/^MemAvailable:/ { fit = int($2 / 1048576) }
        END { if (fit < 1) fit = 1; print (fit < processors ? fit : processors) }' /proc/meminfo
}

# target_packages apt FILE: the names in the list of that key under `package`, one a line.
target_packages()
{
    awk -v key="$1" '
        /^[^ #]/ { inside = /^package:/ }
        inside { sub(/(^| )#.*/, ""); text = text " " $0 }
        END {
            if (!match(text, "[{ ]" key ": *\\[[^]]*\\]"))
                exit
            list = substr(text, RSTART, RLENGTH)
            gsub(/^.*\[|\]$|["\047 ]/, "", list)
            n = split(list, names, ",")
            for (i = 1; i <= n; ++i)
                print names[i]
        }' "$2"
}

# Node finds a package in a node_modules folder above the script that imports it: hence targets/node_modules.
install_npm_packages()
{
    local package name
    local -a missing=()
    for package in "$@"; do
        name=${package:1} # A scope begins with @, and so does a version: @scope/name@1.2.
        name=${package:0:1}${name%%@*}
        [ -d "$root/targets/node_modules/$name" ] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    refuse_strange_names "${missing[@]}"
    command -v npm >/dev/null || install_packages nodejs npm
    say "installing with npm, in targets/node_modules: ${missing[*]}"
    npm install --prefix "$root/targets" --no-audit --no-fund "${missing[@]}" </dev/null >"$root/build/setup.log" 2>&1 ||
        give_up_with_log "could not install: ${missing[*]}"
}
