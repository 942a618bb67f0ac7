// SPDX-License-Identifier: Apache-2.0
#include "serving/desk.hpp"

#include "wire/encode.hpp"

#include <utility>

namespace mqttspec::serving {

using net::Clock;
using net::TimePoint;

namespace {

reference::Loss loss_for(net::End how);
void append(wire::Bytes& queue, reference::Transmit const& transmit, wire::Version version);

} // namespace

Desk::Desk(boost::asio::any_io_executor on, Handler handler, ServerOptions how)
    : executor(std::move(on)), options(std::move(how)), clock(executor), handler_(std::move(handler))
{}

LinkPtr Desk::open(std::unique_ptr<net::ByteStream> stream)
{
    auto link = std::make_shared<Link>(++last_id_, std::move(stream), executor);
    links_.emplace(link->id, link);
    ++stats.links_accepted;
    ++stats.links_open;
    return link;
}

void Desk::forget(Link const& link)
{
    links_.erase(link.id);
    --stats.links_open;
}

void Desk::tell(What what)
{
    reference::Event event;
    event.now = Clock::now().time_since_epoch();
    event.what = std::move(what);
    auto const actions = handler_(event);
    for (auto const& action : actions)
        std::visit([this](auto const& wanted) { perform(wanted); }, action);

    // Told last, because the broker is not to be called from within its own wishes.
    while (!overflowed_.empty()) {
        reference::LinkLost const lost{.link = overflowed_.back(), .how = reference::Loss::failed};
        overflowed_.pop_back();
        tell(lost);
    }
}

void Desk::lose(Link& link, net::End how)
{
    if (link.is_over)
        return;
    // Told before the link is over: a client that closed its side only could still read an answer.
    tell(reference::LinkLost{.link = link.id, .how = loss_for(how)});
    link.end();
}

void Desk::stop()
{
    is_stopped = true;
    for (auto* const listener : listeners)
        listener->close();
    for (auto const& [id, link] : links_) {
        link->stream->close();
        link->end();
    }
}

TimePoint Desk::tick()
{
    awake_at_ = TimePoint::min(); // While the broker thinks, nobody sleeps who would have to be woken.
    while (tick_at_ && *tick_at_ <= Clock::now()) {
        tick_at_.reset();
        tell(reference::Ticked{});
    }
    awake_at_ = tick_at_.value_or(TimePoint::max());
    return awake_at_;
}

void Desk::perform(reference::Transmit const& transmit)
{
    auto const link = find_live(transmit.link);
    if (!link || link->has_written)
        return;
    append(link->queue, transmit, options.version);
    ++stats.packets_sent;
    if (link->unsent_bytes() > options.queued_bytes_max)
        overflow(*link);
    link->queued.wake();
}

void Desk::perform(reference::Drop const& drop)
{
    auto const link = find_live(drop.link);
    if (link)
        link->end();
}

void Desk::perform(reference::SetTimer const& set_timer)
{
    tick_at_ = TimePoint(std::chrono::duration_cast<net::Duration>(set_timer.at));
    if (*tick_at_ < awake_at_)
        clock.wake();
}

void Desk::overflow(Link& link)
{
    link.stream->reset();
    link.end();
    overflowed_.push_back(link.id);
    ++stats.links_overflowed;
}

LinkPtr Desk::find_live(reference::LinkId id) const
{
    auto const it = links_.find(id);
    return it == links_.end() || it->second->is_over ? nullptr : it->second;
}

namespace {

reference::Loss loss_for(net::End how)
{
    switch (how) {
    case net::End::fin: return reference::Loss::fin;
    case net::End::rst: return reference::Loss::rst;
    default: return reference::Loss::failed;
    }
}

void append(wire::Bytes& queue, reference::Transmit const& transmit, wire::Version version)
{
    auto const put = [&queue](wire::Bytes const& bytes) {
        queue.insert(queue.end(), bytes.begin(), bytes.end());
    };
    if (auto const* const packet = std::get_if<wire::Packet>(&transmit.what))
        put(wire::encode(*packet, version).bytes);
    else
        put(std::get<wire::Bytes>(transmit.what));
}

} // namespace

} // namespace mqttspec::serving
