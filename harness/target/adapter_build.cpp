// SPDX-License-Identifier: Apache-2.0
#include "target/adapter_build.hpp"

#include "target/cache_folder.hpp"
#include "target/packages.hpp"
#include "target/printable.hpp"
#include "target/process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <optional>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

namespace mqttspec::target {

namespace fs = std::filesystem;
using boost::asio::awaitable;

namespace {

bool is_up_to_date(fs::path const& made, std::vector<std::string> const& sources);
std::optional<std::string> move_into(fs::path const& made, fs::path const& kept);
StartResult failed(std::string trouble, std::string hint = {});

} // namespace

std::string build_folder(TargetSpec const& spec)
{
    auto const root = cache_folder();
    if (root.empty() || spec.where.file.empty())
        return {};
    // Two checkouts have two adapters.
    auto const place = std::hash<std::string>()(fs::absolute(spec.where.file).lexically_normal().string());
    return (fs::path(root) / fmt::format("{}-{:016x}", spec.name, place)).string();
}

awaitable<StartResult> build_adapter(boost::asio::any_io_executor executor, TargetSpec const& spec,
                                     Layout& layout, net::TimePoint deadline)
{
    auto const& adapter = std::get<Adapter>(spec.how);
    auto const kept = fs::path(layout.fill(adapter.program.command.front()));
    auto sources = layout.fill(adapter.build_sources);
    sources.push_back(spec.where.file);
    if (is_up_to_date(kept, sources))
        co_return StartResult{.ok = true, .trouble = {}, .hint = {}};

    // In a folder of its own, from which it is moved whole: another process may be doing the same.
    auto folder = kept.parent_path().string() + "-XXXXXX";
    std::error_code ec;
    fs::create_directories(kept.parent_path(), ec);
    if (ec || !::mkdtemp(folder.data()))
        co_return failed(fmt::format("cannot make the folder {}", kept.parent_path().string()));
    auto there = layout;
    there.set("build", folder);
    Command const command{.arguments = there.fill(adapter.build_command),
                          .environment = there.fill(adapter.program.environment),
                          .folder = folder};
    auto result = failed(not_installed(command.arguments.front(), adapter.program));
    if (find_program(command.arguments.front())) {
        auto started = Process::start(executor, command);
        if (auto* const trouble = std::get_if<std::string>(&started))
            co_return failed(std::move(*trouble));
        auto const process = std::get<std::unique_ptr<Process>>(std::move(started));
        co_await process->wait_for_end(deadline);
        auto const end = process->is_running() ? "takes too long" : process->end_in_words();
        auto const said = last_lines(process->output_tail());
        co_await process->stop(net::Duration::zero());
        auto const made = fs::path(there.fill(adapter.program.command.front()));
        if (end != "ended with exit code 0")
            result = failed(fmt::format("the adapter of {} cannot be built: {} {}", spec.name,
                                        command.arguments.front(), end),
                            said);
        else if (auto const trouble = move_into(made, kept))
            result = failed(*trouble, said);
        else
            result.ok = true;
    }
    fs::remove_all(folder, ec);
    co_return result;
}

namespace {

/// A source that is not there makes nothing older; the compiler says so better.
bool is_up_to_date(fs::path const& made, std::vector<std::string> const& sources)
{
    std::error_code ec;
    auto const when = fs::last_write_time(made, ec);
    return !ec && std::ranges::all_of(sources, [&](std::string const& source) {
        auto const changed = fs::last_write_time(source, ec);
        return ec || changed <= when;
    });
}

std::optional<std::string> move_into(fs::path const& made, fs::path const& kept)
{
    std::error_code ec;
    fs::rename(made, kept, ec);
    if (!ec)
        return std::nullopt;
    return fmt::format("the build made no {}: {}", made.filename().string(), ec.message());
}

StartResult failed(std::string trouble, std::string hint)
{
    return {.ok = false, .trouble = std::move(trouble), .hint = std::move(hint)};
}

} // namespace

} // namespace mqttspec::target
