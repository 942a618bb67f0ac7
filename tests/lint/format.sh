#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fails where a source file of the project, whose top is given, is not as clang-format 14 would leave it.
set -u

if ! command -v clang-format-14 >/dev/null; then
    echo "clang-format-14 is not installed"
    exit 77
fi
find "$1/harness" "$1/reports" "$1/tests" -name '*.[ch]pp' -print0 |
    xargs -0 -n 16 -P 2 clang-format-14 --dry-run -Werror && exit 0
echo "To mend: clang-format-14 -i FILE"
exit 1
