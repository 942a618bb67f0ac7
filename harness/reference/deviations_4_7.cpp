// SPDX-License-Identifier: Apache-2.0
// Sections 4.5 and 4.7: which filters match which topics, and to whom a message goes.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"
#include "reference/seams.hpp"
#include "reference/topic.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mqttspec::reference {
namespace {

using enum wire::Defect;

using Change = std::string (*)(std::string_view);

std::string replaced(std::string_view text, std::string_view from, std::string_view to)
{
    std::string result(text);
    for (auto at = result.find(from); at != std::string::npos; at = result.find(from, at + to.size())) {
        result.replace(at, from.size(), to);
    }
    return result;
}

using Pairs = std::vector<std::pair<std::string_view, std::string_view>>;

std::string replaced(std::string_view text, Pairs const& pairs)
{
    std::string result(text);
    for (auto const& [from, to] : pairs) {
        result = replaced(result, from, to);
    }
    return result;
}

std::string lower(std::string_view text)
{
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](unsigned char c) { return std::tolower(c); });
    return replaced(result, "\xC3\x89", "\xC3\xA9");
}

/// Without empty levels, but for a topic that has no other.
std::string without_empty_levels(std::string_view text)
{
    std::string result;
    for (auto const level : levels_of(text)) {
        if (!level.empty()) {
            result.append(result.empty() ? "" : "/").append(level);
        }
    }
    return result.empty() ? std::string(text) : result;
}

std::string trimmed(std::string_view text)
{
    std::string result;
    for (auto const level : levels_of(text)) {
        auto const start = level.find_first_not_of(' ');
        auto const end = level.find_last_not_of(' ');
        result.append(result.empty() ? "" : "/");
        result.append(start == std::string_view::npos ? "" : level.substr(start, end - start + 1));
    }
    return result;
}

std::string with_one_kind_of_space(std::string_view text)
{
    return replaced(replaced(text, "\xC2\xA0", " "), "  ", " ");
}

/// The canonical compositions that our cases know, and an order of marks.
std::string composed(std::string_view text)
{
    return replaced(text, Pairs{{"e\xCC\x81", "\xC3\xA9"},
                                {"\xE1\x84\x80\xE1\x85\xA1", "\xEA\xB0\x80"},
                                {"\xCC\x82\xCC\xA3", "\xCC\xA3\xCC\x82"},
                                {"\xE2\x84\xAB", "\xC3\x85"}});
}

/// What is only compatible, or folds to the same letters.
std::string folded(std::string_view text)
{
    return replaced(text, Pairs{{"\xEF\xBC\xA1", "A"}, {"\xEF\xAC\x81", "fi"}, {"\xC3\x9F", "ss"}});
}

std::string without_invisible(std::string_view text)
{
    return replaced(text, Pairs{{"\xE2\x80\x8D", ""}, {"\xC2\xAD", ""}});
}

std::string percent_decoded(std::string_view text)
{
    return replaced(text, Pairs{{"%20", " "}, {"%2F", "/"}, {"%2f", "/"}});
}

/// As the path of a URL or of a file.
std::string path_resolved(std::string_view text)
{
    std::vector<std::string_view> kept;
    for (auto const level : levels_of(text)) {
        if (level == ".." && !kept.empty()) {
            kept.pop_back();
        } else if (level != ".") {
            kept.push_back(level);
        }
    }
    std::string result;
    for (auto const level : kept) {
        result.append(result.empty() ? "" : "/").append(level);
    }
    return result;
}

std::string with_slashes(std::string_view text)
{
    return replaced(text, "\\", "/");
}

/// As what an entity, a pattern or a number would mean.
std::string interpreted(std::string_view text)
{
    return replaced(text, Pairs{{"&amp;", "&"}, {"*", ""}, {"/01", "/1"}});
}

/// Compares filters and topics after that change.
Make comparing(Change change)
{
    return matching_also([change](std::string_view filter, std::string_view topic) {
        return matches(change(filter), change(topic));
    });
}

