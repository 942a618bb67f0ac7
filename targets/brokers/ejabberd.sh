#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs an ejabberd node of its own, without the package's ejabberdctl, which becomes another user:
#   ejabberd.sh FOLDER DISTRIBUTION_PORT;  ejabberd.sh --version
# The folder holds ejabberd.yml, and takes everything that the node writes.
set -eu

library=$(ls -d /usr/lib/*/ejabberd-*/ebin 2>/dev/null | tail -n 1)
[ -n "$library" ] || {
    echo 'ejabberd is not installed (package ejabberd)' >&2
    exit 1
}
library=${library%/ebin}
if [ "$1" = --version ]; then
    echo "${library##*/ejabberd-}"
    exit
fi

export HOME="$1" ERL_LIBS="${library%/*}"
export EJABBERD_CONFIG_PATH="$1/ejabberd.yml" EJABBERD_LOG_PATH="$1/ejabberd.log"
exec erl -sname "mqttspec-$2@localhost" +K true -noinput \
    -start_epmd false -erl_epmd_port "$2" -kernel inet_dist_use_interface '{127,0,0,1}' \
    -mnesia dir "\"$1/mnesia\"" -s ejabberd
