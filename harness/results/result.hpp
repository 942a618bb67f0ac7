// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mqttspec::results {

/// What a run produced, in words that every report shares. Plain data: it knows no output format and no part
/// of the engine. All times are in seconds, monotonic, from the start of the run or (wire log) of the case.

enum class Verdict
{
    pass,
    fail,
    inconclusive,
    skipped,
    error
};
enum class StatementVerdict
{
    pass,
    fail,
    inconclusive,
    skipped,
    not_examined
};

[[nodiscard]] std::string_view name_of(Verdict verdict);
[[nodiscard]] std::string_view name_of(StatementVerdict verdict);

using Scalar = std::variant<bool, std::int64_t, double, std::string>;
using Values = std::vector<std::pair<std::string, Scalar>>; ///< In the order in which they were declared.

/// One field of a packet that was on the wire.
struct WireField
{
    std::string path{};
    std::size_t offset = 0;
    std::size_t length = 0;

    friend bool operator==(WireField const&, WireField const&) = default;
};

/// One decoded packet.
struct WirePacket
{
    std::string type{};    ///< "CONNACK".
    std::string summary{}; ///< One line for people, escaped.
    Values values{};       ///< The packet's scalar members, flattened: "will.topic", "filters[0].qos".
    std::vector<WireField> fields{};
    std::vector<std::string> malformations{}; ///< "packet_id: is zero"; empty if well formed.

    friend bool operator==(WirePacket const&, WirePacket const&) = default;
};

/// One thing that happened on a case's connections.
struct WireEvent
{
    double t = 0;
    std::string actor{};
    int connection = 0;      ///< Counts from 1 within the case and actor.
    std::string direction{}; ///< "sent", "received", or "" for what has none.
    std::string kind{};      ///< "opened", "packet", "bytes", "half_closed", "closed", "note".
    std::string detail{};    ///< For closed: "FIN", "RST", ...; for note: its text.
    std::string bytes{};     ///< As they stood on the wire, cut at 4096; passwords masked at equal length.
    std::size_t total_bytes = 0; ///< Before cutting.
    std::optional<WirePacket> packet{};

    friend bool operator==(WireEvent const&, WireEvent const&) = default;
};

/// Where and how an expectation was not met.
struct Failure
{
    std::string statement{};           ///< The statement that is blamed; empty for inconclusive and error.
    std::vector<std::string> blamed{}; ///< All that fail with it; the first of them is `statement`.
    std::string file{};
    int line = 0;       ///< Of the step.
    std::string step{}; ///< "alice: expect close".
    std::string expected{};
    std::string received{}; ///< All that was actually received since, in order, with times.

    friend bool operator==(Failure const&, Failure const&) = default;
};

/// A failure that the target's file (or --expect) declares.
struct Known
{
    std::string reason{};
    std::string link{};
    std::string pattern{}; ///< The entry that matched.

    friend bool operator==(Known const&, Known const&) = default;
};

/// One case instance.
struct CaseResult
{
    std::string id{};      ///< "second-connect@qos=1".
    std::string case_id{}; ///< "second-connect".
    Values values{};       ///< Of `for`.
    std::string hash{};    ///< Of the case's source.
    std::string file{};
    int line = 0;
    std::string section{}; ///< Of its first statement: "3.1.2".
    std::string when{};
    std::string then{};
    std::vector<std::string> statements{};
    std::vector<std::string> provokes{};
    std::string variant{}; ///< Of the target; empty for the plain one.
    Verdict verdict = Verdict::error;
    std::string reason{};         ///< One sentence, for all but pass.
    bool is_crash = false;        ///< It took the target down, alone, after a restart.
    bool unexpected_pass = false; ///< A known failure that did not happen.
    std::optional<Known> known{};
    std::optional<Failure> failure{};
    std::vector<std::string> notes{}; ///< Alternatives taken, repeats seen, gaps measured.
    double started_s = 0;
    double duration_s = 0;
    int attempts = 1;
    std::vector<std::pair<std::string, std::string>> client_ids{}; ///< Actor and the id it used.
    std::string replay{}; ///< The command that runs this one case again.
    std::vector<WireEvent> wire{};
    std::vector<std::vector<WireEvent>>
        other_attempts{}; ///< Wire logs of the re-runs, where verdicts differed.

    friend bool operator==(CaseResult const&, CaseResult const&) = default;
};

/// A section of the standard that has statements, as the catalogue titles it.
struct Section
{
    std::string id{}; ///< "3.1.2".
    std::string title{};
    std::string title_zh{};

    friend bool operator==(Section const&, Section const&) = default;
};

/// What a run says about one statement, for one role.
struct StatementResult
{
    std::string id{};
    std::string role{}; ///< "server" or "client".
    std::string section{};
    std::string summary{}; ///< English, ours.
    std::string summary_zh{};
    std::string level{}; ///< "must", "must-not", "conditional".
    std::string
        examined{}; ///< How: "active", "passive", "conditional", "environment", "derived", "not_observable".
    StatementVerdict verdict = StatementVerdict::not_examined;
    bool known = false;   ///< All that fails in it is known.
    std::string reason{}; ///< Why not examined or skipped.
    std::vector<std::string> clauses{};
    std::vector<std::string> cases{}; ///< Ids of instances.
    std::vector<std::string>
        rules{}; ///< That watched this run. With no finding of theirs they count as a pass.

    friend bool operator==(StatementResult const&, StatementResult const&) = default;
};

