#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Names the source files of the project, whose top is given, that are not as clang-format 14 would leave them.
set -u

if ! command -v clang-format-14 >/dev/null; then
    echo "clang-format-14 is not installed"
    exit 77
fi
cd "$1" || exit 1
others=$(find harness reports tests -name '*.[ch]pp' | sort | while IFS= read -r file; do
    clang-format-14 "$file" | cmp --silent - "$file" || echo "$file"
done)
[ -z "$others" ] || printf 'To mend: clang-format-14 -i\n%s\n' "$others"
[ -z "$others" ]
