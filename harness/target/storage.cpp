// SPDX-License-Identifier: Apache-2.0
#include "target/storage.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

namespace mqttspec::target {

namespace fs = std::filesystem;

std::variant<std::unique_ptr<Storage>, std::string> Storage::make()
{
    std::error_code ec;
    auto const parent = fs::temp_directory_path(ec);
    if (ec)
        return fmt::format("looking for a folder for temporary files: {}", ec.message());
    auto path = (parent / "mqttspec-XXXXXX").string();
    if (!::mkdtemp(path.data()))
        return fmt::format("making a folder in {}: {}", parent.string(), std::strerror(errno));
    std::unique_ptr<Storage> storage(new Storage(std::move(path)));
    // A program that gives up root must still be able to read its files.
    auto const readable =
        fs::perms::group_read | fs::perms::group_exec | fs::perms::others_read | fs::perms::others_exec;
    fs::permissions(storage->path(), readable, fs::perm_options::add, ec);
    return storage;
}

Storage::Storage(std::string path) : path_(std::move(path)) {}

Storage::~Storage()
{
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::optional<std::string> Storage::write(std::string const& name, std::string_view text) const
{
    auto const path = fs::path(path_) / name;
    std::error_code ec;
    fs::create_directories(path.parent_path(), ec);
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file)
        return fmt::format("writing {}: {}", path.string(), std::strerror(errno));
    return std::nullopt;
}

} // namespace mqttspec::target
