// SPDX-License-Identifier: Apache-2.0
// Section 3.3.1.3: retained messages, how they are stored, sent and cleared.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"
#include "reference/seams.hpp"
#include "reference/topic.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mqttspec::reference {
namespace {

/// What tells one message from another.
/// Keeps each retained message as another one.
template <class Change>
Make retaining(Change change)
{
    return storing({.keep = [change](RetainedStore& store, MessagePtr const& message) mutable {
        Message changed = *message;
        change(changed);
        store.RetainedStore::keep(std::make_shared<Message const>(std::move(changed)));
    }});
}

/// Keeps a retained message where `test(message, the one that is kept)` says so; the latter may be null.
template <class Test>
Make retaining_where(Test test)
{
    return storing({.keep = [test](RetainedStore& store, MessagePtr const& message) {
        auto const there = store.RetainedStore::matching(message->topic);
        if (test(*message, there.empty() ? nullptr : there.front())) {
            store.RetainedStore::keep(message);
        }
    }});
}

/// Changes what is found for a filter.
template <class Change>
Make finding(Change change)
{
    return storing({.matching = change});
}

/// Does not send the retained messages for which `test(link, packet)` is true.
template <class Test>
Make withholding(Test test)
{
    return on_the_way_out([test](Event const& original, std::vector<Action>& actions) mutable {
        unsend<wire::Publish>(actions, [&](LinkId link, wire::Publish const& packet) {
            return packet.retain && test(original, link, packet);
        });
    });
}

/// Does not keep what somebody got as it was published.
class RetainsOnlyWhatNobodyGot final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        if (auto const* publish = received<wire::Publish>(original)) {
            bool is_got = false;
            each_sent<wire::Publish>(actions, [&](LinkId, wire::Publish&) { is_got = true; });
            if (is_got) {
                got_.insert(content_of(*publish));
            }
        }
        unsend<wire::Publish>(actions, [this](LinkId, wire::Publish const& packet) {
            return packet.retain && got_.contains(content_of(packet));
        });
    }

    std::set<Content> got_;
};

/// Does not send a retained message to whom it was sent in another way.
class RemembersWhatClientsGot final : public Deviation
{
    void outgoing(Event const& /*original*/, std::vector<Action>& actions) override
    {
        unsend<wire::Publish>(actions, [this](LinkId link, wire::Publish const& packet) {
            return packet.retain && got_.contains({link, content_of(packet)});
        });
        each_sent<wire::Publish>(actions, [this](LinkId link, wire::Publish const& packet) {
            if (!packet.retain) {
                got_.insert({link, content_of(packet)});
            }
        });
    }

    std::set<std::pair<LinkId, Content>> got_;
};

/// Sends retained messages with each filter of a connection once.
auto on_re_subscription()
{
    return [sent = std::set<std::pair<LinkId, Content>>{}](Event const&, LinkId link,
                                                           wire::Publish const& packet) mutable {
        return !sent.insert({link, content_of(packet)}).second;
    };
}

/// Sends no retained messages where it has gone on with a stored Session.
class NothingForResumedSessions final : public Deviation
{
    void outgoing(Event const& /*original*/, std::vector<Action>& actions) override
    {
        each_sent<wire::Connack>(actions, [this](LinkId link, wire::Connack const& connack) {
            if (connack.session_present()) {
                resumed_.insert(link);
            }
        });
        unsend<wire::Publish>(actions, [this](LinkId link, wire::Publish const& packet) {
            return packet.retain && resumed_.contains(link);
        });
    }

    std::set<LinkId> resumed_;
};

/// Sends no retained messages to the connection that they came on.
class NothingForThePublisher final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        if (auto const* publish = received<wire::Publish>(original)) {
            own_.insert({link_of(original), content_of(*publish)});
        }
        unsend<wire::Publish>(actions, [this](LinkId link, wire::Publish const& packet) {
            return packet.retain && own_.contains({link, content_of(packet)});
        });
    }

    std::set<std::pair<LinkId, Content>> own_;
};

/// Clears a retained message for the connection that it came on, and for no other.
class ClearsForThePublisher final : public Deviation
{
    void incoming(Event& event) override
    {
        auto* publish = received<wire::Publish>(event);
        if (publish == nullptr || !publish->retain) {
            return;
        }
        if (!publish->payload.empty()) {
            owner_[publish->topic] = link_of(event);
        } else if (owner_[publish->topic] != link_of(event)) {
            publish->retain = false;
        }
    }

    std::map<std::string, LinkId> owner_;
};

/// Takes a PUBLISH for one with RETAIN 1.
template <class Test>
Make retaining_also(Test test)
{
    return on_the_way_in([test, known = std::set<std::string>{}](Event& event) mutable {
        auto* publish = received<wire::Publish>(event);
        if (publish == nullptr) {
            return;
        }
        bool const is_known = known.contains(publish->topic);
        if (publish->retain) {
            known.insert(publish->topic);
        }
        publish->retain = publish->retain || test(*publish, is_known);
    });
}

