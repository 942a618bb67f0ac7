// SPDX-License-Identifier: Apache-2.0
#include "reports/write_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace mqttspec::reports {

namespace {

namespace fs = std::filesystem;

std::string write_in_place(fs::path const& path, std::string_view content);
std::string replace(fs::path const& path, std::string_view content);
int fill(int descriptor, std::string_view content);
int close_after(int descriptor, int error);
std::pair<fs::path, int> create_beside(fs::path const& path);
void sync_directory(fs::path const& directory);
std::string because(int error);

} // namespace

std::string write_file(std::string const& path, std::string_view content)
{
    std::string const trouble = [&]() -> std::string {
        if (path.empty())
            return "its name is empty";
        std::error_code ec;
        fs::file_status const status = fs::status(path, ec);
        if (fs::is_directory(status))
            return "it is a directory";
        if (fs::exists(status) && !fs::is_regular_file(status))
            return write_in_place(path, content);
        // The file behind a symbolic link is replaced, not the link.
        fs::path const real = fs::exists(status) ? fs::canonical(path, ec) : fs::path(path);
        return ec && fs::exists(status) ? ec.message() : replace(real, content);
    }();
    return trouble.empty() ? "" : "cannot write " + path + ": " + trouble;
}

namespace {

/// A device or a pipe cannot be replaced by a file, and must not be.
std::string write_in_place(fs::path const& path, std::string_view content)
{
    int const descriptor = open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0)
        return because(errno);
    int const error = close_after(descriptor, fill(descriptor, content));
    return error == 0 ? "" : because(error);
}

std::string replace(fs::path const& path, std::string_view content)
{
    fs::path const directory = path.has_parent_path() ? path.parent_path() : fs::path(".");
    if (std::error_code ec; !fs::is_directory(directory, ec))
        return "there is no directory " + directory.string();

    auto const [temporary, descriptor] = create_beside(path);
    if (descriptor < 0)
        return because(errno);

    struct stat old = {};
    if (stat(path.c_str(), &old) == 0 && fchmod(descriptor, old.st_mode & 07777) != 0)
        errno = 0; // The mode of the old file is a courtesy; its content is what counts.

    int error = fill(descriptor, content);
    if (error == 0 && fsync(descriptor) != 0)
        error = errno;
    error = close_after(descriptor, error);
    if (error == 0 && rename(temporary.c_str(), path.c_str()) != 0)
        error = errno;
    if (error != 0) {
        unlink(temporary.c_str());
        return because(error);
    }
    sync_directory(directory);
    return {};
}

int fill(int descriptor, std::string_view content)
{
    while (!content.empty()) {
        ssize_t const count = write(descriptor, content.data(), content.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return errno;
        content.remove_prefix(static_cast<std::size_t>(count));
    }
    return 0;
}

/// Network file systems report a full disk only here.
int close_after(int descriptor, int error)
{
    return close(descriptor) != 0 && error == 0 ? errno : error;
}

/// Hidden, and short whatever the length of the name: the longest legal name must work too. In a container
/// every run may have the same process id, so what a killed one left behind must not stop us.
std::pair<fs::path, int> create_beside(fs::path const& path)
{
    constexpr int attempts = 100;
    for (int i = 0; i < attempts; ++i) {
        std::string const name = ".mqttspec-" + std::to_string(getpid()) + "-" + std::to_string(i) + ".tmp";
        fs::path const temporary = path.has_parent_path() ? path.parent_path() / name : fs::path(name);
        int const descriptor = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor >= 0 || errno != EEXIST)
            return {temporary, descriptor};
    }
    return {{}, -1};
}

/// Without this a power cut may undo the rename. Not every file system can.
void sync_directory(fs::path const& directory)
{
    int const descriptor = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    fsync(descriptor);
    close(descriptor);
}

std::string because(int error)
{
    return std::generic_category().message(error);
}

} // namespace

} // namespace mqttspec::reports
