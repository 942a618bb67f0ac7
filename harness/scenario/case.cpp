// SPDX-License-Identifier: Apache-2.0
#include "scenario/case.hpp"

#include "scenario/audit.hpp"
#include "scenario/expand.hpp"
#include "scenario/keys.hpp"
#include "scenario/needs.hpp"
#include "scenario/packets.hpp"
#include "scenario/steps.hpp"
#include "scenario/words.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

namespace mqttspec::scenario {

namespace {

constexpr std::array keys_of_case{
    CaseKey{"id", "A permanent slug, unique in the suite; it travels on the wire in topics.", true},
    CaseKey{"when", "The stimulus; with `then` one sentence of the report.", true},
    CaseKey{"then", "The duty.", true},
    CaseKey{"statements",
            "Whose verdict this case gives; the first is blamed unless `checks` says otherwise.", true},
    CaseKey{"provokes", "The statements that the harness itself breaks, on purpose.", false},
    CaseKey{"for", "Multiplies the case: lists of values, or a list of maps that go in step.", false},
    CaseKey{"needs", "What the target must offer: `retain`, `not wildcards`, `max_qos >= 2`.", false},
    CaseKey{"setup", "Steps that bring about the situation; a failure here is inconclusive.", false},
    CaseKey{"steps", "The stimulus and the duty.", true},
    CaseKey{"allow", "What may be left unread at the end.", false},
    CaseKey{"exclusive", "It must see the whole topic space, and runs alone.", false},
    CaseKey{"load", "It is heavy, and runs apart.", false},
    CaseKey{"why", "The reading of the standard where it is disputed, and the alternative that was rejected.",
            false},
    CaseKey{"since", "The suite version that brought it.", false},
};

constexpr std::size_t most_bytes_in_id = 60;
constexpr std::size_t most_bytes_in_sentence = 300;
constexpr std::size_t most_bytes_in_why = 4'000;
constexpr std::size_t most_instances_in_file = 20'000;

/// Behind so many instances with mistakes the others would only repeat them.
constexpr int most_faulty_instances = 8;

/// Reads one instance of one case.
class InstanceReader
{
public:
    InstanceReader(yaml::Cursor at, Instance const& instance, FileState& file,
                   std::set<std::string, std::less<>>& used)
        : at_(std::move(at)), instance_(&instance), file_(&file), scope_(instance.values, used),
          reader_(scope_, file.budget), keys_(reader_, at_)
    {}

    Scenario read();

private:
    void read_id();
    void read_what_it_needs();
    void read_sentence();
    void read_statements();
    void read_steps_of_case();
    void read_flags();
    std::string sentence(std::string_view key);
    std::vector<StatementRef> statement_list(yaml::Cursor const& list);
    void check_roles();
    std::optional<yaml::Cursor> require(std::string_view key);

