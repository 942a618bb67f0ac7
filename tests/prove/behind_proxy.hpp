// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/memory.hpp"
#include "net/nursery.hpp"
#include "target/target.hpp"
#include "validator/live_judge.hpp"
#include "validator/proxy.hpp"

#include <boost/asio/this_coro.hpp>

#include <memory>
#include <string>
#include <utility>
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

} // namespace mqttspec::prove
