// SPDX-License-Identifier: Apache-2.0
// Journals to captures and back.
#include "validator/capture_file.hpp"
#include "validator/capture_writer.hpp"
#include "validator/tap.hpp"

#include "rules/journal_reader.hpp"
#include "rules/samples.hpp"
#include "rules/trace_text.hpp"
#include "support/bytes.hpp"
#include "wire/decode.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace mqttspec::validator {
namespace {

using namespace test::literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A file that is there as long as the test.
class Scratch
{
public:
    explicit Scratch(std::string const& content)
        : path{testing::TempDir() + "mqttspec-capture-" + std::to_string(getpid()) + ".pcapng"}
    {
        write(content);
    }
    Scratch(Scratch const&) = delete;
    Scratch& operator=(Scratch const&) = delete;
    ~Scratch() { std::filesystem::remove(path); }

    void write(std::string const& content, std::ios::openmode mode = std::ios::trunc) const
    {
        std::ofstream{path, std::ios::binary | mode} << content;
    }
    std::string path;
};

/// The trace as the journal of a case would have it, where we play the Client.
trace::Journal journal_of(std::string_view text)
{
    trace::Journal journal;
    for (auto const& event : rules::events_of(text)) {
        using Kind = rules::TraceEvent::Kind;
        if (event.kind == Kind::frame)
            continue; // The capture of a case knows none.
        trace::Observation seen{.at = event.at, .connection = event.connection, .event = trace::Note{}};
        if (event.kind == Kind::opened) {
            while (journal.add_connection("alice") < event.connection)
                continue;
            seen.event = trace::Opened{"127.0.0.1:1883"};
        } else if (event.kind == Kind::closed) {
            seen.event = trace::Closed{};
        } else if (event.sender == Role::client) {
            seen.event = trace::Sent{.bytes = event.bytes};
        } else {
            seen.event = trace::Received{event.bytes, wire::decode(event.bytes, wire::Version::v3_1_1)};
        }
        journal.append(std::move(seen));
    }
    return journal;
}

/// Reads a capture to its end.
struct Checked
{
    explicit Checked(std::string const& path, JudgeOptions options = {}, Reading reading = {})
        : judge{std::move(options)}, tap{judge, {}}
    {
        auto opened = CaptureFile::open(path, std::move(reading));
        if (auto const* why = std::get_if<std::string>(&opened)) {
            trouble = *why;
            return;
        }
        auto& capture = std::get<CaptureFile>(opened);
        while (auto const packet = capture.next())
            tap.packet(capture.link_type(), packet->bytes, packet->moment);
        tap.finish();
        trouble = capture.trouble();
    }

    [[nodiscard]] std::vector<std::string> findings() const
    {
        std::vector<std::string> names;
        for (auto const& finding : judge.findings())
            names.push_back((finding.rule->role == Role::client ? "client:" : "") +
                            std::string{finding.rule->name});
        return names;
    }

