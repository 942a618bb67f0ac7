// SPDX-License-Identifier: Apache-2.0
#include "serving/broker_server.hpp"

#include "net/nursery.hpp"
#include "serving/desk.hpp"
#include "wire/decode.hpp"
#include "wire/framer.hpp"

#include <boost/asio/this_coro.hpp>

#include <span>
#include <utility>

namespace mqttspec::serving {

namespace asio = boost::asio;
using asio::awaitable;
using net::Clock;
using net::End;
using net::TimePoint;

namespace {

/// One serve() at work.
struct Session
{
    Session(std::shared_ptr<Desk> at, net::Listener& from);
    Session(Session const&) = delete;
    Session& operator=(Session const&) = delete;
    ~Session() { desk->listeners.erase(&listener); }

    std::shared_ptr<Desk> desk;
    net::Listener& listener;
    net::Nursery nursery;
    std::size_t visits = 0;
    bool is_accepting = true;
};

/// One link at a session, for as long as any of its coroutines runs.
struct Visit
{
    Visit(std::shared_ptr<Session> at, std::unique_ptr<net::ByteStream> stream);
    Visit(Visit const&) = delete;
    Visit& operator=(Visit const&) = delete;
    ~Visit();

    std::shared_ptr<Session> session;
    LinkPtr link;
};

using SessionPtr = std::shared_ptr<Session>;
using VisitPtr = std::shared_ptr<Visit>;

awaitable<void> accept_visits(SessionPtr session);
awaitable<void> keep_time(SessionPtr session);
awaitable<void> read(VisitPtr visit);
awaitable<void> write(VisitPtr visit);
awaitable<void> close_in_time(VisitPtr visit);

void take(Desk& desk, Link& link, wire::Framer& framer);
void end_message(Desk& desk, Link& link, wire::Framer const& framer);
void grow(wire::Bytes& buffer, std::size_t filled);

} // namespace

BrokerServer::BrokerServer(asio::any_io_executor executor, Handler handler, ServerOptions options)
    : desk_(std::make_shared<Desk>(std::move(executor), std::move(handler), std::move(options)))
{}

BrokerServer::BrokerServer(asio::any_io_executor executor, Handler handler)
    : BrokerServer(std::move(executor), std::move(handler), ServerOptions{})
{}

BrokerServer::~BrokerServer() = default;

awaitable<void> BrokerServer::serve(net::Listener& listener)
{
    co_await asio::this_coro::throw_if_cancelled(false); // A cancellation is for join() to hand on.
    auto const session = std::make_shared<Session>(desk_, listener);
    session->nursery.spawn(accept_visits(session));
    session->nursery.spawn(keep_time(session));
    co_await session->nursery.join();
}

void BrokerServer::stop()
{
    desk_->stop();
}

ServerStats BrokerServer::stats() const
{
    return desk_->stats;
}

namespace {

Session::Session(std::shared_ptr<Desk> at, net::Listener& from)
    : desk(std::move(at)), listener(from), nursery(desk->executor)
{
    desk->listeners.insert(&listener);
    if (desk->is_stopped)
        listener.close();
}

Visit::Visit(std::shared_ptr<Session> at, std::unique_ptr<net::ByteStream> stream)
    : session(std::move(at)), link(session->desk->open(std::move(stream)))
{
    ++session->visits;
}

Visit::~Visit()
{
    session->desk->forget(*link);
    --session->visits;
    session->desk->clock.wake();
}

awaitable<void> accept_visits(SessionPtr session)
{
    while (true) {
        auto stream = co_await session->listener.accept();
        if (!stream || session->desk->is_stopped)
            break;
        auto const visit = std::make_shared<Visit>(session, std::move(stream));
        session->nursery.spawn(read(visit));
        session->nursery.spawn(write(visit));
        session->nursery.spawn(close_in_time(visit));
    }
    session->is_accepting = false;
    session->desk->clock.wake();
}

awaitable<void> keep_time(SessionPtr session)
{
    while (session->is_accepting || session->visits > 0) {
        auto const next = session->desk->tick();
        co_await session->desk->clock.wait_until(next);
    }
}

/// Reads to the end; what comes after the link is over for the broker is thrown away.
awaitable<void> read(VisitPtr visit)
{
    auto& desk = *visit->session->desk;
    auto& link = *visit->link;
    wire::Framer framer(desk.options.packet_bytes_max);
    wire::Bytes buffer(4096);
    desk.tell(reference::LinkOpened{.link = link.id});
    auto end = End::none;
    bool has_messages = false;
    while (end == End::none) {
        auto const into = std::span(buffer);
        auto const got = co_await link.stream->read_some(into);
        desk.stats.bytes_received += got.bytes;
        if (got.is_text && !desk.options.websocket.accepts_text)
            desk.lose(link, End::failed); // [MQTT-6.0.0-1]
        if (!link.is_over && !framer.has_stopped())
            framer.feed(into.first(got.bytes));
        take(desk, link, framer);
        // Streams that are no WebSocket have no messages, and none ends.
        if (has_messages && !got.ends_message && desk.options.websocket.refuses_fragments)
            desk.lose(link, End::failed);
        has_messages = has_messages || got.ends_message;
        if (got.ends_message)
            end_message(desk, link, framer);
        grow(buffer, got.bytes);
        end = got.end;
    }
    link.has_read = true;
    link.ended.wake();
    desk.lose(link, end == End::local ? link.write_end : end); // We close it ourselves where writing fails.
}

/// Writes all that is queued in one go, again and again. If that fails, it is still the reader who finds out
/// how the link was lost: what the client sent before may be waiting to be read, its DISCONNECT even.
awaitable<void> write(VisitPtr visit)
{
    auto& desk = *visit->session->desk;
    auto const framing = desk.options.websocket.sends_text ? net::Framing::text : net::Framing::binary;
    auto& link = *visit->link;
    while (link.write_end == End::none && !(link.is_over && link.queue.empty())) {
        if (link.queue.empty()) {
            co_await link.queued.wait_until(TimePoint::max());
            continue;
        }
        link.in_flight.swap(link.queue);
        auto const put = co_await link.stream->write(link.in_flight, framing);
        ++desk.stats.writes;
        desk.stats.bytes_sent += put.bytes;
        link.in_flight.clear();
        link.write_end = put.end;
    }
    link.stream->shutdown_send();
    link.queue.clear();
    link.has_written = true;
    link.ended.wake();
}

/// Lets the peer see what was sent last, and that it was the last, before the connection goes.
awaitable<void> close_in_time(VisitPtr visit)
{
    auto& link = *visit->link;
    while (!link.is_over && !link.has_read && !link.has_written)
        co_await link.ended.wait_until(TimePoint::max());

    auto const deadline = Clock::now() + visit->session->desk->options.linger;
    while (!(link.has_read && link.has_written) && Clock::now() < deadline)
        co_await link.ended.wait_until(deadline);
    link.stream->close();
}

/// Brings the broker the packets that are complete.
void take(Desk& desk, Link& link, wire::Framer& framer)
{
    while (!link.is_over) {
        auto frame = framer.next();
        if (!frame)
            return;
        if (frame->defect != wire::Frame::Defect::none) {
            desk.tell(reference::Garbled{.link = link.id});
            continue;
        }
        ++desk.stats.packets_received;
        reference::Received received;
        received.link = link.id;
        received.packet = wire::decode(frame->bytes, desk.options.version);
        received.bytes = std::move(frame->bytes);
        desk.tell(std::move(received));
        if (desk.options.websocket.takes_one_packet_each)
            framer = wire::Framer(desk.options.packet_bytes_max);
    }
}

/// To the broker a WebSocket is a stream, unless it is ill-mannered [MQTT-6.0.0-2].
void end_message(Desk& desk, Link& link, wire::Framer const& framer)
{
    if (desk.options.websocket.aligns_packets && !framer.rest().empty())
        desk.lose(link, End::failed);
}

/// Idle links are many and shall be small; busy ones are few and shall be fast.
void grow(wire::Bytes& buffer, std::size_t filled)
{
    constexpr std::size_t largest = 65536;
    if (filled == buffer.size() && buffer.size() < largest)
        buffer.resize(buffer.size() * 2);
}

} // namespace

} // namespace mqttspec::serving
