// SPDX-License-Identifier: Apache-2.0
#include "reports/write_file.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mqttspec::reports {

namespace {

namespace fs = std::filesystem;

class WriteFile : public testing::Test
{
protected:
    WriteFile()
    {
        std::string name = (fs::temp_directory_path() / "mqttspec-write-XXXXXX").string();
        directory_ = mkdtemp(name.data());
    }

    ~WriteFile() override { fs::remove_all(directory_); }

    [[nodiscard]] std::string path(std::string const& name) const { return (directory_ / name).string(); }

    [[nodiscard]] std::string content(std::string const& name) const
    {
        std::ifstream file(path(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    [[nodiscard]] auto file_count() const
    {
        return std::distance(fs::directory_iterator(directory_), fs::directory_iterator());
    }

    fs::path directory_;
};

/// No file of this process may grow beyond a few bytes, as on a full disk.
class TinyDisk
{
public:
    TinyDisk()
    {
        old_handler_ = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &old_);
        rlimit const tiny{.rlim_cur = 4096, .rlim_max = old_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &tiny);
    }

    ~TinyDisk()
    {
        setrlimit(RLIMIT_FSIZE, &old_);
        std::signal(SIGXFSZ, old_handler_);
    }

    TinyDisk(TinyDisk const&) = delete;
    TinyDisk& operator=(TinyDisk const&) = delete;

private:
    rlimit old_{};
    void (*old_handler_)(int) = SIG_DFL;
};

TEST_F(WriteFile, WritesWhatItIsGivenAndLeavesNothingBeside)
{
    EXPECT_EQ(write_file(path("report.xml"), std::string_view("a\0b", 3)), "");
    EXPECT_EQ(content("report.xml"), std::string("a\0b", 3));
    EXPECT_EQ(file_count(), 1);
}

TEST_F(WriteFile, ReplacesAnOldReportAndKeepsItsMode)
{
    std::ofstream(path("report.xml")) << "an older and much longer report";
    fs::permissions(path("report.xml"), fs::perms::owner_all);
    EXPECT_EQ(write_file(path("report.xml"), "new"), "");
    EXPECT_EQ(content("report.xml"), "new");
    EXPECT_EQ(fs::status(path("report.xml")).permissions(), fs::perms::owner_all);
}

TEST_F(WriteFile, KeepsTheOldReportAndNoTemporaryIfTheDiskIsFull)
{
    std::ofstream(path("report.xml")) << "old";
    std::string message;
    {
        TinyDisk const disk;
        message = write_file(path("report.xml"), std::string(1 << 20, 'x'));
    }
    EXPECT_EQ(message, "cannot write " + path("report.xml") + ": File too large");
    EXPECT_EQ(content("report.xml"), "old");
    EXPECT_EQ(file_count(), 1);
}

TEST_F(WriteFile, WritesToADeviceAsItStands)
{
    EXPECT_EQ(write_file("/dev/null", "x"), "");
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
    EXPECT_EQ(write_file("/dev/full", "x"), "cannot write /dev/full: No space left on device");
    EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST_F(WriteFile, FollowsASymbolicLink)
{
    std::ofstream(path("real.xml")) << "old";
    fs::create_symlink("real.xml", path("link.xml"));
    EXPECT_EQ(write_file(path("link.xml"), "new"), "");
    EXPECT_TRUE(fs::is_symlink(path("link.xml")));
    EXPECT_EQ(content("real.xml"), "new");
}

TEST_F(WriteFile, SaysThatThePathIsADirectory)
{
    EXPECT_EQ(write_file(directory_.string(), "x"),
              "cannot write " + directory_.string() + ": it is a directory");
}

TEST_F(WriteFile, SaysThatThereIsNoSuchDirectory)
{
    EXPECT_EQ(write_file(path("none/report.xml"), "x"),
              "cannot write " + path("none/report.xml") + ": there is no directory " + path("none"));
}

TEST_F(WriteFile, SaysThatTheDirectoryRefuses)
{
    if (geteuid() == 0) {
        // Nothing but a pseudo file system refuses root.
        EXPECT_EQ(write_file("/proc/report.xml", "x"),
                  "cannot write /proc/report.xml: No such file or directory");
        return;
    }
    fs::permissions(directory_, fs::perms::owner_read | fs::perms::owner_exec);
    EXPECT_EQ(write_file(path("report.xml"), "x"),
              "cannot write " + path("report.xml") + ": Permission denied");
}

TEST_F(WriteFile, TakesTheLongestNameThatIsLegal)
{
    EXPECT_EQ(write_file(path(std::string(255, 'x')), "y"), "");
    EXPECT_EQ(content(std::string(255, 'x')), "y");
    EXPECT_EQ(write_file(path(std::string(256, 'x')), "y"),
              "cannot write " + path(std::string(256, 'x')) + ": File name too long");
    EXPECT_EQ(file_count(), 1);
}

TEST_F(WriteFile, IsNotStoppedByWhatAKilledRunLeftBehind)
{
    std::ofstream(path(".mqttspec-" + std::to_string(getpid()) + "-0.tmp")) << "half";
    EXPECT_EQ(write_file(path("report.xml"), "x"), "");
    EXPECT_EQ(content("report.xml"), "x");
}

TEST_F(WriteFile, RefusesAnEmptyName)
{
    EXPECT_EQ(write_file("", "x"), "cannot write : its name is empty");
}

} // namespace

} // namespace mqttspec::reports
