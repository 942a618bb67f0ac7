// SPDX-License-Identifier: Apache-2.0
#include "prove/play.hpp"

#include "engine/campaign.hpp"
#include "net/clock.hpp"
#include "net/nursery.hpp"
#include "target/load.hpp"
#include "target/reference_spec.hpp"
#include "target/served_client.hpp"
#include "target/served_target.hpp"

#include <boost/asio/io_context.hpp>

#include <exception>
#include <memory>
#include <utility>
#include <variant>

namespace mqttspec::prove {

namespace {

/// All that one performance needs, in one place so that it can be left behind if it hangs.
struct Theatre
{
    Theatre(std::vector<scenario::Scenario> const& cases, Fault const* fault, Wrap const& wrap);

    boost::asio::io_context context{1};
    engine::Campaign campaign;
    net::Nursery nursery;
    std::string trouble;
};

/// The fault as a list of those of that kind: one, or none.
template <class Info>
std::vector<Info const*> all_of(Fault const* fault)
{
    std::vector<Info const*> faults;
    if (fault != nullptr)
        faults.push_back(std::get<Info const*>(fault->which));
    return faults;
}

/// In memory, as the spec configures it, and with the fault.
std::unique_ptr<target::Target> make_broker(boost::asio::any_io_executor executor, Fault const* fault,
                                            target::TargetSpec spec)
{
    auto const faults = all_of<reference::DeviationInfo>(fault);
    auto factory = [faults, options = target::options_of(spec)]() -> serving::Handler {
        auto const broker = std::make_shared<reference::DeviatingBroker>(faults, options);
        return [broker](reference::Event const& event) { return broker->handle(event); };
    };
    return target::make_memory_target(std::move(executor), std::move(spec), std::move(factory),
                                      reference::DeviatingBroker(faults).manners());
}

std::unique_ptr<target::Target> make_client(boost::asio::any_io_executor executor, Fault const* fault)
{
    auto const faults = all_of<reference::ClientDeviationInfo>(fault);
    auto factory = [faults]() -> driving::ClientHandler {
        auto const client = std::make_shared<reference::DeviatingClient>(faults);
        return [client](reference::ClientEvent const& event) { return client->handle(event); };
    };
    return target::make_memory_client(std::move(executor), std::move(factory),
                                      reference::DeviatingClient(faults).manners());
}

bool are_about_client(std::vector<scenario::Scenario> const& cases)
{
    return !cases.empty() && cases.front().is_about_client();
}

/// With all its variants, over what is framed as WebSockets are.
target::TargetSpec reference_in_memory(bool is_client)
{
    auto spec = is_client ? target::reference_client_target() : target::reference_target();
    spec.transport = "ws";
    return spec;
}

engine::RunOptions run_options()
{
    engine::RunOptions options;
    options.run_id = "prove";
    options.repeats_failures = false;
    options.keeps_wire_logs = false;
    options.has_exact_clock = true;
    return options;
}

boost::asio::awaitable<void> perform(Theatre& theatre)
{
    try {
        co_await theatre.campaign.run();
        theatre.trouble = theatre.campaign.trouble();
    } catch (std::exception const& exception) {
        theatre.trouble = exception.what();
    }
}

Theatre::Theatre(std::vector<scenario::Scenario> const& cases, Fault const* fault, Wrap const& wrap)
    : campaign(
          reference_in_memory(are_about_client(cases)), cases, run_options(),
          [this, fault, wrap, is_client = are_about_client(cases)](target::TargetSpec spec) {
              auto const executor = context.get_executor();
              auto target =
                  is_client ? make_client(executor, fault) : make_broker(executor, fault, std::move(spec));
              return wrap ? wrap(executor, std::move(target)) : std::move(target);
          },
          context.get_executor()),
      nursery(context.get_executor())
{}

void add(std::vector<Objection>& objections, std::vector<rules::Finding> const& findings,
         std::string const& instance)
{
    for (auto const& finding : findings)
        objections.push_back({.rule = finding.rule, .instance = instance, .text = finding.text});
}

} // namespace

Performance play(std::vector<scenario::Scenario> const& cases, Fault const* fault)
{
    return play(cases, fault, Wrap{});
}

Performance play(std::vector<scenario::Scenario> const& cases, Fault const* fault, Wrap const& wrap)
{
    net::VirtualTime time;
    auto theatre = std::make_unique<Theatre>(cases, fault, wrap);
    theatre->nursery.spawn(perform(*theatre));
    Performance performance;
    try {
        time.run(theatre->context);
        performance.trouble = theatre->trouble;
    } catch (net::Deadlock const& deadlock) {
        performance.trouble = deadlock.what();
    }
    for (auto const& entry : theatre->campaign.entries()) {
        performance.cases.push_back(engine::judge(*entry.judgement));
        for (auto const& run : entry.judgement->runs) {
            add(performance.on_target, run.rules.on_target, entry.judgement->scenario->id);
            add(performance.on_us, run.rules.on_us, entry.judgement->scenario->id);
        }
    }
    // Coroutines that hang still refer to the rest, and nobody is left to wake them.
    if (!performance.trouble.empty() && theatre->nursery.children() > 0)
        static_cast<void>(theatre.release()); // NOLINT(bugprone-unused-return-value)
    return performance;
}

} // namespace mqttspec::prove