    yaml::Cursor at_;
    Instance const* instance_;
    FileState* file_;
    Scope scope_;
    Reader reader_;
    Keys keys_;
    Scenario out_;
    StatementPlaces places_;
};

std::vector<Instance> instances_of(yaml::Cursor const& at);
void report_unused(yaml::Cursor const& at, std::vector<Instance> const& instances,
                   std::set<std::string, std::less<>> const& used);
bool is_slug(std::string_view word);
bool is_version(std::string_view word);

} // namespace

std::span<CaseKey const> case_keys()
{
    return keys_of_case;
}

std::vector<Scenario> read_case(yaml::Cursor const& at, FileState& file)
{
    std::vector<Scenario> out;
    if (!at.is_map()) {
        at.error("a case is a map", "`- id: my-case`, and below it `when`, `then`, `statements` and `steps`");
        return out;
    }
    auto const instances = instances_of(at);
    file.instance_ends.push_back(file.diagnostics.all().size());
    std::set<std::string, std::less<>> used;
    int faulty = 0;
    for (auto const& instance : instances) {
        if (++file.instances > most_instances_in_file) {
            at.error("a file has 20,000 instances of cases at most");
            break;
        }
        file.budget.renew();
        auto const before = file.diagnostics.all().size();
        out.push_back(InstanceReader(at, instance, file, used).read());
        file.instance_ends.push_back(file.diagnostics.all().size());
        faulty += file.instance_ends.back() > before ? 1 : 0;
        if (faulty == most_faulty_instances)
            break;
    }
    if (faulty == 0)
        report_unused(at, instances, used);
    return out;
}

namespace {

Scenario InstanceReader::read()
{
    auto const before = file_->diagnostics.all().size();
    for (auto const& [name, constant] : instance_->values)
        out_.values.emplace_back(name, constant.value);
    read_id();
    read_what_it_needs();
    read_sentence();
    read_statements();
    read_steps_of_case();
    read_flags();
    // The cursor over the whole case has read `for`.
    (void)keys_.take("for");
    keys_.finish("a case");
    // What is wrong in parts would show up again in the whole.
    if (file_->diagnostics.all().size() == before)
        check_roles();
    if (file_->diagnostics.all().size() == before)
        audit(out_, places_, file_->diagnostics);
    return std::move(out_);
}

void InstanceReader::read_id()
{
    auto const at = require("id");
    out_.where = at_.where();
    auto const id = at ? at->text() : std::nullopt;
    if (!id)
        return;
    out_.where = at->where();
    if (!is_slug(*id) || id->size() > most_bytes_in_id)
        at->error(ticked(*id) + " is no id",
                  "lower-case letters and digits, with `-` between words, 60 at most");
    out_.case_id = *id;
    out_.id = *id + instance_->suffix;
}

/// Before all that may name the features as variables.
void InstanceReader::read_what_it_needs()
{
    scope_.set_features(file_->vocabulary->variables);
    if (auto const at = keys_.take("needs"))
        out_.needs = read_needs(*at, reader_, file_->vocabulary->features);
    for (auto const& need : out_.needs)
        scope_.need(need.feature);
    for (auto const& [name, constant] : instance_->values)
        if (scope_.is_feature(name))
            at_.error("`${" + name + "}` of `for` is a feature of the target", "choose another name");
}

void InstanceReader::read_sentence()
{
    out_.when = sentence("when");
    out_.then = sentence("then");
}

std::string InstanceReader::sentence(std::string_view key)
{
    auto const at = require(key);
    auto const words = at ? reader_.words(*at) : std::nullopt;
    if (!words)
        return "";
    if (words->find_first_not_of(" \n\t") == std::string::npos)
        at->error(ticked(key) + " is empty");
    else if (words->size() > most_bytes_in_sentence)
        at->error(ticked(key) + " is longer than 300 bytes");
    else if (words->ends_with('.') || words->ends_with(','))
        at->error(ticked(key) + " ends with a `" + words->substr(words->size() - 1) + "`",
                  "`when` and `then` are made into one sentence: leave the stop out");
    return *words;
}

void InstanceReader::read_statements()
{
    if (auto const at = require("statements")) {
        out_.statements = statement_list(*at);
        if (at->is_list() && at->items().empty())
            at->error("`statements` is empty", "a case gives the verdict of one statement at least");
        if (at->is_list() && out_.statements.size() == at->items().size())
            for (std::size_t index = 0; index < out_.statements.size(); ++index)
                places_.emplace(out_.statements[index].full(), at->items()[index].where());
    }
    if (auto const at = keys_.take("provokes"))
        out_.provokes = statement_list(*at);
}

std::vector<StatementRef> InstanceReader::statement_list(yaml::Cursor const& list)
{
    std::vector<StatementRef> out;
    for (auto const& item : list.items()) {
        auto statement = read_statement(item, reader_, file_->vocabulary->catalogue);
        if (!statement)
            continue;
        if (std::ranges::find(out, *statement) != out.end())
            item.error(ticked(statement->full()) + " stands twice");
        out.push_back(*std::move(statement));
    }
    return out;
}

/// A case gives the verdict of what obliges the role that it tests.
void InstanceReader::check_roles()
{
    auto const* catalogue = file_->vocabulary->catalogue;
    auto const role = out_.is_about_client() ? normative::Role::client : normative::Role::server;
    auto const at = at_.find("statements");
    for (auto const& reference : out_.statements) {
        auto const found = catalogue == nullptr ? std::nullopt : catalogue->find(reference.full());
        auto const* clause = found ? found->statement->clause(found->clause) : nullptr;
        bool const is_obliged =
            !found || (clause != nullptr ? clause->obliges(role) : found->statement->obliges(role));
        if (!is_obliged && at)
            at->error(ticked(reference.full()) + " does not oblige a " +
                          std::string(normative::name_of(role)),
                      "whose duty it is, `mqttspec explain` says; the actors say who is tested");
    }
}

void InstanceReader::read_steps_of_case()
{
    Setting setting{.reader = &reader_,
                    .statements = &out_.statements,
                    .catalogue = file_->vocabulary->catalogue,
                    .is_setup = true};
    if (auto const at = keys_.take("setup"))
        out_.setup = read_steps(*at, setting);
    setting.is_setup = false;
    if (auto const at = require("steps")) {
        out_.steps = read_steps(*at, setting);
        if (at->is_list() && at->items().empty())
            at->error("`steps` is empty");
    }
    // Behind the steps: what is allowed may name what they have captured.
    if (auto const at = keys_.take("allow"))
        out_.allow = read_allowed(
            *at, reader_,
            {.may_name_actors = true, .side = out_.is_about_client() ? Side::server : Side::client});
}

void InstanceReader::read_flags()
{
    if (auto const at = keys_.take("exclusive"))
        out_.is_exclusive = reader_.boolean(*at).value_or(false);
    if (auto const at = keys_.take("load"))
        out_.is_load = reader_.boolean(*at).value_or(false);
    if (auto const at = keys_.take("why")) {
        out_.why = reader_.words(*at).value_or("");
        if (out_.why.size() > most_bytes_in_why)
            at->error("`why` is longer than 4,000 bytes");
    }
    if (auto const at = keys_.take("since")) {
        out_.since = at->text().value_or("0");
        if (!is_version(out_.since))
            at->error(ticked(out_.since) + " is no version", "such as `0.1.0`");
    }
}

std::optional<yaml::Cursor> InstanceReader::require(std::string_view key)
{
    auto value = keys_.take(key);
    if (!value)
        at_.error(ticked(key) + " is missing in this case");
    return value;
}

std::vector<Instance> instances_of(yaml::Cursor const& at)
{
    // Without its `for` a case is not looked at any further: each `${}` would be undefined.
    auto const list = at.find("for");
    return list ? expand(*list) : std::vector<Instance>{Instance{}};
}

void report_unused(yaml::Cursor const& at, std::vector<Instance> const& instances,
                   std::set<std::string, std::less<>> const& used)
{
    auto const list = at.find("for");
    if (!list || instances.empty())
        return;
    auto const keys = list->is_map() ? list->entries() : list->items().front().entries();
    for (auto const& [key, value] : keys) {
        bool const only_names = list->is_list() && key.raw() == "name";
        if (!only_names && !used.contains(key.raw()))
            key.error("`${" + key.raw() + "}` is used nowhere in this case",
                      "each value would give the same case");
    }
}

bool is_slug(std::string_view word)
{
    auto const is_inner = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
    };
    return !word.empty() && std::ranges::all_of(word, is_inner) && !word.starts_with('-') &&
           !word.ends_with('-') && word.find("--") == std::string_view::npos;
}

bool is_version(std::string_view word)
{
    auto const is_inner = [](char letter) { return (letter >= '0' && letter <= '9') || letter == '.'; };
    return !word.empty() && std::ranges::all_of(word, is_inner) && !word.starts_with('.') &&
           !word.ends_with('.') && word.find("..") == std::string_view::npos;
}

} // namespace

} // namespace mqttspec::scenario
