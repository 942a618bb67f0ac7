// SPDX-License-Identifier: Apache-2.0
#include "driving/client_driver.hpp"

#include "net/byte_stream.hpp"
#include "net/clock.hpp"
#include "net/nursery.hpp"
#include "wire/decode.hpp"
#include "wire/encode.hpp"
#include "wire/framer.hpp"

#include <boost/asio/this_coro.hpp>

#include <map>
#include <optional>
#include <span>
#include <utility>
#include <variant>

namespace mqttspec::driving {

namespace asio = boost::asio;
using asio::awaitable;
using net::Clock;
using net::End;
using net::TimePoint;

namespace {

/// One Network Connection, from the wish for it on.
struct Link
{
    Link(reference::LinkId number, std::shared_ptr<net::Connector> through,
         asio::any_io_executor const& executor)
        : id(number), connector(std::move(through)), changed(executor)
    {}

    reference::LinkId id;
    std::shared_ptr<net::Connector> connector;
    std::unique_ptr<net::ByteStream> stream{};
    wire::Bytes queue{};
    bool is_over = false;     ///< For the client, who has dropped it, or knows that it is lost.
    bool has_written = false; ///< Nothing more will be or can be written.
    net::Timer changed;       ///< Writer and closer sleep on it.
};

using LinkPtr = std::shared_ptr<Link>;

reference::Loss loss_for(End how);
void end(Link& link);

} // namespace

/// Where the client sits. Nothing here waits for anything.
struct ClientDriver::Desk : std::enable_shared_from_this<Desk>
{
    using What = decltype(reference::ClientEvent::what);

    Desk(asio::any_io_executor on, ClientHandler of, Listener to, DriverOptions how)
        : executor(std::move(on)), options(how), clock(executor), nursery(executor), handler(std::move(of)),
          listener(std::move(to))
    {}

    void tell(What what);
    void perform(reference::OpenLink const& open);
    void perform(reference::Transmit const& transmit);
    void perform(reference::Drop const& drop);
    void perform(reference::SetTimer const& set_timer);
    void perform(reference::Tell const& told) { listener(told.what); }
    void take(Link& link, wire::Framer& framer);
    void end_message(Link& link, wire::Framer const& framer);
    [[nodiscard]] LinkPtr find_live(reference::LinkId id) const;

    static awaitable<void> keep_time(std::shared_ptr<Desk> desk);
    static awaitable<void> live(std::shared_ptr<Desk> desk, LinkPtr link);
    static awaitable<void> write(std::shared_ptr<Desk> desk, LinkPtr link);
    static awaitable<void> close_in_time(std::shared_ptr<Desk> desk, LinkPtr link);