/// Delivers topics after that change.
Make delivering(Change change)
{
    return sending<wire::Publish>([change](wire::Publish& packet) { packet.topic = change(packet.topic); });
}

bool is_bare(std::string_view level)
{
    return level == "+" || level == "#";
}

/// Whether a + stands for an empty level.
bool fills_empty_level(std::string_view filter, std::string_view topic)
{
    auto const ours = levels_of(filter);
    auto const theirs = levels_of(topic);
    for (std::size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i) {
        if (ours[i] == "+" && theirs[i].empty()) {
            return true;
        }
    }
    return false;
}

bool is_hash_for_parent(std::string_view filter, std::string_view topic)
{
    return filter.ends_with('#') && levels_of(filter).size() == levels_of(topic).size() + 1;
}

std::string_view last_level(std::string_view text)
{
    return levels_of(text).back();
}

/// Filter and topic as far as their last levels, so that more wrong pairs can be made of right ones.
std::string_view but_last_level(std::string_view text)
{
    auto const slash = text.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : text.substr(0, slash);
}

/// What is meant is what is not looked at: + stands for no level, for several, or for a part of one.
std::string without_plus_levels(std::string_view filter)
{
    auto const middle = replaced(filter, "/+/", "/");
    return middle.ends_with("/+") ? middle.substr(0, middle.size() - 2) : middle;
}

/// Lets wildcards at the first level reach topics that begin with $.
bool reaches_dollar(std::string_view filter, std::string_view topic)
{
    return is_reserved_topic(topic) && is_bare(levels_of(filter).front()) &&
           matches(filter, "x" + std::string(topic));
}

/// Lets what no topic may hold pass, written as characters of the private use area.
class LetsPass final : public Deviation
{
public:
    explicit LetsPass(Pairs stand_ins) : stand_ins_(std::move(stand_ins)) {}

    void incoming(Event& event) override
    {
        if (auto* publish = received<wire::Publish>(event)) {
            disguise(publish->topic);
        }
        if (auto* connect = received<wire::Connect>(event); connect != nullptr && connect->will) {
            disguise(connect->will->topic);
        }
    }

    void outgoing(Event const& /*original*/, std::vector<Action>& actions) override
    {
        each_sent<wire::Publish>(actions, [this](LinkId, wire::Publish& packet) {
            for (auto const& [meant, written] : stand_ins_) {
                packet.topic = replaced(packet.topic, written, meant);
            }
        });
    }

private:
    void disguise(std::string& topic) const
    {
        for (auto const& [meant, written] : stand_ins_) {
            topic = topic.empty() && meant.empty() ? std::string(written)
                    : meant.empty()                ? topic
                                                   : replaced(topic, meant, written);
        }
    }

    Pairs stand_ins_;
};

/// Makes a well-formed filter of each ill-formed one.
template <class P, class Get>
Make mending_filters(Get get)
{
    return taking<P>([get](P& packet) {
        for (auto& item : packet.filters) {
            auto& filter = get(item);
            if (!is_topic_filter(filter)) {
                filter = "mended";
            }
        }
    });
}

/// Passes packets with ill-formed filters over.
template <class P, class Get>
Make ignoring_ill_formed(Get get)
{
    return on_the_way_in([get](Event& event) {
        auto* packet = received<P>(event);
        if (packet != nullptr &&
            std::ranges::any_of(packet->filters, [&](auto& item) { return !is_topic_filter(get(item)); })) {
            ignore(event);
        }
    });
}

constexpr auto filter_of_request = [](wire::Subscription& request) -> std::string& { return request.filter; };
constexpr auto itself = [](std::string& filter) -> std::string& { return filter; };

