// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/memory.hpp"
#include "net/nursery.hpp"
#include "target/client_seat.hpp"
#include "target/target.hpp"
#include "validator/live_judge.hpp"
#include "validator/proxy.hpp"

#include <boost/asio/this_coro.hpp>

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mqttspec::prove {

/// A broker in memory with the proxy before it, whose judge tells what it finds.
class BehindProxy final : public target::Target
{
public:
    BehindProxy(boost::asio::any_io_executor executor, std::unique_ptr<Target> broker,
                validator::JudgeOptions const& options)
        : Target{broker->spec()}, executor_{executor}, broker_{std::move(broker)}, judge_{options},
          nursery_{executor}
    {}

    boost::asio::awaitable<target::StartResult> start() override
    {
        auto result = co_await broker_->start();
        door_ = std::make_unique<net::MemoryListener>(executor_);
        way_ = std::make_unique<net::MemoryConnector>(*door_);
        proxy_ = std::make_unique<validator::Proxy>(executor_, judge_, validator::ProxyOptions{});
        std::vector<validator::Gate> gates{{door_.get(), &broker_->connector(), {}}};
        nursery_.spawn(proxy_->run(std::move(gates)));
        co_return result;
    }
    boost::asio::awaitable<void> stop() override
    {
        co_await boost::asio::this_coro::throw_if_cancelled(false);
        proxy_->stop();
        co_await nursery_.join();
        co_await broker_->stop();
    }
    net::Connector& connector() override { return *way_; }
    std::string version() const override { return broker_->version(); }
    bool is_alive() const override { return broker_->is_alive(); }
    std::string endpoint() const override { return broker_->endpoint(); }

private:
    boost::asio::any_io_executor executor_;
    std::unique_ptr<Target> broker_;
    std::unique_ptr<net::MemoryListener> door_;
    std::unique_ptr<net::MemoryConnector> way_;
    validator::LiveJudge judge_;
    std::unique_ptr<validator::Proxy> proxy_;
    net::Nursery nursery_;
};

/// Where a client under test meets the harness, with the proxy between them: the client comes in at its own
/// door, and the harness waits behind another one.
class DoorBehindProxy final : public net::Listener
{
public:
    DoorBehindProxy(boost::asio::any_io_executor executor, std::unique_ptr<net::Listener> front,
                    validator::JudgeOptions const& options, net::Nursery& nursery)
        : front_{std::move(front)}, back_{executor}, way_{back_}, judge_{options},
          proxy_{executor, judge_, validator::ProxyOptions{}}
    {
        nursery.spawn(proxy_.run({{front_.get(), &way_, {}}}));
    }

    boost::asio::awaitable<std::unique_ptr<net::ByteStream>> accept() override { return back_.accept(); }
    void close() override
    {
        front_->close();
        back_.close();
    }
    void stop() { proxy_.stop(); }

private:
    std::unique_ptr<net::Listener> front_;
    net::MemoryListener back_;
    net::MemoryConnector way_;
    validator::LiveJudge judge_;
    validator::Proxy proxy_;
};

/// A client in memory whose connections go through a proxy, one for each case.
class ClientBehindProxy final : public target::ClientTarget
{
public:
    ClientBehindProxy(boost::asio::any_io_executor executor, std::unique_ptr<target::ClientTarget> client,
                      validator::JudgeOptions const& options)
        : ClientTarget{client->spec()}, executor_{executor}, client_{std::move(client)}, options_{options},
          nursery_{executor}
    {}

    boost::asio::awaitable<target::StartResult> start() override { return client_->start(); }
    boost::asio::awaitable<void> stop() override
    {
        co_await boost::asio::this_coro::throw_if_cancelled(false);
        for (auto const& door : doors_)
            door->stop();
        co_await nursery_.join();
        doors_.clear();
        co_await client_->stop();
    }
    std::string version() const override { return client_->version(); }
    boost::asio::awaitable<target::HireResult> hire() override { return client_->hire(); }
    void release(std::unique_ptr<target::ClientSeat> seat) override { client_->release(std::move(seat)); }

    std::variant<target::Door, std::string> open_door() override
    {
        auto opened = client_->open_door();
        auto* const door = std::get_if<target::Door>(&opened);
        if (door == nullptr)
            return opened;
        doors_.push_back(
            std::make_shared<DoorBehindProxy>(executor_, std::move(door->listener), options_, nursery_));
        door->listener = std::make_unique<Lent>(doors_.back());
        return opened;
    }

private:
    /// The case that holds it may be over before the proxy is.
    class Lent final : public net::Listener
    {
    public:
        explicit Lent(std::shared_ptr<DoorBehindProxy> door) : door_{std::move(door)} {}
        boost::asio::awaitable<std::unique_ptr<net::ByteStream>> accept() override { return door_->accept(); }
        void close() override { door_->close(); }

    private:
        std::shared_ptr<DoorBehindProxy> door_;
    };

    boost::asio::any_io_executor executor_;
    std::unique_ptr<ClientTarget> client_;
    validator::JudgeOptions options_;
    std::vector<std::shared_ptr<DoorBehindProxy>> doors_;
    net::Nursery nursery_;
};

} // namespace mqttspec::prove
