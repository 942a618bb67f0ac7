// SPDX-License-Identifier: Apache-2.0
// Cheap traffic for measuring what stands between: a server that does no more than it must, and clients.
#include "traffic.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <system_error>

namespace mqttspec::bench {

namespace {

int checked(int outcome, char const* what)
{
    if (outcome < 0)
        throw std::system_error(errno, std::generic_category(), what);
    return outcome;
}

sockaddr_in here(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

void put(Bytes& bytes, std::string_view text)
{
    bytes.push_back(static_cast<std::uint8_t>(text.size() >> 8U));
    bytes.push_back(static_cast<std::uint8_t>(text.size()));
    bytes.insert(bytes.end(), text.begin(), text.end());
}

Bytes packet(std::uint8_t first, Bytes const& rest)
{
    Bytes bytes{first};
    auto left = rest.size();
    do {
        bytes.push_back(static_cast<std::uint8_t>(left % 128 | (left >= 128 ? 128U : 0U)));
        left /= 128;
    } while (left > 0);
    bytes.insert(bytes.end(), rest.begin(), rest.end());
    return bytes;
}

std::string topic_of(std::uint32_t client)
{
    return "bench/" + std::to_string(client);
}

} // namespace

int dial(std::uint16_t port)
{
    int const socket = checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
    int const on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto const address = here(port);
    checked(connect(socket, reinterpret_cast<sockaddr const*>(&address), sizeof address), "connect");
    return socket;
}

int listen_on(std::uint16_t port)
{
    int const socket = checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
    int const on = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    auto const address = here(port);
    checked(bind(socket, reinterpret_cast<sockaddr const*>(&address), sizeof address), "bind");
    checked(listen(socket, SOMAXCONN), "listen");
    return socket;
}

void send_all(int socket, std::span<std::uint8_t const> bytes)
{
    while (!bytes.empty()) {
        auto const sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        checked(static_cast<int>(sent), "send");
        bytes = bytes.subspan(static_cast<std::size_t>(sent));
    }
}

std::span<std::uint8_t> receive(int socket, std::span<std::uint8_t> into)
{
    auto const got = recv(socket, into.data(), into.size(), 0);
    return into.first(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
}

void watch(int epoll, int socket, std::uint64_t number)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = number;
    checked(epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event), "epoll_ctl");
}

Bytes connect_packet(std::uint32_t client)
{
    Bytes rest;
    put(rest, "MQTT");
    for (auto const byte : std::array<std::uint8_t, 4>{4, 2, 0, 0})
        rest.push_back(byte);
    put(rest, "bench" + std::to_string(client));
    return packet(0x10, rest);
}

Bytes publish_packet(std::uint32_t client, unsigned qos, std::uint16_t id, std::size_t payload)
{
    Bytes rest;
    put(rest, topic_of(client));
    if (qos > 0) {
        rest.push_back(static_cast<std::uint8_t>(id >> 8U));
        rest.push_back(static_cast<std::uint8_t>(id));
    }
    rest.resize(rest.size() + payload, 'x');
    return packet(static_cast<std::uint8_t>(0x30U | qos << 1U), rest);
}

Bytes subscribe_packet(std::uint32_t client)
{
    Bytes rest{0, 1};
    put(rest, topic_of(client));
    rest.push_back(2);
    return packet(0x82, rest);
}

Header header_of(std::span<std::uint8_t const> bytes)
{
    Header header;
    if (!bytes.empty())
        header.first = bytes[0];
    std::size_t length = 0;
    for (std::size_t at = 1; at < bytes.size() && at < 5; ++at) {
        length |= static_cast<std::size_t>(bytes[at] & 127U) << 7U * (at - 1);
        if ((bytes[at] & 128U) != 0)
            continue;
        header.header_bytes = at + 1;
        header.packet_bytes = at + 1 + length;
        break;
    }
    return header;
}

namespace {

void raise_descriptor_limit()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int perform(std::span<char* const> words)
{
    std::string_view const what = words.size() > 2 ? words[1] : "";
    auto const number = [words](std::size_t at) { return at < words.size() ? std::atoi(words[at]) : 0; };
    auto const port = static_cast<std::uint16_t>(number(2));
    raise_descriptor_limit();
    if (what == "serve")
        serve(port);
    else if (what == "flood" && words.size() == 6)
        flood(port, number(3), static_cast<std::size_t>(number(4)), std::atof(words[5]));
    else if (what == "ping" && words.size() == 4)
        ping(port, number(3));
    else if (what == "hold" && words.size() == 4)
        hold(port, number(3));
    else if (what == "mix" && words.size() == 5)
        mix(port, number(3), number(4));
    else
        std::fputs(
            "traffic serve PORT | flood PORT CONNECTIONS PAYLOAD SECONDS | ping PORT COUNT | hold PORT "
            "CONNECTIONS | mix PORT CLIENTS MESSAGES\n",
            stderr);
    return what.empty() ? 2 : 0;
}

} // namespace

} // namespace mqttspec::bench

int main(int argc, char** argv)
{
    try {
        return mqttspec::bench::perform({argv, static_cast<std::size_t>(argc)});
    } catch (std::exception const& exception) {
        std::fprintf(stderr, "traffic: %s\n", exception.what());
    }
    return 1;
}
