// SPDX-License-Identifier: Apache-2.0
// Clients that keep to the standard: each subscribes to a topic of its own and publishes there, at QoS 0, 1
// and 2 in turn, the next message when the last one has come back and is acknowledged.
#include "traffic.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <stdexcept>

namespace mqttspec::bench {

namespace {

class Client
{
public:
    Client(std::uint16_t port, std::uint32_t number, int messages)
        : number_{number}, left_{messages}, socket_{dial(port)}
    {
        send_all(socket_, connect_packet(number_));
    }

    [[nodiscard]] int socket() const { return socket_; }
    [[nodiscard]] bool is_done() const { return is_done_; }

    void take(std::span<std::uint8_t const> bytes)
    {
        if (bytes.empty())
            throw std::runtime_error("the connection of a client was closed");
        buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
        std::size_t at = 0;
        while (true) {
            auto const rest = std::span(buffer_).subspan(at);
            auto const header = header_of(rest);
            if (header.header_bytes == 0 || header.packet_bytes > rest.size())
                break;
            react(header, rest.first(header.packet_bytes));
            at += header.packet_bytes;
        }
        buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(at));
    }

private:
    void react(Header const& header, std::span<std::uint8_t const> packet)
    {
        switch (header.first >> 4U) {
        case 2: return send_all(socket_, subscribe_packet(number_));
        case 9: return publish();
        case 3: return deliver(header, packet);
        case 4: return settle(); // PUBACK
        case 5: return reply(0x62, packet.subspan(2, 2));
        case 6: reply(0x70, packet.subspan(2, 2)); return settle();
        case 7: return settle(); // PUBCOMP
        default: throw std::runtime_error("a packet that nobody expects");
        }
    }

    void deliver(Header const& header, std::span<std::uint8_t const> packet)
    {
        auto const qos = header.first >> 1U & 3U;
        auto const topic_bytes =
            std::size_t{packet[header.header_bytes]} * 256 + packet[header.header_bytes + 1];
        auto const id = packet.subspan(header.header_bytes + 2 + topic_bytes, qos > 0 ? 2 : 0);
        if (qos == 0)
            return settle();
        reply(qos == 1 ? 0x40 : 0x50, id);
        if (qos == 1)
            settle();
    }

    void reply(std::uint8_t first, std::span<std::uint8_t const> id)
    {
        send_all(socket_, std::array{first, std::uint8_t{2}, id[0], id[1]});
    }

    void publish()
    {
        if (left_-- == 0) {
            send_all(socket_, std::array<std::uint8_t, 2>{0xE0, 0});
            is_done_ = true;
            return;
        }
        auto const qos = static_cast<unsigned>(left_ % 3);
        awaited_ = qos == 0 ? 1 : 2; // The message, and what ends its exchange.
        id_ = static_cast<std::uint16_t>(id_ == 65535 ? 1 : id_ + 1);
        send_all(socket_, publish_packet(number_, qos, id_, 20 + number_ % 200));
    }

    void settle()
    {
        if (--awaited_ == 0)
            publish();
    }

    std::uint32_t number_;
    int left_;
    int socket_;
    int awaited_ = 0;
    std::uint16_t id_ = 0;
    bool is_done_ = false;
    Bytes buffer_;
};

} // namespace

void mix(std::uint16_t port, int clients, int messages)
{
    auto const start = std::chrono::steady_clock::now();
    int const epoll = epoll_create1(0);
    std::vector<Client> all;
    for (int i = 0; i < clients; ++i) {
        all.emplace_back(port, static_cast<std::uint32_t>(i), messages / clients);
        watch(epoll, all.back().socket(), static_cast<std::uint64_t>(i));
    }
    Bytes buffer(65536);
    std::array<epoll_event, 256> events{};
    for (int done = 0; done < clients;) {
        int const count = epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
        for (int i = 0; i < count; ++i) {
            auto& client = all[events.at(static_cast<std::size_t>(i)).data.u64];
            client.take(receive(client.socket(), buffer));
            if (!client.is_done())
                continue;
            close(client.socket());
            ++done;
        }
    }
    std::chrono::duration<double> const took = std::chrono::steady_clock::now() - start;
    std::printf("%d clients, %d messages, %.1f s\n", clients, messages, took.count());
}

} // namespace mqttspec::bench
