// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "driving/harness_line.hpp"
#include "net/listener.hpp"
#include "reference/client_event.hpp"
#include "target/target.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace mqttspec::target {

/// The most processes that clients under test take up, but for the second client of a few cases.
constexpr std::size_t most_client_processes = 64;

/// Where a client under test is to connect.
struct Place
{
    std::string host{};
    std::uint16_t port = 0;
    std::string transport = "tcp"; ///< Or tls, ws, wss.
    std::string ca_file{};         ///< PEM: whom to trust, over tls and wss.
    std::string path{};            ///< Of a WebSocket.
};

/// A listening place of one case, and how to reach it. Who holds it closes it, and destroys it no later than
/// its target.
struct Door
{
    std::unique_ptr<net::Listener> listener{};
    Place place{};
};

using driving::Unsupported;

/// The adapter, or the program of a command, is itself at fault; nothing more comes of it.
struct Broken
{
    std::string why{};
    friend bool operator==(Broken const&, Broken const&) = default;
};

/// What is heard of a client. A Connected whose command is 0 was asked for by nobody: the client reconnects
/// by itself. The other commands are those of the case, whatever numbers go over the pipe.
using ClientReport = std::variant<reference::Connected, reference::MessageArrived, reference::Acknowledged,
                                  reference::Subscribed, reference::Unsubscribed, reference::Closed,
                                  reference::Failed, Unsupported, Broken>;

/// One client under test, ours to command for the length of a case.
class ClientSeat
{
public:
    ClientSeat() = default;
    virtual ~ClientSeat() = default; ///< Without release(), the client is ended.
    ClientSeat(ClientSeat const&) = delete;
    ClientSeat& operator=(ClientSeat const&) = delete;

    /// Hands the command over, at once; does not wait. What comes of it, the listener hears, and never before
    /// this returns. `place` is that of a connect; others take no notice. `upcoming` is what the case will
    /// order of this client next, up to the next connect: a command-line tool does all of it in one call.
    virtual void order(reference::Command const& command, Place const& place,
                       std::vector<reference::Command> const& upcoming) = 0;

    /// Who hears of it from now on; the one before does not any more. What came while nobody listened is told
    /// first.
    virtual void listen(std::function<void(ClientReport const&)> listener) = 0;

    /// What is wrong with the adapter or command itself (died, garbage, lies): in one line, with the last of
    /// its standard error; empty if nothing is. Such trouble is also told, once, as Broken.
    [[nodiscard]] virtual std::string trouble() const = 0;
};

/// Either `seat` is there, or `trouble` says why not.
struct HireResult
{
    std::unique_ptr<ClientSeat> seat{};
    std::string trouble{};
};

/// A client under test (role `client`): started, it can be hired, as often as there are cases at once.
class ClientTarget : public Target
{
public:
    using Target::Target;

    /// A client with no open connection and no memory of earlier cases; from a pool, or started anew.
    [[nodiscard]] virtual boost::asio::awaitable<HireResult> hire() = 0;

    /// How many cases it may serve at the same time: processes cost memory, and time while they start.
    [[nodiscard]] virtual std::size_t most_at_once() const { return std::numeric_limits<std::size_t>::max(); }

    /// Gives it back, at once: it is made quiet in the background, or ended if it is in doubt. Nobody hears
    /// of it any more.
    virtual void release(std::unique_ptr<ClientSeat> seat) = 0;

    /// A free port, or a place in memory for what runs in virtual time, dressed for the run's transport. Only
    /// between start and stop. Returns what is wrong instead, in one line.
    [[nodiscard]] virtual std::variant<Door, std::string> open_door() = 0;

    /// We connect to no client: throws std::logic_error.
    [[nodiscard]] net::Connector& connector() final;

    [[nodiscard]] bool is_alive() const override { return true; } ///< Each hire tells for itself.

    [[nodiscard]] std::string endpoint() const override { return {}; } ///< It has none.
};

} // namespace mqttspec::target
