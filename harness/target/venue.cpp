// SPDX-License-Identifier: Apache-2.0
#include "target/venue.hpp"

#include "net/certificate.hpp"
#include "net/memory.hpp"
#include "net/tcp.hpp"
#include "net/transport.hpp"
#include "target/storage.hpp"
#include "target/transport.hpp"

#include <boost/asio/error.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace mqttspec::target {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

class LoopbackVenue final : public Venue
{
public:
    LoopbackVenue(asio::any_io_executor executor, std::string transport)
        : executor_(std::move(executor)), transport_(std::move(transport))
    {}

    std::variant<Door, std::string> open() override;
    std::variant<std::unique_ptr<net::Connector>, std::string> way_to(Place const& place) override;

private:
    std::optional<std::string> make_certificates();

    asio::any_io_executor executor_;
    std::string transport_;
    net::ListenerOptions dress_;
    std::unique_ptr<Storage> storage_; ///< There once certificates have been made.
    std::string ca_file_;
};

/// By the numbers that its doors have for ports.
using Rooms = std::map<std::uint16_t, std::weak_ptr<net::MemoryListener>>;

class MemoryVenue final : public Venue
{
public:
    explicit MemoryVenue(asio::any_io_executor executor) : executor_(std::move(executor)) {}

    std::variant<Door, std::string> open() override;
    std::variant<std::unique_ptr<net::Connector>, std::string> way_to(Place const& place) override;

private:
    asio::any_io_executor executor_;
    Rooms rooms_;
    std::uint16_t last_ = 0;
};

/// A listener that those find who know its number, for as long as it is there.
class Room final : public net::Listener
{
public:
    explicit Room(std::shared_ptr<net::MemoryListener> listener) : listener_(std::move(listener)) {}

    awaitable<std::unique_ptr<net::ByteStream>> accept() override { return listener_->accept(); }
    void close() override { listener_->close(); }

private:
    std::shared_ptr<net::MemoryListener> listener_;
};

class WayToRoom final : public net::Connector
{
public:
    WayToRoom(std::weak_ptr<net::MemoryListener> listener, std::string name)
        : listener_(std::move(listener)), name_(std::move(name))
    {}

    awaitable<net::ConnectResult> connect(net::TimePoint deadline, net::Upgrade upgrade) override;
    std::string name() const override { return name_; }

private:
    std::weak_ptr<net::MemoryListener> listener_;
    std::string name_;
};

} // namespace

std::unique_ptr<Venue> make_loopback_venue(asio::any_io_executor executor, std::string transport)
{
    return std::make_unique<LoopbackVenue>(std::move(executor), std::move(transport));
}

std::unique_ptr<Venue> make_memory_venue(asio::any_io_executor executor)
{
    return std::make_unique<MemoryVenue>(std::move(executor));
}

namespace {

std::variant<Door, std::string> LoopbackVenue::open()
{
    if (auto failed = make_certificates())
        return std::move(*failed);
    auto listening = net::listen_tcp(executor_, "127.0.0.1", 0);
    if (auto* const failed = std::get_if<std::string>(&listening))
        return std::move(*failed);
    auto tcp = std::get<std::unique_ptr<net::TcpListener>>(std::move(listening));
    Door door;
    door.place = {.host = "127.0.0.1",
                  .port = tcp->port(),
                  .transport = transport_,
                  .ca_file = ca_file_,
                  .path = transport_.starts_with("ws") ? dress_.service.path : std::string()};
    auto dressed = net::dress(std::move(tcp), scheme_of(transport_), dress_);
    if (auto* const failed = std::get_if<std::string>(&dressed))
        return std::move(*failed);
    door.listener = std::get<std::unique_ptr<net::Listener>>(std::move(dressed));
    return door;
}

std::optional<std::string> LoopbackVenue::make_certificates()
{
    bool const is_secure = transport_ == "tls" || transport_ == "wss";
    if (!is_secure || storage_)
        return std::nullopt;
    auto made = Storage::make();
    if (auto* const failed = std::get_if<std::string>(&made))
        return std::move(*failed);
    auto storage = std::get<std::unique_ptr<Storage>>(std::move(made));
    auto const certificates = net::make_certificates();
    if (auto failed = storage->write("ca.pem", certificates.authority.certificate))
        return failed;
    dress_.security.certificate = certificates.server.certificate;
    dress_.security.key = certificates.server.key;
    ca_file_ = storage->path() + "/ca.pem";
    storage_ = std::move(storage);
    return std::nullopt;
}

std::variant<std::unique_ptr<net::Connector>, std::string> LoopbackVenue::way_to(Place const& place)
{
    net::Endpoint endpoint;
    endpoint.scheme = scheme_of(place.transport);
    endpoint.host = place.host;
    endpoint.port = place.port;
    endpoint.path = place.path;
    net::Security security;
    security.ca_file = place.ca_file;
    return net::make_connector(endpoint, security);
}

std::variant<Door, std::string> MemoryVenue::open()
{
    std::erase_if(rooms_, [](auto const& room) { return room.second.expired(); });
    constexpr std::size_t most_rooms = 60'000;
    if (rooms_.size() >= most_rooms)
        return std::string("there is no free place in memory");
    do
        ++last_;
    while (last_ == 0 || rooms_.contains(last_));
    auto const listener = std::make_shared<net::MemoryListener>(executor_);
    rooms_[last_] = listener;
    Door door;
    door.listener = std::make_unique<Room>(listener);
    door.place = {.host = "memory", .port = last_, .transport = "ws", .ca_file = {}, .path = "/mqtt"};
    return door;
}

std::variant<std::unique_ptr<net::Connector>, std::string> MemoryVenue::way_to(Place const& place)
{
    auto const found = rooms_.find(place.port);
    auto const listener = found == rooms_.end() ? std::weak_ptr<net::MemoryListener>() : found->second;
    return std::make_unique<WayToRoom>(listener, net::host_and_port(place.host, place.port));
}

awaitable<net::ConnectResult> WayToRoom::connect(net::TimePoint deadline, net::Upgrade upgrade)
{
    auto const listener = listener_.lock();
    if (!listener) {
        net::ConnectResult refused;
        refused.error = asio::error::connection_refused;
        refused.trouble = "connecting to " + name_ + ": " + refused.error.message();
        co_return refused;
    }
    net::MemoryConnector way(*listener);
    co_return co_await way.connect(deadline, std::move(upgrade));
}

} // namespace

} // namespace mqttspec::target
