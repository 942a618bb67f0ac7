// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/nursery.hpp"
#include "target/client_seat.hpp"
#include "target/layout.hpp"
#include "target/storage.hpp"
#include "target/tool_call.hpp"
#include "target/venue.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mqttspec::target {

/// A client that is driven by command lines: a program is run for each connection of a case, with all that
/// the case will order on it.
class ToolTarget final : public ClientTarget
{
public:
    ToolTarget(TargetSpec spec, boost::asio::any_io_executor executor);
    ~ToolTarget() override;

    [[nodiscard]] boost::asio::awaitable<StartResult> start() override;
    [[nodiscard]] boost::asio::awaitable<void> stop() override;
    [[nodiscard]] std::string version() const override { return version_; }
    [[nodiscard]] Features features() const override;

    [[nodiscard]] boost::asio::awaitable<HireResult> hire() override;
    void release(std::unique_ptr<ClientSeat> seat) override;
    [[nodiscard]] std::size_t most_at_once() const override { return most_client_processes; }
    [[nodiscard]] std::variant<Door, std::string> open_door() override { return venue_->open(); }

private:
    class Seat;

    [[nodiscard]] std::optional<std::string> prepare();
    [[nodiscard]] std::optional<std::string> lacks_transport() const;
    void dismiss(std::unique_ptr<Process> process); ///< In the background.
    [[nodiscard]] Tools const& tools() const { return std::get<Tools>(spec().how); }

    boost::asio::any_io_executor executor_;
    std::unique_ptr<Venue> venue_;
    std::vector<ToolPattern> patterns_;
    std::unique_ptr<Storage> storage_;
    std::optional<Layout> layout_;
    Values known_; ///< At the start, for the command lines.
    std::string version_;
    std::unique_ptr<net::Nursery> nursery_; ///< There from start to stop.
};

} // namespace mqttspec::target
