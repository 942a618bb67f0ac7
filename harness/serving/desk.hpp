// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "serving/broker_server.hpp"
#include "serving/link.hpp"

#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

namespace mqttspec::serving {

/// Where the broker sits: brings it the events, and does what it wants done. Nothing here waits for anything.
class Desk
{
public:
    using What = decltype(reference::Event::what);

    Desk(boost::asio::any_io_executor on, Handler handler, ServerOptions how);

    [[nodiscard]] LinkPtr open(std::unique_ptr<net::ByteStream> stream); ///< The broker is not told yet.
    void forget(Link const& link);

    void tell(What what);
    void lose(Link& link, net::End how); ///< Unless it is over already.
    void stop();                         ///< Closes all listeners and links.

    /// Tells the broker if it is time, and says when it will be time next.
    [[nodiscard]] net::TimePoint tick();

    boost::asio::any_io_executor const executor;
    ServerOptions const options;
    ServerStats stats;
    std::set<net::Listener*> listeners; ///< Those that are being served.
    net::Timer clock;                   ///< Sleeps until tick() is due.
    bool is_stopped = false;

private:
    void perform(reference::Transmit const& transmit);
    void perform(reference::Drop const& drop);
    void perform(reference::SetTimer const& set_timer);
    void overflow(Link& link);
    [[nodiscard]] LinkPtr find_live(reference::LinkId id) const;

    Handler handler_;
    reference::LinkId last_id_ = 0;
    std::unordered_map<reference::LinkId, LinkPtr> links_;
    std::vector<reference::LinkId> overflowed_; ///< Which the broker is yet to be told.
    std::optional<net::TimePoint> tick_at_;
    net::TimePoint awake_at_ =
        net::TimePoint::max(); ///< The clock is not woken for what comes later than that.
};

} // namespace mqttspec::serving
