// SPDX-License-Identifier: Apache-2.0
#include "reference/seams.hpp"

#include "reference/topic.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace mqttspec::reference {
namespace {

class ChangedStore final : public RetainedStore
{
public:
    explicit ChangedStore(StoreChanges changes) : changes_(std::move(changes)) {}

    void keep(MessagePtr const& message) override
    {
        is_keeping_ = true;
        if (changes_.keep) {
            changes_.keep(*this, message);
        } else {
            RetainedStore::keep(message);
        }
        is_keeping_ = false;
    }

    void remove(std::string_view topic) override
    {
        if (changes_.remove && !is_keeping_) {
            return changes_.remove(*this, topic);
        }
        RetainedStore::remove(topic);
    }

    std::vector<MessagePtr> matching(std::string_view filter) const override
    {
        auto found = RetainedStore::matching(filter);
        if (changes_.matching) {
            changes_.matching(filter, found);
        }
        return found;
    }

private:
    StoreChanges changes_;
    bool is_keeping_ = false; ///< What it takes out to make room is not cleared.
};

/// A tree that also keeps a list of its Subscriptions.
class ChangedTree final : public TopicTree
{
public:
    explicit ChangedTree(Reroute reroute) : reroute_(std::move(reroute)) {}

    void subscribe(SubscriberId subscriber, std::string_view filter, std::uint8_t max_qos) override
    {
        erase(subscriber, filter);
        entries_.push_back(
            Entry{.subscriber = subscriber, .filter = std::string(filter), .max_qos = max_qos});
        TopicTree::subscribe(subscriber, filter, max_qos);
    }

    void unsubscribe(SubscriberId subscriber, std::string_view filter) override
    {
        erase(subscriber, filter);
        TopicTree::unsubscribe(subscriber, filter);
    }

    std::vector<Route> routes(std::string_view topic) const override
    {
        auto routes = TopicTree::routes(topic);
        reroute_(entries_, topic, routes);
        return routes;
    }

private:
    void erase(SubscriberId subscriber, std::string_view filter)
    {
        std::erase_if(entries_,
                      [&](Entry const& it) { return it.subscriber == subscriber && it.filter == filter; });
    }

    Reroute reroute_;
    std::vector<Entry> entries_;
};

/// Everything retained, by topic: what a wrong comparison has to look through.
using Shelf = std::map<std::string, MessagePtr, std::less<>>;

StoreChanges changes_of(Matches test)
{
    auto const shelf = std::make_shared<Shelf>();
    return {.keep =
                [shelf](RetainedStore& store, MessagePtr message) {
                    store.RetainedStore::keep(message);
                    (*shelf)[message->topic] = message;
                },
            .remove =
                [shelf](RetainedStore& store, std::string_view topic) {
                    store.RetainedStore::remove(topic);
                    shelf->erase(std::string(topic));
                },
            .matching =
                [shelf, test](std::string_view filter, std::vector<MessagePtr>& found) {
                    for (auto const& [topic, message] : *shelf) {
                        if (test(filter, topic) && std::ranges::find(found, message) == found.end()) {
                            found.push_back(message);
                        }
                    }
                }};
}

void add_matches(Matches const& test, std::vector<Entry> const& entries, std::string_view topic,
                 std::vector<Route>& routes)
{
    for (auto const& entry : entries) {
        bool const is_there = std::ranges::find(routes, entry.subscriber, &Route::subscriber) != routes.end();
        if (!is_there && test(entry.filter, topic)) {
            routes.push_back(Route{.subscriber = entry.subscriber, .max_qos = entry.max_qos});
        }
    }
}

void remove_matches(Matches const& test, std::vector<Entry> const& entries, std::string_view topic,
                    std::vector<Route>& routes)
{
    std::erase_if(routes, [&](Route const& route) {
        return std::ranges::none_of(entries, [&](Entry const& entry) {
            return entry.subscriber == route.subscriber && matches(entry.filter, topic) &&
                   !test(entry.filter, topic);
        });
    });
}

/// Hands in other collaborators than the broker's own.
class Collaborating final : public Deviation
{
public:
    Collaborating(std::optional<Reroute> reroute, std::optional<StoreChanges> changes)
        : reroute_(std::move(reroute)), changes_(std::move(changes))
    {}

    void configure(BrokerOptions& options) override
    {
        if (reroute_) {
            options.topic_tree = [reroute = *reroute_] { return std::make_unique<ChangedTree>(reroute); };
        }
        if (changes_) {
            options.retained_store = [changes = *changes_] {
                return std::make_unique<ChangedStore>(changes);
            };
        }
    }

private:
    std::optional<Reroute> reroute_;
    std::optional<StoreChanges> changes_;
};

} // namespace

Make storing(StoreChanges changes)
{
    return [changes = std::move(changes)] { return std::make_unique<Collaborating>(std::nullopt, changes); };
}

Make routing(Reroute reroute)
{
    return [reroute = std::move(reroute)] { return std::make_unique<Collaborating>(reroute, std::nullopt); };
}

Make matching_also(Matches test)
{
    auto const reroute = [test](std::vector<Entry> const& entries, std::string_view topic,
                                std::vector<Route>& routes) { add_matches(test, entries, topic, routes); };
    return [test, reroute] { return std::make_unique<Collaborating>(reroute, changes_of(test)); };
}

Make not_matching(Matches test)
{
    auto const reroute = [test](std::vector<Entry> const& entries, std::string_view topic,
                                std::vector<Route>& routes) { remove_matches(test, entries, topic, routes); };
    StoreChanges const changes{.matching = [test](std::string_view filter, std::vector<MessagePtr>& found) {
        std::erase_if(found, [&](MessagePtr const& message) { return test(filter, message->topic); });
    }};
    return [reroute, changes] { return std::make_unique<Collaborating>(reroute, changes); };
}

} // namespace mqttspec::reference
