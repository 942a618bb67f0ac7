#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# clean_root.sh PACKAGE.deb: installs it in a new Debian root, which has no compiler and nothing of ours, and runs the suite there
# against the reference. Needs root, debootstrap and a mirror ($MIRROR). The new root is removed again.
set -eu

package=$1
mirror=${MIRROR:-http://deb.debian.org/debian}
root=$(mktemp -d "${TMPDIR:-/tmp}/mqttspec-root-XXXXXX")
trap 'rm -rf "$root"' EXIT

debootstrap --variant=minbase bookworm "$root" "$mirror" >"$root.log" 2>&1 || { cat "$root.log"; exit 3; }
rm -f "$root.log"
cp "$package" "$root/mqttspec.deb"
chroot "$root" sh -c 'apt-get install -y -qq --no-install-recommends ./mqttspec.deb' >/dev/null 2>&1
! chroot "$root" sh -c 'command -v g++ cc gcc clang python3'
chroot "$root" sh -c 'cd /tmp && mqttspec run reference'
