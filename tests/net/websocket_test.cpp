// SPDX-License-Identifier: Apache-2.0
#include "net/transports.hpp"
#include "net/websocket_frame.hpp"

#include <gtest/gtest.h>

namespace mqttspec::net {
namespace {

namespace this_coro = boost::asio::this_coro;

awaitable<Transfer> read_once(ByteStream& stream)
{
    std::vector<std::uint8_t> buffer(4096);
    auto const got = co_await stream.read_some(buffer);
    co_return got;
}

/// The same claims for frames on a socket and for the marks of a pair in memory.
class Frames : public testing::TestWithParam<std::string>
{};

INSTANTIATE_TEST_SUITE_P(Over, Frames, testing::Values("memory", "ws", "wss"),
                         [](auto const& sample) { return sample.param; });

TEST_P(Frames, TellWhereAMessageEnds)
{
    run_really([&]() -> awaitable<void> {
        auto const pair = co_await connect_pair(GetParam());
        auto const bytes = bytes_of("abc");
        co_await pair.near->write(bytes, Framing::fragment_more);
        auto const first = co_await read_once(*pair.far);
        EXPECT_EQ(first.bytes, 3U);
        EXPECT_FALSE(first.ends_message);
        co_await pair.near->write(bytes, Framing::binary);
        auto const second = co_await read_once(*pair.far);
        EXPECT_TRUE(second.ends_message);
        EXPECT_FALSE(second.is_text);
    });
}

TEST_P(Frames, TellTextFromBinary)
{
    run_really([&]() -> awaitable<void> {
        auto const pair = co_await connect_pair(GetParam());
        std::vector<std::uint8_t> const no_utf8{0xC0, 0x00, 0xFF};
        co_await pair.near->write(no_utf8, Framing::text);
        auto const text = co_await read_once(*pair.far);
        EXPECT_TRUE(text.is_text);
        EXPECT_EQ(text.bytes, 3U);
        co_await pair.near->write(no_utf8);
        auto const binary = co_await read_once(*pair.far);
        EXPECT_FALSE(binary.is_text);
    });
}

TEST_P(Frames, TellAnEmptyTextMessageButNoEmptyBinaryOne)
{
    run_really([&]() -> awaitable<void> {
        auto const pair = co_await connect_pair(GetParam());
        std::vector<std::uint8_t> const nothing;
        co_await pair.near->write(nothing);
        co_await pair.near->write(nothing, Framing::text);
        auto const got = co_await read_once(*pair.far);
        EXPECT_TRUE(got.is_text);
        EXPECT_EQ(got.bytes, 0U);
        EXPECT_EQ(got.end, End::none);
    });
}

TEST(FrameHeader, IsReadOnceAllOfItIsThere)
{
    std::vector<std::uint8_t> const payload(300, 7);
    auto const frame = encode_frame(Opcode::binary, true, true, payload);
    EXPECT_FALSE(read_frame_header(std::span(frame).first(7)));
    auto const header = read_frame_header(std::span(frame).first(8));
    EXPECT_EQ(header.value().payload_bytes, 300U);
    EXPECT_TRUE(header->is_masked);
    EXPECT_TRUE(header->is_last);
    EXPECT_EQ(header->opcode, Opcode::binary);
}

TEST(FrameHeader, CountsPayloadsInAllThreeWays)
{
    for (std::size_t const size : {0U, 125U, 126U, 65535U, 65536U}) {
        auto const frame = encode_frame(Opcode::binary, false, false, std::vector<std::uint8_t>(size));
        auto const header = read_frame_header(frame);
        EXPECT_EQ(header.value().payload_bytes, size);
        EXPECT_EQ(header->header_bytes + size, frame.size());
        EXPECT_FALSE(header->is_last);
    }
}

TEST(CloseFrame, IsToldInWords)
{
    std::vector<std::uint8_t> const payload{0x03, 0xEB, 'n', 'o'};
    EXPECT_EQ(close_in_words(payload), "WebSocket close 1003 unsupported data: no");
    EXPECT_EQ(close_in_words({}), "WebSocket close without a code");
}

TEST(WebSocket, TellsACloseFrameAsTheEnd)
{
    run_really([]() -> awaitable<void> {
        auto const pair = co_await connect_pair("ws");
        pair.far->close();
        auto const got = co_await read_once(*pair.near);
        EXPECT_EQ(got.end, End::fin);
        EXPECT_EQ(got.detail, "WebSocket close 1000 normal closure");
    });
}

TEST(WebSocket, TellsItsServerWhatTheClientOffered)
{
    run_really([]() -> awaitable<void> {
        auto const pair = co_await connect_pair("ws");
        EXPECT_EQ(pair.near->asked_for(), nullptr);
        auto const* const asked = pair.far->asked_for();
        EXPECT_NE(asked, nullptr);
        if (asked != nullptr) {
            EXPECT_EQ(asked->subprotocols, std::vector<std::string>{"mqtt"});
        }
    });
}

TEST(Tls, TellsACloseNotifyAsTheEnd)
{
    run_really([]() -> awaitable<void> {
        auto const pair = co_await connect_pair("tls");
        pair.far->close();
        auto const got = co_await read_once(*pair.near);
        EXPECT_EQ(got.end, End::fin);
        EXPECT_EQ(got.detail, "TLS close_notify");
    });
}

} // namespace
} // namespace mqttspec::net
