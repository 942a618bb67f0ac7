// SPDX-License-Identifier: Apache-2.0
#include "reference/deviation.hpp"

#include "prove/proof.hpp"
#include "prove/suite.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace mqttspec::prove {
namespace {

using testing::IsEmpty;

/// Names of the deviations for which the test is true.
template <class Test>
std::vector<std::string> deviations_where(Test test)
{
    std::vector<std::string> names;
    for (auto const& deviation : reference::deviations())
        if (test(deviation))
            names.emplace_back(deviation.name);
    return names;
}

TEST(TheDeviations, BreakClausesOfTheCatalogue)
{
    auto const unknown = deviations_where([](reference::DeviationInfo const& deviation) {
        auto const found = tests::shipped_catalogue().find(deviation.clause);
        return !found || found->name() != deviation.clause;
    });
    EXPECT_THAT(unknown, IsEmpty());
}

TEST(TheDeviations, BreakWhatObligesAServer)
{
    auto const of_clients = deviations_where([](reference::DeviationInfo const& deviation) {
        auto const found = tests::shipped_catalogue().find(deviation.clause);
        auto const* clause = found ? found->statement->clause(found->clause) : nullptr;
        return !found || !found->statement->obliges(normative::Role::server) ||
               (clause != nullptr && !clause->obliges(normative::Role::server));
    });
    EXPECT_THAT(of_clients, IsEmpty());
}

TEST(TheDeviations, NameAClauseWhereTheStatementHasSome)
{
    auto const vague = deviations_where([](reference::DeviationInfo const& deviation) {
        auto const found = tests::shipped_catalogue().find(deviation.clause);
        return found && !found->statement->clauses.empty() && found->clause == '\0';
    });
    EXPECT_THAT(vague, IsEmpty());
}

TEST(TheDeviations, AreEachCaughtByAShippedCase)
{
    std::vector<reference::DeviationInfo const*> all;
    for (auto const& deviation : reference::deviations())
        all.push_back(&deviation);
    auto const proof = prove(tests::shipped_cases(), all, ProofOptions{});
    std::vector<std::string> survivors;
    for (auto const& trial : proof.trials)
        if (!trial.is_caught() || !trial.trouble.empty())
            survivors.emplace_back(trial.deviation->name);
    EXPECT_THAT(survivors, IsEmpty());
}

} // namespace
} // namespace mqttspec::prove
