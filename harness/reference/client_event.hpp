// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/event.hpp"
#include "wire/packet.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mqttspec::reference {

/// Ties what a client tells to what it was asked. The user chooses the number and never uses it again.
using CommandId = std::uint64_t;

// What the user of a client can ask of it.

struct ConnectCommand
{
    std::string client_id{};
    bool clean_session = true;
    std::uint16_t keep_alive = 0; ///< In seconds; 0 turns the mechanism off.
    std::optional<wire::Will> will{};
    std::optional<std::string> user_name{};
    std::optional<wire::Bytes> password{};
};

struct PublishCommand
{
    std::string topic{};
    wire::Bytes payload{};
    std::uint8_t qos = 0;
    bool retain = false;
};

struct SubscribeCommand
{
    std::vector<wire::Subscription> filters{};
};

struct UnsubscribeCommand
{
    std::vector<std::string> filters{};
};

/// In order, with a DISCONNECT.
struct DisconnectCommand
{};

/// Without one.
struct AbortCommand
{};

struct Command
{
    CommandId id = 0;
    std::variant<ConnectCommand, PublishCommand, SubscribeCommand, UnsubscribeCommand, DisconnectCommand,
                 AbortCommand>
        what{};
};

/// The link that OpenLink asked for cannot be had.
struct LinkRefused
{
    LinkId link = 0;
    std::string why{};
};

/// What can happen to a client.
struct ClientEvent
{
    Time now{};
    std::variant<Command, LinkOpened, LinkRefused, Received, Garbled, LinkLost, Ticked> what{};
};

// What a client tells its user. Each command is answered once: by what it asked for, or by Failed.

/// CONNACK came. With a return code other than 0, Closed follows.
struct Connected
{
    CommandId command = 0;
    bool session_present = false;
    std::uint8_t return_code = 0;

    friend bool operator==(Connected const&, Connected const&) = default;
};

/// An Application Message that this client now owns.
struct MessageArrived
{
    std::string topic{};
    wire::Bytes payload{};
    std::uint8_t qos = 0;
    bool retain = false;
    bool dup = false;

    friend bool operator==(MessageArrived const&, MessageArrived const&) = default;
};

/// A message has been sent (QoS 0), or is now the Server's (QoS 1 and 2).
struct Acknowledged
{
    CommandId command = 0;
    friend bool operator==(Acknowledged const&, Acknowledged const&) = default;
};

struct Subscribed
{
    CommandId command = 0;
    std::vector<std::uint8_t> return_codes{}; ///< One for each filter: the granted QoS, or 0x80.
    friend bool operator==(Subscribed const&, Subscribed const&) = default;
};

struct Unsubscribed
{
    CommandId command = 0;
    friend bool operator==(Unsubscribed const&, Unsubscribed const&) = default;
};

enum class Closer
{
    client,
    server,
    network
};

/// The Network Connection has ended.
struct Closed
{
    std::optional<CommandId> command{}; ///< That asked for it.
    Closer by = Closer::client;
    std::string why{};
    friend bool operator==(Closed const&, Closed const&) = default;
};

/// Nothing will come of the command.
struct Failed
{
    CommandId command = 0;
    std::string why{};
    friend bool operator==(Failed const&, Failed const&) = default;
};

using Report =
    std::variant<Connected, MessageArrived, Acknowledged, Subscribed, Unsubscribed, Closed, Failed>;

// What a client wants done, in this order; besides Transmit, Drop and SetTimer.

/// Open a Network Connection to the Server; LinkOpened or LinkRefused follows, unless a Drop comes first.
struct OpenLink
{
    LinkId link = 0;
};

struct Tell
{
    Report what{};
};

using ClientAction = std::variant<OpenLink, Transmit, Drop, SetTimer, Tell>;

} // namespace mqttspec::reference
