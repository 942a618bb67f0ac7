// SPDX-License-Identifier: Apache-2.0
#include "rules/samples.hpp"

namespace mqttspec::rules {

namespace {

Sample after(std::string const& prelude, std::string_view rule, std::string const& kept,
             std::string const& broken)
{
    return sample(normative::Role::client, prelude, rule, kept, broken);
}

/// A CONNECT as it stands, behind its first byte and length.
std::string connect(std::string const& length, std::string const& flags, std::string const& payload)
{
    return "c> 10 " + length + " 00 04 4d 51 54 54 04 " + flags + " 00 00 " + payload;
}

std::string const plain = "c> PUBLISH topic=a";
std::string const pub1 = "c> PUBLISH topic=a qos=1 packet_id=1";
std::string const pub2 = "c> PUBLISH topic=a qos=2 packet_id=1";

void add_connect(std::vector<Sample>& all)
{
    auto const good = connect("0d", "02", "00 01 61");
    auto const with_will = connect("13", "06", "00 01 61 00 01 77 00 01 6d");
    auto const with_user = connect("10", "82", "00 01 61 00 01 75");
    auto const with_password = connect("13", "c2", "00 01 61 00 01 75 00 01 70");
    all.push_back(after("", "first-packet-is-connect", good, "c> PINGREQ"));
    all.push_back(after("", "connects-once", good, good + "\n" + good));
    all.push_back(after("", "binary-frames-only", good + "\nc> binary", good + "\nc> text"));
    all.push_back(after("", "protocol-name", good, "c> 10 0d 00 04 4d 51 54 58 04 02 00 00 00 01 61"));
    all.push_back(after("", "reserved-connect-flag", good, connect("0d", "03", "00 01 61")));
    all.push_back(after("", "will-fields-are-there", with_will, connect("10", "06", "00 01 61 00 01 77")));
    all.push_back(after("", "no-will-bits-without-will", good, connect("0d", "22", "00 01 61")));
    all.push_back(after("", "no-will-without-flag", good, connect("13", "02", "00 01 61 00 01 77 00 01 6d")));
    all.push_back(after("", "no-will-qos-without-will", good, connect("0d", "0a", "00 01 61")));
    all.push_back(after("", "no-will-qos-3", with_will, connect("13", "1e", "00 01 61 00 01 77 00 01 6d")));
    all.push_back(after("", "no-will-retain-without-will", good, connect("0d", "22", "00 01 61")));
    all.push_back(after("", "no-user-name-without-flag", good, connect("10", "02", "00 01 61 00 01 75")));
    all.push_back(after("", "user-name-is-there", with_user, connect("0d", "82", "00 01 61")));
    all.push_back(
        after("", "no-password-without-flag", with_user, connect("13", "82", "00 01 61 00 01 75 00 01 70")));
    all.push_back(after("", "password-is-there", with_password, connect("10", "c2", "00 01 61 00 01 75")));
    all.push_back(after("", "no-password-without-user-name", good, connect("10", "42", "00 01 61 00 01 70")));
    all.push_back(after("", "client-id-is-there", good, connect("0a", "02", "")));
    all.push_back(after("", "client-id-is-utf8", good, connect("0e", "02", "00 02 c3 28")));
    all.push_back(
        after("", "will-topic-is-utf8", with_will, connect("14", "06", "00 01 61 00 02 c3 28 00 01 6d")));
    all.push_back(after("", "user-name-is-utf8", with_user, connect("11", "82", "00 01 61 00 02 c3 28")));
    all.push_back(
        after("", "empty-client-id-is-clean", connect("0c", "02", "00 00"), connect("0c", "00", "00 00")));
    all.push_back(after("c> CONNECT client_id=a keep_alive=2\ns> CONNACK\n", "keeps-alive",
                        "wait 2\nc> PINGREQ", "wait 2.5\n1 close"));
    all.push_back(after(clean, "nothing-after-disconnect", "c> DISCONNECT", "c> DISCONNECT\nc> PINGREQ"));
    all.push_back(after(clean, "disconnect-flags", "c> DISCONNECT", "c> e1 00"));
}

void add_packets(std::vector<Sample>& all)
{
    std::string const ask = "c> SUBSCRIBE packet_id=1 filters=a:1";
    std::string const leave = "c> UNSUBSCRIBE packet_id=1 filters=a";
    all.push_back(after(clean, "well-formed-strings", plain, "c> 30 04 00 02 c3 28"));
    all.push_back(after(clean, "no-null-character", plain, "c> 30 04 00 02 61 00"));
    all.push_back(after(clean, "reserved-flags", "c> PINGREQ", "c> c1 00"));
    all.push_back(after(clean, "publish-has-packet-id", pub1, "c> 32 05 00 01 61 00 00"));
    all.push_back(after(clean, "subscribe-has-packet-id", ask, "c> SUBSCRIBE packet_id=0 filters=a:1"));
    all.push_back(after(clean, "unsubscribe-has-packet-id", leave, "c> UNSUBSCRIBE packet_id=0 filters=a"));
    all.push_back(after(clean, "no-dup-at-qos-0", plain, plain + " dup=1"));
    all.push_back(after(clean, "qos-0-is-sent-once", plain, plain + " dup=1"));
    all.push_back(after(clean, "no-qos-3", plain, "c> PUBLISH topic=a qos=3 packet_id=1"));
    all.push_back(after(clean, "topic-name-is-there", plain, "c> 30 00"));
    all.push_back(after(clean, "topic-name-is-utf8", plain, "c> 30 04 00 02 c3 28"));
    all.push_back(after(clean, "no-wildcard-in-publish", plain, "c> PUBLISH topic=a/#"));
    all.push_back(after(clean, "wildcards-in-filters-only", plain, "c> PUBLISH topic=+"));
    all.push_back(after(clean, "no-empty-topic", ask, "c> SUBSCRIBE packet_id=1 filters=:1"));
    all.push_back(after(clean, "no-null-in-topics", plain, "c> 30 04 00 02 61 00"));
    all.push_back(after(clean + pub2 + "\ns> PUBREC packet_id=1\n", "pubrel-flags", "c> PUBREL packet_id=1",
                        "c> 60 02 00 01"));
    all.push_back(after(clean, "subscribe-flags", ask, "c> 80 06 00 01 00 01 61 01"));
    all.push_back(after(clean, "subscribe-filters-are-utf8", ask, "c> 82 07 00 01 00 02 c3 28 01"));
    all.push_back(after(clean, "subscribe-has-a-filter", ask, "c> 82 02 00 01"));
    all.push_back(after(clean, "subscribe-has-plain-qos", ask, "c> SUBSCRIBE packet_id=1 filters=a:3"));
    all.push_back(after(clean, "unsubscribe-flags", leave, "c> a0 05 00 01 00 01 61"));
    all.push_back(after(clean, "unsubscribe-filters-are-utf8", leave, "c> a2 06 00 01 00 02 c3 28"));
    all.push_back(after(clean, "unsubscribe-filters-are-packed", leave, "c> a2 06 00 01 00 01 61 00"));
    all.push_back(after(clean, "unsubscribe-has-a-filter", leave, "c> a2 02 00 01"));
    all.push_back(after(clean, "hash-takes-a-level", "c> SUBSCRIBE packet_id=1 filters=a/#:0",
                        "c> SUBSCRIBE packet_id=1 filters=a#:0"));
    all.push_back(after(clean, "hash-is-last", "c> SUBSCRIBE packet_id=1 filters=#:0",
                        "c> SUBSCRIBE packet_id=1 filters=#/a:0"));
    all.push_back(after(clean, "plus-takes-a-level", "c> SUBSCRIBE packet_id=1 filters=+/a/+:0",
                        "c> SUBSCRIBE packet_id=1 filters=a+/b:0"));
    all.push_back(after(clean, "sends-what-clients-send", "", "c> PINGRESP"));
    all.push_back(after(clean, "whole-packets", "c> PINGREQ", "c> c0 01 00"));
}

void add_exchanges(std::vector<Sample>& all)
{
    std::string const other1 = "c> PUBLISH topic=a qos=1 packet_id=1 payload=x";
    std::string const other2 = "c> PUBLISH topic=a qos=2 packet_id=1 payload=x";
    std::string const done2 = "s> PUBREC packet_id=1\nc> PUBREL packet_id=1\ns> PUBCOMP packet_id=1\n";
    std::string const got1 = "s> PUBLISH topic=a/b qos=1 packet_id=5\n";
    std::string const got2 = "s> PUBLISH topic=a/b qos=2 packet_id=5\n";
    all.push_back(
        after(clean + pub1 + "\n", "takes-unused-packet-id", "s> PUBACK packet_id=1\n" + other1, other1));
    all.push_back(after(clean + pub1 + "\n", "takes-unused-packet-id-at-qos-1",
                        "s> PUBACK packet_id=1\n" + other1, other1));
    all.push_back(after(clean + pub2 + "\n", "takes-unused-packet-id-at-qos-2", done2 + other2, other2));
    all.push_back(after(clean + pub1 + "\n", "requests-under-unused-packet-id",
                        "s> PUBACK packet_id=1\nc> SUBSCRIBE packet_id=1 filters=a:0",
                        "c> SUBSCRIBE packet_id=1 filters=a:0"));
    all.push_back(after(clean + pub2 + "\n", "keeps-packet-id-to-the-end", done2 + other2,
                        "s> PUBREC packet_id=1\nc> PUBREL packet_id=1\n" + other2));
    all.push_back(after(stored + pub1 + "\n" + resumed, "repeats-with-dup",
                        "2c> PUBLISH topic=a qos=1 packet_id=1 dup=1",
                        "2c> PUBLISH topic=a qos=1 packet_id=1"));
    all.push_back(after(clean, "begins-without-dup-at-qos-1", pub1, pub1 + " dup=1"));
    all.push_back(after(clean, "begins-without-dup-at-qos-2", pub2, pub2 + " dup=1"));
    all.push_back(after(clean + pub2 + "\ns> PUBREC packet_id=1\nc> PUBREL packet_id=1\n",
                        "no-publish-after-pubrel", "s> PUBCOMP packet_id=1", pub2 + " dup=1"));
    all.push_back(
        after(subscribed + got1, "answers-a-publish", "c> PUBACK packet_id=5", "c> PUBACK packet_id=6"));
    all.push_back(after(clean + pub2 + "\ns> PUBREC packet_id=1\n", "releases-a-publish",
                        "c> PUBREL packet_id=1", "c> PUBREL packet_id=6"));
    all.push_back(
        after(subscribed + got1, "puback-for-qos-1", "c> PUBACK packet_id=5", "c> PUBREC packet_id=5"));
    all.push_back(
        after(subscribed + got2, "pubrec-for-qos-2", "c> PUBREC packet_id=5", "c> PUBACK packet_id=5"));
    all.push_back(after(clean + pub2 + "\n", "waits-for-pubrec",
                        "s> PUBREC packet_id=1\nc> PUBREL packet_id=1", "c> PUBREL packet_id=1"));
    all.push_back(after(clean + pub2 + "\nc> PUBLISH topic=a qos=2 packet_id=2\ns> PUBREC packet_id=1\n",
                        "releases-what-was-received", "c> PUBREL packet_id=1", "c> PUBREL packet_id=2"));
    all.push_back(after(subscribed + got2 + "c> PUBREC packet_id=5\ns> PUBREL packet_id=5\n",
                        "completes-a-pubrel", "c> PUBCOMP packet_id=5", "c> PUBCOMP packet_id=6"));
}

void add_order(std::vector<Sample>& all)
{
    std::string const two1 = subscribed + "s> PUBLISH topic=a/b qos=1 packet_id=1\n"
                                          "s> PUBLISH topic=a/b qos=1 packet_id=2\n";
    std::string const two2 = subscribed + "s> PUBLISH topic=a/b qos=2 packet_id=1\n"
                                          "s> PUBLISH topic=a/b qos=2 packet_id=2\n";
    std::string const sent2 = clean +
                              "c> PUBLISH topic=a qos=2 packet_id=1\nc> PUBLISH topic=a qos=2 packet_id=2\n"
                              "s> PUBREC packet_id=1\ns> PUBREC packet_id=2\n";
    all.push_back(after(two1, "pubacks-in-order", "c> PUBACK packet_id=1\nc> PUBACK packet_id=2",
                        "c> PUBACK packet_id=2\nc> PUBACK packet_id=1"));
    all.push_back(after(two2, "pubrecs-in-order", "c> PUBREC packet_id=1\nc> PUBREC packet_id=2",
                        "c> PUBREC packet_id=2\nc> PUBREC packet_id=1"));
    all.push_back(after(sent2, "releases-in-order", "c> PUBREL packet_id=1\nc> PUBREL packet_id=2",
                        "c> PUBREL packet_id=2\nc> PUBREL packet_id=1"));
}

} // namespace

std::vector<Sample> client_samples()
{
    std::vector<Sample> all;
    add_connect(all);
    add_packets(all);
    add_exchanges(all);
    add_order(all);
    return all;
}

} // namespace mqttspec::rules