    asio::any_io_executor executor;
    DriverOptions options;
    net::Timer clock; ///< Sleeps until the client's timer is due.
    net::Nursery nursery;
    ClientHandler handler;
    Listener listener;
    std::shared_ptr<net::Connector> connector{};
    std::map<reference::LinkId, LinkPtr> links{};
    std::optional<TimePoint> tick_at{};
    bool is_stopped = false;
};

ClientDriver::ClientDriver(asio::any_io_executor executor, ClientHandler handler, Listener listener,
                           DriverOptions options)
    : desk_(std::make_shared<Desk>(std::move(executor), std::move(handler), std::move(listener), options))
{}

ClientDriver::ClientDriver(asio::any_io_executor executor, ClientHandler handler, Listener listener)
    : ClientDriver(std::move(executor), std::move(handler), std::move(listener), DriverOptions{})
{}

ClientDriver::~ClientDriver() = default;

void ClientDriver::connect_through(std::shared_ptr<net::Connector> connector)
{
    desk_->connector = std::move(connector);
}

void ClientDriver::order(reference::Command command)
{
    desk_->tell(std::move(command));
}

awaitable<void> ClientDriver::run()
{
    co_await asio::this_coro::throw_if_cancelled(false); // A cancellation is for join() to hand on.
    auto const desk = desk_;
    desk->nursery.spawn(Desk::keep_time(desk));
    co_await desk->nursery.join();
}

void ClientDriver::stop()
{
    desk_->is_stopped = true;
    for (auto const& [id, link] : desk_->links) {
        end(*link);
        if (link->stream)
            link->stream->close();
    }
    desk_->nursery.cancel();
}

void ClientDriver::Desk::tell(What what)
{
    if (is_stopped)
        return;
    reference::ClientEvent event;
    event.now = Clock::now().time_since_epoch();
    event.what = std::move(what);
    auto const actions = handler(event);
    for (auto const& action : actions)
        std::visit([this](auto const& wanted) { perform(wanted); }, action);
}

void ClientDriver::Desk::perform(reference::OpenLink const& open)
{
    auto link = std::make_shared<Link>(open.link, connector, executor);
    links.emplace(open.link, link);
    nursery.spawn(live(shared_from_this(), link));
}

void ClientDriver::Desk::perform(reference::Transmit const& transmit)
{
    auto const link = find_live(transmit.link);
    if (!link || link->has_written)
        return;
    auto const* const packet = std::get_if<wire::Packet>(&transmit.what);
    auto const bytes = packet == nullptr ? std::get<wire::Bytes>(transmit.what)
                                         : wire::encode(*packet, options.version).bytes;
    link->queue.insert(link->queue.end(), bytes.begin(), bytes.end());
    if (link->queue.size() > options.queued_bytes_max && link->stream)
        link->stream->reset(); // The reader finds out, and the client hears of it.
    link->changed.wake();
}

void ClientDriver::Desk::perform(reference::Drop const& drop)
{
    if (auto const link = find_live(drop.link))
        end(*link);
}

void ClientDriver::Desk::perform(reference::SetTimer const& set_timer)
{
    tick_at = TimePoint(std::chrono::duration_cast<net::Duration>(set_timer.at));
    clock.wake();
}

LinkPtr ClientDriver::Desk::find_live(reference::LinkId id) const
{
    auto const it = links.find(id);
    return it == links.end() || it->second->is_over ? nullptr : it->second;
}

awaitable<void> ClientDriver::Desk::keep_time(std::shared_ptr<Desk> desk)
{
    while (!desk->is_stopped) {
        if (desk->tick_at && *desk->tick_at <= Clock::now()) {
            desk->tick_at.reset();
            desk->tell(reference::Ticked{});
            continue;
        }
        auto const next = desk->tick_at.value_or(TimePoint::max());
        co_await desk->clock.wait_until(next);
    }
}

/// Connects, and reads to the end; what comes after the link is over for the client is thrown away.
awaitable<void> ClientDriver::Desk::live(std::shared_ptr<Desk> desk, LinkPtr link)
{
    auto const deadline = Clock::now() + desk->options.connect_timeout;
    net::Upgrade upgrade;
    upgrade.subprotocols = desk->options.manners.subprotocols;
    auto result = co_await link->connector->connect(deadline, upgrade);
    link->stream = std::move(result.stream);
    if (!link->stream || link->is_over) {
        if (link->stream)
            link->stream->close();
        else if (!link->is_over)
            desk->tell(reference::LinkRefused{.link = link->id, .why = result.trouble});
        desk->links.erase(link->id);
        co_return;
    }
    desk->nursery.spawn(write(desk, link));
    desk->nursery.spawn(close_in_time(desk, link));
    desk->tell(reference::LinkOpened{.link = link->id});
    wire::Framer framer(desk->options.packet_bytes_max);
    wire::Bytes buffer(65536);
    auto how = End::none;
    while (how == End::none) {
        auto const into = std::span(buffer);
        auto const got = co_await link->stream->read_some(into);
        bool const is_foul = got.is_text && !desk->options.manners.accepts_text;
        if (is_foul && !link->is_over)
            desk->tell(reference::Garbled{.link = link->id}); // [MQTT-6.0.0-1]
        if (!link->is_over && !framer.has_stopped())
            framer.feed(into.first(got.bytes));
        desk->take(*link, framer);
        if (got.ends_message && !link->is_over)
            desk->end_message(*link, framer);
        how = got.end;
    }
    if (!link->is_over) {
        end(*link);
        desk->tell(reference::LinkLost{.link = link->id, .how = loss_for(how)});
    }
    link->has_written = true; // Nobody listens any more.
    link->changed.wake();
    desk->links.erase(link->id);
}

awaitable<void> ClientDriver::Desk::write(std::shared_ptr<Desk> desk, LinkPtr link)
{
    wire::Bytes in_flight;
    while (!link->has_written && !(link->is_over && link->queue.empty())) {
        if (link->queue.empty()) {
            co_await link->changed.wait_until(TimePoint::max());
            continue;
        }
        in_flight.clear();
        in_flight.swap(link->queue);
        auto const framing = desk->options.manners.sends_text ? net::Framing::text : net::Framing::binary;
        auto const put = co_await link->stream->write(in_flight, framing);
        if (put.end != End::none)
            break; // Why, the reader finds out.
    }
    link->has_written = true;
    link->changed.wake();
}

/// [MQTT-3.14.4-1] Closes what the client has dropped, as soon as its last words are out.
awaitable<void> ClientDriver::Desk::close_in_time(std::shared_ptr<Desk> desk, LinkPtr link)
{
    while (!link->is_over)
        co_await link->changed.wait_until(TimePoint::max());
    auto const deadline = Clock::now() + desk->options.linger;
    while (!link->has_written && Clock::now() < deadline)
        co_await link->changed.wait_until(deadline);
    link->stream->close();
}

/// Brings the client the packets that are complete.
void ClientDriver::Desk::take(Link& link, wire::Framer& framer)
{
    bool is_first = true;
    while (!link.is_over) {
        auto frame = framer.next();
        if (!frame)
            return;
        if (!std::exchange(is_first, false) && options.manners.takes_one_packet_each)
            continue;
        if (frame->defect != wire::Frame::Defect::none) {
            tell(reference::Garbled{.link = link.id});
            continue;
        }
        reference::Received received;
        received.link = link.id;
        received.packet = wire::decode(frame->bytes, options.version);
        received.bytes = std::move(frame->bytes);
        tell(std::move(received));
    }
}

/// Of a WebSocket. [MQTT-6.0.0-2] It means nothing.
void ClientDriver::Desk::end_message(Link& link, wire::Framer const& framer)
{
    if (options.manners.aligns_packets && !framer.rest().empty())
        tell(reference::Garbled{.link = link.id});
}

namespace {

void end(Link& link)
{
    link.is_over = true;
    link.changed.wake();
}

reference::Loss loss_for(End how)
{
    switch (how) {
    case End::fin: return reference::Loss::fin;
    case End::rst: return reference::Loss::rst;
    default: return reference::Loss::failed;
    }
}

} // namespace
} // namespace mqttspec::driving
