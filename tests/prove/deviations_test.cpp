// SPDX-License-Identifier: Apache-2.0
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
    for (auto const& fault : all_faults())
        if (test(fault))
            names.emplace_back(fault.name);
    return names;
}

TEST(TheDeviations, BreakClausesOfTheCatalogue)
{
    auto const unknown = deviations_where([](Fault const& fault) {
        auto const found = tests::shipped_catalogue().find(fault.clause);
        return !found || found->name() != fault.clause;
    });
    EXPECT_THAT(unknown, IsEmpty());
}

/// What obliges the other role alone can still be what rules see this one break.
bool is_for_rules_alone(normative::Reference const& found, Fault const& fault)
{
    auto const& examination = found.statement->examination(fault.role);
    return !found.statement->obliges(fault.role) && examination && !examination->takes_cases();
}

TEST(TheDeviations, BreakWhatObligesTheirRole)
{
    auto const misplaced = deviations_where([](Fault const& fault) {
        auto const found = tests::shipped_catalogue().find(fault.clause);
        auto const* clause = found ? found->statement->clause(found->clause) : nullptr;
        bool const is_obliged = found && found->statement->obliges(fault.role) &&
                                (clause == nullptr || clause->obliges(fault.role));
        return !is_obliged && !(found && is_for_rules_alone(*found, fault));
    });
    EXPECT_THAT(misplaced, IsEmpty());
}

TEST(TheDeviations, NameAClauseWhereTheStatementHasSome)
{
    auto const vague = deviations_where([](Fault const& fault) {
        auto const found = tests::shipped_catalogue().find(fault.clause);
        return found && !found->statement->clauses.empty() && found->clause == '\0' &&
               !is_for_rules_alone(*found, fault);
    });
    EXPECT_THAT(vague, IsEmpty());
}

TEST(TheDeviations, AreEachCaughtByAShippedCase)
{
    auto const proof = prove(tests::shipped_cases(), all_faults(), ProofOptions{});
    std::vector<std::string> survivors;
    for (auto const& trial : proof.trials)
        if (!trial.is_caught() || !trial.trouble.empty())
            survivors.emplace_back(trial.fault.name);
    EXPECT_THAT(survivors, IsEmpty());
}

} // namespace
} // namespace mqttspec::prove
