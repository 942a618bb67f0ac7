// SPDX-License-Identifier: Apache-2.0
#include "cli/shelf.hpp"

#include "cli/shipped.hpp"
#include "cli/unpack.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

namespace mqttspec::cli {

namespace {

constexpr char const* catalogue_file = "normative/mqtt-3.1.1.yaml";
constexpr char const* cases_folder = "cases/mqtt-3.1.1";

std::string_view shipped_text(std::string_view path)
{
    auto const files = shipped_files();
    auto const it = std::ranges::find(files, path, &ShippedFile::path);
    return it == files.end() ? std::string_view{} : it->text;
}

std::optional<target::TargetSpec> load_shipped(std::string const& file, yaml::Diagnostics& diagnostics)
{
    return target::load_target_text(file, std::string{shipped_text(file)}, diagnostics);
}

/// A target whose programs stand beside its file is told that this is where they were unpacked.
std::optional<target::TargetSpec> load_unpacked(std::string const& file, yaml::Diagnostics& diagnostics)
{
    auto spec = load_shipped(file, diagnostics);
    if (!spec || shipped_text(file).find("${here}") == std::string_view::npos)
        return spec;
    auto const unpacked = unpack_targets();
    if (auto const* trouble = std::get_if<std::string>(&unpacked)) {
        diagnostics.add({.where = {.file = file}, .message = *trouble});
        return std::nullopt;
    }
    spec->where.file = std::get<Unpacked>(unpacked).folder + "/" + file;
    return spec;
}

} // namespace

Shelf Shelf::find()
{
    auto const* home = std::getenv("MQTTSPEC_HOME"); // NOLINT(concurrency-mt-unsafe): nothing sets it.
    bool const is_told = home != nullptr && *home != '\0';
    if (!is_told && !shipped_files().empty())
        return Shelf{{}};
    std::string const root = is_told ? home : MQTTSPEC_SOURCE_DIR;
    // Reports name files as one would from here: continuous integration links them to the sources.
    std::error_code ec;
    auto const near = std::filesystem::proximate(root, ec);
    bool const is_below = !ec && !near.empty() && *near.begin() != "..";
    return Shelf{is_below ? near.string() : root};
}

normative::Catalogue Shelf::catalogue(yaml::Diagnostics& diagnostics) const
{
    if (is_shipped())
        return normative::load_text(catalogue_file, std::string{shipped_text(catalogue_file)}, diagnostics);
    return normative::load(at(catalogue_file), diagnostics);
}

std::vector<scenario::Scenario> Shelf::cases(scenario::Vocabulary const& vocabulary,
                                             yaml::Diagnostics& diagnostics) const
{
    if (!is_shipped())
        return scenario::load({at(cases_folder)}, vocabulary, diagnostics);
    std::vector<scenario::Scenario> cases;
    for (auto const& [path, text] : shipped_files()) {
        if (!path.starts_with(cases_folder))
            continue;
        auto more = scenario::load_text(std::string{path}, std::string{text}, vocabulary, diagnostics);
        std::ranges::move(more, std::back_inserter(cases));
    }
    return cases;
}

target::KnownTargets Shelf::targets() const
{
    target::KnownTargets known;
    if (!is_shipped()) {
        known.files = target::targets_in({at("targets")});
        return known;
    }
    for (auto const& file : shipped_files()) {
        std::string const path{file.path};
        if (path.starts_with("targets/") && path.ends_with(".yaml"))
            known.files.emplace_back(target::target_name(path), path);
    }
    std::ranges::sort(known.files);
    known.load = load_shipped;
    return known;
}

std::variant<target::TargetSpec, std::string> Shelf::target(std::string_view argument,
                                                            yaml::Diagnostics& diagnostics) const
{
    auto known = targets();
    if (is_shipped())
        known.load = load_unpacked;
    return target::resolve(argument, known, diagnostics);
}

std::string Shelf::at(std::string const& path) const
{
    return root_ == "." ? path : root_ + "/" + path;
}

} // namespace mqttspec::cli
