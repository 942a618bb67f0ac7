// SPDX-License-Identifier: Apache-2.0
#include "engine/subject.hpp"

#include "wire/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace mqttspec::engine {

namespace {

using Kind = scenario::ExpectReport::Kind;

std::string in_words(reference::Command const& command)
{
    struct Words
    {
        std::string operator()(reference::ConnectCommand const& it) const
        {
            return fmt::format("connect with client_id \"{}\", clean_session {}, keep_alive {}", it.client_id,
                               it.clean_session, it.keep_alive);
        }
        std::string operator()(reference::PublishCommand const& it) const
        {
            return fmt::format("publish to \"{}\" at QoS {}{}", it.topic, it.qos,
                               it.retain ? ", retained" : "");
        }
        std::string operator()(reference::SubscribeCommand const& it) const
        {
            std::string text = "subscribe to";
            for (auto const& subscription : it.filters)
                text += fmt::format(" \"{}\" at QoS {}", subscription.filter, subscription.qos);
            return text;
        }
        std::string operator()(reference::UnsubscribeCommand const& it) const
        {
            std::string text = "unsubscribe from";
            for (auto const& filter : it.filters)
                text += fmt::format(" \"{}\"", filter);
            return text;
        }
        std::string operator()(reference::DisconnectCommand const&) const { return "disconnect"; }
        std::string operator()(reference::AbortCommand const&) const { return "close without DISCONNECT"; }
    };
    return std::visit(Words{}, command.what);
}

std::string_view name_of(reference::Closer closer)
{
    switch (closer) {
    case reference::Closer::client: return "the client";
    case reference::Closer::server: return "the server";
    case reference::Closer::network: return "the network";
    }
    return "";
}

} // namespace

Subject::Subject(Surroundings surroundings)
    : case_{std::move(surroundings)}, id_{case_.journal.add_connection("client")}, nursery_{case_.executor}
{}

Subject::~Subject() = default;

boost::asio::awaitable<std::string> Subject::arrive()
{
    auto door = case_.target.open_door();
    if (auto const* trouble = std::get_if<std::string>(&door))
        co_return *trouble;
    door_ = std::get<target::Door>(std::move(door));
    auto hired = co_await case_.target.hire();
    if (!hired.seat)
        co_return hired.trouble;
    seat_ = std::move(hired.seat);
    seat_->listen([this](target::ClientReport const& report) { hear(report); });
    nursery_.spawn(accept());
    co_return std::string{};
}

boost::asio::awaitable<void> Subject::accept()
{
    for (;;) {
        auto stream = co_await door_.listener->accept();
        if (!stream)
            co_return;
        arrivals_.push_back(std::move(stream));
        case_.changed.wake();
    }
}

void Subject::order(reference::Command command, std::vector<reference::Command> const& upcoming)
{
    command.id = ++last_id_;
    orders_[command.id] = in_words(command);
    note("is told to " + orders_[command.id]);
    seat_->order(command, door_.place, upcoming);
}

std::unique_ptr<net::ByteStream> Subject::take_arrival()
{
    if (arrivals_.empty())
        return nullptr;
    auto stream = std::move(arrivals_.front());
    arrivals_.pop_front();
    return stream;
}

boost::asio::awaitable<void> Subject::leave()
{
    if (door_.listener)
        door_.listener->close();
    for (auto const& stream : arrivals_)
        stream->close();
    arrivals_.clear();
    if (seat_) {
        seat_->listen([](target::ClientReport const&) {});
        case_.target.release(std::move(seat_));
    }
    co_await nursery_.join();
}

wire::Packet const* Subject::told(std::size_t index) const
{
    auto const found = told_.find(index);
    return found == told_.end() ? nullptr : &found->second;
}

std::string Subject::trouble() const
{
    return seat_ && broken_.empty() ? seat_->trouble() : broken_;
}

std::string Subject::refusal(std::size_t since) const
{
    auto const& unseen = inbox.reports[static_cast<std::size_t>(Kind::refusal)];
    auto const found = std::ranges::find_if(unseen, [&](std::size_t index) { return index >= since; });
    return found == unseen.end() ? std::string{} : refusals_.at(*found);
}

