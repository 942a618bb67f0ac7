// SPDX-License-Identifier: Apache-2.0
#include "cli/unpack.hpp"

#include "cli/shipped.hpp"
#include "target/cache_folder.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

namespace mqttspec::cli {

namespace fs = std::filesystem;

namespace {

bool write_targets(fs::path const& folder)
{
    for (auto const& [path, text] : shipped_files()) {
        if (!path.starts_with("targets/"))
            continue;
        std::error_code ec;
        fs::create_directories((folder / path).parent_path(), ec);
        std::ofstream file{folder / path, std::ios::binary};
        file << text;
        file.close();
        if (!file)
            return false;
    }
    return true;
}

} // namespace

std::variant<Unpacked, std::string> unpack_targets()
{
    auto const cache = target::cache_folder();
    if (cache.empty())
        return "this target needs files on disk: set HOME, or MQTTSPEC_CACHE to a folder for them";
    auto const digest = shipped_digest().substr(0, 16);
    auto const folder = fs::path{cache} / fmt::format("shipped-{}", digest);
    std::error_code ec;
    if (fs::is_directory(folder, ec))
        return Unpacked{.folder = folder.string()};

    // In a folder of its own, from which it is moved whole: another process may be doing the same.
    fs::create_directories(cache, ec);
    auto making = folder.string() + "-XXXXXX";
    if (ec || ::mkdtemp(making.data()) == nullptr)
        return fmt::format(
            "this target needs files on disk, and they cannot be written to {}: set MQTTSPEC_CACHE", cache);
    if (write_targets(making))
        fs::rename(making, folder, ec);
    fs::remove_all(making, ec);
    if (fs::is_directory(folder, ec))
        return Unpacked{.folder = folder.string()};
    return fmt::format("the files of this target cannot be written to {}", folder.string());
}

} // namespace mqttspec::cli
