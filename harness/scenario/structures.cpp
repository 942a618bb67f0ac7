// SPDX-License-Identifier: Apache-2.0
// The verbs that hold other steps, and what they do to the variables that are known.
#include "scenario/steps.hpp"
#include "scenario/verb.hpp"
#include "scenario/words.hpp"

#include <utility>

namespace mqttspec::scenario {

namespace {

ExpectOneOf::Way read_way(yaml::Cursor const& key, yaml::Cursor const& value, Setting const& setting);
Scope::Captures common_to(Scope::Captures const& left, Scope::Captures const& right);

} // namespace

Action read_repeat(Words& words)
{
    Repeat out;
    auto& scope = words.reader().scope();
    auto const times = words.reader().count(words.value, 1, most_rounds);
    if (times)
        out.times = *times;
    auto const at = words.keys->require("steps");
    if (!at)
        return out;
    if (scope.is_counting()) {
        words.value.error("a `repeat` within a `repeat` would hide the outer `${n}`",
                          "multiply the case with `for`, or write the inner steps out");
        return out;
    }
    scope.set_counting(true);
    out.steps = read_steps(*at, *words.setting);
    scope.set_counting(false);
    if (at->is_list() && at->items().empty())
        at->error("`steps` is empty");
    return out;
}

Action read_together(Words& words)
{
    Together out;
    auto const branches = words.value.items();
    if (words.value.is_list() && branches.size() < 2)
        words.value.error("`together` needs two branches or more", "a list of lists of steps");
    auto& scope = words.reader().scope();
    auto const before = scope.captures();
    auto after = before;
    for (auto const& branch : branches) {
        // What one branch captures is there for the others only when all have ended.
        scope.set_captures(before);
        out.branches.push_back(read_steps(branch, *words.setting));
        if (branch.is_list() && branch.items().empty())
            branch.error("an empty branch");
        after.insert(scope.captures().begin(), scope.captures().end());
    }
    scope.set_captures(std::move(after));
    return out;
}

Action read_expect_one_of(Words& words)
{
    ExpectOneOf out;
    auto const at = words.keys->require("ways");
    if (!at)
        return out;
    auto const ways = at->entries();
    if (at->is_map() && ways.size() < 2)
        at->error("`ways` needs two ways or more", "a single one is not a choice: write its steps out");
    auto& scope = words.reader().scope();
    auto const before = scope.captures();
    std::optional<Scope::Captures> after;
    for (auto const& [key, value] : ways) {
        scope.set_captures(before);
        out.ways.push_back(read_way(key, value, *words.setting));
        after = after ? common_to(*after, scope.captures()) : scope.captures();
    }
    // Only what every way captures is known behind them.
    scope.set_captures(after.value_or(before));
    return out;
}

namespace {

ExpectOneOf::Way read_way(yaml::Cursor const& key, yaml::Cursor const& value, Setting const& setting)
{
    ExpectOneOf::Way way;
    way.name = setting.reader->words(key).value_or("");
    auto const steps_at = value.is_list() ? value.items().size() : 0;
    way.steps = read_steps(value, setting);
    while (way.condition < way.steps.size() && is_expectation(way.steps[way.condition]))
        ++way.condition;
    // If the first step could not be read, it was reported already.
    bool const is_whole = way.steps.size() == steps_at;
    if (is_whole && way.condition == 0)
        key.error("the way " + ticked(way.name) + " begins with no expectation",
                  "what arrives decides which way is taken: begin with `expect ...` or `receive`");
    return way;
}

Scope::Captures common_to(Scope::Captures const& left, Scope::Captures const& right)
{
    Scope::Captures out;
    for (auto const& [name, type] : left) {
        auto const other = right.find(name);
        if (other != right.end() && other->second == type)
            out.emplace(name, type);
    }
    return out;
}

} // namespace

} // namespace mqttspec::scenario
