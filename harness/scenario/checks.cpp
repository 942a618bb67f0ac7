// SPDX-License-Identifier: Apache-2.0
#include "scenario/checks.hpp"

#include "scenario/steps.hpp"
#include "scenario/words.hpp"

#include <algorithm>
#include <utility>

namespace mqttspec::scenario {

namespace {

void add_checks(std::string const& member, yaml::Cursor const& at, Setting const& setting,
                std::vector<Check>& out);
std::vector<std::string> expected_members(Step const& step);

} // namespace

std::vector<Check> read_checks(yaml::Cursor const& at, Step const& step, Setting const& setting)
{
    std::vector<Check> out;
    if (setting.is_setup) {
        at.error("a failure in `setup` is never the target's",
                 "leave `checks` out, or move the step to `steps`");
        return out;
    }
    if (!at.is_map()) {
        add_checks("", at, setting, out);
        return out;
    }
    auto const members = expected_members(step);
    for (auto const& [key, value] : at.entries()) {
        auto const name = setting.reader->words(key);
        if (!name)
            continue;
        if (*name == whole_step) {
            add_checks("", value, setting, out);
        } else if (std::ranges::find(members, *name) != members.end()) {
            add_checks(*name, value, setting, out);
        } else {
            auto candidates = members;
            candidates.emplace_back(whole_step);
            key.error("nothing is expected of " + ticked(*name) + " here", suggestion(*name, candidates));
        }
    }
    return out;
}

bool is_of(std::string_view blamed, StatementRef const& statement)
{
    if (blamed == statement.full())
        return true;
    return statement.clause.empty() && blamed.starts_with(statement.id) &&
           blamed.substr(statement.id.size()).starts_with('.');
}

std::optional<StatementRef> read_statement(yaml::Cursor const& at, Reader const& reader,
                                           normative::Catalogue const* catalogue)
{
    auto const name = reader.words(at);
    if (!name)
        return std::nullopt;
    if (catalogue == nullptr)
        return StatementRef{.id = *name};
    auto const found = catalogue->find(*name);
    if (found)
        return StatementRef{.id = found->statement->id,
                            .clause = found->clause == '\0' ? "" : std::string(1, found->clause)};
    auto const near = catalogue->nearest(*name);
    at.error("there is no statement " + ticked(*name),
             near.empty() ? "" : "did you mean " + ticked(near) + "?");
    return std::nullopt;
}

namespace {

void add_checks(std::string const& member, yaml::Cursor const& at, Setting const& setting,
                std::vector<Check>& out)
{
    for (auto const& item : at.items(true)) {
        auto const statement = read_statement(item, *setting.reader, setting.catalogue);
        if (!statement)
            continue;
        auto const name = statement->full();
        auto const& listed_ones = *setting.statements;
        bool const is_listed =
            std::ranges::any_of(listed_ones, [&](StatementRef const& each) { return is_of(name, each); });
        if (!is_listed)
            item.error(ticked(name) + " is not among the `statements` of the case",
                       "add it there, if it is judged");
        bool const is_double = std::ranges::any_of(
            out, [&](Check const& each) { return each.member == member && each.statement == name; });
        if (is_double)
            item.error(ticked(name) + " stands twice");
        out.push_back({.member = member, .statement = name});
    }
}

void add_members(std::vector<std::string>& out, Pattern const& pattern)
{
    for (auto const& [name, matcher] : pattern.members)
        out.push_back(name);
}

/// The members of which the step expects something, whether or not the author has to say so.
std::vector<std::string> expected_members(Step const& step)
{
    std::vector<std::string> out;
    if (auto const* connect = std::get_if<Connect>(&step.action)) {
        out.emplace_back("return_code");
        add_members(out, connect->expected);
    } else if (auto const* subscribe = std::get_if<Subscribe>(&step.action)) {
        out.emplace_back("return_codes");
        add_members(out, subscribe->expected);
    } else if (auto const* receive = std::get_if<Receive>(&step.action)) {
        add_members(out, receive->expected);
    } else if (auto const* expect = std::get_if<Expect>(&step.action)) {
        add_members(out, expect->packet);
    } else if (auto const* accept = std::get_if<Accept>(&step.action)) {
        add_members(out, accept->expected);
    } else if (auto const* told = std::get_if<ExpectReport>(&step.action)) {
        add_members(out, told->report);
    } else if (auto const* any_order = std::get_if<ExpectAnyOrder>(&step.action)) {
        for (auto const& packet : any_order->packets)
            add_members(out, packet);
    } else if (auto const* handshake = std::get_if<ExpectHandshake>(&step.action)) {
        for (auto const& [name, matcher] : handshake->members)
            out.push_back(name);
    } else if (std::holds_alternative<ExpectClose>(step.action)) {
        out.emplace_back("reply"); // To the packet just sent: none may come.
    }
    return out;
}

} // namespace

} // namespace mqttspec::scenario
