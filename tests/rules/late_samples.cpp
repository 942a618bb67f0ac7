// SPDX-License-Identifier: Apache-2.0
// Samples of rules that look at several connections, or at what comes late or never.
#include "rules/samples.hpp"

namespace mqttspec::rules {

namespace {

using normative::Role;

std::string const got_m_retained = "s> PUBLISH topic=a/b qos=1 packet_id=1 payload=m retain=1\n";

void add_deliveries(std::vector<Sample>& all)
{
    std::string const both = subscribed + publisher;
    std::string const retained = publisher +
                                 "2c> PUBLISH topic=a/b qos=1 packet_id=5 payload=m retain=1\n"
                                 "2s> PUBACK packet_id=5\nwait 61\n" +
                                 subscribed;
    std::string const unsubscribe = "c> UNSUBSCRIBE packet_id=2 filters=a/b\ns> UNSUBACK packet_id=2\n";
    std::string const repeated = both + "2c> PUBLISH topic=a/b qos=2 packet_id=7 payload=m\n"
                                        "2c> PUBLISH topic=a/b qos=2 packet_id=7 payload=m dup=1\n"
                                        "2s> PUBREC packet_id=7\n"
                                        "s> PUBLISH topic=a/b qos=2 packet_id=1 payload=m\n";
    all.push_back(sample(Role::server, both + sent_m, "delivers-at-the-lower-qos", got_m,
                         "s> PUBLISH topic=a/b payload=m"));
    all.push_back(sample(Role::server,
                         both + "wait 61\n2c> PUBLISH topic=a/b qos=1 packet_id=5 payload=m retain=1\n",
                         "live-delivery-has-no-retain", got_m, got_m_retained));
    all.push_back(sample(Role::server, retained, "retained-delivery-has-retain", got_m_retained, got_m));
    all.push_back({"retains-on-demand-only", Role::server, retained + got_m_retained,
                   publisher + sent_m + "wait 61\n" + subscribed + got_m_retained});
    all.push_back({"adds-nothing-after-unsuback", Role::server, both + sent_m + unsubscribe + got_m,
                   both + unsubscribe + sent_m + got_m});
    all.push_back(
        sample(Role::server, both + sent_m + sent_n, "delivers-in-order", got_m + got_n, got_n + got_m));
    all.push_back(sample(Role::server, repeated, "delivers-a-repeat-once",
                         "s> PUBLISH topic=a/b qos=2 packet_id=1 payload=m dup=1",
                         "s> PUBLISH topic=a/b qos=2 packet_id=2 payload=m"));
    all.push_back({"no-will-after-disconnect", Role::server, subscribed + with_will + "2 close\n" + will_came,
                   subscribed + with_will + "2c> DISCONNECT\n2 close\n" + will_came});
}

std::string const publish_twice = "s> PUBLISH topic=a/b qos=1 packet_id=8\nc> PUBACK packet_id=8\nwait 61\n"
                                  "s> PUBLISH topic=a/b qos=1 packet_id=9\nc> PUBACK packet_id=9\n";
std::string const receive_twice = "s> PUBLISH topic=a/b qos=2 packet_id=8\nc> PUBREC packet_id=8\nwait 61\n"
                                  "s> PUBLISH topic=a/b qos=2 packet_id=9\nc> PUBREC packet_id=9\n";

/// The request is answered late in one text, and in the other not at all, while what comes behind it is.
void add_answers(std::vector<Sample>& all)
{
    auto const add = [&all](std::string_view rule, std::string const& prelude, std::string const& request,
                            std::string const& answer) {
        std::string const text = prelude + request + "\n" + ping + "wait 61\n";
        all.push_back({rule, Role::server, text + answer + "\n" + ping, text + ping});
    };
    add("puback-is-sent", clean, "c> PUBLISH topic=x qos=1 packet_id=9", "s> PUBACK packet_id=9");
    add("pubrec-is-sent", clean, "c> PUBLISH topic=x qos=2 packet_id=9", "s> PUBREC packet_id=9");
    add("pubrel-is-sent", subscribed + "s> PUBLISH topic=a/b qos=2 packet_id=1\n", "c> PUBREC packet_id=1",
        "s> PUBREL packet_id=1");
    add("pubcomp-is-sent", clean + "c> PUBLISH topic=x qos=2 packet_id=9\ns> PUBREC packet_id=9\n",
        "c> PUBREL packet_id=9", "s> PUBCOMP packet_id=9");
    add("suback-is-sent", clean, "c> SUBSCRIBE packet_id=3 filters=a:1",
        "s> SUBACK packet_id=3 return_codes=1");
    add("unsuback-is-sent", clean, "c> UNSUBSCRIBE packet_id=3 filters=a", "s> UNSUBACK packet_id=3");
    std::string const message = "c> PUBLISH topic=x qos=1 packet_id=9\ns> PUBACK packet_id=9\n";
    all.push_back({"pingresp-is-sent", Role::server, clean + ping + message + "wait 61\n" + message,
                   clean + "c> PINGREQ\n" + message + "wait 61\n" + message});
}

void add_answers_of_clients(std::vector<Sample>& all)
{
    auto const add = [&all](std::string_view rule, std::string const& request, std::string const& answer,
                            std::string const& others) {
        all.push_back({rule, Role::client, subscribed + request + answer + "\n" + others,
                       subscribed + request + others});
    };
    add("puback-is-sent", "s> PUBLISH topic=a/b qos=1 packet_id=5\n", "c> PUBACK packet_id=5", receive_twice);
    add("pubrec-is-sent", "s> PUBLISH topic=a/b qos=2 packet_id=5\n", "c> PUBREC packet_id=5", publish_twice);
    add("pubrel-is-sent", "c> PUBLISH topic=x qos=2 packet_id=5\ns> PUBREC packet_id=5\n",
        "c> PUBREL packet_id=5", publish_twice);
    add("pubcomp-is-sent",
        "s> PUBLISH topic=a/b qos=2 packet_id=5\nc> PUBREC packet_id=5\ns> PUBREL packet_id=5\n",
        "c> PUBCOMP packet_id=5", publish_twice);
}

void add_ends(std::vector<Sample>& all)
{
    std::string const alive = "c> CONNECT client_id=a keep_alive=10\ns> CONNACK\n";
    all.push_back(sample(Role::server, alive, "closes-for-silence", "wait 10\n" + ping + "1 close",
                         "wait 76\n" + ping));
    all.push_back(sample(Role::server, clean + "2c> CONNECT client_id=a\n2s> CONNACK\n",
                         "takeover-closes-the-older", "wait 1\n1 close", "wait 61\n" + ping));
    all.push_back({"closes-after-disconnect", Role::client, clean + "c> DISCONNECT\nwait 1\n1 close",
                   clean + "c> DISCONNECT\nwait 61\n1 close"});
    std::string const two =
        stored + "c> PUBLISH topic=x qos=1 packet_id=1\nc> PUBLISH topic=y qos=2 packet_id=2\n" + resumed;
    std::string const again1 = "2c> PUBLISH topic=x qos=1 packet_id=1 dup=1\n";
    std::string const again2 = "2c> PUBLISH topic=y qos=2 packet_id=2 dup=1\n";
    all.push_back({"re-sends-in-order", Role::client, two + again1 + again2, two + again2 + again1});
}

} // namespace

std::vector<Sample> late_samples()
{
    std::vector<Sample> all;
    add_deliveries(all);
    add_answers(all);
    add_answers_of_clients(all);
    add_ends(all);
    return all;
}

std::vector<Sample> all_samples()
{
    auto all = server_samples();
    for (auto* const more : {client_samples, late_samples})
        for (auto& sample : more())
            all.push_back(std::move(sample));
    return all;
}

} // namespace mqttspec::rules
