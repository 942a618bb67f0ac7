// SPDX-License-Identifier: Apache-2.0
#include "engine/probe.hpp"

#include "engine/janitor.hpp"
#include "engine/judge.hpp"
#include "engine/probes.hpp"
#include "net/nursery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <regex>

namespace mqttspec::engine {

namespace {

/// The way that an `expect one of` took, which a note tells; empty if there is none.
std::string way_taken(CaseRun const& run)
{
    constexpr std::string_view mark = ": taken: ";
    for (auto const& note : run.notes)
        if (auto const at = note.find(mark); at != std::string::npos)
            return note.substr(at + mark.size());
    return {};
}

/// What the answer says of a feature; nothing where it leaves it open.
std::optional<scenario::Scalar> to_feature(target::FeatureInfo const& feature, std::string const& answer)
{
    if (std::holds_alternative<bool>(feature.default_value)) {
        bool const is_told = feature.name != "sys_topics" || answer != "not told";
        bool const is_no = answer == "refused" || answer == "closed" || answer == "not delivered";
        return is_told && !is_no;
    }
    std::int64_t number = 0;
    auto const [end, ec] = std::from_chars(answer.data(), answer.data() + answer.size(), number);
    bool const is_number = ec == std::errc() && end == answer.data() + answer.size();
    return is_number ? std::optional<scenario::Scalar>(number) : std::nullopt;
}

std::string version_of(std::string const& answer)
{
    std::smatch match;
    auto const head = answer.substr(0, 200);
    return std::regex_search(head, match, std::regex(R"(\d+(\.\d+)+)")) ? match[0].str() : std::string{};
}

void learn(Probe const& asked, std::string const& answer, Behaviour& behaviour)
{
    behaviour.seen.emplace_back(asked.name, answer);
    if (asked.id == "probe-version")
        behaviour.version = version_of(answer);
    auto const* feature = target::feature_named(asked.feature);
    auto const value = feature == nullptr ? std::nullopt : to_feature(*feature, answer);
    if (value)
        behaviour.features.insert_or_assign(std::string{asked.feature}, *value);
}

boost::asio::awaitable<void> ask(scenario::Scenario const& scenario, Probe const& asked,
                                 Surroundings const& surroundings, std::vector<Stage*>& live,
                                 std::string& answer)
{
    auto const run = co_await play_once(scenario, surroundings, 1, live);
    co_await clean_up(run.remains, scenario, surroundings);
    answer = asked.read ? asked.read(run) : way_taken(run);
}

} // namespace

boost::asio::awaitable<void> probe(Pace pace, Surroundings const& surroundings, std::vector<Stage*>& live,
                                   Behaviour& behaviour)
{
    auto const& scenarios = probe_scenarios();
    std::vector<std::string> answers(probes().size());
    auto quiet = surroundings;
    quiet.trace = {}; // Who traces asks for the cases.
    quiet.keeps_wire_logs = true;
    net::Nursery askers{surroundings.executor};
    for (std::size_t i = 0; i < answers.size(); ++i) {
        auto const& asked = probes()[i];
        bool const applies = unmet_need(scenarios[i], surroundings.features).empty();
        if (asked.pace == pace && applies)
            askers.spawn(ask(scenarios[i], asked, quiet, live, answers[i]));
    }
    co_await askers.join();
    for (std::size_t i = 0; i < answers.size(); ++i)
        if (!answers[i].empty())
            learn(probes()[i], answers[i], behaviour);
}

std::vector<std::string> contradictions(target::Features const& declared, Behaviour const& behaviour)
{
    std::vector<std::string> found;
    for (auto const& [name, seen] : behaviour.features) {
        auto const entry = declared.find(name);
        if (entry == declared.end() || entry->second == seen)
            continue;
        auto const in_words = [](scenario::Scalar const& value) {
            return std::visit([](auto const& held) { return fmt::format("{}", held); }, value);
        };
        found.push_back(fmt::format("{} is declared as {}, and seen as {}", name, in_words(entry->second),
                                    in_words(seen)));
    }
    return found;
}

} // namespace mqttspec::engine