std::vector<DeviationInfo> of_matching()
{
    return {
        {"loses-messages", "MQTT-4.5.0-1", "adds messages to no Session",
         routing([](auto const&, std::string_view, std::vector<Route>& routes) { routes.clear(); })},
        {"sends-no-retained-messages-to-anyone", "MQTT-3.3.1-6", "sends a new Subscription nothing retained",
         storing({.matching = [](std::string_view, std::vector<MessagePtr>& found) { found.clear(); }})},
        {"adds-to-one-session", "MQTT-4.5.0-1", "adds a message to one Session alone",
         routing([](auto const&, std::string_view, std::vector<Route>& routes) {
             routes.resize(std::min<std::size_t>(routes.size(), 1));
         })},
        {"does-not-match-parent-of-hash", "MQTT-4.5.0-1", "does not take a/# for a filter that matches a",
         not_matching(is_hash_for_parent)},
        {"does-not-match-empty-levels", "MQTT-4.5.0-1", "does not take + for an empty level",
         not_matching(fills_empty_level)},
        {"does-not-match-trailing-slash", "MQTT-4.5.0-1", "matches nothing with topics that end with a slash",
         not_matching([](std::string_view, std::string_view topic) { return topic.ends_with('/'); })},
        {"does-not-match-leading-slash", "MQTT-4.5.0-1",
         "matches nothing with topics that begin with a slash",
         not_matching([](std::string_view, std::string_view topic) { return topic.starts_with('/'); })},
        {"hides-dollar-anywhere", "MQTT-4.5.0-1", "hides topics from wildcards where any level begins with $",
         not_matching([](std::string_view filter, std::string_view topic) {
             return has_wildcard(filter) && topic.find("/$") != std::string_view::npos;
         })},
        {"matches-16-levels", "MQTT-4.5.0-1", "matches topics of 16 levels at most",
         not_matching([](std::string_view, std::string_view topic) { return levels_of(topic).size() > 16; })},
        {"matches-255-bytes", "MQTT-4.5.0-1", "matches topics of 255 bytes at most",
         not_matching([](std::string_view, std::string_view topic) { return topic.size() > 255; })},
        {"matches-32767-bytes", "MQTT-4.5.0-1", "matches topics of 32,767 bytes at most",
         not_matching([](std::string_view, std::string_view topic) { return topic.size() > 32'767; })},

        {"takes-plus-for-no-level", "MQTT-3.3.2-3", "takes + for no level at all",
         matching_also([](std::string_view filter, std::string_view topic) {
             return matches(without_plus_levels(filter), topic);
         })},
        {"compares-names-without-empty-levels", "MQTT-3.3.2-3", "skips empty levels of filters and topics",
         comparing(without_empty_levels)},
        {"matches-parent-of-a-level", "MQTT-3.3.2-3", "lets a filter match the topic above it",
         matching_also([](std::string_view filter, std::string_view topic) {
             auto const above = but_last_level(filter);
             return matches(above, topic) ||
                    (last_level(filter) == "#" && matches(but_last_level(above), topic));
         })},
        {"matches-one-level-too-many", "MQTT-3.3.2-3", "lets a filter match one level more",
         matching_also([](std::string_view filter, std::string_view topic) {
             return matches(filter, but_last_level(topic));
         })},
        {"does-not-compare-last-levels", "MQTT-3.3.2-3", "does not compare the last levels",
         matching_also([](std::string_view filter, std::string_view topic) {
             return levels_of(filter).size() == levels_of(topic).size() &&
                    (but_last_level(filter).empty() ||
                     matches(but_last_level(filter), but_last_level(topic)));
         })},
        {"takes-wildcards-for-any-text", "MQTT-3.3.2-3",
         "compares a filter up to its wildcard, slash excluded",
         matching_also([](std::string_view filter, std::string_view topic) {
             auto const stem = filter.substr(0, filter.find_first_of("+#"));
             return has_wildcard(filter) && stem.size() > 1 &&
                    topic.starts_with(stem.substr(0, stem.size() - 1));
         })},

        {"reaches-dollar-topics", "MQTT-4.7.2-1", "lets wildcards reach topics that begin with $",
         matching_also(reaches_dollar)},
        {"reaches-dollar-topics-by-plus", "MQTT-4.7.2-1",
         "lets + at the first level reach topics that begin with $",
         matching_also([](std::string_view filter, std::string_view topic) {
             return filter.starts_with('+') && reaches_dollar(filter, topic);
         })},
    };
}

std::vector<DeviationInfo> of_names()
{
    return {
        {"ignores-case-of-names", "MQTT-4.7.3-4", "takes no account of capitals", comparing(lower)},
        {"skips-empty-levels-of-names", "MQTT-4.7.3-4", "skips empty levels",
         comparing(without_empty_levels)},
        {"trims-names", "MQTT-4.7.3-4", "compares levels without the spaces around them", comparing(trimmed)},
        {"knows-one-space", "MQTT-4.7.3-4", "takes all spaces for one", comparing(with_one_kind_of_space)},
        {"composes-names", "MQTT-4.7.3-4", "compares names in normal form C", comparing(composed)},
        {"folds-names", "MQTT-4.7.3-4", "takes compatible characters for the same", comparing(folded)},
        {"skips-invisible-characters", "MQTT-4.7.3-4", "skips characters that are not seen",
         comparing(without_invisible)},
        {"decodes-percent-signs", "MQTT-4.7.3-4", "decodes %20 and the like", comparing(percent_decoded)},
        {"resolves-dots", "MQTT-4.7.3-4", "takes levels of dots for those of a path",
         comparing(path_resolved)},
        {"takes-backslash-for-slash", "MQTT-4.7.3-4", "takes a backslash for a slash",
         comparing(with_slashes)},
        {"interprets-names", "MQTT-4.7.3-4", "decodes &amp;, and reads * for nothing and 01 for 1",
         comparing(interpreted)},

        {"delivers-names-in-small-letters", "MQTT-4.7.3-4", "delivers topics in small letters",
         delivering(lower)},
        {"delivers-names-without-empty-levels", "MQTT-4.7.3-4", "delivers topics without empty levels",
         delivering(without_empty_levels)},
        {"delivers-trimmed-names", "MQTT-4.7.3-4", "delivers topics without spaces around levels",
         delivering(trimmed)},
        {"delivers-composed-names", "MQTT-4.7.3-4", "delivers topics in normal form C", delivering(composed)},
        {"delivers-decoded-names", "MQTT-4.7.3-4", "delivers %20 and the like decoded",
         delivering(percent_decoded)},
        {"delivers-resolved-names", "MQTT-4.7.3-4", "delivers topics with levels of dots resolved",
         delivering(path_resolved)},
        {"delivers-slashes-for-backslashes", "MQTT-4.7.3-4", "delivers slashes for backslashes",
         delivering(with_slashes)},

        {"grants-malformed-filters", "MQTT-4.8.0-1", "grants filters that are none",
         mending_filters<wire::Subscribe>(filter_of_request)},
        {"ignores-unsubscribe-with-malformed-filters", "MQTT-4.8.0-1",
         "passes an UNSUBSCRIBE with a filter that is none over",
         ignoring_ill_formed<wire::Unsubscribe>(itself)},
        {"ignores-subscribe-with-malformed-filters", "MQTT-4.8.0-1",
         "passes a SUBSCRIBE with a filter that is none over",
         ignoring_ill_formed<wire::Subscribe>(filter_of_request)},
        {"accepts-empty-topic-names", "MQTT-4.8.0-1", "takes an empty topic name for another",
         taking<wire::Publish>([](auto& it) { it.topic = it.topic.empty() ? "unnamed" : it.topic; })},
        {"passes-wildcards-in-names-on", "MQTT-4.7.1-1", "passes + and # in topic names on",
         make<LetsPass>(Pairs{{"+", "\xEE\x80\x80"}, {"#", "\xEE\x80\x81"}})},
        {"passes-empty-names-on", "MQTT-4.7.3-1", "passes empty topic names on",
         make<LetsPass>(Pairs{{"", "\xEE\x80\x82"}})},
        {"passes-null-in-names-on", "MQTT-4.7.3-2", "passes U+0000 in topic names on",
         forgiving<wire::Publish>(about(null_character))},
    };
}

} // namespace

std::vector<DeviationInfo> deviations_4_7()
{
    auto all = of_matching();
    std::ranges::move(of_names(), std::back_inserter(all));
    return all;
}

} // namespace mqttspec::reference
