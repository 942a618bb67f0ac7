// SPDX-License-Identifier: Apache-2.0
#include "normative/catalogue.hpp"
#include "normative/digest.hpp"
#include "normative/number.hpp"
#include "normative/words.hpp"
#include "yaml/cursor.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace mqttspec::normative {

namespace {

using yaml::Cursor;

/// A text and where it stands.
struct Located
{
    Cursor node;
    std::string text{};
};

/// Reads a catalogue and remembers what later entries are checked against.
class Loader
{
public:
    [[nodiscard]] Catalogue::Content read(Cursor const& root);

private:
    void read_section(Cursor const& node);
    void read_statement(Cursor const& node);
    void read_advisory(Cursor const& node);
    Examination read_examination(Cursor const& node, bool is_obliged);
    void check_id(Cursor const& node, std::string const& id);
    void check_place(Cursor const& node, Statement const& statement);
    void check_unused(Cursor const& node, std::string const& name);
    void check_references();

    Catalogue::Content content_;
    std::set<std::string> names_;   ///< Ids, aliases and advisories.
    std::vector<Located> mentions_; ///< Statements that are named before they may have been read.
    std::vector<Located> section_numbers_;
};

std::string text_of(Cursor const& node, std::string_view key);
std::string optional_text_of(Cursor const& node, std::string_view key);
std::string filled(Cursor const& node);
std::vector<Located> texts_of(Cursor const& node, std::string_view key);
Text both_languages(Cursor const& node);
std::vector<std::string> packets_of(Cursor const& node);
std::vector<Role> roles_of(Cursor const& node);
std::vector<Clause> clauses_of(Cursor const& node, Subject subject);
Clause clause_of(Cursor const& key, Cursor const& value, char expected, Subject subject);
std::vector<Method> methods_of(Cursor const& node);
void check_reasons(Cursor const& node, Examination const& examination);
template <class Value, std::size_t Size>
std::optional<Value> word_of(Cursor const& node, std::string_view key,
                             std::array<Word<Value>, Size> const& words);
template <class Value, std::size_t Size>
std::optional<Value> word_at(Cursor const& node, std::array<Word<Value>, Size> const& words);

} // namespace

Catalogue load(std::string const& path, yaml::Diagnostics& diagnostics)
{
    auto const text = yaml::read_file(path, diagnostics);
    return text ? normative::load_text(path, *text, diagnostics) : Catalogue();
}

Catalogue load_text(std::string const& file, std::string const& text, yaml::Diagnostics& diagnostics)
{
    auto const root = yaml::load_text(file, text, diagnostics);
    if (!root)
        return {};
    auto content = Loader().read(*root);
    content.hash = digest(text);
    return Catalogue(std::move(content));
}