/// Something worth knowing that is no verdict: declared and observed features that differ, a clean-up that
/// failed, a duty without a number.
struct Finding
{
    std::string kind{}; ///< "behaviour", "advisory", "cleanup", "expectation", "rule".
    std::string statement{};
    std::string rule{}; ///< The name of the rule that it comes from; empty if it comes from none.
    std::string text{};
    std::string seen_in{};        ///< The instance of a case in whose traffic it showed; may be empty.
    std::string packet{};         ///< Of a rule's finding: the type of the packets that it is about.
    int instances = 1;            ///< In how many of them it did.
    std::optional<Known> known{}; ///< For a rule's finding that the target's file declares.

    friend bool operator==(Finding const&, Finding const&) = default;
};

/// A declared failure and what this run could tell of it. One part of a run that was split cannot tell
/// whether it has become false; all of them together can.
struct Expectation
{
    Known known{};
    std::string place{}; ///< File and line of the entry.
    bool is_sporadic = false;
    int expected = 0;                ///< How many instances or rules of the suite it is about.
    std::vector<std::string> told{}; ///< Those among them that had their say here: instances, "rule:NAME".

    friend bool operator==(Expectation const&, Expectation const&) = default;
};

struct Target
{
    std::string name{};
    std::string version{};
    std::string role = "broker";
    std::string endpoint{}; ///< Without user information.
    std::string transport = "tcp";
    std::vector<std::pair<std::string, std::string>> features{};
    std::vector<std::pair<std::string, std::string>> timing{};

    friend bool operator==(Target const&, Target const&) = default;
};

struct Summary
{
    bool conformant = false;
    std::map<std::string, int> statements{}; ///< pass, fail, inconclusive, skipped, not_examined.
    std::map<std::string, int> cases{};      ///< pass, fail, inconclusive, skipped, error, known_failure,
                                             ///< unexpected_pass: each case is counted once, so they add up.
    int score_passed = 0;
    int score_applicable = 0;
    double wall_s = 0;     ///< All of it, from the start of the target to its end.
    double together_s = 0; ///< Of that, the time in which cases were played side by side.
    double longest_case_s = 0;
    std::string longest_case{};
    double cpu_s = 0;

    friend bool operator==(Summary const&, Summary const&) = default;
};

struct Result
{
    std::string suite_version{};
    int schema = 1;
    std::string protocol = "3.1.1";
    std::string catalogue_hash{};
    std::string started{}; ///< UTC, ISO 8601.
    std::string host{};
    std::uint64_t seed = 0;
    std::string run_id{};
    std::string delivery = "whole";
    std::vector<std::string> command{}; ///< The command line, secrets left out.
    bool interrupted = false;
    bool partial = false;    ///< Only a selection ran: says nothing of conformance as a whole.
    std::string selection{}; ///< In words; empty for everything.
    int shard = 0;           ///< Which part of a run that was split, from 1; 0: it was not split.
    int shards = 0;          ///< Into how many.
    std::string as_of{};     ///< Only cases that this version of the suite had; empty: all.
    int repeat = 1;
    Target target{};
    Summary summary{};
    std::vector<std::pair<std::string, std::string>> behaviour{};
    std::vector<Finding> findings{};
    std::vector<Section> sections{}; ///< In the order in which reports show them; titles may be missing.
    std::vector<StatementResult> statements{};
    std::vector<CaseResult> cases{};
    std::vector<std::string> stale_expectations{}; ///< Each in words with file and line.
    std::vector<Expectation> expectations{};
    std::string trouble{}; ///< Why the run could not go on; empty if it could.

    friend bool operator==(Result const&, Result const&) = default;
};

/// Derives statement verdicts, counts, score and `conformant` from the cases and the rules' findings.
/// Statements must be there with id, role and examined; their cases are filled in here. Calling it again
/// changes nothing.
///
/// A statement's verdict is the worst of its cases and rules, of the target's role: fail, inconclusive (also
/// for error), pass, skipped; not_examined if there are none. A failure that blames a statement fails that
/// one only. The case's other statements are then not proved by it: they pass if another case passes them,
/// and are otherwise inconclusive, "not reached". A failure that blames none fails all of them.
///
/// Conformant: something was examined, every applicable statement and case passes, and the run was whole.
void summarise(Result& result);

/// The share of applicable statements that pass, truncated; nothing if none is applicable.
[[nodiscard]] std::optional<int> percentage(Summary const& summary);

/// Why a statement was not examined by a run that was not whole.
inline constexpr std::string_view not_part_of_this_run = "not part of this run";

/// What a finding says, and how often it was seen.
[[nodiscard]] std::string in_words(Finding const& finding);

/// Whether two entries of `behaviour` say the same: what was measured ("1.60 x") may be off by a quarter.
[[nodiscard]] bool is_same_behaviour(std::string_view one, std::string_view other);

/// That a case, or a rule, is expected to fail and does not.
[[nodiscard]] std::string passes_unexpectedly(Expectation const& expectation);
[[nodiscard]] std::string is_kept_unexpectedly(Expectation const& expectation);

/// The party whose duties a run judges: "server" for a broker, "client" for a client.
[[nodiscard]] std::string_view judged_role(Target const& target);

/// Whether what a case names, a statement or one of its clauses ("MQTT-3.1.2-6.a"), belongs to the statement.
[[nodiscard]] bool is_of_statement(std::string_view name, std::string_view statement);

/// Whether a failed case fails this statement: it blames it or a clause of it, or, blaming none, claims it.
[[nodiscard]] bool blames(CaseResult const& failed, std::string_view statement);

/// The exit code of a summarised result: 0 conformant or failing in known ways only; 1 non-conformant,
/// regression or unexpected pass; 3 could not tell, which includes that every case was skipped; 4 nothing
/// selected or a stale expectation; 130 interrupted. Where several apply: 1, 4, 3, 0; 130 before all.
[[nodiscard]] int exit_code(Result const& result);

} // namespace mqttspec::results
