// SPDX-License-Identifier: Apache-2.0
#include "cli/proxy.hpp"

#include "cli/door.hpp"
#include "cli/judged.hpp"
#include "cli/notice_board.hpp"
#include "cli/proxy_plan.hpp"
#include "cli/say.hpp"
#include "net/nursery.hpp"
#include "net/resources.hpp"
#include "validator/judge_thread.hpp"
#include "validator/live_judge.hpp"
#include "validator/proxy.hpp"
#include "validator/traffic.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <unistd.h>
#include <utility>
#include <variant>

namespace mqttspec::cli {

namespace {

/// The command at work. What the judge finds is told by the judge's thread, everything else by this one.
class LiveCheck
{
public:
    LiveCheck(ProxyFlags const& flags, Ground& ground)
        : flags_{flags}, ground_{ground}, judge_{judge_options()}, thread_{judge_},
          proxy_{context_.get_executor(), thread_, proxy_options()}, signals_{context_, SIGINT, SIGTERM}
    {}

    /// Returns what stands in the way, in one line.
    [[nodiscard]] std::string open(ProxyPlan const& plan);
    void run();
    int tell(Invocation const& invocation);

private:
    [[nodiscard]] validator::JudgeOptions judge_options();
    [[nodiscard]] validator::ProxyOptions proxy_options();
    void take(validator::Finding const& finding);
    void await_signal();
    [[nodiscard]] std::string unjudged() const;
    [[nodiscard]] std::string last_line() const;
    [[nodiscard]] int exit_code() const;

