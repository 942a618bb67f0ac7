// SPDX-License-Identifier: Apache-2.0
#include "rules/samples.hpp"

namespace mqttspec::rules {

namespace {

Sample after(std::string const& prelude, std::string_view rule, std::string const& kept,
             std::string const& broken)
{
    return sample(normative::Role::server, prelude, rule, kept, broken);
}

std::string const pub1 = "PUBLISH topic=a/b qos=1 packet_id=1";
std::string const pub2 = "PUBLISH topic=a/b qos=2 packet_id=1";
std::string const plain = "s> PUBLISH topic=a/b";

void add_packets(std::vector<Sample>& all)
{
    all.push_back(after(subscribed, "well-formed-strings", plain, "s> 30 05 00 03 61 c3 28"));
    all.push_back(after(subscribed, "no-null-character", plain, "s> 30 05 00 03 61 00 62"));
    all.push_back(after(clean, "reserved-flags", "c> PINGREQ\ns> PINGRESP", "c> PINGREQ\ns> d1 00"));
    all.push_back(after(subscribed, "publish-has-packet-id", "s> " + pub1, "s> 32 07 00 03 61 2f 62 00 00"));
    all.push_back(after(subscribed, "no-dup-at-qos-0", plain, plain + " dup=1"));
    all.push_back(after(subscribed, "qos-0-is-sent-once", plain, plain + " dup=1"));
    all.push_back(after(subscribed, "no-qos-3", plain, "s> PUBLISH topic=a/b qos=3 packet_id=1"));
    all.push_back(after(subscribed, "topic-name-is-there", plain, "s> 30 00"));
    all.push_back(after(subscribed, "topic-name-is-utf8", plain, "s> 30 05 00 03 61 c3 28"));
    all.push_back(after(subscribed, "no-wildcard-in-publish", plain, "s> PUBLISH topic=a/+"));
    all.push_back(after(subscribed, "wildcards-in-filters-only", plain, "s> PUBLISH topic=#"));
    all.push_back(after(subscribed, "no-empty-topic", plain, "s> 30 02 00 00"));
    all.push_back(after(subscribed, "no-null-in-topics", plain, "s> 30 05 00 03 61 00 62"));
    all.push_back(after(subscribed, "pubrel-flags",
                        "s> " + pub2 + "\nc> PUBREC packet_id=1\ns> PUBREL packet_id=1",
                        "s> " + pub2 + "\nc> PUBREC packet_id=1\ns> 60 02 00 01"));
    all.push_back(after(clean + "c> SUBSCRIBE packet_id=1 filters=a:1\n", "return-codes-of-suback",
                        "s> SUBACK packet_id=1 return_codes=0x80", "s> SUBACK packet_id=1 return_codes=3"));
}

void add_connections(std::vector<Sample>& all)
{
    std::string const connect = "c> CONNECT client_id=a\n";
    std::string const connect_stored = "c> CONNECT client_id=a clean_session=0\n";
    std::string const again = "1 close\n2c> CONNECT client_id=a clean_session=0\n";
    all.push_back(after(connect, "first-packet-is-connack", "s> CONNACK", "s> PINGRESP\ns> CONNACK"));
    all.push_back(
        after(connect, "no-session-for-clean-session", "s> CONNACK", "s> CONNACK session_present=1"));
    all.push_back(after(stored_and_subscribed + again, "stored-session-is-present",
                        "2s> CONNACK session_present=1", "2s> CONNACK"));
    all.push_back(
        after(connect_stored, "new-session-is-not-present", "s> CONNACK", "s> CONNACK session_present=1"));
    all.push_back(after(connect, "no-session-in-refusal", "s> CONNACK return_code=5",
                        "s> CONNACK return_code=5 session_present=1"));
    all.push_back(after(connect, "refusal-is-the-end", "s> CONNACK return_code=5\n1 close",
                        "s> CONNACK return_code=5\nc> PINGREQ\ns> PINGRESP"));
    all.push_back(
        after(connect, "return-code-of-connack", "s> CONNACK return_code=5", "s> CONNACK return_code=6"));
    all.push_back(after(connect, "binary-frames-only", "s> CONNACK\ns> binary", "s> CONNACK\ns> text"));
}

void add_identifiers(std::vector<Sample>& all)
{
    std::string const other1 = "s> PUBLISH topic=a/b qos=1 packet_id=1 payload=x";
    std::string const other2 = "s> PUBLISH topic=a/b qos=2 packet_id=1 payload=x";
    std::string const first1 = "s> " + pub1 + "\n";
    std::string const first2 = "s> " + pub2 + "\n";
    all.push_back(
        after(subscribed + first1, "takes-unused-packet-id", "c> PUBACK packet_id=1\n" + other1, other1));
    all.push_back(after(subscribed + first1, "takes-unused-packet-id-at-qos-1",
                        "c> PUBACK packet_id=1\n" + other1, other1));
    all.push_back(after(subscribed + first2, "takes-unused-packet-id-at-qos-2",
                        "c> PUBREC packet_id=1\ns> PUBREL packet_id=1\nc> PUBCOMP packet_id=1\n" + other2,
                        other2));
    all.push_back(after(subscribed + first2, "keeps-packet-id-to-the-end",
                        "c> PUBREC packet_id=1\ns> PUBREL packet_id=1\nc> PUBCOMP packet_id=1\n" + other2,
                        "c> PUBREC packet_id=1\ns> PUBREL packet_id=1\n" + other2));
    all.push_back(after(stored_and_subscribed + first1 + resumed, "repeats-with-dup",
                        "2s> " + pub1 + " dup=1", "2s> " + pub1));
    all.push_back(after(subscribed, "begins-without-dup-at-qos-1", "s> " + pub1, "s> " + pub1 + " dup=1"));
    all.push_back(after(subscribed, "begins-without-dup-at-qos-2", "s> " + pub2, "s> " + pub2 + " dup=1"));
    all.push_back(after(subscribed + first2 + "c> PUBREC packet_id=1\ns> PUBREL packet_id=1\n",
                        "no-publish-after-pubrel",
                        "c> PUBCOMP packet_id=1\ns> " + pub2 +
                            "\nc> PUBREC packet_id=1\n"
                            "s> PUBREL packet_id=1\ns> PUBLISH topic=a/b qos=2 packet_id=2",
                        "s> " + pub2 + " dup=1"));
}

void add_answers(std::vector<Sample>& all)
{
    std::string const ask1 = "c> PUBLISH topic=x qos=1 packet_id=9\n";
    std::string const ask2 = "c> PUBLISH topic=x qos=2 packet_id=9\n";
    std::string const two =
        "s> " + pub2 + "\ns> PUBLISH topic=a/b qos=2 packet_id=2\nc> PUBREC packet_id=1\n";
    all.push_back(after(clean + ask1, "answers-a-publish", "s> PUBACK packet_id=9", "s> PUBACK packet_id=8"));
    all.push_back(
        after(subscribed + two, "releases-a-publish", "s> PUBREL packet_id=1", "s> PUBREL packet_id=256"));
    all.push_back(after(clean + "c> PUBLISH topic=x\n", "no-answer-to-qos-0", "c> PINGREQ\ns> PINGRESP",
                        "s> PUBACK packet_id=1"));
    all.push_back(after(clean + ask1, "puback-for-qos-1", "s> PUBACK packet_id=9", "s> PUBREC packet_id=9"));
    all.push_back(after(clean + ask2, "pubrec-for-qos-2", "s> PUBREC packet_id=9", "s> PUBACK packet_id=9"));
    all.push_back(after(subscribed + "s> " + pub2 + "\n", "waits-for-pubrec",
                        "c> PUBREC packet_id=1\ns> PUBREL packet_id=1", "s> PUBREL packet_id=1"));
    all.push_back(after(subscribed + two, "releases-what-was-received", "s> PUBREL packet_id=1",
                        "s> PUBREL packet_id=2"));
    all.push_back(after(clean + ask2 + "s> PUBREC packet_id=9\nc> PUBREL packet_id=9\n", "completes-a-pubrel",
                        "s> PUBCOMP packet_id=9", "s> PUBCOMP packet_id=8"));
}

void add_order(std::vector<Sample>& all)
{
    std::string const both = "s> " + pub1 + "\ns> PUBLISH topic=a/b qos=1 packet_id=2\n";
    std::string const both2 = "s> " + pub2 +
                              "\ns> PUBLISH topic=a/b qos=2 packet_id=2\n"
                              "c> PUBREC packet_id=1\nc> PUBREC packet_id=2\n";
    std::string const again1 = "2s> " + pub1 + " dup=1\n";
    std::string const again2 = "2s> PUBLISH topic=a/b qos=1 packet_id=2 dup=1\n";
    all.push_back(
        after(stored_and_subscribed + both + resumed, "re-sends-in-order", again1 + again2, again2 + again1));
    all.push_back(after(subscribed + both2, "releases-in-order",
                        "s> PUBREL packet_id=1\ns> PUBREL packet_id=2",
                        "s> PUBREL packet_id=2\ns> PUBREL packet_id=1"));
}

void add_subscriptions(std::vector<Sample>& all)
{
    std::string const ask = clean + "c> SUBSCRIBE packet_id=7 filters=a:1,b:0\n";
    std::string const good = "s> SUBACK packet_id=7 return_codes=1,0";
    std::string const bad = "s> SUBACK packet_id=8 return_codes=1,0";
    std::string const leave = subscribed + "c> UNSUBSCRIBE packet_id=7 filters=a/b\n";
    all.push_back(after(ask, "suback-answers-a-subscribe", good, bad));
    all.push_back(after(ask, "suback-has-its-packet-id", good, bad));
    all.push_back(after(ask, "suback-answers-each-filter", good, "s> SUBACK packet_id=7 return_codes=1"));
    all.push_back(after(leave, "unsuback-answers-an-unsubscribe", "s> UNSUBACK packet_id=7",
                        "s> UNSUBACK packet_id=8"));
    all.push_back(
        after(leave, "unsuback-has-its-packet-id", "s> UNSUBACK packet_id=7", "s> UNSUBACK packet_id=8"));
    all.push_back(after(subscribed, "delivers-what-was-subscribed", plain, "s> PUBLISH topic=a/c"));
    all.push_back(after(ask + good + "\n", "delivers-at-granted-qos", "s> PUBLISH topic=a qos=1 packet_id=1",
                        "s> PUBLISH topic=a qos=2 packet_id=1"));
}

void add_unnumbered(std::vector<Sample>& all)
{
    std::string const connect = "c> CONNECT client_id=a\n";
    all.push_back(after(connect, "connack-flags-are-zero", "s> CONNACK", "s> 20 02 02 00"));
    all.push_back(after(connect, "answers-connect-once", "s> CONNACK", "s> CONNACK\ns> CONNACK"));
    all.push_back(after(clean, "sends-what-servers-send", "", "s> PINGREQ"));
    all.push_back(after(clean + "c> PINGREQ\n", "whole-packets", "s> PINGRESP", "s> d0 01 00"));
}

} // namespace

std::vector<Sample> server_samples()
{
    std::vector<Sample> all;
    add_packets(all);
    add_connections(all);
    add_identifiers(all);
    add_answers(all);
    add_order(all);
    add_subscriptions(all);
    add_unnumbered(all);
    return all;
}

} // namespace mqttspec::rules
