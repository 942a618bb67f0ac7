// SPDX-License-Identifier: Apache-2.0
#include "net/tcp.hpp"
#include "net/tcp_stream.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace mqttspec::net {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

using Endpoints = std::vector<tcp::endpoint>;

/// An operation with a deadline. Its handler shares it, because it may end after we have stopped waiting.
template <class Object>
struct Attempt
{
    explicit Attempt(asio::any_io_executor const& executor) : object(executor), timer(executor) {}

    Object object;
    Timer timer;
    std::optional<error_code> outcome;
    Endpoints found;
};

using Resolution = std::shared_ptr<Attempt<tcp::resolver>>;
using Connection = std::shared_ptr<Attempt<tcp::socket>>;

Resolution start_resolution(asio::any_io_executor const& executor, std::string const& host,
                            std::uint16_t port);
Connection start_connection(asio::any_io_executor const& executor, tcp::endpoint endpoint);
template <class Object>
awaitable<error_code> outcome_of(std::shared_ptr<Attempt<Object>> attempt, TimePoint deadline);

TimePoint share_of(TimePoint deadline, std::size_t attempts_left);
error_code verdict_on(tcp::socket const& socket, error_code error);

/// What went wrong, address by address.
class Failures
{
public:
    void add(tcp::endpoint const& endpoint, error_code error);
    [[nodiscard]] ConnectResult result(std::string const& place) const;

private:
    std::vector<std::pair<tcp::endpoint, error_code>> failures_;
};

ConnectResult failed(std::string const& place, error_code error);
std::string words_for(error_code error);

} // namespace

awaitable<ConnectResult> connect_tcp(std::string host, std::uint16_t port, TimePoint deadline)
{
    auto const executor = co_await asio::this_coro::executor;
    auto const place = host_and_port(host, port);
    auto const resolution = start_resolution(executor, host, port);
    auto const unresolved = co_await outcome_of(resolution, deadline);
    if (unresolved)
        co_return failed(place, unresolved);

    Failures failures;
    auto attempts_left = resolution->found.size();
    for (auto const& endpoint : resolution->found) {
        auto const connection = start_connection(executor, endpoint);
        auto const connect_error = co_await outcome_of(connection, share_of(deadline, attempts_left--));
        auto const error = verdict_on(connection->object, connect_error);
        if (!error) {
            ConnectResult result;
            result.stream = make_tcp_stream(std::move(connection->object));
            co_return result;
        }
        failures.add(endpoint, error);
    }
    co_return failures.result(place);
}

TcpConnector::TcpConnector(Endpoint endpoint) : endpoint_(std::move(endpoint)) {}

awaitable<ConnectResult> TcpConnector::connect(TimePoint deadline, Upgrade /*upgrade*/)
{
    return connect_tcp(endpoint_.host, endpoint_.port, deadline);
}

std::string TcpConnector::name() const
{
    return host_and_port(endpoint_.host, endpoint_.port);
}

namespace {

Resolution start_resolution(asio::any_io_executor const& executor, std::string const& host,
                            std::uint16_t port)
{
    auto resolution = std::make_shared<Attempt<tcp::resolver>>(executor);
    error_code not_numeric;
    auto const address = asio::ip::make_address(host, not_numeric);
    if (!not_numeric) { // The common case needs no thread for getaddrinfo().
        resolution->found.emplace_back(address, port);
        resolution->outcome = error_code();
        return resolution;
    }
    auto ended = [resolution](error_code error, tcp::resolver::results_type const& results) {
        for (auto const& entry : results)
            resolution->found.push_back(entry.endpoint());
        resolution->outcome = error;
        resolution->timer.wake();
    };
    resolution->object.async_resolve(host, std::to_string(port), tcp::resolver::numeric_service,
                                     std::move(ended));
    return resolution;
}

Connection start_connection(asio::any_io_executor const& executor, tcp::endpoint endpoint)
{
    auto connection = std::make_shared<Attempt<tcp::socket>>(executor);
    connection->object.async_connect(endpoint, [connection](error_code error) {
        connection->outcome = error;
        connection->timer.wake();
    });
    return connection;
}

/// Ends the operation when nobody waits for its outcome any more: at the deadline or in a cancellation.
template <class Object>
class Abandonment
{
public:
    explicit Abandonment(std::shared_ptr<Attempt<Object>> attempt) : attempt_(std::move(attempt)) {}
    Abandonment(Abandonment const&) = delete;
    Abandonment& operator=(Abandonment const&) = delete;
    ~Abandonment()
    {
        if (!attempt_->outcome)
            abandon(attempt_->object);
    }

private:
    static void abandon(tcp::resolver& resolver) { resolver.cancel(); }
    static void abandon(tcp::socket& socket)
    {
        error_code ignored;
        socket.close(ignored);
    }

    std::shared_ptr<Attempt<Object>> attempt_;
};

template <class Object>
awaitable<error_code> outcome_of(std::shared_ptr<Attempt<Object>> attempt, TimePoint deadline)
{
    Abandonment<Object> const abandonment(attempt);
    while (!attempt->outcome && Clock::now() < deadline)
        co_await attempt->timer.wait_until(deadline);
    co_return attempt->outcome.value_or(asio::error::timed_out);
}

TimePoint share_of(TimePoint deadline, std::size_t attempts_left)
{
    if (deadline == TimePoint::max())
        return deadline;
    auto const now = Clock::now();
    return now + (deadline - now) / static_cast<std::int64_t>(std::max<std::size_t>(attempts_left, 1));
}

/// A free local port that nobody listens on can be given to the very connection that is made to it: then the
/// socket is connected to itself.
error_code verdict_on(tcp::socket const& socket, error_code error)
{
    if (error)
        return error;
    auto const near = socket.local_endpoint(error);
    if (error)
        return error;
    auto const far = socket.remote_endpoint(error);
    return !error && near == far ? asio::error::connection_refused : error;
}

void Failures::add(tcp::endpoint const& endpoint, error_code error)
{
    failures_.emplace_back(endpoint, error);
}

ConnectResult Failures::result(std::string const& place) const
{
    if (failures_.empty())
        return failed(place, asio::error::host_not_found);
    auto result = failed(place, failures_.back().second);
    bool const all_alike =
        std::ranges::all_of(failures_, [&](auto const& failure) { return failure.second == result.error; });
    if (all_alike)
        return result;
    result.trouble = "connecting to " + place + ":";
    for (auto const& [endpoint, error] : failures_) {
        auto const separator = result.trouble.ends_with(place + ":") ? " " : "; ";
        result.trouble += separator + name_of(endpoint) + ": " + words_for(error);
    }
    return result;
}

ConnectResult failed(std::string const& place, error_code error)
{
    ConnectResult result;
    result.error = error;
    result.trouble = "connecting to " + place + ": " + words_for(error);
    return result;
}

std::string words_for(error_code error)
{
    return error == asio::error::timed_out ? "timed out" : error.message();
}

} // namespace

} // namespace mqttspec::net