    ProxyFlags const& flags_;
    Ground& ground_;
    validator::Moment began_ = validator::now();
    boost::asio::io_context context_{1};
    std::uint64_t told_ = 0; ///< By the judge's thread.
    NoticeBoard troubles_;
    NoticeBoard losses_; ///< Which the judge counts itself.
    validator::LiveJudge judge_;
    validator::JudgeThread thread_;
    validator::Proxy proxy_;
    boost::asio::signal_set signals_;
    int signals_seen_ = 0;
    std::vector<OpenGate> gates_;
    std::string upstream_;
    validator::Traffic traffic_;
};

validator::JudgeOptions LiveCheck::judge_options()
{
    validator::JudgeOptions options;
    options.knowledge = knowledge_of(flags_.is_whole);
    options.most_packet_bytes = flags_.most_packet_bytes;
    options.on_finding = [this](validator::Finding const& finding) { take(finding); };
    options.on_loss = [this](validator::Loss const& loss) {
        boost::asio::post(
            context_, [this, what = std::string{loss.why}, who = whose(loss)] { losses_.note(what, who); });
    };
    return options;
}

validator::ProxyOptions LiveCheck::proxy_options()
{
    constexpr std::size_t for_ourselves = 64;
    validator::ProxyOptions options;
    auto const most_files = net::raise_descriptor_limit();
    options.most_connections = most_files > 2 * for_ourselves ? (most_files - for_ourselves) / 2 : 16;
    if (flags_.telling.for_s)
        options.until = net::Clock::now() + std::chrono::duration_cast<net::Duration>(
                                                std::chrono::duration<double>(*flags_.telling.for_s));
    options.on_trouble = [this](std::string const& what, std::string const& who) {
        troubles_.note(what, who);
    };
    return options;
}

void LiveCheck::take(validator::Finding const& finding)
{
    bool const is_silent = flags_.telling.is_quiet || ground_.has_standard_output();
    if (!is_silent && ++told_ <= flags_.telling.most_findings) {
        auto const text = validator::in_words({finding, {}, began_.at});
        std::fwrite(text.data(), 1, text.size(), stdout);
        std::fflush(stdout);
    }
    if (flags_.telling.stops_at_finding)
        boost::asio::post(context_, [this] { proxy_.stop(); });
}

std::string LiveCheck::open(ProxyPlan const& plan)
{
    upstream_ = plan.upstream_name();
    for (auto const& listen : plan.listen) {
        auto gate = open_gate(context_.get_executor(), listen, plan);
        if (auto* const trouble = std::get_if<std::string>(&gate))
            return std::move(*trouble);
        gates_.push_back(std::get<OpenGate>(std::move(gate)));
    }
    return {};
}

void LiveCheck::run()
{
    await_signal();
    net::Nursery nursery{context_.get_executor()};
    std::vector<validator::Gate> gates;
    for (auto const& gate : gates_) {
        gates.push_back({gate.door.listener.get(), gate.upstream.get(), gate.door.url});
        if (!ground_.has_standard_output())
            fmt::print("mqttspec proxy: {} to {}, {}\n", gate.door.url, upstream_,
                       flags_.telling.for_s ? fmt::format("for {} s", *flags_.telling.for_s)
                                            : "until Ctrl-C");
    }
    std::fflush(stdout);
    auto watch = [this](std::vector<validator::Gate> open) -> boost::asio::awaitable<void> {
        co_await proxy_.run(std::move(open));
        signals_.cancel();
    };
    nursery.spawn(watch(std::move(gates)));
    context_.run();
    thread_.finish();
    context_.restart();
    context_.poll(); // What the judge had to say at last.
    add(traffic_, judge_.judge(), {}, began_.at);
}

void LiveCheck::await_signal()
{
    signals_.async_wait([this](boost::system::error_code error, int) {
        if (error)
            return;
        if (++signals_seen_ > 1) // The first one ends the watching, the next one us.
            _exit(ExitCode::interrupted);
        proxy_.stop();
        await_signal();
    });
}

/// What was not judged, and why; empty if all was.
std::string LiveCheck::unjudged() const
{
    auto const& unjudged = judge_.unjudged();
    return count_line(unjudged.over_tls,
                      "connections that passed over TLS: let the proxy end it (mqtts://)") +
           count_line(unjudged.unreadable_websockets, "WebSockets that are compressed, or are none") +
           unjudged_lines(traffic_.counts) +
           count_line(thread_.spared_bytes(), "bytes that came faster than they could be judged") +
           troubles_.counts();
}

std::string LiveCheck::last_line() const
{
    auto const& counts = proxy_.counts();
    auto const seconds = std::chrono::duration<double>(validator::now().at - began_.at).count();
    return fmt::format("{} ({} at once at most; {} bytes from Clients, {} from Servers), {:.1f} s; {}",
                       packets_in_words(traffic_.counts), counts.most_at_once, counts.bytes.from_clients,
                       counts.bytes.from_servers, seconds, rules_in_words(traffic_));
}

int LiveCheck::exit_code() const
{
    if (validator::count_broken(traffic_) > 0)
        return ExitCode::non_conformant;
    bool const is_lacking =
        thread_.spared_bytes() > 0 || judge_.unjudged().over_tls > 0 || proxy_.counts().unserved > 0;
    if (is_lacking)
        return ExitCode::could_not_tell;
    return traffic_.counts.packets == 0 ? ExitCode::nothing_selected : ExitCode::ok;
}

int LiveCheck::tell(Invocation const& invocation)
{
    bool const all_written =
        write_judgement(traffic_, ground_, flags_.telling, invocation, [this](results::Result& result) {
            result.target.name = upstream_;
            result.target.transport = "proxy";
            result.summary.wall_s = std::chrono::duration<double>(validator::now().at - began_.at).count();
        });
    if (!ground_.has_standard_output())
        print_judgement(traffic_, ground_, unjudged(), last_line());
    return with_reports(exit_code(), all_written);
}

int watch(ProxyFlags const& flags, Invocation const& invocation)
{
    auto const plan = make_plan(flags);
    if (auto const* trouble = std::get_if<std::string>(&plan)) {
        say(*trouble);
        return ExitCode::usage;
    }
    auto ground = Ground::prepare(flags.telling);
    if (!ground)
        return ExitCode::usage;
    LiveCheck check{flags, *ground};
    if (auto const trouble = check.open(std::get<ProxyPlan>(plan)); !trouble.empty()) {
        say(trouble);
        return ExitCode::could_not_tell;
    }
    check.run();
    return check.tell(invocation);
}

} // namespace

void add_proxy(CLI::App& app, Invocation& invocation)
{
    auto flags = std::make_shared<ProxyFlags>();
    auto* command = app.add_subcommand("proxy", "Stand between clients and a broker, and judge both live");
    declare(*command, *flags);
    declare_for(*command, flags->telling.for_s, "end after so long (60s, 10m); else at Ctrl-C");
    declare(*command, flags->telling);
    command->footer(
        "Exit codes: 0 nothing found; 1 findings; 2 wrong flags; 3 cannot listen, or some of it could "
        "not be judged; 4 no MQTT came.");
    command->callback([flags, &invocation] {
        invocation.action = [flags, &invocation] { return watch(*flags, invocation); };
    });
}

} // namespace mqttspec::cli
