// SPDX-License-Identifier: Apache-2.0
#include "target/url_target.hpp"

#include "target/greet.hpp"
#include "target/transport.hpp"

#include <algorithm>
#include <utility>

namespace mqttspec::target {

using boost::asio::awaitable;

UrlTarget::UrlTarget(TargetSpec spec) : Target(std::move(spec)) {}

awaitable<StartResult> UrlTarget::start()
{
    StartResult result;
    auto found = find_endpoint();
    if (auto* const trouble = std::get_if<std::string>(&found)) {
        result.trouble = std::move(*trouble);
        co_return result;
    }
    endpoint_ = std::get<net::Endpoint>(std::move(found));
    auto made = net::make_connector(endpoint_, spec().security);
    if (auto* const trouble = std::get_if<std::string>(&made)) {
        result.trouble = std::move(*trouble);
        co_return result;
    }
    connector_ = std::get<std::unique_ptr<net::Connector>>(std::move(made));

    auto const last_try = net::Clock::now() + spec().timing.start;
    for (;;) {
        auto const deadline = net::Clock::now() + spec().timing.response;
        auto greeting = co_await greet(*connector_, spec(), deadline);
        result.ok = greeting.is_accepted();
        result.trouble = std::move(greeting.trouble);
        if (greeting.return_code == 4 || greeting.return_code == 5)
            result.hint = "give it --username NAME and --password-env VARIABLE";
        if (result.ok || greeting.is_final_refusal() || net::Clock::now() >= last_try)
            co_return result;
        auto const next_try = net::Clock::now() + std::chrono::milliseconds(100);
        co_await net::sleep_until(std::min(next_try, last_try));
    }
}

awaitable<void> UrlTarget::stop()
{
    co_return;
}

std::string UrlTarget::endpoint() const
{
    auto const found = find_endpoint();
    auto const* const place = std::get_if<net::Endpoint>(&found);
    return place ? net::without_secrets(*place) : std::string();
}

/// The URL itself, or that of another transport that the target file names beside it.
std::variant<net::Endpoint, std::string> UrlTarget::find_endpoint() const
{
    auto const& url = std::get<Url>(spec().how).endpoint;
    if (transport_of(url.scheme) == spec().transport)
        return url;
    auto const other = spec().endpoints.find(spec().transport);
    if (other == spec().endpoints.end())
        return spec().name + " has no `" + spec().transport + "` endpoint";
    return net::parse_endpoint(other->second.url);
}

} // namespace mqttspec::target