    Judge judge;
    Tap tap;
    std::string trouble;
};

std::string const broken = "c> CONNECT client_id=kettle\ns> CONNACK\nwait 1\ns> d1 00\n1 close";

std::string capture_of(std::string_view text)
{
    return to_pcapng(journal_of(text), {.title = "a case", .written_by = "a test"});
}

TEST(Capture, OfACaseGivesTheFindingsOfTheCase)
{
    for (auto const& sample : rules::all_samples())
        for (auto const& text : {sample.kept, sample.broken}) {
            auto const journal = journal_of(text);
            rules::Watch watch{rules::all_knowledge()};
            rules::JournalReader{watch, journal, Role::client, wire::Version::v3_1_1}.read_to(journal.size());
            JudgeOptions options;
            options.knowledge = rules::all_knowledge();
            Scratch const file{to_pcapng(journal, {})};
            Checked const checked{file.path, std::move(options)};
            EXPECT_EQ(checked.findings(), rules::names(watch)) << text;
            EXPECT_THAT(checked.trouble, IsEmpty());
        }
}

TEST(Capture, TellsTimesAndPackets)
{
    Scratch const file{capture_of(broken)};
    Checked const checked{file.path};
    ASSERT_THAT(checked.findings(), ElementsAre("reserved-flags"));
    EXPECT_EQ(checked.judge.findings().front().moment.at, std::chrono::seconds{1});
    EXPECT_EQ(checked.judge.findings().front().moment.number, 6U);
}

TEST(Capture, NamesItsCaseAndParties)
{
    auto const text = capture_of(broken);
    EXPECT_THAT(text, HasSubstr("a case: alice, connection 1"));
    EXPECT_THAT(text, HasSubstr("a test"));
}

TEST(Capture, MasksWhatWeSend)
{
    CaptureFacts facts;
    facts.masked = [](wire::Bytes const& bytes) { return wire::Bytes(bytes.size(), '*'); };
    auto const text = to_pcapng(journal_of(broken), facts);
    EXPECT_THAT(text, testing::Not(HasSubstr("kettle")));
    EXPECT_THAT(text, HasSubstr("******"));
}

TEST(Capture, HasTheEndThatWasObserved)
{
    struct Sample
    {
        trace::Closed closed;
        std::string flags; ///< Of the segments behind the handshake.
    };
    using trace::Ending;
    using trace::Side;
    for (auto const& [closed, flags] :
         {Sample{{.by = Side::peer, .how = Ending::rst, .detail = {}}, "s:14 "},
          Sample{{.by = Side::us, .how = Ending::rst, .detail = {}}, "c:14 "},
          Sample{{.by = Side::peer, .how = Ending::fin, .detail = {}}, "s:11 c:11 s:10 "},
          Sample{{.by = Side::us, .how = Ending::fin, .detail = {}}, "c:11 s:11 c:10 "}}) {
        trace::Journal journal;
        auto const id = journal.add_connection("alice");
        journal.append({.connection = id, .event = trace::Opened{}});
        journal.append({.connection = id, .event = closed});
        journal.append(
            {.connection = id, .event = trace::Sent{.bytes = "c0 00"_bytes}}); // It never went out.
        Scratch const file{to_pcapng(journal, {})};
        auto opened = CaptureFile::open(file.path, {});
        std::string seen;
        auto& capture = std::get<CaptureFile>(opened);
        for (int i = 0; auto const packet = capture.next(); ++i)
            if (i >= 3)
                seen += std::string{packet->bytes[19] == 1 ? "c:" : "s:"} +
                        test::hex(packet->bytes.subspan(33, 1)) + " ";
        EXPECT_EQ(seen, flags);
    }
}

TEST(CaptureFile, SaysWhereItIsCutOff)
{
    auto const whole = capture_of(broken);
    std::set<std::string> troubles;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        Scratch const file{whole.substr(0, size)};
        troubles.insert(Checked{file.path}.trouble);
    }
    EXPECT_THAT(troubles, testing::Contains("is empty"));
    for (int packet = 1; packet <= 6; ++packet)
        EXPECT_THAT(troubles, testing::Contains("is cut off in packet " + std::to_string(packet)));
    EXPECT_THAT(troubles, testing::Not(testing::Contains(HasSubstr("truncated"))));
}

TEST(CaptureFile, SaysThatItIsNone)
{
    Scratch const file{"This is a text, and a longer one than any header of a capture would be."};
    EXPECT_THAT(Checked{file.path}.trouble, HasSubstr("is no capture of pcap or pcapng"));
    EXPECT_EQ(Checked{testing::TempDir()}.trouble, "is a folder");
    EXPECT_EQ(Checked{"/nowhere/at-all"}.trouble, "No such file or directory");
}

TEST(CaptureFile, SaysThatItHadNotBegunInTime)
{
    Scratch const file{capture_of(broken)};
    Reading reading;
    reading.until = std::chrono::steady_clock::now();
    EXPECT_EQ((Checked{file.path, {}, reading}.trouble), "had not begun when the reading was to end");
}

TEST(CaptureFile, TakesATimeThatNoClockCanHoldForTheLastOfPcap)
{
    auto text = capture_of(broken);
    auto const packet = text.find(std::string{"\x06\0\0\0", 4}, 28); // Its block's type.
    text.replace(packet + 12, 8, 8, '\xff');
    Scratch const file{text};
    auto opened = CaptureFile::open(file.path, {});
    auto const first = std::get<CaptureFile>(opened).next();
    ASSERT_TRUE(first);
    EXPECT_EQ(std::chrono::floor<std::chrono::seconds>(first->moment.at).count(), 4'294'967'295);
}

TEST(CaptureFile, SaysWhichLinkTypeItCannotRead)
{
    auto text = capture_of(broken);
    auto const interface = text.find(std::string{"\x01\0\0\0", 4}, 28); // Its block's type.
    text[interface + 8] = static_cast<char>(189);                       // USB.
    Scratch const file{text};
    EXPECT_THAT(Checked{file.path}.trouble, HasSubstr("link type"));
}

TEST(CaptureFile, FollowsAFileThatGrows)
{
    auto const whole = capture_of(broken);
    Scratch const file{whole.substr(0, whole.size() / 2)};
    std::thread writer{[&] {
        std::this_thread::sleep_for(std::chrono::milliseconds{150});
        file.write(whole.substr(whole.size() / 2), std::ios::app);
    }};
    Reading reading{.follows = true};
    reading.until = std::chrono::steady_clock::now() + std::chrono::seconds{2};
    Checked const checked{file.path, {}, reading};
    writer.join();
    EXPECT_THAT(checked.findings(), ElementsAre("reserved-flags"));
    EXPECT_THAT(checked.trouble, IsEmpty());
}

} // namespace
} // namespace mqttspec::validator
