// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/nursery.hpp"
#include "target/adapter_process.hpp"
#include "target/client_seat.hpp"
#include "target/layout.hpp"
#include "target/storage.hpp"
#include "target/venue.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mqttspec::target {

/// A client behind an adapter. There are as many adapters as were ever needed at once; one that is given back
/// goes to the next case once its connection has ended, and is replaced where that is in doubt. Only a few
/// are started at the same time: who waits for one may get one that has become free meanwhile.
class AdapterTarget final : public ClientTarget
{
public:
    AdapterTarget(TargetSpec spec, boost::asio::any_io_executor executor);
    ~AdapterTarget() override;

    [[nodiscard]] boost::asio::awaitable<StartResult> start() override;
    [[nodiscard]] boost::asio::awaitable<void> stop() override;
    [[nodiscard]] std::string version() const override { return hello_.version; }
    [[nodiscard]] Features features() const override;
    [[nodiscard]] std::string log_tail() const override { return last_trouble_; }

    [[nodiscard]] boost::asio::awaitable<HireResult> hire() override;
    void release(std::unique_ptr<ClientSeat> seat) override;
    [[nodiscard]] std::size_t most_at_once() const override { return most_client_processes; }
    [[nodiscard]] std::variant<Door, std::string> open_door() override { return venue_->open(); }

    /// A new adapter that has said hello, outside of the pool.
    [[nodiscard]] boost::asio::awaitable<std::variant<std::shared_ptr<AdapterProcess>, std::string>>
    start_adapter();

    /// How many of the pool run, at work or not.
    [[nodiscard]] std::size_t adapters() const { return adapters_.size(); }

private:
    class Seat;
    using AdapterPtr = std::shared_ptr<AdapterProcess>;

    [[nodiscard]] boost::asio::awaitable<StartResult> prepare();
    [[nodiscard]] boost::asio::awaitable<StartResult> greet_first();
    [[nodiscard]] std::optional<std::string> lacks_transport() const;
    [[nodiscard]] bool must_wait() const;
    [[nodiscard]] AdapterPtr take_idle();
    [[nodiscard]] boost::asio::awaitable<AdapterPtr> add();
    [[nodiscard]] boost::asio::awaitable<void> retire(AdapterPtr adapter);
    [[nodiscard]] boost::asio::awaitable<void> dismiss(AdapterPtr adapter);
    [[nodiscard]] boost::asio::awaitable<void> watch(AdapterPtr adapter, reference::CommandId id);
    [[nodiscard]] Adapter const& adapter() const { return std::get<Adapter>(spec().how); }

    boost::asio::any_io_executor executor_;
    std::unique_ptr<Venue> venue_;
    std::unique_ptr<Storage> storage_;
    std::optional<Layout> layout_;
    driving::Hello hello_;
    std::string last_trouble_;
    std::vector<AdapterPtr> adapters_; ///< All that run.
    std::vector<AdapterPtr> idle_;
    std::size_t quieting_ = 0; ///< That are on their way into `idle_`.
    std::size_t starting_ = 0; ///< That are about to say hello.
    net::Timer changed_;
    std::unique_ptr<net::Nursery> nursery_; ///< There from start to stop.
};

} // namespace mqttspec::target
