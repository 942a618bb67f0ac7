// SPDX-License-Identifier: Apache-2.0
#include "driving/adapter.hpp"

#include "driving/line_splitter.hpp"
#include "net/clock.hpp"
#include "net/nursery.hpp"

#include <boost/asio/this_coro.hpp>

#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace mqttspec::driving {

namespace asio = boost::asio;
using asio::awaitable;
using net::End;
using net::TimePoint;

struct Adapter::Talk
{
    Talk(asio::any_io_executor on, ClientHandler handler, AdapterOptions how)
        : executor(std::move(on)), options(std::move(how)),
          driver(
              executor, std::move(handler), [this](reference::Report const& report) { say(line_of(report)); },
              options.driver),
          said(executor)
    {}

    void say(std::string const& line);
    void hear(std::span<std::uint8_t const> bytes);
    void obey(std::string_view line);
    void end();

    static awaitable<void> read(std::shared_ptr<Talk> talk, net::ByteStream* harness);
    static awaitable<void> write(std::shared_ptr<Talk> talk, net::ByteStream* harness);

    asio::any_io_executor executor;
    AdapterOptions options;
    ClientDriver driver;
    LineSplitter lines{longest_line_bytes};
    std::string unsaid{};
    net::Timer said; ///< The writer sleeps on it.
    bool is_over = false;
    net::ByteStream* stream = nullptr;
};

std::variant<std::unique_ptr<net::Connector>, std::string> route(Request const& request)
{
    return net::make_connector(request.endpoint, request.security);
}

Adapter::Adapter(asio::any_io_executor executor, ClientHandler handler, AdapterOptions options)
    : talk_(std::make_shared<Talk>(std::move(executor), std::move(handler), std::move(options)))
{}

Adapter::~Adapter() = default;

awaitable<void> Adapter::serve(net::ByteStream& harness)
{
    co_await asio::this_coro::throw_if_cancelled(false); // A cancellation is for join() to hand on.
    auto const talk = talk_;
    talk->stream = &harness;
    talk->say(line_of(talk->options.hello));
    net::Nursery nursery(talk->executor);
    nursery.spawn(talk->driver.run());
    nursery.spawn(Talk::read(talk, &harness));
    nursery.spawn(Talk::write(talk, &harness));
    co_await nursery.join();
    talk->stream = nullptr;
}

void Adapter::stop()
{
    talk_->end();
    if (talk_->stream != nullptr)
        talk_->stream->close();
}

void Adapter::Talk::say(std::string const& line)
{
    unsaid += line;
    unsaid += '\n';
    said.wake();
}

void Adapter::Talk::end()
{
    is_over = true;
    driver.stop();
    said.wake();
}

awaitable<void> Adapter::Talk::read(std::shared_ptr<Talk> talk, net::ByteStream* harness)
{
    std::vector<std::uint8_t> buffer(65536);
    auto how = End::none;
    while (how == End::none) {
        auto const into = std::span(buffer);
        auto const got = co_await harness->read_some(into);
        talk->hear(into.first(got.bytes));
        how = got.end;
    }
    talk->end();
}

awaitable<void> Adapter::Talk::write(std::shared_ptr<Talk> talk, net::ByteStream* harness)
{
    std::vector<std::uint8_t> in_flight;
    auto how = End::none;
    while (how == End::none && !(talk->is_over && talk->unsaid.empty())) {
        if (talk->unsaid.empty()) {
            co_await talk->said.wait_until(TimePoint::max());
            continue;
        }
        in_flight.assign(talk->unsaid.begin(), talk->unsaid.end());
        talk->unsaid.clear();
        auto const put = co_await harness->write(in_flight);
        how = put.end;
    }
    talk->end();
    harness->close(); // Who does not hear us any more has nothing more to say.
}

void Adapter::Talk::hear(std::span<std::uint8_t const> bytes)
{
    std::string_view const text(reinterpret_cast<char const*>(bytes.data()), bytes.size());
    lines.feed(text, [this](std::optional<std::string_view> line) {
        if (line)
            obey(*line);
        else
            say(line_of(BadLine{.why = "the line is too long"}));
    });
}

void Adapter::Talk::obey(std::string_view line)
{
    auto const read = read_request(line);
    if (auto const* bad = std::get_if<BadLine>(&read))
        return say(line_of(*bad));
    auto const& request = std::get<Request>(read);
    if (std::holds_alternative<reference::ConnectCommand>(request.command.what)) {
        auto way = options.route(request);
        if (auto const* why = std::get_if<std::string>(&way))
            return say(line_of(BadLine{.id = request.command.id, .why = *why}));
        driver.connect_through(std::move(std::get<std::unique_ptr<net::Connector>>(way)));
    }
    driver.order(request.command);
}

} // namespace mqttspec::driving
