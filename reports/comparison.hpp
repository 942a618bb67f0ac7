// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mqttspec::reports {

enum class ChangeKind
{
    regression,  ///< Fails, and did not; or crashes, and only failed.
    fix,         ///< Failed, and passes.
    untold,      ///< Passed or failed, and could not be told this time, or was skipped.
    told,        ///< Could not be told or was skipped, and passes.
    fresh,       ///< A case that the old result does not have.
    gone,        ///< A case that the new result does not have.
    alternative, ///< Passes in both, in another of the ways that the standard leaves.
    behaviour    ///< Something that was observed of the target and is no verdict.
};
inline constexpr std::size_t change_kinds = 8;

[[nodiscard]] std::string_view name_of(ChangeKind kind);

/// One thing that is otherwise in the new result.
struct Change
{
    ChangeKind kind = ChangeKind::regression;
    std::string subject{};   ///< The instance of a case, the rule, or what was observed.
    std::string statement{}; ///< Under which it is told; may be empty.
    std::string before{};    ///< A verdict ("pass", "crash", ...), or what was taken or seen; empty if none.
    std::string after{};
    std::string detail{}; ///< For what fails or could not be told now: why.
    std::string replay{};
    bool was_rewritten = false; ///< The case's text is not the same in both.

    friend bool operator==(Change const&, Change const&) = default;
};

/// Why the two results are not of one kind.
enum class RemarkKind
{
    targets,
    transports,
    deliveries,
    catalogues,
    suites,
    old_partial,
    new_partial,
    old_unfinished,
    new_unfinished
};

[[nodiscard]] std::string_view name_of(RemarkKind kind);

struct Remark
{
    RemarkKind kind = RemarkKind::targets;
    std::string before{};
    std::string after{};

    friend bool operator==(Remark const&, Remark const&) = default;
};

struct Comparison
{
    results::Result const* before = nullptr;
    results::Result const* after = nullptr;
    std::vector<Remark> remarks{};
    std::vector<Change> changes{}; ///< By kind, and within a kind in the order of the standard.

    [[nodiscard]] std::vector<Change const*> of(ChangeKind kind) const;
};

/// What is otherwise in the new result. Both must outlive it. In words, why not: statements of another
/// protocol version or role mean something else.
[[nodiscard]] std::variant<Comparison, std::string> compare(results::Result const& before,
                                                            results::Result const& after);

/// 1 for a regression; 3 where the new run did not end, or could not tell what the old one could; else 0.
[[nodiscard]] int exit_code(Comparison const& comparison);

/// The ways that a case took where the standard leaves several, in order.
[[nodiscard]] std::vector<std::string> alternatives_taken(results::CaseResult const& one);

} // namespace mqttspec::reports
