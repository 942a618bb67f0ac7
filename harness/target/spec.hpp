// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/clock.hpp"
#include "net/connector.hpp"
#include "net/endpoint.hpp"
#include "target/feature.hpp"
#include "target/known_failure.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mqttspec::target {

/// All waiting comes from here.
struct Timing
{
    net::Duration response = std::chrono::seconds(5);      ///< For the answer to a packet.
    net::Duration settle = std::chrono::milliseconds(200); ///< For what might still come, after a barrier.
    net::Duration keep_alive_tolerance = std::chrono::seconds(5); ///< Beyond 1.5 times the keep alive.
    net::Duration client_slack = std::chrono::milliseconds(500);  ///< Of a client's own timers.
    net::Duration start = std::chrono::seconds(30);               ///< Until a started target answers CONNECT.
    net::Duration stop = std::chrono::seconds(2);                 ///< From SIGTERM to SIGKILL.
    std::uint16_t keep_alive = 2;                                 ///< In seconds: the least that it takes.
};

struct Credentials
{
    std::string user_name;
    std::optional<std::string> password;
};

/// A program of ours. Texts may hold `${dir}` and the like (template.hpp).
struct Spawn
{
    std::vector<std::string> command;                       ///< The program and its arguments; never a shell.
    std::vector<std::pair<std::string, std::string>> files; ///< Below ${dir}, written before each start.
    std::vector<std::pair<std::string, std::string>> environment; ///< Besides our own.
    std::vector<std::string> version_command;
    std::string version_pattern; ///< A regular expression; its first group, or all of it, is the version.
    std::map<std::string, std::vector<std::string>> packages; ///< {"apt", {"mosquitto"}}: what provides it.
};

/// Somebody else's, who started it and can be asked to restart it by nobody.
struct Url
{
    net::Endpoint endpoint;
};

/// The built-in broker or client, in this process.
struct Reference
{};

/// A client behind an adapter (docs/adapter-protocol.md), which is the program's command.
struct Adapter
{
    Spawn program;
    std::vector<std::string>
        build_command; ///< Makes the adapter in `${build}`; empty: there is nothing to make.
    std::vector<std::string> build_sources; ///< Files: what is older than they are is made anew.
};

/// How a call of a tool comes to its end when the case disconnects.
enum class ToolEnd
{
    by_itself,  ///< When its work is done.
    with_input, ///< When its standard input ends.
    on_signal   ///< SIGTERM.
};

/// A call of a command-line tool: a connection, and what is done on it. Texts may also hold what the case
/// orders: `${topic}` and the like (template_text.hpp).
struct Action
{
    std::vector<std::string> command;
    std::string input; ///< To its standard input, which then ends; empty: it stays open, with nothing in it.
    ToolEnd ends = ToolEnd::by_itself;
    /// Arguments that go behind the command where an order has that: `retain`, `will`, `user_name`, `filter`
    /// (again for each), ... An order that needs what is not here cannot be carried out.
    std::map<std::string, std::vector<std::string>> options;
};

/// A line of a tool's output that tells of something.
struct ToolEvent
{
    std::string match;                 ///< A regular expression, for anywhere in the line.
    std::string event;                 ///< As in the adapter protocol.
    std::map<std::string, int> groups; ///< Which group holds `topic`, `payload_hex`, `return_code`, ...
};

/// A client that is driven by command lines, one for each connection.
struct Tools
{
    Spawn program;                         ///< Without a command.
    std::map<std::string, Action> actions; ///< `publish`, `subscribe`, `unsubscribe`; `connect` does no more.
    std::vector<ToolEvent> events;
};

/// A URL that may hold `${port}`.
struct EndpointTemplate
{
    std::string url;
    yaml::Location where;
};

/// The same target with another configuration.
struct Variant
{
    std::string name;
    std::string about;
    Features features;                ///< What it offers beyond, or other than, the plain target.
    std::vector<std::string> command; ///< Empty: that of the plain target.
    std::vector<std::pair<std::string, std::string>> files; ///< Replace those of the same name.
    std::vector<std::pair<std::string, std::string>> environment;
    std::optional<Credentials> credentials;
    std::optional<Timing> timing; ///< Absent: that of the plain target.
    std::string transport;        ///< Empty: that of the plain target.
    std::string client_id_prefix; ///< Empty: that of the plain target.
    yaml::Location where;
};

/// What is under test: how to start it, reach it, what it offers.
struct TargetSpec
{
    std::string name;
    std::string role = "broker"; ///< Or "client".
    std::string about;
    std::string variant; ///< The name of the variant that this is; empty for the plain target.
    std::variant<Spawn, Url, Reference, Adapter, Tools> how = Reference{};
    std::map<std::string, EndpointTemplate> endpoints; ///< By transport: tcp, tls, ws, wss.
    std::string transport = "tcp";                     ///< The endpoint that is used.
    net::Security security;                            ///< For tls and wss.
    Features features;                                 ///< As declared; value_of() knows the others.
    Timing timing;
    std::vector<KnownFailure> known_failures;
    std::optional<Credentials> credentials;
    std::string topic_prefix;     ///< Before every topic of ours.
    std::string client_id_prefix; ///< Before every client id of ours.
    double rate = 0;              ///< Connections per second at most; 0: no limit.
    std::vector<Variant> variants;
    yaml::Location where; ///< Of its file; empty for others.

    /// Whether nobody but this machine can be harmed by a flood.
    [[nodiscard]] bool is_loopback() const;

    /// Whether we start it, and can therefore restart it.
    [[nodiscard]] bool is_ours() const;

    /// The variant as a target of its own, without variants.
    [[nodiscard]] TargetSpec with(Variant const& chosen) const;
};

/// Features with those that follow from the spec: its transport, a client's Keep Alive, a broker's restart.
[[nodiscard]] Features features_of(TargetSpec const& spec);

} // namespace mqttspec::target
