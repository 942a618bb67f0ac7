// SPDX-License-Identifier: Apache-2.0
// The server, and clients who each do one thing.
#include "traffic.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <unordered_map>

namespace mqttspec::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::array<std::uint8_t, 4> connack{0x20, 2, 0, 0};
constexpr std::array<std::uint8_t, 2> pingreq{0xC0, 0};
constexpr std::array<std::uint8_t, 2> pingresp{0xD0, 0};

double since(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Where a connection of the server stands in its stream.
struct Place
{
    Bytes begun{};        ///< Of a header.
    std::size_t left = 0; ///< Of a packet whose header was seen.
};

void answer(int socket, std::uint8_t first)
{
    if (first == 0x10)
        send_all(socket, connack);
    if (first == 0xC0)
        send_all(socket, pingresp);
}

void take(int socket, Place& place, std::span<std::uint8_t const> bytes)
{
    while (!bytes.empty()) {
        auto const skipped = std::min(place.left, bytes.size());
        place.left -= skipped;
        bytes = bytes.subspan(skipped);
        if (bytes.empty())
            return;
        Header header = place.begun.empty() ? header_of(bytes) : Header{};
        if (header.header_bytes == 0) {
            place.begun.push_back(bytes.front());
            bytes = bytes.subspan(1);
            header = header_of(place.begun);
            if (header.header_bytes == 0)
                continue;
            place.left = header.packet_bytes - header.header_bytes;
            place.begun.clear();
        } else {
            place.left = header.packet_bytes;
        }
        answer(socket, header.first);
    }
}

int greeted(std::uint16_t port, std::uint32_t client)
{
    int const socket = dial(port);
    send_all(socket, connect_packet(client));
    std::array<std::uint8_t, 4> answer{};
    std::size_t size = 0;
    while (size < answer.size()) {
        auto const got = receive(socket, std::span(answer).subspan(size));
        if (got.empty())
            throw std::runtime_error("closed in answer to CONNECT");
        size += got.size();
    }
    return socket;
}

void await_pingresp(int socket)
{
    std::array<std::uint8_t, 2> answer{};
    for (std::size_t size = 0; size < answer.size();) {
        auto const got = receive(socket, std::span(answer).subspan(size));
        if (got.empty())
            throw std::runtime_error("closed in answer to PINGREQ");
        size += got.size();
    }
}

} // namespace

void serve(std::uint16_t port)
{
    int const listener = listen_on(port);
    int const epoll = epoll_create1(0);
    watch(epoll, listener, static_cast<std::uint64_t>(listener));
    std::unordered_map<int, Place> places;
    Bytes buffer(1U << 18U);
    std::array<epoll_event, 256> events{};
    while (true) {
        int const count = epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
        for (int i = 0; i < count; ++i) {
            int const socket = static_cast<int>(events.at(static_cast<std::size_t>(i)).data.u64);
            if (socket == listener) {
                int const client = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
                places[client] = {};
                watch(epoll, client, static_cast<std::uint64_t>(client));
                continue;
            }
            auto const got = receive(socket, buffer);
            take(socket, places[socket], got);
            if (got.empty())
                close(socket);
        }
    }
}

void flood(std::uint16_t port, int connections, std::size_t payload, double seconds)
{
    auto const one = publish_packet(1, 0, 0, payload);
    Bytes many;
    while (many.size() + one.size() <= std::max<std::size_t>(one.size(), 65536))
        many.insert(many.end(), one.begin(), one.end());
    std::vector<int> sockets;
    int const epoll = epoll_create1(0);
    for (int i = 0; i < connections; ++i)
        sockets.push_back(greeted(port, static_cast<std::uint32_t>(i)));
    auto const start = Clock::now();
    std::uint64_t sent = 0;
    while (since(start) < seconds)
        for (int const socket : sockets) {
            send_all(socket, many);
            sent += many.size();
        }
    for (int const socket : sockets)
        send_all(socket, pingreq);
    for (int const socket : sockets)
        await_pingresp(socket);
    auto const took = since(start);
    std::printf("%.1f MB/s %.0f packets/s\n", static_cast<double>(sent) / took / 1e6,
                static_cast<double>(sent / one.size()) / took);
    close(epoll);
}

void ping(std::uint16_t port, int count)
{
    int const socket = greeted(port, 1);
    std::vector<double> times;
    for (int i = 0; i < count; ++i) {
        auto const start = Clock::now();
        send_all(socket, pingreq);
        await_pingresp(socket);
        times.push_back(since(start) * 1e6);
    }
    std::ranges::sort(times);
    std::printf("median %.1f us, p99 %.1f us\n", times[times.size() / 2], times[times.size() * 99 / 100]);
}

void hold(std::uint16_t port, int connections)
{
    std::vector<int> sockets;
    auto const start = Clock::now();
    for (int i = 0; i < connections; ++i)
        sockets.push_back(greeted(port, static_cast<std::uint32_t>(i)));
    auto const connected = since(start);
    for (int round = 0; round < 3; ++round) {
        for (int const socket : sockets)
            send_all(socket, pingreq);
        for (int const socket : sockets)
            await_pingresp(socket);
    }
    std::printf("%d connections in %.2f s, all answered 3 pings by %.2f s\n", connections, connected,
                since(start));
    std::fflush(stdout);
    std::getchar(); // Until standard input ends: somebody looks at what stands between.
}

} // namespace mqttspec::bench
