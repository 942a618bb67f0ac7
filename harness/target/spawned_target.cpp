// SPDX-License-Identifier: Apache-2.0
#include "target/spawned_target.hpp"

#include "net/certificate.hpp"
#include "target/packages.hpp"
#include "target/printable.hpp"
#include "target/version_probe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

namespace mqttspec::target {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr int tries = 3; ///< Of a start, where a port was taken in between.

} // namespace

SpawnedTarget::SpawnedTarget(TargetSpec spec, asio::any_io_executor executor, PortChooser choose_port)
    : Target(std::move(spec)), executor_(std::move(executor)), choose_port_(std::move(choose_port))
{}

awaitable<StartResult> SpawnedTarget::start()
{
    StartResult result;
    for (int i = 0; i < tries && !result.ok; ++i) {
        result = co_await start_once();
        if (!result.ok && !lost_a_port())
            break;
    }
    if (!result.ok)
        co_await stop();
    else
        process_->on_end(on_end_);
    co_return result;
}

awaitable<void> SpawnedTarget::stop()
{
    if (process_)
        co_await process_->stop(spec().timing.stop);
    process_.reset();
    storage_.reset();
}

bool SpawnedTarget::is_alive() const
{
    return process_ && process_->is_running();
}

std::string SpawnedTarget::end() const
{
    auto const words = process_ ? process_->end_in_words() : std::string();
    return words.empty() ? words : spec().name + " " + words;
}

void SpawnedTarget::on_end(std::function<void()> call)
{
    on_end_ = std::move(call);
    if (process_)
        process_->on_end(on_end_);
}

std::string SpawnedTarget::log_tail() const
{
    return process_ ? process_->output_tail() : std::string();
}

awaitable<StartResult> SpawnedTarget::start_once()
{
    co_await stop();
    auto result = prepare();
    if (!result.ok)
        co_return result;
    auto const deadline = net::Clock::now() + spec().timing.start;
    co_await find_version(deadline);
    if (auto const failed = launch())
        co_return trouble(*failed);
    co_return co_await wait_until_ready(deadline);
}

awaitable<void> SpawnedTarget::find_version(net::TimePoint deadline)
{
    if (version_ || spawn().version_command.empty())
        co_return;
    Command command{.arguments = layout_->fill(spawn().version_command),
                    .environment = layout_->fill(spawn().environment),
                    .folder = storage_->path()};
    auto version = co_await probe_version(executor_, std::move(command), spawn().version_pattern, deadline);
    version_ = std::move(version);
}

awaitable<StartResult> SpawnedTarget::wait_until_ready(net::TimePoint deadline)
{
    constexpr auto longest_pause = std::chrono::milliseconds(100);
    constexpr auto patience_when_refused =
        std::chrono::seconds(2); // A broker may load its users after its listeners.
    net::Duration pause = std::chrono::milliseconds(5);
    for (;;) {
        auto const attempt_until = std::min(deadline, net::Clock::now() + spec().timing.response);
        auto const greeting = co_await greet(*connector_, spec(), attempt_until);
        if (!process_->is_running())
            co_return trouble(
                fmt::format("{} {} before it answered CONNECT", spec().name, process_->end_in_words()));
        if (greeting.is_accepted())
            co_return StartResult{.ok = true, .trouble = {}, .hint = {}};
        if (greeting.is_final_refusal())
            deadline = std::min(deadline, net::Clock::now() + patience_when_refused);
        if (net::Clock::now() + pause >= deadline)
            co_return trouble(
                fmt::format("{} was started, but is not ready: {}", spec().name, greeting.trouble));
        co_await process_->wait_for_end(net::Clock::now() + pause);
        pause = std::min<net::Duration>(pause * 2, longest_pause);
    }
}

