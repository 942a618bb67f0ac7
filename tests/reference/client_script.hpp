// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/client.hpp"
#include "reference/script.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace mqttspec::reference {

using Reports = std::vector<Report>;

/// A client, its clock, its user and the Server at the far end. All that it transmits must be well formed and
/// begin with CONNECT, and nothing may follow a DISCONNECT or a Drop.
class ClientScript
{
public:
    explicit ClientScript(ClientOptions options = ClientOptions{}) : client_(std::move(options)) {}

    /// Commands are numbered from 1 on.
    CommandId order(decltype(Command::what) what);

    /// Lets it connect, and takes its CONNECT and what it tells; the link is the newest.
    ClientScript& connected(ConnectCommand const& how, bool session_present = false);
    ClientScript& connected() { return connected(ConnectCommand{.client_id = "c"}); }

    void open();
    void refuse(std::string why);
    void receive(wire::Packet const& packet);
    void receive_bytes(std::string_view hex);
    void receive_garbage();
    void lose(Loss how = Loss::fin);

    /// Lets time pass. The client gets its ticks exactly when it asked for them.
    void wait(Time duration);

    [[nodiscard]] Packets sent(); ///< Since the last call.
    [[nodiscard]] Reports told(); ///< Since the last call.
    [[nodiscard]] bool is_dropped() const { return is_dropped_; }
    [[nodiscard]] LinkId link() const { return link_; }
    [[nodiscard]] Client const& client() const { return client_; }

    void handle(decltype(ClientEvent::what) what);

private:
    void perform(OpenLink const& open);
    void perform(Transmit const& transmit);
    void perform(Drop const& drop);
    void perform(SetTimer const& set_timer) { timer_ = set_timer.at; }
    void perform(Tell const& tell) { told_.push_back(tell.what); }

    Client client_;
    Time now_{};
    std::optional<Time> timer_;
    LinkId link_ = 0;
    CommandId last_command_ = 0;
    bool has_connect_ = false;
    bool has_disconnect_ = false;
    bool is_dropped_ = false;
    Packets sent_;
    Reports told_;
};

/// The only report of that kind.
template <class R>
R only(Reports const& reports)
{
    std::vector<R> found;
    for (auto const& report : reports) {
        if (auto const* it = std::get_if<R>(&report)) {
            found.push_back(*it);
        }
    }
    EXPECT_EQ(found.size(), 1U);
    return found.empty() ? R{} : found.front();
}

[[nodiscard]] PublishCommand message(std::string topic, std::string_view payload, std::uint8_t qos = 0);
[[nodiscard]] ConnectCommand persistent(std::string client_id);

} // namespace mqttspec::reference
