// SPDX-License-Identifier: Apache-2.0
#include "target/load.hpp"

#include "target/transport.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace mqttspec::target {

namespace fs = std::filesystem;

namespace {

using Resolved = std::variant<TargetSpec, std::string>;

Resolved resolve_url(std::string_view url);
Resolved resolve_name(std::string const& name, KnownTargets const& known, yaml::Diagnostics& diagnostics);
Resolved usable(std::optional<TargetSpec> spec, std::string const& file);

} // namespace

Resolved resolve(std::string_view argument, KnownTargets const& known, yaml::Diagnostics& diagnostics)
{
    auto const text = std::string(argument);
    if (argument.find("://") != std::string_view::npos)
        return resolve_url(argument);
    if (argument == "reference")
        return reference_target();
    if (argument == "reference-client")
        return reference_client_target();
    bool const is_path =
        text.find('/') != std::string::npos || text.ends_with(".yaml") || text.ends_with(".yml");
    return is_path ? usable(load_target(text, diagnostics), text) : resolve_name(text, known, diagnostics);
}

Resolved resolve(std::string_view argument, std::vector<std::string> const& folders,
                 yaml::Diagnostics& diagnostics)
{
    KnownTargets known;
    known.files = targets_in(folders);
    return resolve(argument, known, diagnostics);
}

TargetSpec target_at(net::Endpoint endpoint)
{
    TargetSpec spec;
    spec.name = net::host_and_port(endpoint.host, endpoint.port);
    spec.transport = transport_of(endpoint.scheme);
    spec.timing.start = net::Duration::zero(); // Nothing is started: it is there, or it is not.
    if (endpoint.user_name)
        spec.credentials = Credentials{.user_name = *endpoint.user_name, .password = endpoint.password};
    endpoint.user_name.reset();
    endpoint.password.reset();
    spec.endpoints[spec.transport] = {.url = net::without_secrets(endpoint), .where = {}};
    spec.how = Url{.endpoint = std::move(endpoint)};
    return spec;
}

std::vector<std::pair<std::string, std::string>> targets_in(std::vector<std::string> const& folders)
{
    std::vector<std::pair<std::string, std::string>> found;
    for (auto const& folder : folders) {
        std::error_code ec;
        auto const options = fs::directory_options::skip_permission_denied;
        for (auto it = fs::recursive_directory_iterator(folder, options, ec);
             it != fs::recursive_directory_iterator(); it.increment(ec)) {
            if (ec)
                break;
            bool const is_deep = it.depth() >= 2;
            if (is_deep || it->path().filename() == "node_modules")
                it.disable_recursion_pending();
            if (it->path().extension() == ".yaml" && it->is_regular_file(ec))
                found.emplace_back(target_name(it->path().string()), it->path().string());
        }
    }
    std::ranges::sort(found);
    return found;
}

std::string target_name(std::string const& file)
{
    fs::path const path{file};
    return path.stem() == "target" ? path.parent_path().filename().string() : path.stem().string();
}

namespace {

Resolved resolve_url(std::string_view url)
{
    auto parsed = net::parse_endpoint(url);
    if (auto* const trouble = std::get_if<std::string>(&parsed))
        return std::move(*trouble);
    return target_at(std::get<net::Endpoint>(std::move(parsed)));
}

Resolved resolve_name(std::string const& name, KnownTargets const& known, yaml::Diagnostics& diagnostics)
{
    auto const found = std::ranges::find(known.files, name, &std::pair<std::string, std::string>::first);
    if (found != known.files.end())
        return usable(known.load(found->second, diagnostics), found->second);

    std::vector<std::string> names{"reference", "reference-client"};
    for (auto const& [known_name, path] : known.files)
        names.push_back(known_name);
    auto const near = yaml::nearest(name, names);
    if (!near.empty())
        return fmt::format("no target is called `{}`: did you mean `{}`?", name, near);
    return fmt::format(
        "no target is called `{}`; there are: {}, or give a URL (mqtt://host:1883) or a target file", name,
        fmt::join(names, ", "));
}

Resolved usable(std::optional<TargetSpec> spec, std::string const& file)
{
    if (spec)
        return std::move(*spec);
    return fmt::format("the target file {} cannot be used", file);
}

} // namespace

} // namespace mqttspec::target
