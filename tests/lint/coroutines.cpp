// SPDX-License-Identifier: Apache-2.0
#include "lint/coroutines.hpp"

#include "lint/token.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

namespace mqttspec::lint {

namespace {

/// What a bracket holds. Statements stand in blocks; everything else is part of an expression or declaration.
enum class Role
{
    block,
    braced_value,
    condition,
    group,
    subscript,
    captures
};

struct Bracket
{
    Role role = Role::group;
    std::size_t token = 0;
    std::size_t statement = 0; ///< Where the statement began in which it opened.
};

/// Follows brackets and statements through a file and judges each co_await where it stands.
class Reader
{
public:
    explicit Reader(std::string_view text) : tokens_(tokens_of(text)) {}

    [[nodiscard]] std::vector<Objection> read();

private:
    void open(std::size_t i);
    void close(std::size_t i);
    void judge_await(std::size_t i);
    void judge_defaults(std::size_t i);

    [[nodiscard]] Role role_of_brace(std::size_t i) const;
    [[nodiscard]] bool ends_a_heading(std::size_t i) const;
    [[nodiscard]] bool opens_captures(std::size_t i) const;
    [[nodiscard]] bool in_block() const { return open_.empty() || open_.back().role == Role::block; }
    [[nodiscard]] std::optional<std::string> objection_to_bracket() const;
    [[nodiscard]] std::optional<std::string> objection_to_place(std::size_t i) const;
    [[nodiscard]] std::optional<std::string> objection_to_operand(std::size_t i) const;
    [[nodiscard]] std::optional<std::size_t> parameters_of_coroutine(std::size_t i) const;
    [[nodiscard]] std::size_t end_of_template_list(std::size_t i) const;

    [[nodiscard]] std::string_view at(std::size_t i) const
    {
        return i < tokens_.size() ? tokens_[i].text : "";
    }
    [[nodiscard]] std::string_view before(std::size_t i) const { return i == 0 ? "" : tokens_[i - 1].text; }

