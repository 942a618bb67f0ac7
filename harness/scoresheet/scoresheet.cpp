// SPDX-License-Identifier: Apache-2.0
#include "scoresheet/scoresheet.hpp"

namespace mqttspec::scoresheet {

void add_standard(results::Result& result, normative::Catalogue const& catalogue)
{
    result.protocol = catalogue.version();
    result.catalogue_hash = catalogue.hash();
    for (auto const& section : catalogue.sections())
        result.sections.push_back(
            {.id = section.number, .title = section.title.en, .title_zh = section.title.zh});
}

results::StatementResult entry_of(normative::Statement const& statement, normative::Role role)
{
    results::StatementResult entry;
    entry.id = statement.id;
    entry.role = normative::name_of(role);
    entry.section = statement.section;
    entry.summary = statement.summary.en;
    entry.summary_zh = statement.summary.zh;
    entry.level = normative::name_of(statement.level);
    if (auto const& examination = statement.examination(role))
        entry.examined = methods(*examination);
    for (auto const& clause : statement.clauses)
        if (clause.obliges(role))
            entry.clauses.emplace_back(1, clause.letter);
    return entry;
}

std::string methods(normative::Examination const& examination)
{
    std::string text;
    for (auto const method : examination.by)
        text += (text.empty() ? "" : "+") + std::string{normative::name_of(method)};
    return text;
}

} // namespace mqttspec::scoresheet