/// All but the program: storage, ports, files.
StartResult SpawnedTarget::prepare()
{
    if (!find_program(spawn().command.front()))
        return {.ok = false, .trouble = not_installed(spec().name, spawn()), .hint = {}};
    auto made = Storage::make();
    if (auto* const failed = std::get_if<std::string>(&made))
        return trouble(std::move(*failed));
    storage_ = std::get<std::unique_ptr<Storage>>(std::move(made));
    layout_.emplace(spec(), storage_->path(), choose_port_);
    if (auto const failed = choose_security())
        return trouble(*failed);
    if (auto const failed = choose_endpoint())
        return trouble(*failed);
    if (auto const failed = write_files())
        return trouble(*failed);
    return {.ok = true, .trouble = {}, .hint = {}};
}

/// Certificates of its own for each start, where its texts name them.
std::optional<std::string> SpawnedTarget::choose_security()
{
    security_ = spec().security;
    if (!wants_certificates(spec()))
        return std::nullopt;
    auto const files = net::write_certificates(net::make_certificates(), storage_->path());
    if (!files)
        return "the certificates cannot be written to " + storage_->path();
    layout_->set("ca", files->authority);
    layout_->set("server_cert", files->server_certificate);
    layout_->set("server_key", files->server_key);
    layout_->set("client_cert", files->client_certificate);
    layout_->set("client_key", files->client_key);
    if (security_.ca_file.empty())
        security_.ca_file = files->authority;
    if (security_.cert_file.empty() && security_.key_file.empty()) {
        security_.cert_file = files->client_certificate;
        security_.key_file = files->client_key;
    }
    return std::nullopt;
}

std::optional<std::string> SpawnedTarget::choose_endpoint()
{
    auto const entry = spec().endpoints.find(spec().transport);
    if (entry == spec().endpoints.end())
        return fmt::format("{} has no `{}` endpoint", spec().name, spec().transport);
    auto const parsed = net::parse_endpoint(layout_->fill(entry->second.url));
    if (auto const* const failed = std::get_if<std::string>(&parsed))
        return *failed;
    auto const& endpoint = std::get<net::Endpoint>(parsed);
    endpoint_ = net::without_secrets(endpoint);
    // Else we would talk to whoever sits there and take it for the program.
    if (is_taken(endpoint.host, endpoint.port))
        return fmt::format("{} is in use by another program",
                           net::host_and_port(endpoint.host, endpoint.port));
    auto made = net::make_connector(endpoint, security_);
    if (auto* const failed = std::get_if<std::string>(&made))
        return std::move(*failed);
    connector_ = std::get<std::unique_ptr<net::Connector>>(std::move(made));
    return std::nullopt;
}

std::optional<std::string> SpawnedTarget::write_files()
{
    for (auto const& [name, text] : spawn().files)
        if (auto failed = storage_->write(name, layout_->fill(text)))
            return failed;
    return std::nullopt;
}

std::optional<std::string> SpawnedTarget::launch()
{
    Command const command{.arguments = layout_->fill(spawn().command),
                          .environment = layout_->fill(spawn().environment),
                          .folder = storage_->path()};
    auto started = Process::start(executor_, command);
    if (auto* const failed = std::get_if<std::string>(&started))
        return std::move(*failed);
    process_ = std::get<std::unique_ptr<Process>>(std::move(started));
    return std::nullopt;
}

/// Whether a port that was chosen for the program is now another's, so that another choice may help.
bool SpawnedTarget::lost_a_port() const
{
    bool const has_ended = !process_ || !process_->is_running();
    return has_ended && layout_ && std::ranges::any_of(layout_->ports(), [this](auto const& entry) {
               return is_taken("127.0.0.1", entry.second);
           });
}

bool SpawnedTarget::is_taken(std::string const& host, std::uint16_t port) const
{
    return std::holds_alternative<std::string>(net::listen_tcp(executor_, host, port));
}

StartResult SpawnedTarget::trouble(std::string what) const
{
    return {.ok = false, .trouble = std::move(what), .hint = last_lines(log_tail())};
}

} // namespace mqttspec::target
