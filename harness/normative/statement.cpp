// SPDX-License-Identifier: Apache-2.0
#include "normative/statement.hpp"

#include "normative/words.hpp"

#include <algorithm>

namespace mqttspec::normative {

namespace {

template <class Value, std::size_t Size>
std::string_view word_for(std::array<Word<Value>, Size> const& words, Value value)
{
    auto const word = std::ranges::find(words, value, &Word<Value>::value);
    return word == words.end() ? std::string_view() : word->name;
}

} // namespace

std::string_view name_of(Role role)
{
    return word_for(role_words, role);
}

std::string_view name_of(Subject subject)
{
    return word_for(subject_words, subject);
}

std::string_view name_of(Level level)
{
    return word_for(level_words, level);
}

std::string_view name_of(Method method)
{
    return word_for(method_words, method);
}

bool includes(Subject subject, Role role)
{
    return subject == Subject::both || (subject == Subject::server) == (role == Role::server);
}

bool Examination::uses(Method method) const
{
    return std::ranges::find(by, method) != by.end();
}

bool Examination::takes_cases() const
{
    return uses(Method::active) || uses(Method::conditional) || uses(Method::environment);
}

bool Clause::obliges(Role role) const
{
    return std::ranges::find(roles, role) != roles.end();
}

std::optional<Examination> const& Statement::examination(Role role) const
{
    return role == Role::server ? server : client;
}

Clause const* Statement::clause(char letter) const
{
    auto const found = std::ranges::find(clauses, letter, &Clause::letter);
    return found == clauses.end() ? nullptr : &*found;
}

} // namespace mqttspec::normative