namespace {

Catalogue::Content Loader::read(Cursor const& root)
{
    content_.version = text_of(root, "version");
    if (auto const sections = root.require("sections"))
        for (auto const& section : sections->items())
            read_section(section);
    if (auto const statements = root.require("statements"))
        for (auto const& statement : statements->items())
            read_statement(statement);
    if (auto const advisories = root.find("advisories"))
        for (auto const& advisory : advisories->items())
            read_advisory(advisory);
    root.finish();
    check_references();
    return std::move(content_);
}

void Loader::read_section(Cursor const& node)
{
    Section section{.number = text_of(node, "number"), .title = both_languages(node)};
    node.finish();
    if (!is_section_number(section.number)) {
        node.error("`" + section.number + "` is no section number", "such as 3.1.2");
        return;
    }
    auto const& others = content_.sections;
    auto const parent = section.number.substr(0, section.number.rfind('.'));
    if (std::ranges::find(others, section.number, &Section::number) != others.end())
        node.error("section " + section.number + " appears again");
    else if (!others.empty() && comes_before(section.number, others.back().number))
        node.error("section " + section.number + " has to stand before " + others.back().number);
    else if (parent != section.number && std::ranges::find(others, parent, &Section::number) == others.end())
        node.error("section " + section.number + " stands below " + parent + ", which is not listed");
    section_numbers_.push_back({.node = node, .text = section.number});
    content_.sections.push_back(std::move(section));
}

void Loader::read_statement(Cursor const& node)
{
    Statement statement;
    statement.line = node.where().line;
    statement.version = content_.version;
    statement.id = text_of(node, "id");
    if (auto const id = node.find("id"))
        check_id(*id, statement.id);
    for (auto const& [alias, text] : texts_of(node, "aliases")) {
        check_unused(alias, text);
        statement.aliases.push_back(text);
    }
    statement.section = section_of(statement.id);
    statement.place = text_of(node, "section");
    check_place(node, statement);

    auto const subject = word_of(node, "subject", subject_words);
    statement.subject = subject.value_or(Subject::both);
    statement.level = word_of(node, "level", level_words).value_or(Level::must);
    statement.packets = packets_of(node);
    if (auto const summary = node.require("summary")) {
        statement.summary = both_languages(*summary);
        summary->finish();
    }
    statement.clauses = clauses_of(node, statement.subject);
    for (auto const role : {Role::server, Role::client}) {
        bool const is_obliged = statement.obliges(role);
        auto const how = subject && is_obliged ? node.require(name_of(role)) : node.find(name_of(role));
        if (how)
            (role == Role::server ? statement.server : statement.client) = read_examination(*how, is_obliged);
    }
    statement.note = optional_text_of(node, "note");
    statement.dispute = optional_text_of(node, "dispute");
    node.finish();
    content_.statements.push_back(std::move(statement));
}

Examination Loader::read_examination(Cursor const& node, bool is_obliged)
{
    Examination out;
    out.by = methods_of(node);
    for (auto const& duty : texts_of(node, "judged_under")) {
        mentions_.push_back(duty);
        out.judged_under.push_back(duty.text);
    }
    out.needs = optional_text_of(node, "needs");
    out.reason = optional_text_of(node, "reason");
    out.note = optional_text_of(node, "note");
    node.finish();

    if (!is_obliged && out.judged_under.empty() && out.reason.empty())
        node.error("the statement does not oblige this role: `judged_under` is missing",
                   "or a `reason` why it is examined at all");
    check_reasons(node, out);
    return out;
}

void Loader::read_advisory(Cursor const& node)
{
    Advisory advisory;
    advisory.id = text_of(node, "id");
    if (auto const id = node.find("id"))
        check_unused(*id, advisory.id);
    advisory.section = text_of(node, "section");
    advisory.roles = roles_of(node);
    advisory.packets = packets_of(node);
    if (auto const summary = node.require("summary")) {
        advisory.summary = both_languages(*summary);
        summary->finish();
    }
    advisory.note = optional_text_of(node, "note");
    node.finish();
    content_.advisories.push_back(std::move(advisory));
}

void Loader::check_id(Cursor const& node, std::string const& id)
{
    if (!is_id(id)) {
        node.error("`" + id + "` is no statement id", "such as MQTT-3.1.0-2");
        return;
    }
    check_unused(node, id);
    auto const& others = content_.statements;
    if (!others.empty() && comes_before(id, others.back().id))
        node.error(id + " has to stand before " + others.back().id);
}

void Loader::check_place(Cursor const& node, Statement const& statement)
{
    auto const place = node.find("section");
    if (!place || statement.section.empty())
        return;
    if (!is_section_number(statement.place) || !is_within(statement.place, statement.section))
        place->error(statement.id + " cannot stand in section " + statement.place,
                     "its number says " + statement.section);
    else if (std::ranges::find(content_.sections, statement.section, &Section::number) ==
             content_.sections.end())
        place->error("section " + statement.section + " is not listed in `sections`");
}

void Loader::check_unused(Cursor const& node, std::string const& name)
{
    if (!names_.insert(name).second)
        node.error("the name " + name + " appears again");
}

/// What can only be known once all statements were read.
void Loader::check_references()
{
    auto const catalogue = Catalogue(content_);
    for (auto const& [node, id] : mentions_) {
        auto const near = catalogue.nearest(id);
        if (!catalogue.find(id))
            node.error("there is no statement " + id, near.empty() ? "" : "did you mean " + near + "?");
    }
    for (auto const& [node, number] : section_numbers_)
        if (catalogue.in_section(number).empty())
            node.error("no statement stands in section " + number);
}

std::string text_of(Cursor const& node, std::string_view key)
{
    auto const value = node.require(key);
    return value ? filled(*value) : std::string();
}

std::string optional_text_of(Cursor const& node, std::string_view key)
{
    auto const value = node.find(key);
    return value ? filled(*value) : std::string();
}

std::string filled(Cursor const& node)
{
    auto const text = node.text();
    if (text && text->find_first_not_of(" \t\n") == std::string::npos)
        node.error("must not be empty");
    return text.value_or("");
}

std::vector<Located> texts_of(Cursor const& node, std::string_view key)
{
    std::vector<Located> out;
    if (auto const list = node.find(key))
        for (auto const& item : list->items())
            out.push_back({.node = item, .text = filled(item)});
    return out;
}

Text both_languages(Cursor const& node)
{
    return {.en = text_of(node, "en"), .zh = text_of(node, "zh")};
}

std::vector<std::string> packets_of(Cursor const& node)
{
    std::vector<std::string> out;
    for (auto const& [item, name] : texts_of(node, "packets")) {
        if (std::ranges::find(packet_names, name) == packet_names.end()) {
            auto const near = yaml::nearest(name, {packet_names.begin(), packet_names.end()});
            item.error("there is no packet `" + name + "`",
                       near.empty() ? "" : "did you mean `" + near + "`?");
        } else if (std::ranges::find(out, name) != out.end()) {
            item.error("the packet `" + name + "` appears again");
        }
        out.push_back(name);
    }
    return out;
}

std::vector<Role> roles_of(Cursor const& node)
{
    std::vector<Role> out;
    auto const subject = word_of(node, "roles", subject_words);
    for (auto const role : {Role::server, Role::client})
        if (subject && includes(*subject, role))
            out.push_back(role);
    return out;
}

std::vector<Clause> clauses_of(Cursor const& node, Subject subject)
{
    std::vector<Clause> out;
    auto const map = node.find("clauses");
    if (!map)
        return out;
    char expected = 'a';
    for (auto const& [key, value] : map->entries())
        out.push_back(clause_of(key, value, expected++, subject));
    if (map->is_map() && out.size() < 2)
        map->error("a statement of one clause needs no letter");
    return out;
}

Clause clause_of(Cursor const& key, Cursor const& value, char expected, Subject subject)
{
    if (key.raw() != std::string(1, expected))
        key.error("the clause `" + key.raw() + "` stands where `" + expected + "` was expected");
    Clause clause{.letter = expected, .roles = roles_of(value), .summary = both_languages(value)};
    value.finish();
    for (auto const role : clause.roles)
        if (!includes(subject, role))
            value.error("the statement does not oblige the " + std::string(name_of(role)));
    return clause;
}

std::vector<Method> methods_of(Cursor const& node)
{
    std::vector<Method> out;
    auto const by = node.require("by");
    if (!by)
        return out;
    for (auto const& item : by->items(true)) {
        auto const method = word_at(item, method_words);
        if (method && std::ranges::find(out, *method) != out.end())
            item.error("the method `" + item.raw() + "` appears again");
        if (method)
            out.push_back(*method);
    }
    if (by->is_list() && by->items().empty())
        by->error("must not be empty");
    std::ranges::sort(out);
    return out;
}

/// Whatever is not plainly done has to be explained.
void check_reasons(Cursor const& node, Examination const& examination)
{
    bool const has_condition = examination.uses(Method::conditional) || examination.uses(Method::environment);
    if (has_condition && examination.needs.empty())
        node.error("`needs` is missing", "say what the target must offer");
    bool const has_excuse = examination.uses(Method::derived) || examination.uses(Method::not_observable);
    if (has_excuse && examination.reason.empty())
        node.error("`reason` is missing", "say why no case or rule can show it");
}

template <class Value, std::size_t Size>
std::optional<Value> word_of(Cursor const& node, std::string_view key,
                             std::array<Word<Value>, Size> const& words)
{
    auto const value = node.require(key);
    return value ? word_at(*value, words) : std::nullopt;
}

template <class Value, std::size_t Size>
std::optional<Value> word_at(Cursor const& node, std::array<Word<Value>, Size> const& words)
{
    auto const text = node.text();
    if (!text)
        return std::nullopt;
    auto const word = std::ranges::find(words, *text, &Word<Value>::name);
    if (word != words.end())
        return word->value;

    std::vector<std::string> names;
    std::string listed;
    for (auto const& other : words) {
        names.emplace_back(other.name);
        listed += (listed.empty() ? "`" : ", `") + std::string(other.name) + "`";
    }
    auto const near = yaml::nearest(*text, names);
    node.error("`" + *text + "` is none of " + listed, near.empty() ? "" : "did you mean `" + near + "`?");
    return std::nullopt;
}

} // namespace

} // namespace mqttspec::normative
