#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# As root: installs the Debian packages that it is given, without starting the services in them.
set -u

PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
DEBIAN_FRONTEND=noninteractive
export PATH DEBIAN_FRONTEND

# Debian starts a service as soon as it is installed, unless this file forbids it. A file that the machine
# already has is the administrator's; one with our mark was left by a run of this script that was killed.
policy=/usr/sbin/policy-rc.d
mark='# Temporary, from the set-up of mqttspec.'
if [ ! -e "$policy" ] || grep -qsF "$mark" "$policy"; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy" && chmod 755 "$policy"
fi

# One repository that cannot be reached does not matter here, unless it has what we want: the next line will tell.
apt-get -qq -o Acquire::Retries=3 update
apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends "$@"
