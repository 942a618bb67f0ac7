// SPDX-License-Identifier: Apache-2.0
#include "target/served_target.hpp"

#include "net/memory.hpp"
#include "net/nursery.hpp"
#include "net/tcp.hpp"
#include "reference/broker.hpp"
#include "target/load.hpp"

#include <cstdint>
#include <utility>
#include <variant>

namespace mqttspec::target {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

/// Where a broker of this process is served, and how to get there.
struct Place
{
    std::unique_ptr<net::Listener> listener;
    std::unique_ptr<net::Connector> connector;
    std::string endpoint;
};

using PlaceFinder = std::function<std::variant<Place, std::string>(asio::any_io_executor)>;

class ServedTarget final : public Target
{
public:
    ServedTarget(TargetSpec spec, asio::any_io_executor executor, BrokerFactory factory,
                 PlaceFinder find_place);

    [[nodiscard]] awaitable<StartResult> start() override;
    [[nodiscard]] awaitable<void> stop() override;
    [[nodiscard]] net::Connector& connector() override { return *up_->place.connector; }
    [[nodiscard]] std::string version() const override { return MQTTSPEC_VERSION; }
    [[nodiscard]] bool is_alive() const override { return up_ && up_->nursery.children() > 0; }
    [[nodiscard]] std::string endpoint() const override { return up_ ? up_->place.endpoint : std::string(); }

private:
    /// What there is from start to stop.
    struct Up
    {
        Up(asio::any_io_executor executor, Place found, serving::Handler handler);

        Place place;
        serving::BrokerServer server;
        net::Nursery nursery;
    };

    asio::any_io_executor executor_;
    BrokerFactory factory_;
    PlaceFinder find_place_;
    std::unique_ptr<Up> up_;
};

TargetSpec spec_of(reference::BrokerOptions const& options);
BrokerFactory reference_factory(reference::BrokerOptions options);
std::variant<Place, std::string> place_on_loopback(asio::any_io_executor executor);
std::variant<Place, std::string> place_in_memory(asio::any_io_executor executor);

} // namespace

TargetSpec reference_target()
{
    return spec_of({});
}

std::unique_ptr<Target> make_memory_target(asio::any_io_executor executor, BrokerFactory factory)
{
    return std::make_unique<ServedTarget>(reference_target(), executor, std::move(factory), place_in_memory);
}

std::unique_ptr<Target> make_memory_target(asio::any_io_executor executor,
                                           reference::BrokerOptions const& options)
{
    return std::make_unique<ServedTarget>(spec_of(options), executor, reference_factory(options),
                                          place_in_memory);
}

std::unique_ptr<Target> make_reference_target(TargetSpec spec, asio::any_io_executor executor)
{
    return std::make_unique<ServedTarget>(std::move(spec), executor, reference_factory({}),
                                          place_on_loopback);
}

namespace {

ServedTarget::ServedTarget(TargetSpec spec, asio::any_io_executor executor, BrokerFactory factory,
                           PlaceFinder find_place)
    : Target(std::move(spec)), executor_(std::move(executor)), factory_(std::move(factory)),
      find_place_(std::move(find_place))
{}

ServedTarget::Up::Up(asio::any_io_executor executor, Place found, serving::Handler handler)
    : place(std::move(found)), server(executor, std::move(handler)), nursery(executor)
{}

awaitable<StartResult> ServedTarget::start()
{
    StartResult result;
    auto found = find_place_(executor_);
    if (auto* const trouble = std::get_if<std::string>(&found)) {
        result.trouble = std::move(*trouble);
        co_return result;
    }
    up_ = std::make_unique<Up>(executor_, std::get<Place>(std::move(found)), factory_());
    up_->nursery.spawn(up_->server.serve(*up_->place.listener));
    result.ok = true;
    co_return result;
}

awaitable<void> ServedTarget::stop()
{
    if (!up_)
        co_return;
    up_->server.stop();
    co_await up_->nursery.join();
    up_.reset();
}

/// What a broker with these options offers.
TargetSpec spec_of(reference::BrokerOptions const& options)
{
    bool const serves_any_id = options.client_ids == reference::ClientIds::any;
    auto const first = [](std::vector<std::string> const& filters) {
        return filters.empty() ? std::string() : filters.front();
    };
    TargetSpec spec;
    spec.name = "reference";
    spec.about = "The broker that is built in";
    spec.how = Reference{};
    spec.timing.keep_alive = 1;
    spec.features = {
        {"max_qos", std::int64_t{options.max_qos}},
        {"wildcards", options.allows_wildcards},
        {"empty_client_id", options.assigns_client_ids},
        {"long_client_ids", serves_any_id},
        {"any_client_id_characters", serves_any_id},
        {"authentication", options.credentials.has_value()},
        {"denied_publish_topic", first(options.denied_to_publish)},
        {"denied_subscribe_filter", first(options.denied_to_subscribe)},
        {"sys_topics", options.has_sys_topics},
        {"dollar_topics", true},
        {"max_packet_bytes", static_cast<std::int64_t>(serving::ServerOptions{}.packet_bytes_max)},
        {"max_queued_messages", static_cast<std::int64_t>(options.max_queued)},
        {"max_in_flight", static_cast<std::int64_t>(options.max_in_flight)}};
    if (options.credentials && !options.credentials->empty()) {
        auto const& [user_name, password] = *options.credentials->begin();
        spec.credentials = Credentials{.user_name = user_name, .password = password};
    }
    return spec;
}

BrokerFactory reference_factory(reference::BrokerOptions options)
{
    return [options = std::move(options)]() -> serving::Handler {
        auto const broker = std::make_shared<reference::Broker>(options);
        return [broker](reference::Event const& event) { return broker->handle(event); };
    };
}

std::variant<Place, std::string> place_on_loopback(asio::any_io_executor executor)
{
    auto listening = net::listen_tcp(executor, "127.0.0.1", 0);
    if (auto* const trouble = std::get_if<std::string>(&listening))
        return std::move(*trouble);
    auto& listener = std::get<std::unique_ptr<net::TcpListener>>(listening);
    net::Endpoint const endpoint{.scheme = "mqtt",
                                 .host = "127.0.0.1",
                                 .port = listener->port(),
                                 .path = {},
                                 .user_name = {},
                                 .password = {}};
    return Place{.listener = std::move(listener),
                 .connector = std::make_unique<net::TcpConnector>(endpoint),
                 .endpoint = net::without_secrets(endpoint)};
}

std::variant<Place, std::string> place_in_memory(asio::any_io_executor executor)
{
    auto listener = std::make_unique<net::MemoryListener>(executor);
    auto connector = std::make_unique<net::MemoryConnector>(*listener);
    return Place{.listener = std::move(listener), .connector = std::move(connector), .endpoint = "memory"};
}

} // namespace

} // namespace mqttspec::target
