// SPDX-License-Identifier: Apache-2.0
#include "validator/conversation.hpp"

#include "net/websocket_frame.hpp"
#include "support/bytes.hpp"
#include "wire/encode.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::validator {
namespace {

using namespace test::literals;
using net::Opcode;
using testing::ElementsAre;
using testing::IsEmpty;
using Bytes = std::vector<std::uint8_t>;

std::string const request = "GET /mqtt HTTP/1.1\r\nHost: x\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
                            "Sec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Key: k\r\n\r\n";
std::string const answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
Bytes const connect = wire::encode(wire::Connect{.client_id = "kettle"}, wire::Version::v3_1_1).bytes;
Bytes const connack = "20 02 00 00"_bytes;
Bytes const wrong_flags = "d1 00"_bytes;

class Talk
{
public:
    explicit Talk(bool is_chosen = false) : conversation{judge, {"c", "s"}, is_chosen}
    {
        conversation.opened({});
    }

    Talk& says(Role role, Bytes const& bytes, std::size_t piece = 10'000)
    {
        for (std::size_t at = 0; at < bytes.size(); at += piece)
            conversation.bytes(role, std::span(bytes).subspan(at, std::min(piece, bytes.size() - at)), {});
        return *this;
    }
    Talk& says(Role role, std::string_view text, std::size_t piece = 10'000)
    {
        return says(role, Bytes(text.begin(), text.end()), piece);
    }
    Talk& frame(Role role, Bytes const& payload, std::size_t piece = 10'000, Opcode opcode = Opcode::binary,
                bool is_last = true)
    {
        return says(role, net::encode_frame(opcode, is_last, role == Role::client, payload), piece);
    }
    Talk& upgrade(std::size_t piece = 10'000)
    {
        return says(Role::client, request, piece).says(Role::server, answer, piece);
    }

    [[nodiscard]] std::vector<std::string> findings() const
    {
        std::vector<std::string> names;
        for (auto const& finding : judge.findings())
            names.emplace_back(finding.rule->name);
        return names;
    }

    Judge judge{{}};
    Conversation conversation;
};

TEST(Conversation, JudgesTextFramesAndWhatTheyHold)
{
    Talk talk;
    talk.upgrade().frame(Role::client, connect).frame(Role::server, connack, 3, Opcode::text);
    talk.frame(Role::server, "d1"_bytes, 3, Opcode::text, false)
        .frame(Role::server, "00"_bytes, 3, Opcode::continuation);
    EXPECT_THAT(talk.findings(), ElementsAre("binary-frames-only", "binary-frames-only", "reserved-flags",
                                             "binary-frames-only"));
    EXPECT_EQ(talk.judge.findings().front().client_id, "kettle");
}

TEST(Conversation, ExcusesAServerBehindTextOfItsClient)
{
    Talk talk;
    talk.upgrade().frame(Role::client, connect).frame(Role::server, connack);
    talk.frame(Role::client, {}, 3, Opcode::text).frame(Role::server, wrong_flags, 3, Opcode::text);
    EXPECT_THAT(talk.findings(), IsEmpty());
}

TEST(Conversation, TellsEachFrameOnceInAnyPieces)
{
    auto const& rule = *rules::find_rule("binary-frames-only", Role::client);
    auto const index = static_cast<std::size_t>(&rule - rules::all_rules().data());
    for (std::size_t piece = 1; piece < 40; ++piece) {
        Talk talk;
        talk.upgrade(piece).frame(Role::client, connect, piece).frame(Role::client, "c0 00"_bytes, piece);
        talk.frame(Role::client, "70"_bytes, piece, Opcode::ping).frame(Role::client, {}, piece);
        EXPECT_EQ(talk.judge.tallies()[index].kept, 2U) << piece;
    }
}

/// A segment behind a gap may look like a frame, and be none.
TEST(Conversation, BelievesNoTextFrameBehindAGap)
{
    Talk talk;
    talk.upgrade().frame(Role::client, connect).frame(Role::server, connack);
    talk.conversation.missed(Role::server, std::nullopt);
    talk.frame(Role::server, "d0 00"_bytes, 99, Opcode::text);
    EXPECT_THAT(talk.findings(), IsEmpty());
}

TEST(Conversation, ReadsAWebSocketInAnyPieces)
{
    for (std::size_t piece = 1; piece < 40; ++piece) {
        Talk talk;
        talk.upgrade(piece).frame(Role::client, connect, piece).frame(Role::server, connack, piece);
        talk.frame(Role::server, wrong_flags, piece);
        EXPECT_THAT(talk.findings(), ElementsAre("reserved-flags")) << piece;
        EXPECT_EQ(talk.judge.counts().packets, 3U) << piece;
        EXPECT_EQ(talk.conversation.kind(), Kind::websocket);
    }
}

TEST(Conversation, JoinsFramesAndFragments)
{
    Talk talk;
    Bytes both = connack;
    both.insert(both.end(), wrong_flags.begin(), wrong_flags.end());
    talk.upgrade().frame(Role::client, {connect.begin(), connect.begin() + 3}, 99, Opcode::binary, false);
    talk.frame(Role::client, "70 69"_bytes, 99, Opcode::ping); // Between fragments.
    talk.frame(Role::client, {connect.begin() + 3, connect.end()}, 99, Opcode::continuation);
    talk.frame(Role::server, both);
    EXPECT_THAT(talk.findings(), ElementsAre("reserved-flags"));
}

TEST(Conversation, ReadsWhatComesWithTheHandshake)
{
    Talk talk;
    auto const first = net::encode_frame(Opcode::binary, true, true, connect);
    talk.says(Role::client, request + std::string(first.begin(), first.end())).says(Role::server, answer);
    EXPECT_EQ(talk.judge.counts().packets, 1U);
}

TEST(Conversation, LeavesOtherWebSocketsAlone)
{
    std::string chat = request;
    chat.replace(chat.find("Protocol: mqtt"), 14, "Protocol: chat");
    Talk talk;
    talk.says(Role::client, chat).says(Role::server, answer).frame(Role::server, wrong_flags);
    EXPECT_THAT(talk.findings(), IsEmpty());
    EXPECT_EQ(talk.conversation.kind(), Kind::other);
    EXPECT_EQ(talk.judge.counts().connections, 0U);
}

TEST(Conversation, SaysThatCompressedFramesCannotBeRead)
{
    auto compressed = answer;
    compressed.insert(compressed.size() - 2, "Sec-WebSocket-Extensions: permessage-deflate\r\n");
    Talk talk;
    talk.says(Role::client, request).says(Role::server, compressed);
    EXPECT_TRUE(talk.conversation.is_unreadable());
    Talk without_word;
    without_word.upgrade().says(Role::server, "c2 02 d1 00"_bytes); // RSV1.
    EXPECT_TRUE(without_word.conversation.is_unreadable());
    EXPECT_THAT(without_word.findings(), IsEmpty());
}

TEST(Conversation, GivesUpARefusedHandshake)
{
    Talk talk;
    talk.says(Role::client, request).says(Role::server, "HTTP/1.1 404 Not Found\r\n\r\n");
    EXPECT_TRUE(talk.conversation.is_unreadable());
    Talk endless;
    endless.says(Role::client, "GET " + std::string(20'000, 'x'), 100);
    EXPECT_TRUE(endless.conversation.is_unreadable());
}

TEST(Conversation, FindsItsWayBehindAGapInAFrame)
{
    Talk talk;
    talk.upgrade().frame(Role::client, connect).frame(Role::server, connack);
    auto const large = net::encode_frame(
        Opcode::binary, true, false,
        wire::encode(wire::Publish{.topic = "a", .payload = Bytes(50, 'x')}, wire::Version::v3_1_1).bytes);
    talk.says(Role::server, Bytes(large.begin(), large.begin() + 10));
    talk.conversation.missed(Role::server, 20);
    talk.says(Role::server, Bytes(large.begin() + 30, large.end())).frame(Role::server, wrong_flags);
    EXPECT_THAT(talk.findings(), ElementsAre("reserved-flags"));
}

TEST(Conversation, WaitsForWholeFramesBehindAGapBetweenThem)
{
    Talk talk;
    talk.upgrade().frame(Role::client, connect).frame(Role::server, connack);
    talk.conversation.missed(Role::server, 7);
    talk.says(Role::server, "61 62 63"_bytes); // The end of some frame.
    for (int i = 0; i < 20; ++i)
        talk.frame(Role::server, "d0 00"_bytes);
    EXPECT_THAT(talk.findings(), IsEmpty());
    talk.frame(Role::server, wrong_flags);
    EXPECT_THAT(talk.findings(), ElementsAre("reserved-flags"));
}

TEST(Conversation, JoinsWhereTheFirstWordIsLost)
{
    Talk talk{true};
    talk.conversation.missed(Role::client, 30);
    talk.says(Role::client, "c0 00"_bytes).says(Role::server, "d0 00"_bytes);
    EXPECT_THAT(talk.findings(), IsEmpty());
    EXPECT_EQ(talk.judge.counts().packets, 2U);
}

TEST(FirstWords, TellKindsByTheirBeginnings)
{
    EXPECT_EQ(kind_of({}), Kind::undecided);
    for (std::size_t size = 1; size < 8; ++size)
        EXPECT_EQ(kind_of(std::span(connect).first(size)), Kind::undecided) << size;
    EXPECT_EQ(kind_of(connect), Kind::mqtt);
    EXPECT_EQ(kind_of("10 2a 00 06 4d 51 49 73 64 70 03"_bytes), Kind::mqtt);
    EXPECT_EQ(kind_of("10 aa 01 00 04 4d 51 54 54 05"_bytes), Kind::mqtt);
    EXPECT_EQ(kind_of("10 ff ff ff ff 01"_bytes), Kind::other);
    EXPECT_EQ(kind_of("10 0c 00 04 4d 51 58"_bytes), Kind::other);
    EXPECT_EQ(kind_of("16 03 01"_bytes), Kind::tls);
    EXPECT_EQ(kind_of("47 45 54 20 2f"_bytes), Kind::websocket);
    EXPECT_EQ(kind_of("47 45"_bytes), Kind::undecided);
    EXPECT_EQ(kind_of("ff"_bytes), Kind::other);
}

TEST(FirstWords, FindHeadersOfHttp)
{
    EXPECT_EQ(header_of("GET / HTTP/1.1\r\nA: 1\r\nUPGRADE:  WebSocket \r\na: 2", "upgrade"), "websocket");
    EXPECT_EQ(header_of("GET / HTTP/1.1\r\nA: 1\r\nUPGRADE:  WebSocket \r\na: 2", "a"), "1,2");
    EXPECT_EQ(header_of("GET / HTTP/1.1", "a"), "");
}

} // namespace
} // namespace mqttspec::validator
