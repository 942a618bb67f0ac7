// SPDX-License-Identifier: Apache-2.0
#include "target/served_target.hpp"

#include "net/certificate.hpp"
#include "net/memory.hpp"
#include "net/nursery.hpp"
#include "net/tcp.hpp"
#include "net/transport.hpp"
#include "reference/broker.hpp"
#include "target/load.hpp"
#include "target/reference_spec.hpp"
#include "target/transport.hpp"

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

using PlaceFinder = std::function<std::variant<Place, std::string>(asio::any_io_executor, TargetSpec const&)>;

class ServedTarget final : public Target
{
public:
    ServedTarget(TargetSpec spec, asio::any_io_executor executor, BrokerFactory factory,
                 PlaceFinder find_place, reference::WebSocketManners const& manners = {});

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
        Up(asio::any_io_executor executor, Place found, serving::Handler handler,
           serving::ServerOptions const& options);

        Place place;
        serving::BrokerServer server;
        net::Nursery nursery;
    };

    asio::any_io_executor executor_;
    BrokerFactory factory_;
    PlaceFinder find_place_;
    serving::ServerOptions options_;
    std::unique_ptr<Up> up_;
};

BrokerFactory reference_factory(reference::BrokerOptions options);
TargetSpec in_memory(TargetSpec spec);
std::variant<Place, std::string> place_on_loopback(asio::any_io_executor executor, TargetSpec const& spec);
PlaceFinder place_in_memory(std::string subprotocol);

} // namespace

std::unique_ptr<Target> make_memory_target(asio::any_io_executor executor, BrokerFactory factory,
                                           reference::WebSocketManners const& manners)
{
    return make_memory_target(std::move(executor), reference_target(), std::move(factory), manners);
}

std::unique_ptr<Target> make_memory_target(asio::any_io_executor executor, TargetSpec spec,
                                           BrokerFactory factory, reference::WebSocketManners const& manners)
{
    return std::make_unique<ServedTarget>(in_memory(std::move(spec)), executor, std::move(factory),
                                          place_in_memory(manners.subprotocol), manners);
}

std::unique_ptr<Target> make_memory_target(asio::any_io_executor executor,
                                           reference::BrokerOptions const& options)
{
    return std::make_unique<ServedTarget>(in_memory(spec_of(options)), executor, reference_factory(options),
                                          place_in_memory("mqtt"));
}

std::unique_ptr<Target> make_reference_target(TargetSpec spec, asio::any_io_executor executor)
{
    auto factory = reference_factory(options_of(spec));
    return std::make_unique<ServedTarget>(std::move(spec), executor, std::move(factory), place_on_loopback);
}

namespace {

ServedTarget::ServedTarget(TargetSpec spec, asio::any_io_executor executor, BrokerFactory factory,
                           PlaceFinder find_place, reference::WebSocketManners const& manners)
    : Target(std::move(spec)), executor_(std::move(executor)), factory_(std::move(factory)),
      find_place_(std::move(find_place))
{
    options_.websocket = manners;
}

ServedTarget::Up::Up(asio::any_io_executor executor, Place found, serving::Handler handler,
                     serving::ServerOptions const& options)
    : place(std::move(found)), server(executor, std::move(handler), options), nursery(executor)
{}

awaitable<StartResult> ServedTarget::start()
{
    StartResult result;
    auto found = find_place_(executor_, spec());
    if (auto* const trouble = std::get_if<std::string>(&found)) {
        result.trouble = std::move(*trouble);
        co_return result;
    }
    up_ = std::make_unique<Up>(executor_, std::get<Place>(std::move(found)), factory_(), options_);
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

BrokerFactory reference_factory(reference::BrokerOptions options)
{
    return [options = std::move(options)]() -> serving::Handler {
        auto const broker = std::make_shared<reference::Broker>(options);
        return [broker](reference::Event const& event) { return broker->handle(event); };
    };
}

/// Its streams are framed as WebSockets are, so that what is about these can be played there.
TargetSpec in_memory(TargetSpec spec)
{
    spec.transport = "ws";
    return spec;
}

std::variant<Place, std::string> place_on_loopback(asio::any_io_executor executor, TargetSpec const& spec)
{
    auto listening = net::listen_tcp(executor, "127.0.0.1", 0);
    if (auto* const trouble = std::get_if<std::string>(&listening))
        return std::move(*trouble);
    auto tcp = std::get<std::unique_ptr<net::TcpListener>>(std::move(listening));
    bool const is_websocket = spec.transport == "ws" || spec.transport == "wss";
    net::Endpoint const endpoint{.scheme = std::string(scheme_of(spec.transport)),
                                 .host = "127.0.0.1",
                                 .port = tcp->port(),
                                 .path = is_websocket ? net::WebSocketService().path : std::string(),
                                 .user_name = {},
                                 .password = {}};
    net::ListenerOptions options;
    net::Security security;
    if (spec.transport == "tls" || spec.transport == "wss") {
        auto const certificates = net::make_certificates();
        options.security = {
            .certificate = certificates.server.certificate, .key = certificates.server.key, .client_ca = {}};
        security.authority = certificates.authority.certificate;
    }
    auto dressed = net::dress(std::move(tcp), endpoint.scheme, options);
    if (auto* const trouble = std::get_if<std::string>(&dressed))
        return std::move(*trouble);
    auto connecting = net::make_connector(endpoint, security);
    if (auto* const trouble = std::get_if<std::string>(&connecting))
        return std::move(*trouble);
    return Place{.listener = std::get<std::unique_ptr<net::Listener>>(std::move(dressed)),
                 .connector = std::get<std::unique_ptr<net::Connector>>(std::move(connecting)),
                 .endpoint = net::without_secrets(endpoint)};
}

PlaceFinder place_in_memory(std::string subprotocol)
{
    return [subprotocol = std::move(subprotocol)](asio::any_io_executor executor, TargetSpec const&) {
        auto listener = std::make_unique<net::MemoryListener>(executor, subprotocol);
        auto connector = std::make_unique<net::MemoryConnector>(*listener);
        return std::variant<Place, std::string>(
            Place{.listener = std::move(listener), .connector = std::move(connector), .endpoint = "memory"});
    };
}

} // namespace

} // namespace mqttspec::target
