// SPDX-License-Identifier: Apache-2.0
#include "scenario/load.hpp"

#include "scenario/case.hpp"
#include "scenario/words.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <utility>

namespace mqttspec::scenario {

namespace {

using Ids = std::map<std::string, yaml::Location, std::less<>>;

std::vector<std::string> files_below(std::vector<std::string> const& paths, yaml::Diagnostics& diagnostics);
std::optional<std::string> text_of(std::string const& file, yaml::Diagnostics& diagnostics);
std::vector<Scenario> read_file(std::string const& file, std::string const& text,
                                Vocabulary const& vocabulary, Ids& ids, yaml::Diagnostics& diagnostics);
std::vector<Scenario> read_cases(yaml::Cursor const& root, std::string const& text, FileState& state,
                                 Ids& ids);
void demand_unique(std::vector<Scenario> const& instances, Ids& ids, yaml::Diagnostics& diagnostics);
void hand_over(FileState const& state, yaml::Diagnostics& diagnostics);
std::string hash_of(std::string_view source);
std::string_view lines_between(std::string_view text, int first, int behind);

} // namespace

std::vector<Scenario> load(std::vector<std::string> const& paths, Vocabulary const& vocabulary,
                           yaml::Diagnostics& diagnostics)
{
    std::vector<Scenario> out;
    Ids ids;
    for (auto const& file : files_below(paths, diagnostics)) {
        auto const text = text_of(file, diagnostics);
        if (!text)
            continue;
        auto scenarios = read_file(file, *text, vocabulary, ids, diagnostics);
        std::ranges::move(scenarios, std::back_inserter(out));
    }
    return out;
}

std::vector<Scenario> load_text(std::string const& file, std::string const& text,
                                Vocabulary const& vocabulary, yaml::Diagnostics& diagnostics)
{
    Ids ids;
    return read_file(file, text, vocabulary, ids, diagnostics);
}

namespace {

/// In order of their names, each once.
std::vector<std::string> files_below(std::vector<std::string> const& paths, yaml::Diagnostics& diagnostics)
{
    namespace fs = std::filesystem;
    std::vector<std::string> out;
    for (auto const& path : paths) {
        std::error_code ec;
        if (!fs::is_directory(path, ec)) {
            out.push_back(path);
            continue;
        }
        std::vector<std::string> below;
        for (fs::recursive_directory_iterator it(path, ec), end; !ec && it != end; it.increment(ec))
            if (it->path().extension() == ".yaml" && it->is_regular_file())
                below.push_back(it->path().string());
        if (ec)
            diagnostics.add({.where = {.file = path}, .message = "cannot be read: " + ec.message()});
        std::ranges::sort(below);
        std::ranges::move(below, std::back_inserter(out));
    }
    std::map<fs::path, bool> seen;
    std::erase_if(out, [&](std::string const& file) {
        std::error_code ec;
        return !seen.emplace(fs::weakly_canonical(file, ec), true).second;
    });
    return out;
}

std::optional<std::string> text_of(std::string const& file, yaml::Diagnostics& diagnostics)
{
    std::error_code ec;
    std::ifstream stream(file, std::ios::binary);
    if (std::filesystem::is_directory(file, ec) || !stream) {
        diagnostics.add({.where = {.file = file}, .message = "cannot be read"});
        return std::nullopt;
    }
    // One byte more than the parser takes, so that it is the parser that refuses what is too long.
    constexpr std::size_t most_bytes = (std::size_t{16} << 20U) + 1;
    std::string text;
    std::string chunk(1U << 16U, '\0');
    while (text.size() < most_bytes &&
           (stream.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || stream.gcount() > 0))
        text.append(chunk, 0, static_cast<std::size_t>(stream.gcount()));
    return text;
}

std::vector<Scenario> read_file(std::string const& file, std::string const& text,
                                Vocabulary const& vocabulary, Ids& ids, yaml::Diagnostics& diagnostics)
{
    FileState state{.vocabulary = &vocabulary};
    auto const root = yaml::load_text(file, text, state.diagnostics);
    auto out = root ? read_cases(*root, text, state, ids) : std::vector<Scenario>();
    diagnostics.add_source(file, text);
    hand_over(state, diagnostics);
    return out;
}

std::vector<Scenario> read_cases(yaml::Cursor const& root, std::string const& text, FileState& state,
                                 Ids& ids)
{
    std::vector<Scenario> out;
    if (!root.is_list()) {
        root.error("a file of cases is a list", "begin each case with `- id: ...`");
        return out;
    }
    auto const cases = root.items();
    for (std::size_t index = 0; index < cases.size(); ++index) {
        auto instances = read_case(cases[index], state);
        bool const is_last = index + 1 == cases.size();
        auto const behind = is_last ? 0 : cases[index + 1].where().line;
        auto const hash = hash_of(lines_between(text, cases[index].where().line, behind));
        for (auto& instance : instances)
            instance.hash = hash;
        demand_unique(instances, ids, state.diagnostics);
        std::ranges::move(instances, std::back_inserter(out));
    }
    return out;
}

void demand_unique(std::vector<Scenario> const& instances, Ids& ids, yaml::Diagnostics& diagnostics)
{
    if (instances.empty() || instances.front().case_id.empty())
        return;
    auto const& first = instances.front();
    auto const [known, is_new] = ids.emplace(first.case_id, first.where);
    if (!is_new)
        diagnostics.add({.where = first.where,
                         .message = "there is a case " + ticked(first.case_id) + " already",
                         .hint = "in " + known->second.file + ":" + std::to_string(known->second.line)});
}

/// A mistake that shows in several instances of a case is told once, even if its words depend on the values.
void hand_over(FileState const& state, yaml::Diagnostics& diagnostics)
{
    std::map<std::pair<int, int>, std::ptrdiff_t> first_instances;
    auto const& all = state.diagnostics.all();
    for (std::size_t index = 0; index < all.size(); ++index) {
        auto const instance =
            std::ranges::upper_bound(state.instance_ends, index) - state.instance_ends.begin();
        auto const& where = all[index].where;
        auto const first = first_instances.emplace(std::pair(where.line, where.column), instance).first;
        if (first->second == instance)
            diagnostics.add(all[index]);
    }
}

/// FNV-1a, 64 bits: stable over machines, and nobody gains from a collision.
std::string hash_of(std::string_view source)
{
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (char const letter : source) {
        hash ^= static_cast<unsigned char>(letter);
        hash *= 0x100000001b3U;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (int shift = 60; shift >= 0; shift -= 4)
        out += digits[hash >> static_cast<unsigned>(shift) & 15U];
    return out;
}

/// The lines from `first` to the one before `behind` (0: to the end), without the comments and blank lines at
/// their end, which belong to what follows.
std::string_view lines_between(std::string_view text, int first, int behind)
{
    int line = 1;
    std::size_t begin = 0;
    std::size_t end = 0;
    for (std::size_t at = 0; at < text.size() && (behind == 0 || line < behind); ++line) {
        auto const next = std::min(text.find('\n', at), text.size() - 1) + 1;
        auto const words = text.substr(at, next - at);
        auto const start = words.find_first_not_of(" \t\r\n");
        if (line == first)
            begin = at;
        if (start != std::string_view::npos && words[start] != '#')
            end = next;
        at = next;
    }
    auto const lines = text.substr(begin, std::max(begin, end) - begin);
    return lines.substr(0, lines.find_last_not_of("\r\n") + 1);
}

} // namespace

} // namespace mqttspec::scenario
