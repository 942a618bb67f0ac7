// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "driving/harness_line.hpp"
#include "net/clock.hpp"
#include "net/nursery.hpp"
#include "reference/broker.hpp"
#include "serving/broker_server.hpp"
#include "target/adapter_target.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mqttspec::cli {

/// What came of one thing that was tried on an adapter.
struct AdapterFinding
{
    enum class Kind
    {
        ok,
        wrong,
        unsupported, ///< And says so.
        untried      ///< Because of what went wrong before.
    };
    Kind kind{};
    std::string what{}; ///< "publish at QoS 1"
    std::string why{};  ///< Empty if all is well.
};

using FindingListener = std::function<void(AdapterFinding const&)>;

/// Takes an adapter that has said hello through all that the protocol has, against a broker of ours on a
/// loopback socket.
class AdapterTrial
{
public:
    AdapterTrial(boost::asio::any_io_executor executor, net::Duration patience, FindingListener told);

    /// Tells each finding as it comes about.
    [[nodiscard]] boost::asio::awaitable<void> run(target::AdapterTarget& target);

private:
    using Order = decltype(reference::Command::what);
    using Check = boost::asio::awaitable<std::string> (AdapterTrial::*)();

    [[nodiscard]] boost::asio::awaitable<bool> begin(target::AdapterTarget& target);
    [[nodiscard]] boost::asio::awaitable<void> try_all();
    [[nodiscard]] boost::asio::awaitable<void> attempt(std::string what, std::string feature, Check check);

    // Each returns what is wrong; empty if nothing.
    [[nodiscard]] boost::asio::awaitable<std::string> connect();
    [[nodiscard]] boost::asio::awaitable<std::string> connect_with_all();
    [[nodiscard]] boost::asio::awaitable<std::string> subscribe();
    [[nodiscard]] boost::asio::awaitable<std::string> publish_0() { return publish(0); }
    [[nodiscard]] boost::asio::awaitable<std::string> publish_1() { return publish(1); }
    [[nodiscard]] boost::asio::awaitable<std::string> publish_2() { return publish(2); }
    [[nodiscard]] boost::asio::awaitable<std::string> publish(std::uint8_t qos);
    [[nodiscard]] boost::asio::awaitable<std::string> unsubscribe();
    [[nodiscard]] boost::asio::awaitable<std::string> disconnect();
    [[nodiscard]] boost::asio::awaitable<std::string> abort();
    [[nodiscard]] boost::asio::awaitable<std::string> return_to_session();
    [[nodiscard]] boost::asio::awaitable<std::string> work_without_connection();
    [[nodiscard]] boost::asio::awaitable<std::string> reach_nobody();
    [[nodiscard]] boost::asio::awaitable<std::string> hear_nonsense();
    [[nodiscard]] boost::asio::awaitable<std::string> hear_unknown_command();
    [[nodiscard]] boost::asio::awaitable<void> end();

    [[nodiscard]] boost::asio::awaitable<std::string> connect_as(reference::ConnectCommand command);
    [[nodiscard]] boost::asio::awaitable<std::string> close_with(Order what);
    [[nodiscard]] reference::CommandId order(Order what);
    [[nodiscard]] boost::asio::awaitable<std::optional<target::ClientReport>>
    answer_to(reference::CommandId id);
    [[nodiscard]] boost::asio::awaitable<bool> hear_message(std::uint8_t qos, std::string* why);
    [[nodiscard]] boost::asio::awaitable<bool> see(wire::PacketType type);
    [[nodiscard]] std::vector<reference::Action> serve(reference::Event const& event);
    [[nodiscard]] bool claims(std::string const& feature) const;
    void tell(AdapterFinding::Kind kind, std::string what, std::string why = {});

    boost::asio::any_io_executor executor_;
    net::Duration patience_;
    FindingListener told_;
    net::Timer changed_;
    std::shared_ptr<target::ReportBox> box_;
    std::shared_ptr<target::AdapterProcess> adapter_;
    target::Door door_;
    reference::Broker broker_;
    serving::BrokerServer server_;
    net::Nursery nursery_;
    std::deque<target::ClientReport> heard_;
    std::vector<wire::PacketType> received_; ///< By the broker, on the connection that came last.
    std::optional<wire::Connect> greeting_;  ///< The last.
    reference::CommandId last_id_ = 0;
    bool is_unsupported_ = false; ///< The last answer was so.
};

/// An answer other than the one that is due.
[[nodiscard]] std::string in_words(target::ClientReport const& report);

} // namespace mqttspec::cli
