// SPDX-License-Identifier: Apache-2.0
#include "prove/watched.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mqttspec::prove {
namespace {

using normative::Role;
using testing::IsEmpty;

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
    {"gives-suback-the-id-of-publish", "retained-for-its-own-publisher", "suback-has-its-packet-id"},
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
    {"sends-text-frames", "server-sends-binary-frames", "binary-frames-only"},
    {"passes-null-in-names-on", "null-character-is-not-passed-on@alone", "no-null-in-topics"},
    {"sends-retained-with-retain-0", "retained-keeps-its-qos@stored-1-granted-1",
     "retained-delivery-has-retain"},
    {"passes-retain-on", "live-message-has-retain-0@published-1-granted-1", "live-delivery-has-no-retain"},
    {"retains-everything", "message-without-retain-is-not-retained@qos=1", "retains-on-demand-only"},
    {"does-not-answer-subscribe", "subscribe-answered-amid-pings", "suback-is-sent"},
    {"delivers-at-qos-0", "delivery-qos@published-1-granted-1", "delivers-at-the-lower-qos"},
    {"adds-a-message-after-unsuback", "unsubscribe-ends-subscription@of-plain-levels",
     "adds-nothing-after-unsuback"},
    {"does-not-answer-unsubscribe", "unsubscribe-answered-amid-pings", "unsuback-is-sent"},
    {"answers-first-pingreq", "pingreq-answered-amid-publications", "pingresp-is-sent"},
    {"publishes-will-at-disconnect", "disconnect-discards-will@end=close", "no-will-after-disconnect"},
    {"withholds-puback-beside-a-delivery", "publish-answered-amid-pings@qos-1", "puback-is-sent"},
    {"does-not-release", "pubrec-answered-amid-pings", "pubrel-is-sent"},
    {"withholds-pubrec-beside-a-delivery", "publish-answered-amid-pings@qos-2", "pubrec-is-sent"},
    {"passes-repetitions-on", "received-id-kept@end=close", "delivers-a-repeat-once"},
    {"does-not-complete", "pubrel-answered-amid-pings", "pubcomp-is-sent"},
    {"swaps-qos-1-messages", "messages-delivered-in-order@qos=1", "delivers-in-order"},
};

TEST(TheProxy, NamesTheStatementThatABrokerBreaks)
{
    EXPECT_THAT(silent_ones(rows, Role::server), IsEmpty());
}

/// No case has a Server answer behind such a fault, and a proxy cannot tell when a Server has ended what its
/// Client leaves open: samples of the rules show these two.
TEST(TheProxy, IsTriedWithEachRuleForServers)
{
    EXPECT_THAT(untried_rules(rows, Role::server),
                testing::ElementsAre("closes-for-silence", "takeover-closes-the-older"))
        << "add a row for each other one of these rules";
}

TEST(TheProxy, IsSilentWithoutADeviation)
{
    auto const watched = watch(shipped_cases_about(Role::server), nullptr, false);
    EXPECT_THAT(in_words(watched, Role::server), IsEmpty());
    EXPECT_EQ(watched.performance.trouble, "");
    EXPECT_EQ(count_failed(watched), 0);
}

} // namespace
} // namespace mqttspec::prove
