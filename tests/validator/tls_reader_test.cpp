// SPDX-License-Identifier: Apache-2.0
#include "validator/tls_reader.hpp"

#include "support/bytes.hpp"
#include "validator/conversation.hpp"
#include "validator/tls_session.hpp"
#include "wire/encode.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <tuple>
#include <vector>

namespace mqttspec::validator {
namespace {

using namespace test::literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Bytes = std::vector<std::uint8_t>;

Bytes const question = "c0 00"_bytes;
Bytes const answer = "d0 00"_bytes;

/// A file that is gone afterwards.
class LogFile
{
public:
    LogFile() { std::filesystem::remove(path); }
    ~LogFile() { std::filesystem::remove(path); }
    LogFile(LogFile const&) = delete;
    LogFile& operator=(LogFile const&) = delete;

    void add(std::string const& text) const { std::ofstream{path, std::ios::app} << text; }
    [[nodiscard]] KeyLog open() const
    {
        add("");
        return std::get<KeyLog>(KeyLog::open(path));
    }
    [[nodiscard]] std::string trouble() const
    {
        auto opened = KeyLog::open(path);
        auto const* text = std::get_if<std::string>(&opened);
        return text == nullptr ? "" : *text;
    }

    std::string const path = testing::TempDir() + "key-log-" + std::to_string(::getpid());
};

/// The CONNECT of a Client, and its answer.
TlsSession& connect(TlsSession& session)
{
    auto const packet = wire::encode(wire::Connect{.client_id = "kettle"}, wire::Version::v3_1_1);
    return session.says(Role::client, packet.bytes).says(Role::server, "20 02 00 00"_bytes);
}

/// What a reader makes of it: first what the Client said, then the Server.
struct Read
{
    Bytes client{};
    Bytes server{};
    bool is_unreadable = false;
    bool has_opened = false;
};

Read read(TlsSession const& session, KeyLog& log, std::size_t piece = 100'000, std::size_t without = 1'000)
{
    TlsReader reader{log};
    Read read;
    for (std::size_t i = 0; i < session.seen.size(); ++i) {
        auto const& [role, bytes] = session.seen[i];
        if (i == without) {
            reader.missed();
            continue;
        }
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            reader.feed(role, std::span(bytes).subspan(at, std::min(piece, bytes.size() - at)));
            while (auto const data = reader.next()) {
                auto& into = role == Role::client ? read.client : read.server;
                into.insert(into.end(), data->begin(), data->end());
            }
        }
    }
    read.is_unreadable = reader.is_unreadable();
    read.has_opened = reader.has_opened();
    return read;
}

void expect_question_and_answer(Read const& read)
{
    EXPECT_EQ(read.client, question);
    EXPECT_EQ(read.server, answer);
    EXPECT_FALSE(read.is_unreadable);
    EXPECT_TRUE(read.has_opened);
}

class TlsSuite : public testing::TestWithParam<std::tuple<int, char const*>>
{
protected:
    TlsChoice choice{.version = std::get<0>(GetParam()), .suites = std::get<1>(GetParam())};
    LogFile file;
};

TEST_P(TlsSuite, IsReadInWhateverPieces)
{
    TlsSession session{file.path, choice};
    session.says(Role::client, question).says(Role::server, answer);
    auto log = file.open();
    for (std::size_t const piece : {1U, 7U, 100'000U})
        expect_question_and_answer(read(session, log, piece));
}

TEST_P(TlsSuite, IsReadOverManyRecords)
{
    Bytes const much(100'000, 0x30);
    TlsSession session{file.path, choice};
    session.says(Role::client, much).says(Role::server, much).says(Role::client, question);
    auto log = file.open();
    auto const read = validator::read(session, log);
    EXPECT_EQ(read.client.size(), much.size() + question.size());
    EXPECT_EQ(read.server, much);
}

TEST_P(TlsSuite, OfAResumedSessionIsRead)
{
    TlsSession first{file.path, choice};
    first.says(Role::server, answer); // With it comes the ticket.
    choice.resumed = first.session();
    TlsSession second{file.path, choice};
    second.says(Role::client, question).says(Role::server, answer);
    EXPECT_TRUE(second.was_resumed());
    auto log = file.open();
    expect_question_and_answer(read(second, log));
}

TEST_P(TlsSuite, WithoutItsSecretStaysClosed)
{
    LogFile const empty;
    TlsSession session{file.path, choice};
    session.says(Role::client, question).says(Role::server, answer);
    std::filesystem::remove(file.path);
    TlsSession const another{file.path, choice};
    auto log = file.open();
    auto const read = validator::read(session, log);
    EXPECT_THAT(read.client, IsEmpty());
    EXPECT_THAT(read.server, IsEmpty());
    EXPECT_FALSE(read.has_opened);
}

TEST_P(TlsSuite, IsClosedBehindAGap)
{
    TlsSession session{file.path, choice};
    session.says(Role::client, question).says(Role::server, answer).says(Role::client, question);
    auto log = file.open();
    auto const read = validator::read(session, log, 100'000, session.seen.size() - 1);
    EXPECT_EQ(read.client, question);
    EXPECT_TRUE(read.is_unreadable);
}

INSTANTIATE_TEST_SUITE_P(Of13, TlsSuite,
                         testing::Combine(testing::Values(TLS1_3_VERSION),
                                          testing::Values("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
                                                          "TLS_CHACHA20_POLY1305_SHA256",
                                                          "TLS_AES_128_CCM_SHA256",
                                                          "TLS_AES_128_CCM_8_SHA256")));
INSTANTIATE_TEST_SUITE_P(
    Of12, TlsSuite,
    testing::Combine(testing::Values(TLS1_2_VERSION),
                     testing::Values("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
                                     "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES256-CCM",
                                     "ECDHE-ECDSA-AES128-CCM8")));

TEST(TlsReader, FollowsNewKeys)
{
    LogFile const file;
    TlsSession session{file.path};
    session.says(Role::client, question).updates_keys(Role::client);
    session.says(Role::client, question).says(Role::server, answer).updates_keys(Role::server);
    session.says(Role::server, answer).says(Role::client, question);
    auto log = file.open();
    auto const read = validator::read(session, log);
    EXPECT_EQ(read.client, "c0 00 c0 00 c0 00"_bytes);
    EXPECT_EQ(read.server, "d0 00 d0 00"_bytes);
}

TEST(TlsReader, FollowsASecondClientHello)
{
    LogFile const file;
    TlsSession session{file.path, {.server_groups = "P-384"}};
    session.says(Role::client, question).says(Role::server, answer);
    auto log = file.open();
    expect_question_and_answer(read(session, log));
}

TEST(TlsReader, CannotReadWhatIsNotAuthenticated)
{
    LogFile const file;
    TlsSession session{file.path, {.version = TLS1_2_VERSION, .suites = "ECDHE-ECDSA-AES128-SHA256"}};
    session.says(Role::client, question);
    auto log = file.open();
    EXPECT_TRUE(read(session, log).is_unreadable);
}

TEST(TlsReader, StopsAtAForgedRecord)
{
    LogFile const file;
    TlsSession session{file.path};
    session.says(Role::client, question).says(Role::client, question);
    session.seen.back().second.back() ^= 1U;
    auto log = file.open();
    auto const read = validator::read(session, log);
    EXPECT_EQ(read.client, question);
    EXPECT_TRUE(read.is_unreadable);
}

TEST(TlsReader, GivesOutNothingThatWasNotSaidWhateverIsDamaged)
{
    for (auto const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        LogFile const file;
        TlsSession session{file.path, {.version = version}};
        session.says(Role::client, question).says(Role::server, answer).says(Role::client, question);
        auto log = file.open();
        Bytes const all_questions = "c0 00 c0 00"_bytes;
        for (auto& [role, bytes] : session.seen) {
            for (std::size_t at = 0; at < bytes.size(); at += 3) {
                bytes[at] ^= 0x5AU;
                auto const read = validator::read(session, log);
                EXPECT_TRUE(std::ranges::equal(
                    read.client,
                    std::span(all_questions).first(std::min<std::size_t>(read.client.size(), 4))));
                EXPECT_TRUE(read.server.empty() || read.server == answer);
                bytes[at] ^= 0x5AU;
            }
        }
    }
}

TEST(TlsReader, StopsAtWhatIsNoTls)
{
    LogFile const file;
    auto log = file.open();
    TlsReader reader{log};
    Bytes const bytes =
        "16 03 01 00 04 02 00 00 00 17 03 03 00 01 00"_bytes; // A ServerHello without anything.
    reader.feed(Role::server, bytes);
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.is_unreadable());
}

TEST(TlsReader, WaitsForASecretThatIsStillToCome)
{
    for (auto const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        LogFile const aside;
        TlsSession session{aside.path, {.version = version}};
        session.says(Role::client, question).says(Role::server, answer);
        std::ostringstream secrets;
        secrets << std::ifstream{aside.path}.rdbuf();
        std::filesystem::remove(aside.path);
        LogFile const file;
        auto log = file.open();
        file.add(secrets.str().substr(0, 100)); // Within a line.
        EXPECT_FALSE(read(session, log).has_opened);
        file.add(secrets.str().substr(100));
        expect_question_and_answer(read(session, log));
    }
}

TEST(Conversation, JudgesWhatTlsHolds)
{
    LogFile const file;
    TlsSession session{file.path};
    connect(session).says(Role::client, question).says(Role::server, "d1 00"_bytes);
    auto log = file.open();
    for (auto* const keys : {&log, static_cast<KeyLog*>(nullptr)}) {
        Judge judge{{}};
        Conversation conversation{judge, {"c", "s"}, false, keys};
        conversation.opened({});
        for (auto const& [role, bytes] : session.seen)
            conversation.bytes(role, bytes, {});
        EXPECT_EQ(conversation.is_closed_tls(), keys == nullptr);
        EXPECT_EQ(judge.findings().size(), keys == nullptr ? 0U : 1U);
        EXPECT_EQ(judge.counts().packets, keys == nullptr ? 0U : 4U);
        conversation.closed({});
    }
}

TEST(Conversation, SpeaksOfNoPacketBehindAGapInTls)
{
    LogFile const file;
    TlsSession session{file.path};
    connect(session).says(Role::server, "d1 00"_bytes);
    auto log = file.open();
    Judge judge{{}};
    Conversation conversation{judge, {"c", "s"}, true, &log};
    conversation.opened({});
    for (std::size_t i = 0; i + 1 < session.seen.size(); ++i)
        conversation.bytes(session.seen[i].first, session.seen[i].second, {});
    conversation.missed(Role::server, 10);
    EXPECT_TRUE(conversation.is_over());
    conversation.bytes(Role::server, session.seen.back().second, {});
    EXPECT_THAT(judge.findings(), IsEmpty());
    EXPECT_TRUE(conversation.is_closed_tls());
}

TEST(KeyLog, PassesOverWhatItDoesNotNeed)
{
    LogFile const file;
    auto const random = std::string(64, 'a');
    file.add("# a comment\n\nRSA 0011223344556677 00\nEXPORTER_SECRET " + random + " 00\r\nCLIENT_RANDOM " +
             random + " c0de");
    auto log = file.open();
    net::TlsRandom client{};
    client.fill(0xAA);
    auto const* secrets = log.find(client);
    ASSERT_NE(secrets, nullptr);
    EXPECT_EQ(secrets->master, "c0 de"_bytes);
    EXPECT_EQ(log.find(net::TlsRandom{}), nullptr);
}

TEST(KeyLog, LooksForWhatASessionStillLacks)
{
    LogFile const file;
    auto const random = std::string(64, 'a');
    net::TlsRandom client{};
    client.fill(0xAA);
    auto log = file.open();
    file.add("CLIENT_TRAFFIC_SECRET_0 " + random + " c0de\n");
    ASSERT_NE(log.find(client), nullptr);
    EXPECT_THAT(log.find(client)->server_traffic, IsEmpty());
    file.add("SERVER_TRAFFIC_SECRET_0 " + random + " feed\n");
    EXPECT_EQ(log.find(client)->server_traffic, "fe ed"_bytes);
}

TEST(KeyLog, NamesTheFirstLineThatIsNone)
{
    for (auto const* line : {"-----BEGIN PRIVATE KEY-----", "CLIENT_RANDOM 00", "CLIENT_RANDOM 00 00",
                             "CLIENT_RANDOM 0g 00", "\xd4\xc3\xb2\xa1"}) {
        LogFile const file;
        file.add(std::string{"# \n"} + line + "\nmore\n");
        EXPECT_THAT(file.trouble(), HasSubstr(file.path + ":2: this is no line of a key log")) << line;
    }
}

TEST(KeyLog, ThatIsNotThereIsNamed)
{
    LogFile const file;
    EXPECT_THAT(file.trouble(), HasSubstr(file.path + " cannot be read: No such file"));
}

} // namespace
} // namespace mqttspec::validator
