#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs a RabbitMQ node of its own, beside any that the machine's service runs:
#   rabbitmq.sh FOLDER DISTRIBUTION_PORT EPMD_PORT;  rabbitmq.sh --version
# The folder holds rabbitmq.conf and enabled_plugins, and takes everything that the node writes.
set -eu

home=$(ls -d /usr/lib/rabbitmq/lib/rabbitmq_server-* 2>/dev/null | tail -n 1)
[ -n "$home" ] || {
    echo 'RabbitMQ is not installed (package rabbitmq-server)' >&2
    exit 1
}
if [ "$1" = --version ]; then
    echo "${home##*-}"
    exit
fi

dir=$1
unset NOTIFY_SOCKET
export HOME="$dir"
export ERL_EPMD_PORT="$3" ERL_EPMD_ADDRESS=127.0.0.1
export RABBITMQ_NODENAME="mqttspec-$2@localhost"
export RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_DIST_PORT="$2"
export RABBITMQ_CONF_ENV_FILE=/dev/null
export RABBITMQ_CONFIG_FILE="$dir/rabbitmq.conf"
export RABBITMQ_ENABLED_PLUGINS_FILE="$dir/enabled_plugins"
export RABBITMQ_MNESIA_BASE="$dir/mnesia" RABBITMQ_LOG_BASE="$dir/log" RABBITMQ_PID_FILE="$dir/pid"
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false"

# The node looks for the port mapper as soon as it starts, and must not start one that everybody shares.
epmd -port "$3" -address 127.0.0.1 -daemon
exec "$home/sbin/rabbitmq-server"
