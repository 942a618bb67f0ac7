// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/clock.hpp"
#include "target/client_seat.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <string>

namespace mqttspec::target {

/// What was heard of a client and is yet to be told. It is told at a later turn, so that nobody hears of an
/// order while it is still being given.
class ReportBox
{
public:
    using Listener = std::function<void(ClientReport const&)>;

    explicit ReportBox(boost::asio::any_io_executor executor);

    void put(ClientReport report);
    void listen(Listener listener);

    /// Says what is wrong, the first time that something is.
    void put_trouble(std::string why);
    [[nodiscard]] std::string const& trouble() const { return trouble_; }

    void close(); ///< What is left is told to nobody.
    [[nodiscard]] bool is_closed() const { return is_closed_; }

    /// Until it is closed.
    [[nodiscard]] static boost::asio::awaitable<void> tell(std::shared_ptr<ReportBox> box);

private:
    net::Timer changed_;
    std::deque<ClientReport> reports_;
    Listener listener_;
    std::string trouble_;
    bool is_closed_ = false;
};

} // namespace mqttspec::target
