// SPDX-License-Identifier: Apache-2.0
#include "prove/watched.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mqttspec::prove {
namespace {

using normative::Role;
using testing::IsEmpty;

constexpr Row rows[]{
    {"sends-surrogates", "client-publishes-to-a-topic-in-utf-8@four-bytes", "well-formed-strings"},
    {"ends-client-ids-with-null", "client-publishes-to-a-topic-in-utf-8@two-bytes", "no-null-character"},
    {"sets-flags-of-puback", "client-acknowledges-with-the-same-id@id=1", "reserved-flags"},
    {"publishes-with-id-0", "client-checks-flags-of-puback@flags=1", "publish-has-packet-id"},
    {"subscribes-with-id-0", "client-subscribes-to-a-filter-in-utf-8@two-bytes", "subscribe-has-packet-id"},
    {"unsubscribes-with-id-0", "client-checks-flags-of-unsuback@flags=1", "unsubscribe-has-packet-id"},
    {"numbers-every-message-1", "client-has-different-ids-under-way@message-at-qos-1",
     "takes-unused-packet-id"},
    {"numbers-subscriptions-apart", "client-subscribes-while-it-publishes@subscribe-behind-qos-1",
     "requests-under-unused-packet-id"},
    {"frees-ids-at-pubrec", "client-keeps-an-id-until-pubcomp@qos=1", "keeps-packet-id-to-the-end"},
    {"swaps-bytes-of-puback-id", "client-acknowledges-with-the-same-id@id=1", "answers-a-publish"},
    {"swaps-bytes-of-pubrel-id", "client-checks-flags-of-pubcomp@flags=1", "releases-a-publish"},
    {"pings-before-connect", "client-publishes-to-a-topic-in-utf-8@two-bytes", "first-packet-is-connect"},
    {"connects-twice", "client-publishes-to-a-topic-in-utf-8@two-bytes", "connects-once"},
    {"names-another-protocol", "client-publishes-to-a-topic-in-utf-8@two-bytes", "protocol-name"},
    {"sets-reserved-connect-flag", "client-publishes-to-a-topic-in-utf-8@two-bytes", "reserved-connect-flag"},
    {"leaves-out-will-fields", "client-publishes-to-a-topic-in-utf-8@two-bytes", "will-fields-are-there"},
    {"sets-will-qos-2-without-will", "client-publishes-to-a-topic-in-utf-8@two-bytes",
     "no-will-bits-without-will"},
    {"sends-will-fields-without-flag", "client-publishes-to-a-topic-in-utf-8@two-bytes",
     "no-will-without-flag"},
    {"sets-will-qos-1-without-will", "client-publishes-to-a-topic-in-utf-8@two-bytes",
     "no-will-qos-without-will"},
    {"sends-will-qos-3", "client-connects-with-a-will@qos=2,retain=0", "no-will-qos-3"},
    {"sets-will-retain-without-will", "client-publishes-to-a-topic-in-utf-8@two-bytes",
     "no-will-retain-without-will"},
    {"sends-user-name-without-flag", "client-publishes-to-a-topic-in-utf-8@two-bytes",
     "no-user-name-without-flag"},
    {"leaves-out-user-name", "client-publishes-to-a-topic-in-utf-8@two-bytes", "user-name-is-there"},
    {"sends-password-without-flag", "client-connects-with-a-user-name@a-password",
     "no-password-without-flag"},
    {"leaves-out-password", "client-connects-with-a-user-name@a-password", "password-is-there"},
    {"sends-password-alone", "client-connects-with-a-user-name@a-password", "no-password-without-user-name"},
    {"pings-too-late", "client-checks-flags-of-pingresp@flags=1", "keeps-alive"},
    {"leaves-out-client-id", "client-publishes-to-a-topic-in-utf-8@two-bytes", "client-id-is-there"},
    {"sends-client-id-in-latin-1", "client-writes-its-client-id-in-utf-8@two-bytes", "client-id-is-utf8"},
    {"keeps-session-without-client-id", "client-asks-for-no-session-without-an-id",
     "empty-client-id-is-clean"},
    {"sends-will-topic-in-latin-1", "client-writes-its-will-topic-in-utf-8@two-bytes", "will-topic-is-utf8"},
    {"sends-user-name-in-latin-1", "client-writes-its-user-name-in-utf-8@two-bytes", "user-name-is-utf8"},
    {"sends-again-without-dup", "client-publishes-again-with-the-same-id@qos=1", "repeats-with-dup"},
    {"sets-dup-at-qos-0", "client-publishes-to-a-topic-in-utf-8@two-bytes", "no-dup-at-qos-0"},
    {"publishes-at-qos-3", "client-checks-flags-of-pubrec@flags=1", "no-qos-3"},
    {"sends-empty-publish", "client-publishes-to-a-topic-in-utf-8@two-bytes", "topic-name-is-there"},
    {"publishes-to-cut-characters", "client-publishes-to-a-topic-in-utf-8@two-bytes", "topic-name-is-utf8"},
    {"publishes-to-wildcards", "client-publishes-to-no-wildcard@with-a-plus-for-its-last-level",
     "no-wildcard-in-publish"},
    {"answers-qos-1-with-pubrec", "client-acknowledges-with-the-same-id@id=1", "puback-for-qos-1"},
    {"acknowledges-qos-2-as-1", "client-checks-flags-of-pubrel@flags=0", "pubrec-for-qos-2"},
    {"sends-pubrel-without-flags", "client-checks-flags-of-pubcomp@flags=1", "pubrel-flags"},
    {"subscribes-without-flags", "client-subscribes-to-a-filter-in-utf-8@two-bytes", "subscribe-flags"},
    {"subscribes-to-cut-characters", "client-subscribes-to-a-filter-in-utf-8@two-bytes",
     "subscribe-filters-are-utf8"},
    {"subscribes-to-nothing", "client-subscribes-to-something", "subscribe-has-a-filter"},
    {"sets-reserved-bits-of-requested-qos", "client-subscribes-to-a-filter-in-utf-8@two-bytes",
     "subscribe-has-plain-qos"},
    {"unsubscribes-without-flags", "client-checks-flags-of-unsuback@flags=1", "unsubscribe-flags"},
    {"unsubscribes-from-cut-characters", "client-unsubscribes-in-utf-8@two-byte-characters",
     "unsubscribe-filters-are-utf8"},
    {"leaves-a-byte-behind-filters", "client-checks-flags-of-unsuback@flags=1",
     "unsubscribe-filters-are-packed"},
    {"unsubscribes-from-nothing", "client-unsubscribes-from-something", "unsubscribe-has-a-filter"},
    {"sets-flags-of-disconnect", "client-publishes-to-a-topic-in-utf-8@two-bytes", "disconnect-flags"},
    {"acknowledges-behind-disconnect", "client-is-silent-after-disconnect@qos=1", "nothing-after-disconnect"},
    {"sends-qos-0-with-dup", "client-publishes-to-a-topic-in-utf-8@two-bytes", "qos-0-is-sent-once"},
    {"numbers-every-qos-1-message-7", "client-has-different-ids-under-way@message-at-qos-1",
     "takes-unused-packet-id-at-qos-1"},
    {"sends-qos-1-with-dup-at-first", "client-checks-flags-of-puback@flags=1", "begins-without-dup-at-qos-1"},
    {"numbers-every-qos-2-message-7", "client-has-different-ids-under-way@message-at-qos-2",
     "takes-unused-packet-id-at-qos-2"},
    {"sends-qos-2-with-dup-at-first", "client-checks-flags-of-pubrec@flags=1", "begins-without-dup-at-qos-2"},
    {"releases-before-pubrec", "client-checks-flags-of-pubrec@flags=1", "waits-for-pubrec"},
    {"answers-pubrec-with-another-id", "client-holds-message-for-unacknowledged-beside-one-answered@qos-2",
     "releases-what-was-received"},
    {"publishes-again-after-pubrel", "client-releases-again-with-the-same-id", "no-publish-after-pubrel"},
    {"swaps-bytes-of-pubcomp-id", "client-keeps-inbound-ids@end=close", "completes-a-pubrel"},
    {"swaps-pubacks", "client-acknowledges-several-with-their-ids", "pubacks-in-order"},
    {"swaps-pubrecs", "client-names-each-publish-in-a-pubrec", "pubrecs-in-order"},
    {"swaps-pubrels", "client-pubrels-in-order", "releases-in-order"},
    {"sends-wildcards-in-topic-names", "client-publishes-to-no-wildcard@with-a-plus-for-its-last-level",
     "wildcards-in-filters-only"},
    {"joins-hash-to-its-level", "client-subscribes-to-several-filters", "hash-takes-a-level"},
    {"subscribes-below-hash", "client-subscribes-to-several-filters", "hash-is-last"},
    {"joins-plus-to-its-level", "client-closes-on-an-ill-formed-topic@overlong-slash-in-2-bytes",
     "plus-takes-a-level"},
    {"sends-empty-topics", "client-publishes-to-no-empty-name@qos=0", "no-empty-topic"},
    {"sends-text-frames", "client-sends-binary-frames", "binary-frames-only"},
    {"does-not-mind-null-in-names", "client-publishes-no-null-character@alone-in-its-level",
     "no-null-in-topics"},
    {"adds-1-to-puback-id", "client-answers-qos-1-amid-qos-2", "puback-is-sent"},
    {"never-releases", "client-releases-amid-publications", "pubrel-is-sent"},
    {"sends-no-pubrec", "client-answers-qos-2-amid-qos-1", "pubrec-is-sent"},
    {"sends-no-pubcomp", "client-completes-amid-publications", "pubcomp-is-sent"},
    {"sends-again-backwards", "client-sends-again-in-order@at-qos-1", "re-sends-in-order"},
};

TEST(TheProxy, NamesTheStatementThatAClientBreaks)
{
    EXPECT_THAT(silent_ones(rows, Role::client), IsEmpty());
}

/// A proxy cannot tell when a Client has closed what its Server leaves open: runs and samples show that rule.
TEST(TheProxy, IsTriedWithEachRuleForClients)
{
    EXPECT_THAT(untried_rules(rows, Role::client), testing::ElementsAre("closes-after-disconnect"))
        << "add a row for each other one of these rules";
}

/// Whatever Servers do to it: nobody excuses a Client behind a fault of the other side, as a run does.
TEST(TheProxy, IsSilentAboutAClientWithoutADeviation)
{
    auto const watched = watch(shipped_cases_about(Role::client), nullptr, true);
    EXPECT_THAT(in_words(watched, Role::client), IsEmpty());
    EXPECT_EQ(watched.performance.trouble, "");
    EXPECT_EQ(count_failed(watched), 0);
}

/// What a case breaks on purpose is no less of a fault to who only watches.
TEST(TheProxy, NamesWhatTheCasesProvoke)
{
    EXPECT_THAT(unseen_provocations(Role::server), IsEmpty());
    EXPECT_THAT(unseen_provocations(Role::client), IsEmpty());
}

} // namespace
} // namespace mqttspec::prove
