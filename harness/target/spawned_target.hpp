// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/tcp.hpp"
#include "target/greet.hpp"
#include "target/layout.hpp"
#include "target/process.hpp"
#include "target/storage.hpp"
#include "target/target.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace mqttspec::target {

/// A program that we start, with storage and ports of its own for each start.
class SpawnedTarget final : public Target
{
public:
    SpawnedTarget(TargetSpec spec, boost::asio::any_io_executor executor,
                  PortChooser choose_port = net::free_port);

    [[nodiscard]] boost::asio::awaitable<StartResult> start() override;
    [[nodiscard]] boost::asio::awaitable<void> stop() override;
    [[nodiscard]] net::Connector& connector() override { return *connector_; }
    [[nodiscard]] std::string version() const override { return version_.value_or(""); }
    [[nodiscard]] bool is_alive() const override;
    [[nodiscard]] std::string end() const override;
    void on_end(std::function<void()> call) override;
    [[nodiscard]] std::string endpoint() const override { return endpoint_; }
    [[nodiscard]] std::string log_tail() const override;

private:
    [[nodiscard]] boost::asio::awaitable<StartResult> start_once();
    [[nodiscard]] boost::asio::awaitable<void> find_version(net::TimePoint deadline);
    [[nodiscard]] boost::asio::awaitable<StartResult> wait_until_ready(net::TimePoint deadline);
    [[nodiscard]] StartResult prepare();
    [[nodiscard]] std::optional<std::string> choose_security();
    [[nodiscard]] std::optional<std::string> choose_endpoint();
    [[nodiscard]] std::optional<std::string> write_files();
    [[nodiscard]] std::optional<std::string> launch();
    [[nodiscard]] bool lost_a_port() const;
    [[nodiscard]] bool is_taken(std::string const& host, std::uint16_t port) const;
    [[nodiscard]] StartResult trouble(std::string what) const;
    [[nodiscard]] Spawn const& spawn() const { return std::get<Spawn>(spec().how); }

    boost::asio::any_io_executor executor_;
    PortChooser choose_port_;
    std::optional<std::string> version_; ///< Absent until it was looked for.
    std::unique_ptr<Storage> storage_;
    std::optional<Layout> layout_;
    std::unique_ptr<net::Connector> connector_;
    net::Security security_;
    std::string endpoint_;
    std::unique_ptr<Process> process_; ///< After the storage: it is gone before that goes.
    std::function<void()> on_end_;
};

} // namespace mqttspec::target
