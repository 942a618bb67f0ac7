// SPDX-License-Identifier: Apache-2.0
#include "lint/house.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>

namespace mqttspec::lint {

namespace {

namespace fs = std::filesystem;

/// Who may know whom: the folder, the folders that it may include besides itself, the libraries that only
/// some use.
struct Knowledge
{
    std::string_view folder;
    std::string_view folders;
    std::string_view libraries = "";
};

constexpr Knowledge knowledge[]{
    {"harness/wire", ""},
    {"harness/yaml", "", "yaml-cpp"},
    {"harness/normative", "yaml", "openssl"},
    {"harness/trace", "wire"},
    {"harness/rules", "wire trace normative"},
    {"harness/net", "", "boost/asio boost/beast openssl"},
    {"harness/scenario", "wire yaml normative", "nlohmann"},
    {"harness/reference", "wire"},
    {"harness/serving", "wire net reference", "boost/asio"},
    {"harness/driving", "wire net reference", "boost/asio nlohmann"},
    {"harness/target", "wire yaml net scenario reference serving driving", "boost/asio boost/process"},
    {"harness/results", ""},
    {"harness/scoresheet", "normative results"},
    {"harness/engine", "wire yaml normative trace rules net scenario target results scoresheet",
     "boost/asio"},
    {"harness/prove", "wire normative rules net scenario reference serving target results engine",
     "boost/asio"},
    {"harness/validator", "wire normative trace rules net results scoresheet", "boost/asio pcap"},
    {"reports", "results", "nlohmann pugixml"},
    {"targets/clients", "", "nlohmann"},
};

constexpr std::string_view cli = "harness/cli"; ///< Knows all.

/// Libraries that are kept to the folders that `knowledge` names.
constexpr std::array<std::string_view, 9> confined{"boost/asio", "boost/beast", "boost/process",
                                                   "openssl",    "yaml-cpp",    "nlohmann",
                                                   "pugixml",    "CLI",         "pcap"};

/// A file that may be long.
struct Exemption
{
    std::string_view path;
    std::string_view reason;
};

constexpr std::array<Exemption, 0> may_be_long{};

constexpr std::size_t longest_source = 400;
constexpr std::size_t longest_test = 500;

std::string text_of(fs::path const& path)
{
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string_view> lines_of(std::string_view text);
std::vector<std::string_view> words_of(std::string_view text);
bool contains(std::vector<std::string_view> const& words, std::string_view word);
bool is_one_of(char c, std::string_view characters);
bool is_made_by_a_tool(fs::path const& path);
std::optional<std::string> objection_to_include(std::string_view included, bool own, Knowledge const& known);

} // namespace

std::vector<SourceFile> files_of(fs::path const& root, std::vector<std::string> const& places)
{
    std::vector<SourceFile> files;
    auto const add = [&](fs::path const& path) {
        files.push_back({path.lexically_relative(root).generic_string(), text_of(path)});
    };
    for (auto const& place : places) {
        if (fs::is_regular_file(root / place))
            add(root / place);
        if (!fs::is_directory(root / place))
            continue;
        for (fs::recursive_directory_iterator it(root / place), end; it != end; ++it) {
            if (is_made_by_a_tool(it->path()))
                it.disable_recursion_pending();
            else if (it->is_regular_file())
                add(it->path());
        }
    }
    return files;
}

bool is_code(SourceFile const& file)
{
    return file.path.ends_with(".cpp") || file.path.ends_with(".hpp");
}

std::vector<Objection> licence_objections(SourceFile const& file)
{
    constexpr std::string_view licence = "SPDX-License-Identifier: Apache-2.0";
    constexpr std::array<std::string_view, 6> endings{".cpp", ".hpp", ".cmake",
                                                      ".sh",  ".in",  "CMakeLists.txt"};
    bool const script = file.text.starts_with("#!");
    bool const owes =
        script || std::ranges::any_of(endings, [&](auto end) { return file.path.ends_with(end); });
    auto const lines = lines_of(file.text);
    std::size_t const expected = script ? 1 : 0;
    if (!owes || (lines.size() > expected && lines[expected].ends_with(licence)))
        return {};
    return {{static_cast<int>(expected) + 1, "the line `" + std::string(licence) + "` is missing here"}};
}

std::vector<Objection> include_objections(SourceFile const& file)
{
    if (!is_code(file) || file.path.starts_with(cli) || file.path.starts_with("tests/"))
        return {};
    auto const* known = std::ranges::find_if(knowledge, [&](Knowledge const& row) {
        return file.path.starts_with(std::string(row.folder) + "/");
    });
    if (known == std::end(knowledge))
        return {{1, "whom may this folder know? Add it to the table in tests/lint/house.cpp"}};

    std::vector<Objection> objections;
    int number = 0;
    for (auto line : lines_of(file.text)) {
        ++number;
        constexpr std::string_view directive = "#include ";
        if (!line.starts_with(directive))
            continue;
        bool const own = line.substr(directive.size()).starts_with('"');
        if (auto message = objection_to_include(line.substr(directive.size() + 1), own, *known))
            objections.push_back({number, *message});
    }
    return objections;
}

std::vector<Objection> place_objections(SourceFile const& file)
{
    constexpr std::array<std::string_view, 8> drawers{"detail", "impl",  "common", "misc",
                                                      "util",   "utils", "helper", "helpers"};
    constexpr std::array<std::string_view, 3> homes{"root", "Users", "work"};
    std::vector<Objection> objections;
    for (auto const& part : fs::path(file.path).parent_path()) {
        if (std::ranges::find(drawers, part.string()) != drawers.end())
            objections.push_back({1, "a folder named " + part.string() + " says nothing of what is in it"});
    }
    int number = 0;
    for (auto line : lines_of(file.text)) {
        ++number;
        for (auto home : homes) {
            auto const path = "/" + std::string(home) + "/";
            auto const found = line.find(path);
            if (found == 0 || (found != std::string_view::npos && is_one_of(line[found - 1], " \t\"'`(=:<,")))
                objections.push_back({number, "a path of somebody's machine: " + path});
        }
    }
    return objections;
}

std::vector<Objection> length_objections(SourceFile const& file)
{
    if (!is_code(file))
        return {};
    auto const lines = lines_of(file.text).size();
    auto const longest = file.path.starts_with("tests/") ? longest_test : longest_source;
    bool const exempt = std::ranges::find(may_be_long, file.path, &Exemption::path) != may_be_long.end();
    if (exempt && lines <= longest)
        return {{1, "no longer needs its exemption in tests/lint/house.cpp"}};
    if (exempt || lines <= longest)
        return {};
    return {{static_cast<int>(longest) + 1,
             std::to_string(lines) + " lines, more than " + std::to_string(longest) + ": make two of it"}};
}

namespace {

std::vector<std::string_view> lines_of(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::vector<std::string_view> words_of(std::string_view text)
{
    std::vector<std::string_view> words;
    while (!text.empty()) {
        auto const end = std::min(text.find(' '), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

bool contains(std::vector<std::string_view> const& words, std::string_view word)
{
    return std::ranges::find(words, word) != words.end();
}

bool is_one_of(char c, std::string_view characters)
{
    return characters.find(c) != std::string_view::npos;
}

bool is_made_by_a_tool(fs::path const& path)
{
    auto const name = path.filename();
    return name == ".git" || name == "build" || name == "node_modules";
}

/// `own` tells a file of ours, in quotes, from a library's, in angle brackets.
std::optional<std::string> objection_to_include(std::string_view included, bool own, Knowledge const& known)
{
    if (own) {
        auto const folder = included.substr(0, included.find('/'));
        auto const itself = known.folder.substr(known.folder.find('/') + 1);
        if (folder == itself || contains(words_of(known.folders), folder))
            return std::nullopt;
        return std::string(known.folder) + " may not know " + std::string(folder);
    }
    auto const* library =
        std::ranges::find_if(confined, [&](auto name) { return included.starts_with(name); });
    if (library == confined.end() || contains(words_of(known.libraries), *library))
        return std::nullopt;
    return std::string(known.folder) + " may not use " + std::string(*library);
}

} // namespace

} // namespace mqttspec::lint
