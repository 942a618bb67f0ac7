// SPDX-License-Identifier: Apache-2.0
#include "prove/behind_proxy.hpp"
#include "prove/play.hpp"
#include "prove/suite.hpp"

#include <boost/asio/this_coro.hpp>
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <set>

namespace mqttspec::prove {
namespace {

using normative::Role;

struct Watched
{
    Performance performance{};
    std::vector<validator::Finding> on_server{};
};

Watched watch(std::vector<scenario::Scenario> const& cases, Fault const* fault, bool is_whole)
{
    Watched watched;
    validator::JudgeOptions options;
    options.knowledge.is_whole = is_whole;
    options.knowledge.keeps_sessions = is_whole;
    if (is_whole)
        options.knowledge.is_new_client = [](std::string_view) { return true; };
    options.on_finding = [&watched](validator::Finding const& finding) {
        if (finding.rule->role == Role::server)
            watched.on_server.push_back(finding);
    };
    auto behind = [&options](boost::asio::any_io_executor executor, std::unique_ptr<target::Target> target) {
        return std::make_unique<BehindProxy>(std::move(executor), std::move(target), options);
    };
    watched.performance = play(cases, fault, behind);
    return watched;
}

std::vector<scenario::Scenario> const& cases_about_brokers()
{
    static auto const cases = [] {
        auto all = tests::shipped_cases();
        std::erase_if(all, [](auto const& it) { return it.is_about_client() || it.is_load; });
        return all;
    }();
    return cases;
}

TEST(Table, Search)
{
    std::set<std::string> rules_done;
    for (auto const& rule : rules::all_rules()) {
        if (rule.role != Role::server || rule.clause.empty())
            continue;
        std::string line;
        for (auto const& fault : all_faults()) {
            if (fault.role != Role::server || fault.clause != rule.clause || !line.empty())
                continue;
            auto const performance = play(cases_about_brokers(), &fault);
            for (auto const& o : performance.on_target)
                if (o.rule == &rule && line.empty()) {
                    std::vector<scenario::Scenario> one;
                    std::ranges::copy_if(cases_about_brokers(), std::back_inserter(one),
                                         [&](auto const& it) { return it.id == o.instance; });
                    auto const w = watch(one, &fault, true);
                    bool const seen = std::ranges::any_of(w.on_server, [&](auto const& f) { return f.rule == &rule; });
                    if (seen)
                        line = "    {\"" + std::string(fault.name) + "\", \"" + o.instance + "\", \"" +
                               std::string(rule.name) + "\"},";
                }
        }
        std::cout << (line.empty() ? "NONE " + std::string(rule.name) + " " + std::string(rule.clause) : line) << std::endl;
    }
    auto const w = watch(cases_about_brokers(), nullptr, false);
    std::cout << "silent: " << w.on_server.size() << " trouble " << w.performance.trouble << std::endl;
    for (auto const& f : w.on_server) std::cout << f.rule->name << " " << f.text << "\n";
    for (auto const& c : w.performance.cases) if (c.verdict != results::Verdict::pass) std::cout << c.id << " " << int(c.verdict) << "\n";
}

} // namespace
} // namespace mqttspec::prove
