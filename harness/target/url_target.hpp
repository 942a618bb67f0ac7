// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "target/target.hpp"

#include <memory>
#include <string>

namespace mqttspec::target {

/// A target that somebody else runs.
class UrlTarget final : public Target
{
public:
    explicit UrlTarget(TargetSpec spec);

    /// Tries once, or for as long as the timing's `start` says.
    [[nodiscard]] boost::asio::awaitable<StartResult> start() override;
    [[nodiscard]] boost::asio::awaitable<void> stop() override;
    [[nodiscard]] net::Connector& connector() override { return *connector_; }
    [[nodiscard]] std::string version() const override { return {}; }
    [[nodiscard]] bool is_alive() const override { return true; }
    [[nodiscard]] std::string endpoint() const override;

private:
    [[nodiscard]] std::variant<net::Endpoint, std::string> find_endpoint() const;

    std::unique_ptr<net::Connector> connector_;
    net::Endpoint endpoint_;
};

} // namespace mqttspec::target