std::string Subject::place() const
{
    return fmt::format("{}:{}", door_.place.host, door_.place.port);
}

void Subject::hear(target::ClientReport const& report)
{
    struct Hearing
    {
        Subject& it;

        void operator()(reference::Connected const& told) const
        {
            it.keep(
                Kind::connected,
                fmt::format("connected: session_present {}, return_code {}", told.session_present,
                            told.return_code),
                wire::Connack{.acknowledge_flags = static_cast<std::uint8_t>(told.session_present ? 1 : 0),
                              .return_code = told.return_code});
        }
        void operator()(reference::MessageArrived const& told) const
        {
            wire::Publish const message{.dup = told.dup,
                                        .qos = told.qos,
                                        .retain = told.retain,
                                        .topic = told.topic,
                                        .payload = told.payload};
            it.keep(Kind::message, fmt::format("message: {}", wire::describe(wire::Packet{message})),
                    message);
        }
        void operator()(reference::Acknowledged const& told) const
        {
            it.keep(Kind::acknowledged, "delivered: " + it.ordered(told.command));
        }
        void operator()(reference::Subscribed const& told) const
        {
            wire::Suback const granted{.return_codes = told.return_codes};
            it.keep(Kind::subscribed, "done: " + it.ordered(told.command), granted);
        }
        void operator()(reference::Unsubscribed const& told) const
        {
            it.keep(Kind::unsubscribed, "done: " + it.ordered(told.command));
        }
        void operator()(reference::Closed const& told) const
        {
            it.keep(Kind::closed, fmt::format("closed by {}: {}", name_of(told.by), told.why));
        }
        void operator()(reference::Failed const& told) const
        {
            auto const what = fmt::format("{}: {}", it.ordered(told.command), told.why);
            it.refusals_[it.case_.journal.size()] = what;
            it.keep(Kind::refusal, "will not " + what);
        }
        void operator()(target::Unsupported const& told) const
        {
            it.unsupported_ = fmt::format("{}: {}", it.ordered(told.command), told.why);
            it.note("cannot " + it.unsupported_);
        }
        void operator()(target::Broken const& told) const
        {
            it.broken_ = told.why;
            it.note("its adapter is at fault: " + told.why);
        }
    };
    std::visit(Hearing{*this}, report);
}

void Subject::keep(Kind kind, std::string text, std::optional<wire::Packet> packet)
{
    auto const index = case_.journal.size();
    if (packet)
        told_.emplace(index, *std::move(packet));
    inbox.reports[static_cast<std::size_t>(kind)].push_back(index);
    note("tells: " + std::move(text));
}

void Subject::note(std::string text)
{
    case_.journal.append(
        {.at = net::Clock::now() - case_.epoch, .connection = id_, .event = trace::Note{std::move(text)}});
    case_.changed.wake();
}

std::string Subject::ordered(reference::CommandId id) const
{
    auto const found = orders_.find(id);
    return found == orders_.end() ? "nothing that was ordered" : found->second;
}

reference::Command to_command(scenario::Order::Kind kind, std::optional<wire::Packet> const& packet)
{
    reference::Command command;
    if (kind == scenario::Order::Kind::disconnect)
        command.what = reference::DisconnectCommand{};
    if (kind == scenario::Order::Kind::abort)
        command.what = reference::AbortCommand{};
    if (!packet)
        return command;
    if (auto const* it = std::get_if<wire::Connect>(&*packet))
        command.what = reference::ConnectCommand{.client_id = it->client_id,
                                                 .clean_session = it->clean_session,
                                                 .keep_alive = it->keep_alive,
                                                 .will = it->will,
                                                 .user_name = it->user_name,
                                                 .password = it->password};
    if (auto const* it = std::get_if<wire::Publish>(&*packet))
        command.what = reference::PublishCommand{
            .topic = it->topic, .payload = it->payload, .qos = it->qos, .retain = it->retain};
    if (auto const* it = std::get_if<wire::Subscribe>(&*packet))
        command.what = reference::SubscribeCommand{.filters = it->filters};
    if (auto const* it = std::get_if<wire::Unsubscribe>(&*packet))
        command.what = reference::UnsubscribeCommand{.filters = it->filters};
    return command;
}

} // namespace mqttspec::engine
