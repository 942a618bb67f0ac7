// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace mqttspec::lint {

/// A word, number, literal or operator of C++ text.
struct Token
{
    enum class Kind
    {
        word,
        literal,
        punctuation
    };
    Kind kind = Kind::punctuation;
    std::string_view text; ///< Points into the text that was given. Every bracket is a token of its own.
    int line = 0;
};

/// The tokens of a C++ file, without comments and preprocessor directives. Never fails: what is not C++ gives
/// tokens that mean nothing.
[[nodiscard]] std::vector<Token> tokens_of(std::string_view text);

} // namespace mqttspec::lint
