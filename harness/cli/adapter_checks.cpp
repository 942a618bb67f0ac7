// SPDX-License-Identifier: Apache-2.0
#include "cli/adapter_trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>
#include <variant>

namespace mqttspec::cli {

namespace asio = boost::asio;
using asio::awaitable;

// What AdapterTrial tries, one after the other. Each returns what is wrong.

namespace {

wire::Bytes const payload{0x00, 0xff, 'h', 'i', '\n', 0x80};

} // namespace

awaitable<std::string> AdapterTrial::connect()
{
    reference::ConnectCommand command;
    command.client_id = "check1";
    command.keep_alive = 60;
    auto why = co_await connect_as(command);
    if (why.empty() && greeting_ && (greeting_->client_id != "check1" || greeting_->keep_alive != 60))
        why = fmt::format("the CONNECT has the client id `{}` and Keep Alive {}, not `check1` and 60",
                          greeting_->client_id, greeting_->keep_alive);
    co_return why;
}

awaitable<std::string> AdapterTrial::connect_with_all()
{
    reference::ConnectCommand command;
    command.client_id = "check2";
    command.keep_alive = 30;
    command.will = wire::Will{.topic = "check/will", .message = payload, .qos = 1, .retain = false};
    if (claims("credentials")) {
        command.user_name = "name";
        command.password = wire::Bytes{'p', 0xff}; // Libraries for C take no zero byte there.
    }
    auto why = co_await connect_as(command);
    if (!why.empty() || !greeting_)
        co_return why;
    if (greeting_->will != command.will)
        co_return "the CONNECT has another Will than was ordered";
    if (greeting_->user_name != command.user_name || greeting_->password != command.password)
        co_return "the CONNECT has another User Name or Password than was ordered";
    co_return why;
}

awaitable<std::string> AdapterTrial::subscribe()
{
    reference::SubscribeCommand command;
    command.filters = {{"check/#", 2}, {"other", 2}};
    auto const id = order(command);
    auto const answer = co_await answer_to(id);
    auto const* const subscribed = answer ? std::get_if<reference::Subscribed>(&*answer) : nullptr;
    if (!subscribed)
        co_return answer ? in_words(*answer) : "no answer";
    if (subscribed->return_codes != std::vector<std::uint8_t>{2, 2})
        co_return fmt::format("`granted` is [{}], and SUBACK had [2, 2]",
                              fmt::join(subscribed->return_codes, ", "));
    if (std::ranges::count(received_, wire::PacketType::subscribe) != 1)
        co_return "the filters did not come in one SUBSCRIBE";
    co_return std::string();
}

awaitable<std::string> AdapterTrial::publish(std::uint8_t qos)
{
    auto const id = order(
        reference::PublishCommand{.topic = "check/topic", .payload = payload, .qos = qos, .retain = false});
    auto const answer = co_await answer_to(id);
    if (!answer || !std::holds_alternative<reference::Acknowledged>(*answer))
        co_return answer ? in_words(*answer) : "no answer";
    std::string why;
    bool const came = co_await hear_message(qos, &why);
    co_return came ? std::string() : why;
}

awaitable<std::string> AdapterTrial::unsubscribe()
{
    reference::UnsubscribeCommand command;
    command.filters = {"check/#", "other"};
    auto const id = order(command);
    auto const answer = co_await answer_to(id);
    if (!answer || !std::holds_alternative<reference::Unsubscribed>(*answer))
        co_return answer ? in_words(*answer) : "no answer";
    co_return std::string();
}

awaitable<std::string> AdapterTrial::disconnect()
{
    Order const goodbye = reference::DisconnectCommand{};
    auto why = co_await close_with(goodbye);
    if (!why.empty())
        co_return why;
    bool const is_seen = co_await see(wire::PacketType::disconnect);
    co_return is_seen ? std::string() : "no DISCONNECT came";
}

awaitable<std::string> AdapterTrial::abort()
{
    Order const hard = reference::AbortCommand{};
    Order const gentle = reference::DisconnectCommand{};
    auto why = co_await close_with(hard);
    bool const said_goodbye = std::ranges::count(received_, wire::PacketType::disconnect) > 0;
    if (why.empty() && said_goodbye)
        why = "it sent DISCONNECT";
    bool const is_unsupported = is_unsupported_;
    if (is_unsupported)
        co_await close_with(gentle); // The next one begins without a connection.
    is_unsupported_ = is_unsupported;
    co_return why;
}

awaitable<std::string> AdapterTrial::return_to_session()
{
    reference::ConnectCommand command;
    command.client_id = "check3";
    command.clean_session = false;
    command.keep_alive = 60;
    Order const goodbye = reference::DisconnectCommand{};
    for (bool const is_back : std::array{false, true}) {
        auto why = co_await connect_as(command);
        if (!why.empty())
            co_return why;
        if (greeting_ && greeting_->clean_session)
            co_return "the CONNECT has Clean Session 1, and 0 was ordered";
        if (std::get<reference::Connected>(heard_.back()).session_present != is_back)
            co_return fmt::format("`session_present` is {}, and CONNACK said {}", !is_back, is_back);
        why = co_await close_with(goodbye);
        if (!why.empty())
            co_return why;
    }
    co_return std::string();
}

awaitable<std::string> AdapterTrial::work_without_connection()
{
    auto const id =
        order(reference::PublishCommand{.topic = "check/topic", .payload = {}, .qos = 0, .retain = false});
    auto const answer = co_await answer_to(id);
    if (!answer)
        co_return "no answer; `error` says that nothing will come of it";
    co_return std::string();
}

awaitable<std::string> AdapterTrial::reach_nobody()
{
    auto const port = std::exchange(door_.place.port, std::uint16_t{1}); // Nobody's, without root.
    reference::ConnectCommand command;
    command.client_id = "check4";
    auto const id = order(command);
    auto const answer = co_await answer_to(id);
    door_.place.port = port;
    if (!answer)
        co_return "no answer; `error` says that nothing will come of it";
    if (std::holds_alternative<reference::Failed>(*answer))
        co_return std::string();
    co_return in_words(*answer);
}

awaitable<std::string> AdapterTrial::hear_nonsense()
{
    adapter_->say_nonsense("this is no JSON");
    auto const deadline = net::Clock::now() + patience_;
    while (adapter_->last_complaint().empty() && adapter_->trouble().empty() && net::Clock::now() < deadline)
        co_await net::sleep_until(net::Clock::now() + std::chrono::milliseconds(5));
    co_return adapter_->last_complaint().empty() ? "it gave no `error`" : "";
}

awaitable<std::string> AdapterTrial::hear_unknown_command()
{
    auto const id = adapter_->say_unknown_command("reauthenticate");
    co_return co_await target::AdapterProcess::wait_for_answer(adapter_, id, net::Clock::now() + patience_);
}

awaitable<bool> AdapterTrial::hear_message(std::uint8_t qos, std::string* why)
{
    auto const deadline = net::Clock::now() + patience_;
    for (;;) {
        for (auto const& report : heard_)
            if (auto const* const message = std::get_if<reference::MessageArrived>(&report)) {
                bool const is_right = message->topic == "check/topic" && message->payload == payload &&
                                      message->qos == qos && !message->retain;
                *why = is_right ? "" : "the `message` is not what was published";
                co_return is_right;
            }
        *why = "no `message` came of it";
        if (net::Clock::now() >= deadline || !adapter_->trouble().empty())
            co_return false;
        co_await changed_.wait_until(deadline);
    }
}

} // namespace mqttspec::cli
