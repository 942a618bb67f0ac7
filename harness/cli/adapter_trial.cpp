// SPDX-License-Identifier: Apache-2.0
#include "cli/adapter_trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace mqttspec::cli {

namespace asio = boost::asio;
using asio::awaitable;
using reference::CommandId;
using target::ClientReport;
using Kind = AdapterFinding::Kind;

AdapterTrial::AdapterTrial(asio::any_io_executor executor, net::Duration patience, FindingListener told)
    : executor_(executor), patience_(patience), told_(std::move(told)), changed_(executor),
      box_(std::make_shared<target::ReportBox>(executor)), broker_(reference::BrokerOptions{}),
      server_(executor, [this](reference::Event const& event) { return serve(event); }), nursery_(executor)
{
    box_->listen([this](ClientReport const& report) {
        heard_.push_back(report);
        changed_.wake();
    });
}

awaitable<void> AdapterTrial::run(target::AdapterTarget& target)
{
    nursery_.spawn(target::ReportBox::tell(box_));
    bool const began = co_await begin(target);
    if (began) {
        nursery_.spawn(server_.serve(*door_.listener));
        co_await try_all();
        co_await end();
    }
    server_.stop();
    box_->close();
    co_await nursery_.join();
}

awaitable<bool> AdapterTrial::begin(target::AdapterTarget& target)
{
    auto opened = target.open_door();
    if (auto const* const why = std::get_if<std::string>(&opened)) {
        tell(Kind::untried, "all", *why);
        co_return false;
    }
    door_ = std::get<target::Door>(std::move(opened));
    auto started = co_await target.start_adapter();
    if (auto const* const why = std::get_if<std::string>(&started)) {
        tell(Kind::wrong, "hello", *why);
        co_return false;
    }
    adapter_ = std::get<std::shared_ptr<target::AdapterProcess>>(started);
    adapter_->serve(box_);
    auto const& hello = adapter_->hello();
    tell(Kind::ok, fmt::format("hello: {} {}, which offers {}", hello.name, hello.version,
                               fmt::join(hello.features, ", ")));
    co_return true;
}

awaitable<void> AdapterTrial::try_all()
{
    co_await attempt("connect", "", &AdapterTrial::connect);
    co_await attempt("subscribe to two filters", "", &AdapterTrial::subscribe);
    co_await attempt("publish at QoS 0, and receive it", "", &AdapterTrial::publish_0);
    co_await attempt("publish at QoS 1, and receive it", "qos1", &AdapterTrial::publish_1);
    co_await attempt("publish at QoS 2, and receive it", "qos2", &AdapterTrial::publish_2);
    co_await attempt("unsubscribe", "", &AdapterTrial::unsubscribe);
    co_await attempt("disconnect", "", &AdapterTrial::disconnect);
    co_await attempt("publish without a connection", "", &AdapterTrial::work_without_connection);
    co_await attempt("connect with a Will, a User Name and a Password", "will",
                     &AdapterTrial::connect_with_all);
    co_await attempt("abort", "abort", &AdapterTrial::abort);
    co_await attempt("return to a Session", "persistent_session", &AdapterTrial::return_to_session);
    co_await attempt("connect where nobody listens", "", &AdapterTrial::reach_nobody);
    co_await attempt("a line that is no JSON", "", &AdapterTrial::hear_nonsense);
    co_await attempt("a command that does not exist", "", &AdapterTrial::hear_unknown_command);
}

/// What an adapter does not offer is tried all the same, in case that it says so.
awaitable<void> AdapterTrial::attempt(std::string what, std::string feature, Check check)
{
    if (!adapter_->trouble().empty()) {
        tell(Kind::untried, what);
        co_return;
    }
    is_unsupported_ = false;
    heard_.clear();
    auto why = co_await (this->*check)();
    if (!adapter_->trouble().empty())
        tell(Kind::wrong, what, adapter_->trouble());
    else if (is_unsupported_ && (feature.empty() || claims(feature)))
        tell(Kind::wrong, what, feature.empty() ? why : why + ", though hello offers `" + feature + "`");
    else if (is_unsupported_ || (!why.empty() && !feature.empty() && !claims(feature)))
        tell(Kind::unsupported, what, why);
    else
        tell(why.empty() ? Kind::ok : Kind::wrong, what, why);
}

