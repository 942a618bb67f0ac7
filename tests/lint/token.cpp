// SPDX-License-Identifier: Apache-2.0
#include "lint/token.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <string>

namespace mqttspec::lint {

namespace {

/// Cuts a text into tokens, from front to back.
class Scanner
{
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    [[nodiscard]] std::vector<Token> scan();

private:
    void next();
    void directive();
    void word();
    void literal(std::size_t length);
    void punctuation();
    void skip_to(std::string_view end);
    void skip(std::size_t length);

    [[nodiscard]] bool at(std::string_view expected) const
    {
        return text_.substr(offset_).starts_with(expected);
    }
    [[nodiscard]] std::size_t quoted_length(char quote) const;
    [[nodiscard]] std::size_t raw_string_length() const;

    std::string_view text_;
    std::size_t offset_ = 0;
    int line_ = 1;
    bool line_is_empty_ = true;
    std::vector<Token> tokens_;
};

bool is_word(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

} // namespace

std::vector<Token> tokens_of(std::string_view text)
{
    return Scanner(text).scan();
}

namespace {

std::vector<Token> Scanner::scan()
{
    while (offset_ < text_.size())
        next();
    return tokens_;
}

void Scanner::next()
{
    char const c = text_[offset_];
    if (c == '#' && line_is_empty_)
        directive();
    else if (at("//"))
        skip_to("\n");
    else if (at("/*"))
        skip_to("*/");
    else if (std::isspace(static_cast<unsigned char>(c)) != 0)
        skip(1);
    else if (at("R\""))
        literal(raw_string_length());
    else if (c == '"' || c == '\'')
        literal(quoted_length(c));
    else if (is_word(c))
        word();
    else
        punctuation();
}

/// A directive goes on where its line ends in a backslash.
void Scanner::directive()
{
    do {
        skip_to("\n");
    } while (offset_ >= 2 && offset_ < text_.size() && text_[offset_ - 2] == '\\');
}

/// A number may hold apostrophes: 1'000.
void Scanner::word()
{
    bool const number = std::isdigit(static_cast<unsigned char>(text_[offset_])) != 0;
    std::size_t length = 1;
    while (offset_ + length < text_.size() &&
           (is_word(text_[offset_ + length]) || (number && text_[offset_ + length] == '\'')))
        ++length;
    tokens_.push_back({Token::Kind::word, text_.substr(offset_, length), line_});
    line_is_empty_ = false;
    skip(length);
}

void Scanner::literal(std::size_t length)
{
    tokens_.push_back({Token::Kind::literal, text_.substr(offset_, length), line_});
    line_is_empty_ = false;
    skip(length);
}

/// `>>` stays two tokens, since it may close two template lists.
void Scanner::punctuation()
{
    constexpr std::array<std::string_view, 16> longer{
        "...", "::", "->", "&&", "||", "==", "!=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<"};
    auto const* found = std::ranges::find_if(longer, [&](auto text) { return at(text); });
    std::size_t const length = found == longer.end() ? 1 : found->size();
    tokens_.push_back({Token::Kind::punctuation, text_.substr(offset_, length), line_});
    line_is_empty_ = false;
    skip(length);
}

void Scanner::skip_to(std::string_view end)
{
    auto const found = text_.find(end, offset_);
    skip(found == std::string_view::npos ? text_.size() - offset_ : found + end.size() - offset_);
}

void Scanner::skip(std::size_t length)
{
    for (char const c : text_.substr(offset_, length)) {
        if (c == '\n') {
            ++line_;
            line_is_empty_ = true;
        }
    }
    offset_ += length;
}

std::size_t Scanner::quoted_length(char quote) const
{
    std::size_t end = offset_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n')
        end += text_[end] == '\\' ? 2 : 1;
    return std::min(end + 1, text_.size()) - offset_;
}

std::size_t Scanner::raw_string_length() const
{
    auto const open = text_.find('(', offset_);
    if (open == std::string_view::npos)
        return text_.size() - offset_;
    std::string const close = ")" + std::string(text_.substr(offset_ + 2, open - offset_ - 2)) + "\"";
    auto const end = text_.find(close, open);
    return (end == std::string_view::npos ? text_.size() : end + close.size()) - offset_;
}

} // namespace

} // namespace mqttspec::lint
