// SPDX-License-Identifier: Apache-2.0
#include "prove/behind_proxy.hpp"
#include "prove/play.hpp"
#include "prove/suite.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace mqttspec::prove {
namespace {

using normative::Role;
using testing::ElementsAre;
using testing::IsEmpty;

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

/// A fault of the broker, the case in whose traffic it shows, and the rule that sees it.
struct Row
{
    std::string_view deviation;
    std::string_view instance;
    std::string_view rule;
};

constexpr Row rows[]{
    {"passes-ill-formed-topics-on", "ill-formed-topic-is-not-passed-on@overlong-slash-in-2-bytes",
     "well-formed-strings"},
    {"passes-topics-with-null-on", "null-character-is-not-passed-on@alone", "no-null-character"},
    {"sends-pingresp-with-flags", "bom-in-topic-and-filter@at-the-start", "reserved-flags"},
    {"sends-packet-id-0-at-qos-1", "bom-in-topic-and-filter@at-the-start", "publish-has-packet-id"},
    {"sends-one-packet-id-for-all", "deliveries-under-way-have-different-ids", "takes-unused-packet-id"},
    {"frees-packet-id-at-pubrec", "id-is-not-used-anew-before-pubcomp@qos=1", "keeps-packet-id-to-the-end"},
    {"swaps-bytes-of-puback-id", "bom-in-topic-and-filter@at-the-start", "answers-a-publish"},
    {"swaps-bytes-of-pubrel-id", "flags-of-pubcomp@flags=1", "releases-a-publish"},
    {"swaps-bytes-of-suback-id", "bom-in-topic-and-filter@at-the-start", "suback-answers-a-subscribe"},
    {"swaps-bytes-of-unsuback-id", "bom-in-filter-to-unsubscribe@at-the-start",
     "unsuback-answers-an-unsubscribe"},
    {"sends-stored-messages-before-connack", "session-survives-keep-alive", "first-packet-is-connack"},
    {"says-session-present-to-clean-clients", "bom-in-topic-and-filter@at-the-start",
     "no-session-for-clean-session"},
    {"denies-session-present", "redelivery-keeps-its-packet-id@qos=1", "stored-session-is-present"},
    {"says-session-present-of-new-ones", "redelivery-keeps-its-packet-id@qos=1",
     "new-session-is-not-present"},
    {"says-session-present-when-refusing", "denied-client-id-refused", "no-session-in-refusal"},
    {"accepts-long-client-ids-after-refusal", "bom-in-client-id@at-the-start", "refusal-is-the-end"},
    {"refuses-long-client-ids-with-code-133", "bom-in-client-id@at-the-start", "return-code-of-connack"},
    {"re-sends-without-dup", "redelivery-keeps-its-packet-id@qos=1", "repeats-with-dup"},
    {"sets-dup-at-qos-0", "qos-0-has-no-packet-id@published-at-qos-0", "no-dup-at-qos-0"},
    {"passes-qos-3-on", "qos-3-is-not-passed-on", "no-qos-3"},
    {"sends-empty-publish", "qos-0-has-no-packet-id@published-at-qos-0", "topic-name-is-there"},
    {"cuts-topic-inside-a-character", "bom-in-topic-and-filter@at-the-end", "topic-name-is-utf8"},
    {"sends-the-filter-for-the-topic", "discouraged-character-in-topic@0001", "no-wildcard-in-publish"},
    {"compares-names-by-their-start", "bom-in-topic-and-filter@at-the-end", "delivers-what-was-subscribed"},
    {"answers-qos-0", "qos-0-has-no-packet-id@published-at-qos-0", "no-answer-to-qos-0"},
    {"answers-qos-1-with-pubrec", "bom-in-topic-and-filter@at-the-start", "puback-for-qos-1"},
    {"answers-qos-2-with-puback", "flags-of-pubrec@flags=1", "pubrec-for-qos-2"},
    {"sends-pubrel-with-flags-0", "flags-of-pubcomp@flags=1", "pubrel-flags"},
    {"omits-the-last-return-code", "bom-in-topic-and-filter@at-the-start", "suback-answers-each-filter"},
    {"tells-qos-0", "retained-survives-publisher@end=disconnect", "delivers-at-granted-qos"},
    {"grants-code-3", "flags-of-pubrec@flags=1", "return-codes-of-suback"},
    {"gives-unsuback-the-id-of-subscribe", "bom-in-filter-to-unsubscribe@at-the-start",
     "unsuback-has-its-packet-id"},
    {"sends-qos-0-with-dup", "qos-0-has-no-packet-id@published-at-qos-0", "qos-0-is-sent-once"},
    {"numbers-qos-1-always-1", "deliveries-under-way-have-different-ids", "takes-unused-packet-id-at-qos-1"},
    {"sends-qos-1-with-dup", "bom-in-topic-and-filter@at-the-start", "begins-without-dup-at-qos-1"},
    {"numbers-qos-2-always-1", "deliveries-under-way-have-different-ids", "takes-unused-packet-id-at-qos-2"},
    {"sends-qos-2-with-dup", "flags-of-pubrec@flags=1", "begins-without-dup-at-qos-2"},
    {"sends-pubrel-before-pubrec", "flags-of-pubrec@flags=1", "waits-for-pubrec"},
    {"answers-pubrec-with-another-id", "pubrel-has-the-id-of-its-publish", "releases-what-was-received"},
    {"publishes-beside-pubrel", "unsubscribe-keeps-pubrel-under-way", "no-publish-after-pubrel"},
    {"swaps-bytes-of-pubcomp-id", "flags-of-pubrec@flags=1", "completes-a-pubrel"},
    {"re-sends-newest-first", "redelivery-keeps-its-packet-id@qos=1", "re-sends-in-order"},
    {"sends-pubrels-out-of-turn", "messages-stored-while-away@qos=2,end=disconnect", "releases-in-order"},
    {"passes-wildcards-in-names-on", "well-formed-characters-in-topic@E000-behind-surrogates",
     "wildcards-in-filters-only"},
    {"passes-empty-names-on", "empty-topic-name-is-not-passed-on@filter=%23", "no-empty-topic"},
    {"passes-null-in-names-on", "null-character-is-not-passed-on@alone", "no-null-in-topics"},
};

std::vector<scenario::Scenario> only(std::string_view instance)
{
    std::vector<scenario::Scenario> chosen;
    std::ranges::copy_if(cases_about_brokers(), std::back_inserter(chosen),
                         [instance](scenario::Scenario const& it) { return it.id == instance; });
    return chosen;
}

bool is_named(Row const& row)
{
    auto const faults = all_faults();
    auto const fault = std::ranges::find(faults, row.deviation, &Fault::name);
    auto const watched = watch(only(row.instance), &*fault, true);
    return std::ranges::any_of(watched.on_server, [&](validator::Finding const& finding) {
        return finding.rule->name == row.rule && finding.rule->clause == fault->clause;
    });
}

TEST(TheProxy, NamesTheStatementThatABrokerBreaks)
{
    std::vector<std::string_view> silent;
    for (auto const& row : rows)
        if (!is_named(row))
            silent.push_back(row.deviation);
    EXPECT_THAT(silent, IsEmpty());
}

/// The one that is missing sees the fault of `suback-answers-a-subscribe`.
TEST(TheProxy, IsTriedWithEachRuleForServers)
{
    std::vector<std::string_view> untried;
    for (auto const& rule : rules::all_rules())
        if (rule.role == Role::server && !rule.clause.empty() &&
            std::ranges::find(rows, rule.name, &Row::rule) == std::end(rows))
            untried.push_back(rule.name);
    EXPECT_THAT(untried, ElementsAre("suback-has-its-packet-id"));
}

TEST(TheProxy, IsSilentWithoutADeviation)
{
    auto const watched = watch(cases_about_brokers(), nullptr, false);
    EXPECT_THAT(watched.on_server, IsEmpty());
    EXPECT_EQ(watched.performance.trouble, "");
    auto const failed =
        std::ranges::count(watched.performance.cases, results::Verdict::fail, &results::CaseResult::verdict);
    EXPECT_EQ(failed, 0);
}

} // namespace
} // namespace mqttspec::prove