    std::vector<Token> tokens_;
    std::vector<Bracket> open_;
    Role last_closed_ = Role::group;
    std::size_t statement_ = 0; ///< The first token of the statement that we are in.
    std::vector<Objection> objections_;
};

template <std::size_t size>
bool is_one_of(std::string_view text, std::array<std::string_view, size> const& words)
{
    return std::ranges::find(words, text) != words.end();
}

bool opens(std::string_view token)
{
    return token == "(" || token == "[" || token == "{";
}

bool closes(std::string_view token)
{
    return token == ")" || token == "]" || token == "}";
}

} // namespace

std::vector<Objection> coroutine_objections(std::string_view text)
{
    return Reader(text).read();
}

namespace {

std::vector<Objection> Reader::read()
{
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
        auto const token = tokens_[i].text;
        if (opens(token))
            open(i);
        else if (closes(token))
            close(i);
        else if (in_block() && (token == ";" || token == "else" || token == "do"))
            statement_ = i + 1;
        else if (in_block() && token == ":" && (at(statement_) == "case" || at(statement_) == "default"))
            statement_ = i + 1;
        else if (token == "co_await")
            judge_await(i);
        else if (token == "awaitable")
            judge_defaults(i);
    }
    return objections_;
}

void Reader::open(std::size_t i)
{
    constexpr std::array<std::string_view, 6> heads{"if", "while", "for", "switch", "constexpr", "catch"};
    Bracket bracket{Role::group, i, statement_};
    if (at(i) == "{")
        bracket.role = role_of_brace(i);
    else if (at(i) == "[")
        bracket.role = opens_captures(i) ? Role::captures : Role::subscript;
    else if (is_one_of(before(i), heads))
        bracket.role = Role::condition;
    open_.push_back(bracket);
    if (bracket.role == Role::block)
        statement_ = i + 1;
}

void Reader::close(std::size_t i)
{
    if (open_.empty())
        return;
    auto const bracket = open_.back();
    open_.pop_back();
    last_closed_ = bracket.role;
    // The body of a lambda ends in the middle of the statement that the lambda is part of.
    bool const ends_statement = bracket.role == Role::block || bracket.role == Role::condition;
    statement_ = ends_statement && in_block() ? i + 1 : bracket.statement;
}

Role Reader::role_of_brace(std::size_t i) const
{
    constexpr std::array<std::string_view, 10> block_follows{"",     ")",  ";",   "}",        ":",
                                                             "else", "do", "try", "noexcept", "mutable"};
    auto const previous = before(i);
    if (!open_.empty() && open_.back().role == Role::braced_value && previous != ")")
        return Role::braced_value;
    if (is_one_of(previous, block_follows) || previous == "{")
        return Role::block;
    if (previous == "]")
        return last_closed_ == Role::captures ? Role::block : Role::braced_value;
    return ends_a_heading(i) ? Role::block : Role::braced_value;
}

/// Whether a type or word before a brace ends what a block follows: `-> awaitable<void> {`, `struct Name {`,
/// `f() const {`.
bool Reader::ends_a_heading(std::size_t i) const
{
    constexpr std::array<std::string_view, 6> part_of_type{"::", "<", ">", "*", "&", ","};
    constexpr std::array<std::string_view, 3> after_parameters{"const", "override", "final"};
    constexpr std::array<std::string_view, 5> declares{"struct", "class", "enum", "union", "namespace"};
    if (is_one_of(before(i), after_parameters))
        return true;
    std::size_t first = i;
    while (first > statement_ &&
           (tokens_[first - 1].kind == Token::Kind::word || is_one_of(at(first - 1), part_of_type)))
        --first;
    if (before(first) == "->")
        return true;
    return in_block() && std::any_of(tokens_.begin() + static_cast<std::ptrdiff_t>(statement_),
                                     tokens_.begin() + static_cast<std::ptrdiff_t>(i),
                                     [&](Token const& token) { return is_one_of(token.text, declares); });
}

/// A bracket after a value is a subscript; anywhere else it begins a lambda (or an attribute, which does no
/// harm).
bool Reader::opens_captures(std::size_t i) const
{
    constexpr std::array<std::string_view, 3> before_a_value{"return", "co_return", "co_await"};
    if (i == 0 || before(i) == ")" || before(i) == "]")
        return false;
    return tokens_[i - 1].kind == Token::Kind::punctuation || is_one_of(before(i), before_a_value);
}

void Reader::judge_await(std::size_t i)
{
    auto objection = objection_to_bracket();
    if (!objection)
        objection = objection_to_place(i);
    if (!objection)
        objection = objection_to_operand(i);
    if (objection)
        objections_.push_back({tokens_[i].line, *objection});
}

std::optional<std::string> Reader::objection_to_bracket() const
{
    if (in_block())
        return std::nullopt;
    auto const& bracket = open_.back();
    switch (bracket.role) {
    case Role::condition: return "co_await in a condition: name its result first";
    case Role::braced_value: return "co_await in braces: name its result first";
    default: break;
    }
    if (before(bracket.token) == "co_spawn")
        return "co_await in the call of co_spawn: take the executor first";
    return "co_await in parentheses: name its result first";
}

std::optional<std::string> Reader::objection_to_place(std::size_t i) const
{
    bool const discarded = i == statement_ + 3 && at(statement_) == "(" && at(statement_ + 1) == "void";
    if (i == statement_ || discarded)
        return std::nullopt;
    auto const previous = before(i);
    bool const chosen = std::any_of(tokens_.begin() + static_cast<std::ptrdiff_t>(statement_),
                                    tokens_.begin() + static_cast<std::ptrdiff_t>(i),
                                    [](Token const& t) { return t.text == "?"; });
    if (chosen)
        return "co_await in a choice (?:): write if and else";
    if (previous == "=" || (previous == "co_return" && i == statement_ + 1))
        return std::nullopt;
    return "co_await after `" + std::string(previous) + "`: name its result first";
}

/// The operand ends with the statement.
std::optional<std::string> Reader::objection_to_operand(std::size_t i) const
{
    constexpr std::array<std::string_view, 4> joins{"&&", "||", "==", "!="};
    int depth = 0;
    for (++i; i < tokens_.size() && !(depth == 0 && at(i) == ";"); ++i) {
        auto const token = at(i);
        if (token == "[" && opens_captures(i))
            return "a lambda in the operand of co_await: name it first";
        if (token == "{")
            return "braces in the operand of co_await: name the value first";
        if (token == "?")
            return "a choice (?:) in the operand of co_await: write if and else";
        if (depth == 0 && is_one_of(token, joins))
            return "co_await before `" + std::string(token) + "`: name its result first";
        depth += opens(token) ? 1 : closes(token) ? -1 : 0;
    }
    return std::nullopt;
}

/// Judges the parameters of a coroutine whose return type has its `awaitable` at `i`.
void Reader::judge_defaults(std::size_t i)
{
    auto const parameters = parameters_of_coroutine(i);
    if (!parameters)
        return;
    int depth = 1;
    bool in_default = false;
    for (std::size_t j = *parameters + 1; j < tokens_.size() && depth > 0; ++j) {
        if (depth == 1 && at(j) == "=")
            in_default = true;
        else if (depth == 1 && at(j) == ",")
            in_default = false;
        else if (in_default && at(j) == "{")
            objections_.push_back({tokens_[j].line, "a coroutine's parameter has an aggregate as default: "
                                                    "let the caller name it, or overload"});
        depth += opens(at(j)) ? 1 : closes(at(j)) ? -1 : 0;
    }
}

/// Where the parameters open: `awaitable<T> Class::name(`, or `(...) -> awaitable<T>`.
std::optional<std::size_t> Reader::parameters_of_coroutine(std::size_t i) const
{
    std::size_t name = end_of_template_list(i + 1);
    while (name < tokens_.size() && (tokens_[name].kind == Token::Kind::word || at(name) == "::"))
        ++name;
    if (before(name) == "operator" && at(name) == "(" && at(name + 1) == ")")
        name += 2;
    if (at(name) == "(" && before(name) != ">")
        return name;

    std::size_t type = i;
    while (type > 0 && (before(type) == "::" || before(type) == "asio" || before(type) == "boost"))
        --type;
    if (before(type) != "->")
        return std::nullopt;
    int depth = 0;
    for (std::size_t j = type - 1; j > statement_; --j) {
        depth += closes(at(j - 1)) ? 1 : opens(at(j - 1)) ? -1 : 0;
        if (depth == 0 && at(j - 1) == "(")
            return j - 1;
    }
    return std::nullopt;
}

/// The token after the template list that opens at `i`; `i` itself where none does.
std::size_t Reader::end_of_template_list(std::size_t i) const
{
    if (at(i) != "<")
        return i;
    int depth = 0;
    do {
        depth += at(i) == "<" ? 1 : at(i) == ">" ? -1 : 0;
        ++i;
    } while (i < tokens_.size() && depth > 0);
    return i;
}

} // namespace

} // namespace mqttspec::lint
