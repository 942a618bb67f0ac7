// SPDX-License-Identifier: Apache-2.0
#include "target/target.hpp"

#include "target/adapter_target.hpp"
#include "target/served_client.hpp"
#include "target/served_target.hpp"
#include "target/spawned_target.hpp"
#include "target/tool_target.hpp"
#include "target/url_target.hpp"

namespace mqttspec::target {

Target::Target(TargetSpec spec) : spec_(std::move(spec)) {}

Target::~Target() = default;

boost::asio::awaitable<StartResult> Target::restart()
{
    if (!is_ours()) {
        StartResult refused{.ok = false, .trouble = spec_.name + " is not ours to restart", .hint = {}};
        co_return refused;
    }
    co_await stop();
    co_return co_await start();
}

std::unique_ptr<Target> make_target(TargetSpec spec, boost::asio::any_io_executor executor)
{
    if (std::holds_alternative<Spawn>(spec.how))
        return std::make_unique<SpawnedTarget>(std::move(spec), executor);
    if (std::holds_alternative<Url>(spec.how))
        return std::make_unique<UrlTarget>(std::move(spec));
    if (std::holds_alternative<Adapter>(spec.how))
        return std::make_unique<AdapterTarget>(std::move(spec), executor);
    if (std::holds_alternative<Tools>(spec.how))
        return std::make_unique<ToolTarget>(std::move(spec), executor);
    if (spec.role == "client")
        return make_reference_client(std::move(spec), executor);
    return make_reference_target(std::move(spec), executor);
}

} // namespace mqttspec::target