awaitable<void> AdapterTrial::end()
{
    constexpr auto time = std::chrono::seconds(2);
    constexpr auto what = "exit at the end of input, within 2 s";
    if (!adapter_->trouble().empty()) {
        tell(Kind::untried, what);
        co_await target::AdapterProcess::end(adapter_, net::Clock::now());
        co_return;
    }
    auto const how = co_await target::AdapterProcess::end(adapter_, net::Clock::now() + time);
    if (how == "ended with exit code 0")
        tell(Kind::ok, what);
    else
        tell(Kind::wrong, what, how.empty() ? "it went on" : "it " + how);
}

awaitable<std::string> AdapterTrial::connect_as(reference::ConnectCommand command)
{
    auto const id = order(std::move(command));
    auto const answer = co_await answer_to(id);
    auto const* const connected = answer ? std::get_if<reference::Connected>(&*answer) : nullptr;
    if (!connected)
        co_return answer ? in_words(*answer) : "no answer";
    if (connected->return_code != 0)
        co_return fmt::format("`return_code` is {}, and CONNACK said 0", connected->return_code);
    co_return std::string();
}

awaitable<std::string> AdapterTrial::close_with(Order command)
{
    auto const id = order(std::move(command));
    auto const answer = co_await answer_to(id);
    if (!answer)
        co_return "no `closed` with the id of the command";
    if (!std::holds_alternative<reference::Closed>(*answer))
        co_return in_words(*answer);
    co_return std::string();
}

CommandId AdapterTrial::order(Order what)
{
    driving::Request request;
    request.command.id = ++last_id_;
    request.command.what = std::move(what);
    request.endpoint.host = door_.place.host;
    request.endpoint.port = door_.place.port;
    static_cast<void>(adapter_->say(request));
    return last_id_;
}

awaitable<std::optional<ClientReport>> AdapterTrial::answer_to(CommandId id)
{
    auto const answers = [id](ClientReport const& report) {
        return std::visit(
            [id](auto const& it) {
                if constexpr (requires { it.command; })
                    return it.command == id;
                else
                    return false;
            },
            report);
    };
    auto const deadline = net::Clock::now() + patience_;
    for (;;) {
        auto const found = std::ranges::find_if(heard_, answers);
        if (found != heard_.end()) {
            auto const answer = *found;
            is_unsupported_ = std::holds_alternative<target::Unsupported>(answer);
            heard_.erase(found);
            heard_.push_back(answer);
            co_return answer;
        }
        if (net::Clock::now() >= deadline || !adapter_->trouble().empty())
            co_return std::nullopt;
        co_await changed_.wait_until(deadline);
    }
}

awaitable<bool> AdapterTrial::see(wire::PacketType type)
{
    auto const deadline = net::Clock::now() + patience_;
    while (std::ranges::count(received_, type) == 0 && net::Clock::now() < deadline)
        co_await changed_.wait_until(deadline);
    co_return std::ranges::count(received_, type) > 0;
}

std::vector<reference::Action> AdapterTrial::serve(reference::Event const& event)
{
    if (auto const* const received = std::get_if<reference::Received>(&event.what)) {
        if (auto const* const connect = std::get_if<wire::Connect>(&received->packet.packet)) {
            greeting_ = *connect;
            received_.clear();
        }
        received_.push_back(wire::type_of(received->packet.packet));
        changed_.wake();
    }
    return broker_.handle(event);
}

bool AdapterTrial::claims(std::string const& feature) const
{
    auto const& features = adapter_->hello().features;
    return std::ranges::find(features, feature) != features.end();
}

void AdapterTrial::tell(Kind kind, std::string what, std::string why)
{
    told_({.kind = kind, .what = std::move(what), .why = std::move(why)});
}

std::string in_words(ClientReport const& report)
{
    if (auto const* const failed = std::get_if<reference::Failed>(&report))
        return fmt::format("`error`: {}", failed->why);
    if (auto const* const unsupported = std::get_if<target::Unsupported>(&report))
        return fmt::format("`unsupported`: {}", unsupported->why);
    if (auto const* const connected = std::get_if<reference::Connected>(&report))
        return fmt::format("`connected`, return code {}", connected->return_code);
    return "another answer than is due";
}

} // namespace mqttspec::cli
