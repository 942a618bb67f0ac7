// SPDX-License-Identifier: Apache-2.0
#include "reports/score_line.hpp"

#include "reports/text.hpp"
#include "reports/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mqttspec::reports {

namespace {

using results::Result;
using results::StatementResult;
using results::StatementVerdict;

template <class... Args>
std::string filled(std::string_view sentence, Args const&... args);
std::string failures_in_words(Result const& result, Words const& w);
int count_of(std::map<std::string, int> const& counts, std::string const& name);

} // namespace

std::string target_in_words(results::Target const& target, Language lang)
{
    std::string const name = target.version.empty() ? target.name : target.name + " " + target.version;
    return filled(words(lang).over, one_line(name), one_line(target.transport));
}

std::string score_in_words(Result const& result, Language lang)
{
    Words const& w = words(lang);
    results::Summary const& summary = result.summary;
    std::string line = filled(w.score, summary.score_passed, summary.score_applicable);
    if (auto const share = percentage(summary))
        line += filled(w.percent, *share);
    line += failures_in_words(result, w);

    auto const add = [&](int count, std::string_view what) {
        line += std::string(w.separator) + filled(w.count, count, what);
    };
    if (int const undecided = count_of(summary.statements, "inconclusive"); undecided > 0)
        add(undecided, w.inconclusive);
    add(count_of(summary.statements, "skipped"), w.skipped);
    if (int const unexamined = count_of(summary.statements, "not_examined"); unexamined > 0)
        add(unexamined, w.not_examined);
    if (int const unexpected = count_of(summary.cases, "unexpected_pass"); unexpected > 0)
        add(unexpected, w.unexpected_pass);
    if (!result.stale_expectations.empty())
        add(static_cast<int>(result.stale_expectations.size()), w.one_stale);
    return line;
}

std::string_view last_word(Result const& result, Language lang)
{
    Words const& w = words(lang);
    if (result.interrupted)
        return w.interrupted;
    if (!result.trouble.empty())
        return w.broke_off;
    if (count_of(result.summary.statements, "fail") > 0)
        return w.not_conformant;
    if (result.partial)
        return w.partial;
    if (result.summary.conformant)
        return w.conformant;
    return result.summary.score_applicable == 0 ? w.nothing_examined : w.undecided;
}

std::string score_line(Result const& result, Language lang)
{
    std::string const colon(words(lang).colon);
    return target_in_words(result.target, lang) + colon + score_in_words(result, lang) + colon +
           std::string(last_word(result, lang));
}

namespace {

template <class... Args>
std::string filled(std::string_view sentence, Args const&... args)
{
    return fmt::format(fmt::runtime(sentence), args...);
}

std::string failures_in_words(Result const& result, Words const& w)
{
    int const failing = count_of(result.summary.statements, "fail");
    if (failing == 0)
        return {};
    auto const is_known = [](StatementResult const& one) {
        return one.verdict == StatementVerdict::fail && one.known;
    };
    auto const known =
        static_cast<int>(std::count_if(result.statements.begin(), result.statements.end(), is_known));
    std::string text = std::string(w.separator) + filled(w.count, failing, w.fail);
    if (known == failing)
        text += filled(w.parentheses, w.all_known);
    else if (known > 0)
        text += filled(w.parentheses, filled(w.some_known, known));
    return text;
}

int count_of(std::map<std::string, int> const& counts, std::string const& name)
{
    auto const it = counts.find(name);
    return it == counts.end() ? 0 : it->second;
}

} // namespace

} // namespace mqttspec::reports
