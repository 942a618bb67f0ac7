// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/byte_stream.hpp"
#include "validator/witness.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace mqttspec::validator {

/// How much went from each side to the other.
struct RelayCounts
{
    std::uint64_t from_clients = 0;
    std::uint64_t from_servers = 0;
};

/// One Client's connection and the one to the Server that belongs to it. Two coroutines carry what comes in
/// on one to the other: bytes as they are, ends as they are. What it holds is what was read last, so that who
/// does not read slows down who sends, as it would without a proxy.
class Relay
{
public:
    /// Is told what is wrong, and with whom: "127.0.0.1:49152".
    using Complain = std::function<void(std::string const& what, std::string const& who)>;

    struct Parts
    {
        Witness::Id id = 0;
        Ends ends{};
        std::unique_ptr<net::ByteStream> client{};
        std::unique_ptr<net::ByteStream> server{};
    };

    /// Tells the witness; `counts` and the witness must outlive it.
    Relay(Parts parts, Witness& witness, RelayCounts& counts, Complain complain);
    Relay(Relay const&) = delete;
    Relay& operator=(Relay const&) = delete;
    ~Relay();

    /// Carries what that side sends, until its end.
    [[nodiscard]] static boost::asio::awaitable<void> carry(std::shared_ptr<Relay> relay, Role sender);

    void close(); ///< Both connections, in order.

private:
    struct Side
    {
        std::unique_ptr<net::ByteStream> stream{};
        bool has_ended = false; ///< Nothing more will be read from it.
        bool is_broken = false; ///< What was written to it was lost.
    };

    [[nodiscard]] Side& side(Role role) { return role == Role::client ? client_ : server_; }
    [[nodiscard]] Side& other(Role role) { return role == Role::client ? server_ : client_; }
    void note(Role sender, std::span<std::uint8_t const> bytes);
    void note_frame(Role sender, net::Transfer const& got);
    void lose(Role sender);
    void pass_on(Role sender, net::Transfer const& end);

    Witness::Id id_;
    Witness& witness_;
    RelayCounts& counts_;
    Complain complain_;
    Side client_;
    Side server_;
    trace::Time client_ended_at_{};
};

/// Live traffic has no packet numbers.
[[nodiscard]] Moment now();

} // namespace mqttspec::validator
