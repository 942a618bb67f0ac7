// SPDX-License-Identifier: Apache-2.0
#include "reports/html_data.hpp"

#include "reports/html_packing.hpp"
#include "reports/html_text.hpp"
#include "reports/offence.hpp"
#include "reports/reproducer.hpp"
#include "reports/section_tree.hpp"
#include "reports/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <map>
#include <utility>

namespace mqttspec::reports {

namespace {

using Json = nlohmann::ordered_json;
using results::CaseResult;
using results::Result;
using results::StatementResult;

Json statement_of(StatementResult const& one, Result const& result,
                  std::map<std::string, std::size_t> const& places, Packing& packing);
Json case_of(CaseResult const& one, Result const& result, Packing& packing);
Json failure_of(results::Failure const& failure, Packing& packing);
void add_reproducer(Json& object, CaseResult const& one, Result const& result);
void add_text(Json& object, char const* name, std::string const& text);
void add_texts(Json& object, char const* name, std::vector<std::string> const& texts, Packing& packing);
std::string with_mark_for_id(std::string text, std::string const& id);
double rounded(double seconds);
std::string fit_for_script(std::string const& json);

} // namespace

std::string html_data(Result const& result)
{
    Packing packing;
    std::map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < result.cases.size(); ++i)
        places.emplace(result.cases[i].id, i);
    Json data;
    data["title"] = html_title(result);
    data["target"] = {{"name", sanitised(result.target.name)}, {"role", sanitised(result.target.role)}};
    data["sections"] = Json::array();
    for (results::Section const& section : result.sections)
        data["sections"].push_back(
            {sanitised(section.id), packing.text(section.title), packing.text(section.title_zh)});
    data["statements"] = Json::array();
    for (StatementResult const& one : result.statements)
        data["statements"].push_back(statement_of(one, result, places, packing));
    data["cases"] = Json::array();
    for (CaseResult const& one : result.cases)
        data["cases"].push_back(case_of(one, result, packing));
    packing.add_tables(data);
    return fit_for_script(data.dump());
}

namespace {

Json statement_of(StatementResult const& one, Result const& result,
                  std::map<std::string, std::size_t> const& places, Packing& packing)
{
    Json object{{"id", html_row_id(one, result.target)},
                {"role", sanitised(one.role)},
                {"summary", packing.text(one.summary)},
                {"summary_zh", packing.text(one.summary_zh)}};
    object["cases"] = Json::array();
    for (std::string const& id : one.cases) {
        if (auto const it = places.find(id); it != places.end())
            object["cases"].push_back(it->second);
    }
    return object;
}

/// What is empty, or says that the case passes, is left out: there are many cases.
Json case_of(CaseResult const& one, Result const& result, Packing& packing)
{
    Json object{{"id", sanitised(one.id)},        {"section", packing.text(one.section)},
                {"when", packing.text(one.when)}, {"then", packing.text(one.then)},
                {"file", packing.text(one.file)}, {"line", one.line}};
    if (one.verdict != results::Verdict::pass)
        object["verdict"] = name_of(one.verdict);
    if (one.duration_s > 0)
        object["duration"] = std::round(one.duration_s * 1e4) / 1e4;
    add_texts(object, "statements", one.statements, packing);
    add_texts(object, "provokes", one.provokes, packing);
    add_texts(object, "notes", one.notes, packing);
    add_text(object, "variant", one.variant);
    add_text(object, "reason", one.reason);
    if (one.is_crash)
        object["crash"] = true;
    if (one.unexpected_pass)
        object["unexpected"] = true;
    if (one.known)
        object["known"] = {{"reason", clipped(one.known->reason)},
                           {"link", clipped(one.known->link)},
                           {"pattern", clipped(one.known->pattern)}};
    auto const offence = offence_of(one);
    if (one.failure) {
        object["failure"] = failure_of(*one.failure, packing);
        if (offence.gave_up_s)
            object["failure"]["t"] = rounded(*offence.gave_up_s);
        add_texts(object, "blamed", one.failure->blamed, packing);
    }
    if (one.attempts > 1)
        object["attempts"] = one.attempts;
    for (auto const& [actor, id] : one.client_ids)
        object["clients"].push_back({clipped(actor), clipped(id)});
    object["replay"] = packing.raw_text(with_mark_for_id(clipped(one.replay), sanitised(one.id)));
    add_reproducer(object, one, result);
    packing.add_log(object, one.wire, offence.events);
    for (auto const& log : one.other_attempts)
        packing.add_log(object["others"].emplace_back(Json::object()), log, {});
    return object;
}

Json failure_of(results::Failure const& failure, Packing& packing)
{
    return {{"step", clipped(failure.step)},
            {"file", packing.text(failure.file)},
            {"line", failure.line},
            {"expected", clipped(failure.expected)},
            {"received", clipped(failure.received)}};
}

void add_reproducer(Json& object, CaseResult const& one, Result const& result)
{
    if (one.verdict != results::Verdict::fail)
        return;
    auto const by_hand = reproducer(one, result.target);
    add_text(object, "reproducer", by_hand.command);
    add_text(object, "no_reproducer", by_hand.obstacle);
}

void add_text(Json& object, char const* name, std::string const& text)
{
    if (!text.empty())
        object[name] = sanitised(text);
}

void add_texts(Json& object, char const* name, std::vector<std::string> const& texts, Packing& packing)
{
    if (!texts.empty())
        object[name] = packing.texts(texts);
}

/// A replay command differs from another one in little else.
std::string with_mark_for_id(std::string text, std::string const& id)
{
    auto const place = text.rfind(id);
    if (id.empty() || place == std::string::npos)
        return text;
    return fmt::format("{}\x01{}", text.substr(0, place), text.substr(place + id.size()));
}

double rounded(double seconds)
{
    return std::isfinite(seconds) ? std::round(seconds * 1e6) / 1e6 : 0;
}

/// In a <script>, "</script" ends it and "<!--" changes how it is read; in a string of JSON the escape says
/// the same.
std::string fit_for_script(std::string const& json)
{
    std::string text;
    text.reserve(json.size() + json.size() / 16);
    for (char const c : json) {
        if (c == '<')
            text += "\\u003c";
        else if (c == '>')
            text += "\\u003e";
        else if (c == '&')
            text += "\\u0026";
        else
            text += c;
    }
    return text;
}

} // namespace

} // namespace mqttspec::reports