bool is_empty_retained(wire::Publish const& packet)
{
    return packet.retain && packet.payload.empty();
}

/// Whether one of the two topics is the other's parent, at whatever distance.
bool is_below(std::string_view topic, std::string_view other)
{
    return topic.size() > other.size() && topic.starts_with(other) && topic[other.size()] == '/';
}

/// Clears more topics than the one that it should: those for which `test(topic, cleared)` is true.
template <class Test>
Make clearing_also(Test test)
{
    return storing({.remove = [test](RetainedStore& store, std::string_view cleared) {
        store.RetainedStore::remove(cleared);
        for (auto const& message : store.RetainedStore::matching("#")) {
            if (test(message->topic, cleared)) {
                store.RetainedStore::remove(message->topic);
            }
        }
    }});
}

std::vector<DeviationInfo> of_storing()
{
    return {
        {"retains-nothing", "MQTT-3.3.1-5.a", "retains no messages",
         storing({.keep = [](RetainedStore&, MessagePtr const&) {}})},
        {"retains-only-what-nobody-got", "MQTT-3.3.1-5.a", "does not retain what a subscriber got at once",
         make<RetainsOnlyWhatNobodyGot>()},
        {"sends-retained-to-one-client", "MQTT-3.3.1-5.a", "gives a retained message to the first subscriber",
         withholding([sent = std::set<Content>{}](Event const&, LinkId, auto const& packet) mutable {
             return !sent.insert(content_of(packet)).second;
         })},
        {"retains-texts", "MQTT-3.3.1-5.a", "keeps a retained payload up to its first zero byte",
         retaining(
             [](Message& it) { it.payload.erase(std::ranges::find(it.payload, 0), it.payload.end()); })},
        {"retains-trimmed-texts", "MQTT-3.3.1-5.a", "keeps a retained payload without the spaces around it",
         retaining([](Message& it) { std::erase(it.payload, ' '); })},
        {"retains-16-kib", "MQTT-3.3.1-5.a", "keeps the first 16 KiB of a retained payload",
         retaining([](Message& it) { it.payload.resize(std::min<std::size_t>(it.payload.size(), 16'384)); })},
        {"retains-nothing-after-clearing", "MQTT-3.3.1-5.a",
         "retains nothing more for a topic that was cleared",
         on_the_way_in([cleared = std::set<std::string>{}](Event& event) mutable {
             auto* publish = received<wire::Publish>(event);
             if (publish != nullptr && is_empty_retained(*publish)) {
                 cleared.insert(publish->topic);
             } else if (publish != nullptr && cleared.contains(publish->topic)) {
                 publish->retain = false;
             }
         })},
        {"retains-at-qos-0", "MQTT-3.3.1-5.b", "keeps retained messages at QoS 0",
         retaining([](Message& it) { it.qos = 0; })},
        {"retains-at-qos-1", "MQTT-3.3.1-5.b", "keeps retained messages at QoS 1",
         retaining([](Message& it) { it.qos = 1; })},
        {"retains-at-qos-2", "MQTT-3.3.1-5.b", "keeps retained messages at QoS 2",
         retaining([](Message& it) { it.qos = 2; })},
        {"retains-the-first-qos", "MQTT-3.3.1-5.b", "keeps the QoS of the first message for the next ones",
         retaining([qos = std::map<std::string, std::uint8_t>{}](Message& it) mutable {
             it.qos = qos.try_emplace(it.topic, it.qos).first->second;
         })},
        {"sends-retained-at-the-granted-qos", "MQTT-3.8.4-6",
         "sends retained messages at the QoS that was granted, whatever their own",
         retaining([](Message& it) { it.qos = 2; })},
    };
}

std::vector<DeviationInfo> of_sending()
{
    return {
        {"retains-the-first", "MQTT-3.3.1-6", "retains the first message of a topic, and not the next ones",
         retaining_where([](Message const&, MessagePtr const& kept) { return kept == nullptr; })},
        {"retains-qos-0-for-good", "MQTT-3.3.1-6", "does not replace a retained message of QoS 0",
         retaining_where([](auto const&, auto const& kept) { return kept == nullptr || kept->qos > 0; })},
        {"sends-retained-by-exact-name", "MQTT-3.3.1-6", "sends no retained messages for wildcards",
         finding([](std::string_view filter, std::vector<MessagePtr>& found) {
             if (has_wildcard(filter)) {
                 found.clear();
             }
         })},
        {"sends-one-retained-message", "MQTT-3.3.1-6", "sends one retained message for a filter",
         finding([](std::string_view, std::vector<MessagePtr>& found) {
             found.resize(std::min<std::size_t>(found.size(), 1));
         })},
        {"sends-retained-below-a-hash", "MQTT-3.3.1-6",
         "sends retained messages of topics below that of a #, but not that of the topic itself",
         finding([](std::string_view filter, std::vector<MessagePtr>& found) {
             std::erase_if(found, [&](auto const& it) { return it->topic + "/#" == filter; });
         })},
        {"sends-retained-for-the-first-filter", "MQTT-3.3.1-6",
         "sends retained messages for the first filter of a SUBSCRIBE",
         withholding([](Event const& original, LinkId, auto const& packet) {
             auto const* subscribe = received<wire::Subscribe>(original);
             return subscribe != nullptr && !matches(subscribe->filters.front().filter, packet.topic);
         })},
        {"sends-retained-once", "MQTT-3.3.1-6", "sends a retained message once on each connection",
         withholding(on_re_subscription())},
        {"remembers-what-clients-got", "MQTT-3.3.1-6",
         "sends no retained message to a Client that got it as it was published",
         make<RemembersWhatClientsGot>()},
        {"sends-no-retained-after-return", "MQTT-3.3.1-6",
         "sends no retained messages to a Client that came back to its Session",
         make<NothingForResumedSessions>()},
        {"sends-no-retained-to-publisher", "MQTT-3.3.1-6",
         "sends no retained messages to the Client that published them", make<NothingForThePublisher>()},
        {"clears-topics-below", "MQTT-3.3.1-6", "clears the topics below a topic with it",
         clearing_also(is_below)},
        {"clears-topics-above", "MQTT-3.3.1-6", "clears the topics above a topic with it",
         clearing_also([](auto topic, auto cleared) { return is_below(cleared, topic); })},
        {"clears-by-prefix", "MQTT-3.3.1-6", "clears all topics that begin like the one to be cleared",
         clearing_also([](std::string_view topic, auto cleared) { return topic.starts_with(cleared); })},
        {"sends-retained-with-retain-0", "MQTT-3.3.1-8", "sends retained messages with RETAIN 0",
         sending<wire::Publish>([](auto& it) { it.retain = false; })},
    };
}

std::vector<DeviationInfo> of_clearing()
{
    return {
        {"keeps-retained-over-qos-0", "MQTT-3.3.1-7",
         "keeps a retained message when one of QoS 0 follows with RETAIN 1",
         retaining_where([](Message const& it, auto const& kept) { return it.qos > 0 || kept == nullptr; })},
        {"keeps-empty-messages-to-itself", "MQTT-3.3.1-10.a",
         "takes an empty message with RETAIN 1 for an order, and sends it to nobody",
         on_the_way_out([](Event const& original, std::vector<Action>& actions) {
             auto const* publish = received<wire::Publish>(original);
             if (publish != nullptr && is_empty_retained(*publish)) {
                 unsend<wire::Publish>(actions, [](LinkId, auto const&) { return true; });
             }
         })},
        {"clears-nothing", "MQTT-3.3.1-10.b", "keeps a retained message when an empty one follows",
         taking<wire::Publish>([](auto& it) { it.retain = it.retain && !it.payload.empty(); })},
        {"does-not-clear-at-qos-0", "MQTT-3.3.1-10.b",
         "keeps a retained message when an empty one of QoS 0 follows", taking<wire::Publish>([](auto& it) {
             it.retain = it.retain && (!it.payload.empty() || it.qos > 0);
         })},
        {"clears-for-the-publisher", "MQTT-3.3.1-10.b",
         "clears a retained message for the connection that it came on, and for no other",
         make<ClearsForThePublisher>()},
        {"retains-empty-messages", "MQTT-3.3.1-11", "retains an empty message like any other",
         storing({.remove =
                      [](RetainedStore& store, std::string_view topic) {
                          store.keep(std::make_shared<Message const>(
                              Message{.topic = std::string(topic), .qos = 1}));
                      }})},
        {"retains-everything", "MQTT-3.3.1-12.a", "retains every message",
         retaining_also([](auto const&, bool) { return true; })},
        {"replaces-retained-with-everything", "MQTT-3.3.1-12.b",
         "retains every message of a topic for which it has a retained one",
         retaining_also([](auto const&, bool is_known) { return is_known; })},
        {"clears-with-everything-empty", "MQTT-3.3.1-12.b", "clears a topic with any empty message",
         retaining_also([](auto const& it, bool) { return it.payload.empty(); })},
    };
}

} // namespace

std::vector<DeviationInfo> retained_3_3_1()
{
    std::vector<DeviationInfo> all;
    for (auto* const part : {of_storing, of_sending, of_clearing}) {
        std::ranges::move(part(), std::back_inserter(all));
    }
    return all;
}

} // namespace mqttspec::reference
