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

/// The built-in broker, on a loopback socket of this process.
struct Reference
{};

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
    std::variant<Spawn, Url, Reference> how = Reference{};
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

/// Features with those that follow from the spec: its transports, and whether it can be restarted.
[[nodiscard]] Features features_of(TargetSpec const& spec);

} // namespace mqttspec::target
