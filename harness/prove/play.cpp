// SPDX-License-Identifier: Apache-2.0
#include "prove/play.hpp"

#include "engine/campaign.hpp"
#include "net/clock.hpp"
#include "net/nursery.hpp"
#include "target/load.hpp"
#include "target/reference_spec.hpp"
#include "target/served_target.hpp"

#include <boost/asio/io_context.hpp>

#include <exception>
#include <memory>
#include <utility>

namespace mqttspec::prove {

namespace {

/// All that one performance needs, in one place so that it can be left behind if it hangs.
struct Theatre
{
    Theatre(std::vector<scenario::Scenario> const& cases, reference::DeviationInfo const* fault);

    boost::asio::io_context context{1};
    engine::Campaign campaign;
    net::Nursery nursery;
    std::string trouble;
};

std::vector<reference::DeviationInfo const*> all_of(reference::DeviationInfo const* fault)
{
    std::vector<reference::DeviationInfo const*> faults;
    if (fault != nullptr)
        faults.push_back(fault);
    return faults;
}

reference::WebSocketManners manners_of(reference::DeviationInfo const* fault)
{
    return reference::DeviatingBroker(all_of(fault)).manners();
}

serving::Handler make_broker(reference::DeviationInfo const* fault, reference::BrokerOptions const& options)
{
    auto const broker = std::make_shared<reference::DeviatingBroker>(all_of(fault), options);
    return [broker](reference::Event const& event) { return broker->handle(event); };
}

/// In memory, as the spec configures it, and with the fault.
std::unique_ptr<target::Target> make_target(boost::asio::any_io_executor executor,
                                            reference::DeviationInfo const* fault, target::TargetSpec spec)
{
    auto factory = [fault, options = target::options_of(spec)] { return make_broker(fault, options); };
    return target::make_memory_target(std::move(executor), std::move(spec), std::move(factory),
                                      manners_of(fault));
}

/// With all its variants, over what is framed as WebSockets are.
target::TargetSpec reference_in_memory()
{
    auto spec = target::reference_target();
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

Theatre::Theatre(std::vector<scenario::Scenario> const& cases, reference::DeviationInfo const* fault)
    : campaign(
          reference_in_memory(), cases, run_options(),
          [this, fault](target::TargetSpec spec) {
              return make_target(context.get_executor(), fault, std::move(spec));
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

Performance play(std::vector<scenario::Scenario> const& cases, reference::DeviationInfo const* fault)
{
    net::VirtualTime time;
    auto theatre = std::make_unique<Theatre>(cases, fault);
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
            add(performance.on_broker, run.rules.on_target, entry.judgement->scenario->id);
            add(performance.on_us, run.rules.on_us, entry.judgement->scenario->id);
        }
    }
    // Coroutines that hang still refer to the rest, and nobody is left to wake them.
    if (!performance.trouble.empty() && theatre->nursery.children() > 0)
        static_cast<void>(theatre.release()); // NOLINT(bugprone-unused-return-value)
    return performance;
}

} // namespace mqttspec::prove
