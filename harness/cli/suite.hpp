// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/shelf.hpp"
#include "normative/catalogue.hpp"
#include "scenario/scenario.hpp"
#include "yaml/diagnostic.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mqttspec::cli {

/// What the standard demands, and how it is provoked.
struct Suite
{
    normative::Catalogue catalogue;
    std::vector<scenario::Scenario> cases;
};

/// Loads both; `more_cases` adds cases, and replaces shipped ones of the same id. All that is wrong goes to
/// `diagnostics`; what is returned must then not be run.
[[nodiscard]] Suite load_suite(Shelf const& shelf, std::vector<std::string> const& more_cases,
                               yaml::Diagnostics& diagnostics);

/// Prints what is wrong to standard error, with a last line that counts it. True if there was anything.
bool complain(yaml::Diagnostics const& diagnostics);

/// Which cases are played. Each list empty: no restriction; several entries of one list: any of them.
struct Selection
{
    std::vector<std::string> statements; ///< Ids, aliases or patterns, with or without clause.
    std::vector<std::string> sections;
    std::vector<std::string> cases; ///< Globs on ids of cases or instances.

    [[nodiscard]] bool is_everything() const
    {
        return statements.empty() && sections.empty() && cases.empty();
    }
    [[nodiscard]] std::string in_words() const;
};

/// Those of the cases that are about such a target: a `broker` or a `client`.
[[nodiscard]] std::vector<scenario::Scenario> of_role(std::vector<scenario::Scenario> const& cases,
                                                      std::string_view role);

/// The cases that are selected, in order. What the selection names and the catalogue has not goes to
/// `trouble`.
[[nodiscard]] std::vector<scenario::Scenario> select(std::vector<scenario::Scenario> const& cases,
                                                     Selection const& selection,
                                                     normative::Catalogue const& catalogue,
                                                     std::vector<std::string>& trouble);

} // namespace mqttspec::cli
