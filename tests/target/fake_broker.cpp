// SPDX-License-Identifier: Apache-2.0
// A program that stands in for a broker in tests: fake_broker MODE PORT. It writes its process id, and
// whether it finds a file that an earlier run left in its folder.

#include <arpa/inet.h>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <netinet/in.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace {

int listen_on(std::uint16_t port)
{
    int const fd = ::socket(AF_INET, SOCK_STREAM, 0);
    int const on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bool const listens =
        ::bind(fd, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0 && ::listen(fd, 16) == 0;
    return listens ? fd : -1;
}

/// What the mode answers to any packet.
std::string_view answer_of(std::string_view mode)
{
    using namespace std::string_view_literals;
    if (mode == "serve")
        return "\x20\x02\x00\x00"sv;
    if (mode == "refuse")
        return "\x20\x02\x00\x05"sv;
    if (mode == "starting")
        return "\x20\x02\x00\x03"sv;
    if (mode == "garble")
        return "HTTP/1.1 400 Bad Request\r\n\r\n"sv;
    return {};
}

void report_on_folder()
{
    bool const is_used = std::ifstream("trace").good();
    std::printf("pid %d folder %s\n", static_cast<int>(::getpid()), is_used ? "used" : "fresh");
    std::fflush(stdout);
    std::ofstream("trace") << "x";
}

void serve(int listener, std::string_view mode)
{
    for (;;) {
        int const fd = ::accept(listener, nullptr, nullptr);
        std::array<char, 4096> packet{};
        auto const got = ::read(fd, packet.data(), packet.size());
        if (mode == "silent")
            continue; // The connection stays open.
        auto const answer = answer_of(mode);
        if (got > 0 && ::write(fd, answer.data(), answer.size()) < 0)
            std::exit(1);
        ::close(fd);
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 3)
        return 2;
    report_on_folder();
    int const listener = listen_on(static_cast<std::uint16_t>(std::atoi(argv[2])));
    if (listener < 0) {
        std::fprintf(stderr, "cannot listen\n");
        return 3;
    }
    if (std::string_view(argv[1]) == "try")
        return 0;
    serve(listener, argv[1]);
}
