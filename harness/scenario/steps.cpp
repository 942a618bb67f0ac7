// SPDX-License-Identifier: Apache-2.0
#include "scenario/steps.hpp"

#include "scenario/checks.hpp"
#include "scenario/pieces.hpp"
#include "scenario/words.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

namespace mqttspec::scenario {

namespace {

std::optional<Step> read_step(yaml::Cursor const& at, Setting const& setting);
std::optional<Step> read_actors_step(yaml::Cursor const& at, yaml::Cursor const& value, Actor actor,
                                     Setting const& setting);
Step read_actorless_step(yaml::Cursor const& at, yaml::Cursor const& value, Verb const& verb,
                         Setting const& setting);
void refuse_verb(yaml::Cursor const& at, std::string const& name, Side side);
bool refuse_packet(yaml::Cursor const& at, FoundVerb const& found, Side side);
std::string shown(yaml::Cursor const& value, Reader const& reader);
void read_common(Step& step, FoundVerb const& found, Keys& keys, Setting const& setting);
void refuse_common(FoundVerb const& found, std::string_view verb, Keys& keys);
std::vector<Capture> read_captures(yaml::Cursor const& at, wire::PacketType meets, Reader const& reader);
std::optional<Capture> read_capture(yaml::Cursor const& key, yaml::Cursor const& value,
                                    wire::PacketType meets, Reader const& reader);
void no_first_word(yaml::Cursor const& at, yaml::Cursor const& key, std::string const& word);
bool spend_step(yaml::Cursor const& at, Budget& budget);
std::string without_spare_blanks(std::string const& words);
std::optional<Span::Unit> unit_named(std::string_view name);

constexpr std::array common_keys{"checks", "control", "within", "capture"};
constexpr std::array send_keys{"corrupt", "split"};

} // namespace

std::vector<Step> read_steps(yaml::Cursor const& list, Setting const& setting)
{
    std::vector<Step> out;
    for (auto const& item : list.items()) {
        if (!spend_step(item, setting.reader->budget()))
            break;
        auto step = read_step(item, setting);
        if (step)
            out.push_back(*std::move(step));
    }
    return out;
}

std::optional<Span> read_span(yaml::Cursor const& at, Reader const& reader)
{
    auto const raw = reader.words(at);
    if (!raw)
        return std::nullopt;
    auto const words = without_spare_blanks(*raw);
    auto const blank = words.find(' ');
    auto const unit_word = words.substr(blank == std::string::npos ? 0 : blank + 1);
    auto const factor_word = blank == std::string::npos ? "1" : words.substr(0, blank);

    Span out;
    std::istringstream stream(factor_word);
    stream.imbue(std::locale::classic());
    bool const is_number = (stream >> out.factor) && stream.peek() == std::istringstream::traits_type::eof();
    auto const unit = unit_named(unit_word);
    if (!unit || !is_number) {
        auto const near = yaml::nearest(unit_word, {"keep_alive", "response", "settle"});
        at.error(ticked(words) + " is no duration",
                 near.empty() || unit ? "write a factor and one of `keep_alive`, `response`, `settle`: "
                                        "`0.8 keep_alive`; never seconds or milliseconds"
                                      : "did you mean " + ticked(near) + "?");
        return std::nullopt;
    }
    if (!std::isfinite(out.factor) || out.factor <= 0 || out.factor > 100) {
        at.error("the factor " + ticked(factor_word) + " is out of range", "above 0, up to 100");
        return std::nullopt;
    }
    out.unit = *unit;
    return out;
}

namespace {

std::optional<Step> read_step(yaml::Cursor const& at, Setting const& setting)
{
    if (!at.is_map()) {
        at.error("a step is a map that begins with an actor", "`- alice: connect`");
        return std::nullopt;
    }
    auto const entries = at.entries();
    if (entries.empty()) {
        at.error("an empty step");
        return std::nullopt;
    }
    auto const& [key, value] = entries.front();
    auto const word = setting.reader->words(key);
    if (!word)
        return std::nullopt;
    if (auto const actor = actor_named(*word))
        return read_actors_step(at, value, *actor, setting);
    if (auto const* verb = find_actorless(*word))
        return read_actorless_step(at, value, *verb, setting);
    no_first_word(at, key, *word);
    return std::nullopt;
}

std::optional<Step> read_actors_step(yaml::Cursor const& at, yaml::Cursor const& value, Actor actor,
                                     Setting const& setting)
{
    if (value.is_null()) {
        value.error("the verb is missing", "`" + std::string(name_of(actor)) + ": connect`");
        return std::nullopt;
    }
    auto const raw = setting.reader->words(value);
    if (!raw)
        return std::nullopt;
    auto const name = without_spare_blanks(*raw);
    auto const side = side_of(actor);
    auto const found = find_verb(name, side);
    if (found.verb == nullptr) {
        refuse_verb(value, name, side);
        return std::nullopt;
    }
    if (refuse_packet(value, found, side))
        return std::nullopt;
    Keys keys(*setting.reader, at, 1);
    Words words{.keys = &keys, .value = value, .actor = actor, .packet = found.packet, .setting = &setting};
    Step step{.actor = actor, .verb = name, .action = found.verb->read(words), .where = at.where()};
    read_common(step, found, keys, setting);
    keys.finish(ticked(name));
    return step;
}

void refuse_verb(yaml::Cursor const& at, std::string const& name, Side side)
{
    auto const near = yaml::nearest(name, verb_names(side));
    std::vector<std::string> whose;
    for (auto const other : {Side::client, Side::server, Side::subject})
        if (find_verb(name, other).verb != nullptr)
            for (auto const& actor : actor_names(other))
                whose.push_back(actor);
    auto hint = whose.empty() ? "" : "it is a verb of " + listed(whose) + "; ";
    hint += "known here: " + listed(verb_forms(side));
    at.error("there is no verb " + ticked(name) + (whose.empty() ? "" : " here"),
             near.empty() ? hint : "did you mean " + ticked(near) + "?");
}

/// True if that packet cannot go with that verb, which is then said.
bool refuse_packet(yaml::Cursor const& at, FoundVerb const& found, Side side)
{
    if (found.meets() != wire::PacketType::reserved_0 && side != Side::subject &&
        !can_come_to(side, found.meets())) {
        at.error(never_comes(side, found.meets()));
        return true;
    }
    auto const possible = packets_of(*found.verb, side);
    if (!found.verb->names_packet || std::ranges::find(possible, found.packet) != possible.end())
        return false;
    std::vector<std::string> names;
    for (auto const type : possible)
        names.emplace_back(wire::name_of(type));
    at.error("a Client begins nothing with " + std::string(wire::name_of(found.packet)),
             "known here: " + listed(names));
    return true;
}

Step read_actorless_step(yaml::Cursor const& at, yaml::Cursor const& value, Verb const& verb,
                         Setting const& setting)
{
    Keys keys(*setting.reader, at, 1);
    Words words{.keys = &keys, .value = value, .setting = &setting};
    Step step{.action = verb.read(words), .where = at.where()};
    step.verb = verb.name;
    if (value.is_scalar())
        step.verb += ": " + shown(value, *setting.reader);
    refuse_common({.verb = &verb}, verb.name, keys);
    keys.finish(ticked(verb.name));
    return step;
}

/// Variables of the run are shown by their name.
std::string shown(yaml::Cursor const& value, Reader const& reader)
{
    auto const name = lone_variable(value);
    bool const is_of_run = name && reader.scope().constant(*name) == nullptr;
    return is_of_run ? value.raw() : reader.words(value).value_or("");
}

void read_common(Step& step, FoundVerb const& found, Keys& keys, Setting const& setting)
{
    bool const can_fail =
        found.verb->form == Verb::Form::exchange || found.verb->form == Verb::Form::expectation;
    if (!can_fail) {
        refuse_common(found, step.verb, keys);
        return;
    }
    auto const& reader = *setting.reader;
    for (auto const* const name : send_keys)
        if (found.verb->form == Verb::Form::exchange && keys.key(name) != nullptr && keys.take(name))
            keys.key(name)->error("a whole exchange is legal and takes no `" + std::string(name) + "`",
                                  "it goes with `send`");
    if (auto const at = keys.take("checks"))
        step.checks = read_checks(*at, step, setting);
    if (auto const at = keys.take("control"))
        step.is_control = reader.boolean(*at).value_or(false);
    if (auto const at = keys.take("within"))
        step.within = read_span(*at, reader);
    if (auto const at = keys.take("capture"))
        step.captures = read_captures(*at, found.meets(), reader);
    if (step.is_control && !step.checks.empty())
        keys.key("control")->error("a control blames no statement, so it has no `checks`");
}

/// A step that cannot fail has nothing to blame, to wait for or to keep.
void refuse_common(FoundVerb const& found, std::string_view verb, Keys& keys)
{
    auto const* const hint = found.verb->form == Verb::Form::structure
                                 ? "put it on the steps within"
                                 : "it belongs to an expectation or a whole exchange";
    for (auto const* const name : common_keys)
        if (keys.key(name) != nullptr && keys.take(name))
            keys.key(name)->error(ticked(verb) + " meets no packet and takes no `" + name + "`", hint);
}

std::vector<Capture> read_captures(yaml::Cursor const& at, wire::PacketType meets, Reader const& reader)
{
    std::vector<Capture> out;
    if (meets == wire::PacketType::reserved_0) {
        at.error("there is no single packet here to keep a member of",
                 "`capture` goes with `receive`, `connect`, `subscribe` and `expect` of one packet");
        return out;
    }
    for (auto const& [key, value] : at.entries()) {
        auto capture = read_capture(key, value, meets, reader);
        if (capture)
            out.push_back(*std::move(capture));
    }
    return out;
}

std::optional<Capture> read_capture(yaml::Cursor const& key, yaml::Cursor const& value,
                                    wire::PacketType meets, Reader const& reader)
{
    auto const name = key.text();
    auto const member = reader.words(value);
    if (!name || !member)
        return std::nullopt;
    if (!is_name(*name)) {
        key.error(ticked(*name) + " cannot name a variable", "lower-case letters, digits and `_`");
        return std::nullopt;
    }
    auto& scope = reader.scope();
    auto const known = scope.captures().find(*name);
    bool const is_ours = known != scope.captures().end();
    if (is_taken(*name) || scope.is_feature(*name) || (!is_ours && scope.constant(*name) != nullptr)) {
        key.error("`${" + *name + "}` has a meaning already", "choose another name");
        return std::nullopt;
    }
    auto const infos = wire::keys_of(meets);
    auto const info = std::ranges::find(infos, *member, &wire::KeyInfo::name);
    auto const type = info == infos.end() ? std::nullopt : type_of(info->kind);
    if (!type) {
        std::vector<std::string> candidates;
        for (auto const& each : infos)
            if (type_of(each.kind))
                candidates.emplace_back(each.name);
        value.error(std::string(wire::name_of(meets)) + " has no single value " + ticked(*member),
                    suggestion(*member, candidates));
        return std::nullopt;
    }
    if (is_ours && known->second != *type) {
        key.error("`${" + *name + "}` already keeps " + std::string(name_of(known->second)));
        return std::nullopt;
    }
    scope.capture(*name, *type);
    return Capture{.variable = *name, .member = *member};
}

void no_first_word(yaml::Cursor const& at, yaml::Cursor const& key, std::string const& word)
{
    for (auto const& [other, value] : at.entries()) {
        if (actor_named(other.raw())) {
            other.error("the actor must be the first key of its step", "move it before " + ticked(word));
            return;
        }
    }
    auto candidates = actor_names();
    candidates.insert(candidates.end(), actorless_names().begin(), actorless_names().end());
    auto const near = yaml::nearest(word, candidates);
    key.error("no step begins with " + ticked(word),
              near.empty() ? "it begins with an actor or one of: " + listed(candidates)
                           : "did you mean " + ticked(near) + "?");
}

bool spend_step(yaml::Cursor const& at, Budget& budget)
{
    if (budget.instance_steps == 0 || budget.file_steps == 0) {
        if (!std::exchange(budget.has_told_of_steps, true))
            at.error(budget.instance_steps == 0 ? "a case has 2,000 steps at most"
                                                : "the instances of one file have 200,000 steps at most");
        return false;
    }
    --budget.instance_steps;
    --budget.file_steps;
    return true;
}

std::string without_spare_blanks(std::string const& words)
{
    std::string out;
    std::istringstream stream(words);
    for (std::string word; stream >> word;)
        out += (out.empty() ? "" : " ") + word;
    return out;
}

std::optional<Span::Unit> unit_named(std::string_view name)
{
    if (name == "response")
        return Span::Unit::response;
    if (name == "settle")
        return Span::Unit::settle;
    return name == "keep_alive" ? std::optional(Span::Unit::keep_alive) : std::nullopt;
}

} // namespace

} // namespace mqttspec::scenario
