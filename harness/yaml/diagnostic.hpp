// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::yaml {

/// A place in a source file, counted from 1; line 0 stands for the file as a whole.
struct Location
{
    std::string file{};
    int line = 0;
    int column = 0;

    friend bool operator==(Location const&, Location const&) = default;
};

/// Something that the author of a file has to mend.
struct Diagnostic
{
    Location where{};
    std::string message{};
    std::string hint{}; ///< What to do about it, "did you mean `qos`?"; may be empty.
};

/// Collects diagnostics over many files, so that one run tells all that is wrong.
class Diagnostics
{
public:
    void add(Diagnostic diagnostic);

    /// Makes the text of a file known, so that `render` can quote its lines.
    void add_source(std::string file, std::string text);

    [[nodiscard]] bool empty() const { return all_.empty(); }
    [[nodiscard]] std::vector<Diagnostic> const& all() const { return all_; }

    /// Each as `file:line:column: error: message`, the source line, a caret under the column, and the hint;
    /// in order of file and place. Control characters of the source line are escaped.
    [[nodiscard]] std::string render() const;

private:
    std::vector<Diagnostic> all_;
    std::map<std::string, std::string, std::less<>> sources_;
    std::size_t dropped_ = 0;
};

/// The candidate nearest to a misspelt word, if one is near enough to be worth suggesting; else empty.
[[nodiscard]] std::string nearest(std::string_view word, std::vector<std::string> const& candidates);

} // namespace mqttspec::yaml
