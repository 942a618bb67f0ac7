// SPDX-License-Identifier: Apache-2.0
#include "net/endpoint.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <utility>

namespace mqttspec::net {

namespace {

struct Scheme
{
    std::string_view name;
    std::uint16_t port = 0;
    bool has_path = false;
};

constexpr std::array schemes{Scheme{"mqtt", 1883, false}, Scheme{"mqtts", 8883, false},
                             Scheme{"ws", 80, true}, Scheme{"wss", 443, true}};

// Each reads one part of the URL into the endpoint, and returns what is wrong with it, or nothing.
using Trouble = std::optional<std::string>;
Trouble read_scheme(std::string_view text, Endpoint& endpoint);
Trouble read_user_info(std::string_view text, Endpoint& endpoint);
Trouble read_authority(std::string_view text, Endpoint& endpoint);
Trouble read_host(std::string_view text, Endpoint& endpoint);
Trouble read_port(std::string_view text, Endpoint& endpoint);
Trouble read_path(std::string_view text, Endpoint& endpoint);

Scheme const* find_scheme(std::string_view name);
bool is_host(std::string_view text);
std::optional<std::string> percent_decoded(std::string_view text);

} // namespace

std::variant<Endpoint, std::string> parse_endpoint(std::string_view url)
{
    Endpoint endpoint;
    auto const mark = url.find("://");
    if (mark == std::string_view::npos)
        return "a URL is wanted, such as mqtt://localhost:1883";
    if (auto trouble = read_scheme(url.substr(0, mark), endpoint))
        return *std::move(trouble);

    auto const rest = url.substr(mark + 3);
    auto const path = std::min(rest.find_first_of("/?#"), rest.size());
    if (auto trouble = read_authority(rest.substr(0, path), endpoint))
        return *std::move(trouble);
    if (auto trouble = read_path(rest.substr(path), endpoint))
        return *std::move(trouble);
    return endpoint;
}

std::string without_secrets(Endpoint const& endpoint)
{
    auto const query = endpoint.path.find('?');
    auto const path = query == std::string::npos ? endpoint.path : endpoint.path.substr(0, query) + "?...";
    return endpoint.scheme + "://" + host_and_port(endpoint.host, endpoint.port) + path;
}

std::string host_and_port(std::string_view host, std::uint16_t port)
{
    bool const is_v6 = host.find(':') != std::string_view::npos;
    auto const name = is_v6 ? "[" + std::string(host) + "]" : std::string(host);
    return name + ":" + std::to_string(port);
}

namespace {

Trouble read_scheme(std::string_view text, Endpoint& endpoint)
{
    std::string name(text);
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    auto const* const scheme = find_scheme(name);
    if (!scheme)
        return "unknown scheme: mqtt, mqtts, ws and wss are known";
    endpoint.scheme = std::move(name);
    endpoint.port = scheme->port;
    return {};
}

Trouble read_authority(std::string_view text, Endpoint& endpoint)
{
    auto const at = text.rfind('@');
    if (at == std::string_view::npos)
        return read_host(text, endpoint);
    if (auto trouble = read_user_info(text.substr(0, at), endpoint))
        return trouble;
    return read_host(text.substr(at + 1), endpoint);
}

Trouble read_user_info(std::string_view text, Endpoint& endpoint)
{
    auto const colon = text.find(':');
    endpoint.user_name = percent_decoded(text.substr(0, colon));
    if (!endpoint.user_name)
        return "the user name holds a % that is not followed by two hexadecimal digits";
    if (colon == std::string_view::npos)
        return {};
    endpoint.password = percent_decoded(text.substr(colon + 1));
    if (!endpoint.password)
        return "the password holds a % that is not followed by two hexadecimal digits";
    return {};
}

/// And the port behind it.
Trouble read_host(std::string_view text, Endpoint& endpoint)
{
    bool const in_brackets = text.starts_with('[');
    if (!in_brackets && std::ranges::count(text, ':') > 1)
        return "an IPv6 address stands in brackets: mqtt://[::1]:1883";
    auto const end = in_brackets ? text.find(']') : std::min(text.find(':'), text.size());
    if (end == std::string_view::npos)
        return "the bracket of the IPv6 address is not closed";
    auto const host = percent_decoded(in_brackets ? text.substr(1, end - 1) : text.substr(0, end));
    if (!host || !is_host(*host))
        return "the host is missing or malformed";
    endpoint.host = *host;
    auto const behind = text.substr(in_brackets ? end + 1 : end);
    if (behind.empty())
        return {};
    if (behind.front() != ':')
        return "only a port can follow the host";
    return read_port(behind.substr(1), endpoint);
}

Trouble read_port(std::string_view text, Endpoint& endpoint)
{
    auto const* const end = text.data() + text.size();
    auto const [stop, error] = std::from_chars(text.data(), end, endpoint.port);
    if (error != std::errc() || stop != end || endpoint.port == 0)
        return "the port is not a number from 1 to 65535";
    return {};
}

Trouble read_path(std::string_view text, Endpoint& endpoint)
{
    if (text.find('#') != std::string_view::npos)
        return "a fragment (#) has no meaning here; write %23 if it belongs to the password or path";
    if (find_scheme(endpoint.scheme)->has_path) {
        endpoint.path = text.starts_with('/') ? std::string(text) : "/" + std::string(text);
        return {};
    }
    if (text.empty() || text == "/")
        return {};
    return endpoint.scheme + " URLs have no path; write %2F, %3F for / and ? in user name and password";
}

Scheme const* find_scheme(std::string_view name)
{
    auto const* const it = std::ranges::find(schemes, name, &Scheme::name);
    return it == schemes.end() ? nullptr : it;
}

/// Whether it could be one; the resolver knows the rest.
bool is_host(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c != 0x7f; });
}

std::optional<std::string> percent_decoded(std::string_view text)
{
    std::string decoded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            decoded += text[at];
            continue;
        }
        unsigned value = 0;
        auto const digits = text.substr(at + 1, 2);
        auto const* const end = digits.data() + digits.size();
        auto const [stop, error] = std::from_chars(digits.data(), end, value, 16);
        if (digits.size() != 2 || error != std::errc() || stop != end)
            return std::nullopt;
        decoded += static_cast<char>(value);
        at += 2;
    }
    return decoded;
}

} // namespace

} // namespace mqttspec::net
