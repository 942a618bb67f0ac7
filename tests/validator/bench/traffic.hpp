// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace mqttspec::bench {

using Bytes = std::vector<std::uint8_t>;

/// A connected socket to that port of this machine, without Nagle's algorithm. Throws std::system_error, as
/// all of this does.
[[nodiscard]] int dial(std::uint16_t port);
[[nodiscard]] int listen_on(std::uint16_t port);

void send_all(int socket, std::span<std::uint8_t const> bytes);

/// At least one byte; nothing once the peer has closed.
[[nodiscard]] std::span<std::uint8_t> receive(int socket, std::span<std::uint8_t> into);

/// For `epoll_wait`: a number to be told with that socket.
void watch(int epoll, int socket, std::uint64_t number);

/// A CONNECT with Clean Session and without Keep Alive.
[[nodiscard]] Bytes connect_packet(std::uint32_t client);
[[nodiscard]] Bytes publish_packet(std::uint32_t client, unsigned qos, std::uint16_t id, std::size_t payload);
[[nodiscard]] Bytes subscribe_packet(std::uint32_t client);

/// What begins a packet, as far as it is of interest here.
struct Header
{
    std::uint8_t first = 0;
    std::size_t header_bytes = 0; ///< 0 while it is not whole.
    std::size_t packet_bytes = 0;
};
[[nodiscard]] Header header_of(std::span<std::uint8_t const> bytes);

// What the tool can do; each runs to its end and prints what it measured.
void serve(std::uint16_t port);
void flood(std::uint16_t port, int connections, std::size_t payload, double seconds);
void ping(std::uint16_t port, int count);
void hold(std::uint16_t port, int connections);
void mix(std::uint16_t port, int clients, int messages);

} // namespace mqttspec::bench
