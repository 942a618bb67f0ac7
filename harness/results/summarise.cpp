// SPDX-License-Identifier: Apache-2.0
#include "results/result.hpp"

#include <algorithm>

namespace mqttspec::results {

namespace {

/// What one case or rule says about one statement, from the weakest word to the strongest.
enum class Word
{
    nothing,
    skipped,
    not_reached,
    pass,
    inconclusive,
    fail
};

/// All that was said about one statement.
struct Opinion
{
    Word strongest = Word::nothing;
    bool all_failures_known = true;
    std::vector<std::string> reasons{}; ///< Of those who said the strongest word, each once.
};

void judge(StatementResult& statement, Result const& result);
void hear_case(Opinion& opinion, StatementResult& statement, CaseResult const& one);
void hear_rules(Opinion& opinion, StatementResult const& statement, std::vector<Finding> const& findings);
void hear(Opinion& opinion, Word word, std::string const& reason);
bool is_about(CaseResult const& one, std::string_view statement);
Word word_of(CaseResult const& one, std::string_view statement);
StatementVerdict verdict_of(Word word);
std::string default_reason(StatementResult const& statement, Result const& result);
std::string joined(std::vector<std::string> const& reasons);
std::string_view counter_of(CaseResult const& one);
void count(Result& result);
bool is_conformant(Result const& result);

} // namespace

void summarise(Result& result)
{
    for (StatementResult& statement : result.statements)
        judge(statement, result);
    count(result);
    result.summary.conformant = is_conformant(result);
}

std::optional<int> percentage(Summary const& summary)
{
    if (summary.score_applicable <= 0)
        return std::nullopt;
    return summary.score_passed * 100 / summary.score_applicable;
}

namespace {

void judge(StatementResult& statement, Result const& result)
{
    Opinion opinion;
    statement.cases.clear();
    if (statement.role == judged_role(result.target)) {
        for (CaseResult const& one : result.cases)
            hear_case(opinion, statement, one);
        hear_rules(opinion, statement, result.findings);
    }

    statement.verdict = verdict_of(opinion.strongest);
    statement.known = statement.verdict == StatementVerdict::fail && opinion.all_failures_known;
    if (opinion.strongest != Word::nothing)
        statement.reason = joined(opinion.reasons);
    else if (statement.reason.empty())
        statement.reason = default_reason(statement, result);
}

void hear_case(Opinion& opinion, StatementResult& statement, CaseResult const& one)
{
    if (!is_about(one, statement.id))
        return;
    statement.cases.push_back(one.id);

    Word const word = word_of(one, statement.id);
    if (word == Word::fail && !one.known)
        opinion.all_failures_known = false;
    if (word == Word::not_reached)
        hear(opinion, word, "not reached: " + one.id + " failed on another statement");
    else
        hear(opinion, word, word == Word::pass ? "" : one.reason);
}

void hear_rules(Opinion& opinion, StatementResult const& statement, std::vector<Finding> const& findings)
{
    if (!statement.rules.empty())
        hear(opinion, Word::pass, "");
    for (Finding const& finding : findings) {
        if (finding.kind != "rule" || !is_of_statement(finding.statement, statement.id))
            continue;
        opinion.all_failures_known = opinion.all_failures_known && finding.known.has_value();
        hear(opinion, Word::fail, in_words(finding));
    }
}

void hear(Opinion& opinion, Word word, std::string const& reason)
{
    if (word < opinion.strongest)
        return;
    if (word > opinion.strongest)
        opinion.reasons.clear();
    opinion.strongest = word;
    bool const is_new =
        std::find(opinion.reasons.begin(), opinion.reasons.end(), reason) == opinion.reasons.end();
    if (!reason.empty() && is_new)
        opinion.reasons.push_back(reason);
}

bool is_about(CaseResult const& one, std::string_view statement)
{
    if (one.verdict == Verdict::fail && blames(one, statement))
        return true;
    return std::any_of(one.statements.begin(), one.statements.end(),
                       [&](std::string const& name) { return is_of_statement(name, statement); });
}

Word word_of(CaseResult const& one, std::string_view statement)
{
    switch (one.verdict) {
    case Verdict::pass: return Word::pass;
    case Verdict::skipped: return Word::skipped;
    case Verdict::inconclusive:
    case Verdict::error: return Word::inconclusive;
    case Verdict::fail: break;
    }
    return blames(one, statement) ? Word::fail : Word::not_reached;
}

StatementVerdict verdict_of(Word word)
{
    switch (word) {
    case Word::fail: return StatementVerdict::fail;
    case Word::inconclusive:
    case Word::not_reached: return StatementVerdict::inconclusive;
    case Word::pass: return StatementVerdict::pass;
    case Word::skipped: return StatementVerdict::skipped;
    case Word::nothing: break;
    }
    return StatementVerdict::not_examined;
}

std::string default_reason(StatementResult const& statement, Result const& result)
{
    if (statement.role != judged_role(result.target))
        return "is a duty of the " + statement.role;
    if (statement.examined == "not_observable")
        return "cannot be observed from outside";
    if (result.interrupted)
        return "the run was interrupted before it";
    if (!result.trouble.empty())
        return "the run could not go on";
    if (result.partial)
        return std::string(not_part_of_this_run);
    return "no case or rule of this suite examines it";
}

std::string joined(std::vector<std::string> const& reasons)
{
    constexpr std::size_t shown = 3; // The cases hold the rest.
    std::string text;
    for (std::size_t i = 0; i < std::min(shown, reasons.size()); ++i)
        text += (text.empty() ? "" : "; ") + reasons[i];
    if (reasons.size() > shown)
        text += "; and " + std::to_string(reasons.size() - shown) + " more";
    return text;
}

std::string_view counter_of(CaseResult const& one)
{
    if (one.verdict == Verdict::fail && one.known)
        return "known_failure";
    if (one.verdict == Verdict::pass && one.unexpected_pass)
        return "unexpected_pass";
    return name_of(one.verdict);
}

void count(Result& result)
{
    Summary& summary = result.summary;
    summary.statements = {{"pass", 0}, {"fail", 0}, {"inconclusive", 0}, {"skipped", 0}, {"not_examined", 0}};
    for (StatementResult const& statement : result.statements)
        ++summary.statements[std::string(name_of(statement.verdict))];
    summary.score_passed = summary.statements["pass"];
    summary.score_applicable =
        summary.score_passed + summary.statements["fail"] + summary.statements["inconclusive"];

    summary.cases = {{"pass", 0},  {"fail", 0},          {"inconclusive", 0},   {"skipped", 0},
                     {"error", 0}, {"known_failure", 0}, {"unexpected_pass", 0}};
    summary.longest_case.clear();
    summary.longest_case_s = 0;
    for (CaseResult const& one : result.cases) {
        ++summary.cases[std::string(counter_of(one))];
        if (one.duration_s > summary.longest_case_s) {
            summary.longest_case_s = one.duration_s;
            summary.longest_case = one.id;
        }
    }
}

bool is_conformant(Result const& result)
{
    Summary const& summary = result.summary;
    if (result.interrupted || result.partial || !result.trouble.empty())
        return false;
    if (summary.score_applicable == 0 || summary.score_passed != summary.score_applicable)
        return false;
    // A case whose statements are missing from the list must not slip through.
    return std::all_of(result.cases.begin(), result.cases.end(), [](CaseResult const& one) {
        return one.verdict == Verdict::pass || one.verdict == Verdict::skipped;
    });
}

} // namespace

} // namespace mqttspec::results
