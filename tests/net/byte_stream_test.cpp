// SPDX-License-Identifier: Apache-2.0
#include "net/byte_stream.hpp"

#include "net/transports.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace mqttspec::net {
namespace {

namespace this_coro = boost::asio::this_coro;

/// The same claims for each way of connecting.
class Stream : public testing::TestWithParam<std::string>
{
public:
    void SetUp() override
    {
        if (GetParam() == "::1" && !has_ipv6())
            GTEST_SKIP() << "this machine has no ::1";
    }

    static bool has_ipv6()
    {
        boost::asio::io_context context;
        auto const listening = listen_tcp(context.get_executor(), "::1", 0);
        return !std::holds_alternative<std::string>(listening);
    }

    /// Runs a coroutine with the two ends of a connection.
    template <class Body>
    void with_pair(Body const& body)
    {
        run_really([&]() -> awaitable<void> {
            auto const pair = co_await connect_pair(GetParam());
            co_await body(*pair.near, *pair.far);
        });
    }
};

INSTANTIATE_TEST_SUITE_P(Over, Stream,
                         testing::Values("127.0.0.1", "::1", "localhost", "memory", "tls", "ws", "wss"),
                         [](auto const& sample) {
                             return sample.param == "127.0.0.1" ? "ipv4"
                                    : sample.param == "::1"     ? "ipv6"
                                                                : sample.param;
                         });

awaitable<void> read_into(ByteStream& stream, Reading& reading)
{
    auto const all = co_await read_all(stream);
    reading = all;
}

awaitable<void> write_and_note(ByteStream& stream, std::string text, Transfer& result)
{
    auto const put = co_await write_text(stream, std::move(text));
    result = put;
}

/// Writes until that has an end: the first packet after a reset can still be taken by the kernel.
awaitable<End> write_to_the_end(ByteStream& stream)
{
    auto end = End::none;
    while (end == End::none) {
        auto const put = co_await write_text(stream, "more");
        end = put.end;
        co_await sleep_until(Clock::now() + 1ms);
    }
    co_return end;
}

TEST_P(Stream, CarriesBytesBothWays)
{
    with_pair([](ByteStream& near, ByteStream& far) -> awaitable<void> {
        auto const put = co_await write_text(near, "ping");
        EXPECT_EQ(put.bytes, 4U);
        EXPECT_EQ(put.end, End::none);
        auto const there = co_await read_until(far, 4);
        EXPECT_EQ(there.text, "ping");
        co_await write_text(far, "pong");
        auto const back = co_await read_until(near, 4);
        EXPECT_EQ(back.text, "pong");
        EXPECT_EQ(back.end, End::none);
    });
}

TEST_P(Stream, CarriesMoreThanItCanHold)
{
    with_pair([](ByteStream& near, ByteStream& far) -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        std::string const text(20'000'000, 'x');
        Nursery nursery(executor);
        Transfer put;
        nursery.spawn(write_and_note(near, text, put));
        auto const reading = co_await read_until(far, text.size());
        co_await nursery.join();
        EXPECT_EQ(put.bytes, text.size());
        EXPECT_TRUE(reading.text == text);
    });
}

TEST_P(Stream, LetsAWriterWaitForAReader)
{
    with_pair([](ByteStream& near, ByteStream& far) -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Nursery nursery(executor);
        Transfer put;
        nursery.spawn(write_and_note(near, std::string(20'000'000, 'x'), put));
        co_await sleep_until(Clock::now() + 30ms);
        EXPECT_EQ(nursery.children(), 1U);
        co_await read_until(far, 20'000'000);
        co_await nursery.join();
        EXPECT_EQ(put.end, End::none);
    });
}

TEST_P(Stream, ReadsWhatWasSentBeforeTheFin)
{
    with_pair([](ByteStream& near, ByteStream& far) -> awaitable<void> {
        co_await write_text(near, "last words");
        near.close();
        auto const reading = co_await read_all(far);
        EXPECT_EQ(reading.text, "last words");
        EXPECT_EQ(reading.end, End::fin);
    });
}

TEST_P(Stream, ReadsWhatWasSentBeforeTheRst)
{
    with_pair([](ByteStream& near, ByteStream& far) -> awaitable<void> {
        co_await write_text(near, "last words");
        co_await sleep_until(Clock::now() + 10ms); // Else a reset may overtake what the kernel has not sent.
        near.reset();
        auto const reading = co_await read_all(far);
        EXPECT_EQ(reading.text, "last words");
        EXPECT_EQ(reading.end, End::rst);
    });
}

TEST_P(Stream, TellsAnIdleReaderOfARst)
{
    with_pair([](ByteStream& near, ByteStream& far) -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Nursery nursery(executor);
        Reading reading;
        nursery.spawn(read_into(far, reading));
        co_await sleep_until(Clock::now() + 5ms);
        near.reset();
        co_await nursery.join();
        EXPECT_EQ(reading.end, End::rst);
    });
}

TEST_P(Stream, GoesOnInTheOtherDirectionAfterAHalfClose)
{
    with_pair([](ByteStream& near, ByteStream& far) -> awaitable<void> {
        co_await write_text(near, "question");
        near.shutdown_send();
        auto const question = co_await read_all(far);
        EXPECT_EQ(question.text, "question");
        EXPECT_EQ(question.end, End::fin);
        auto const put = co_await write_text(far, "answer");
        EXPECT_EQ(put.end, End::none);
        far.close();
        auto const answer = co_await read_all(near);
        EXPECT_EQ(answer.text, "answer");
        EXPECT_EQ(answer.end, End::fin);
    });
}

TEST_P(Stream, ClosesWithAFinThoughInputIsUnread)
{
    with_pair([](ByteStream& near, ByteStream& far) -> awaitable<void> {
        co_await write_text(far, std::string(100'000, 'u'));
        co_await write_text(near, "refused");
        co_await sleep_until(Clock::now() + 10ms);
        near.close();
        auto const reading = co_await read_all(far);
        EXPECT_EQ(reading.text, "refused");
        EXPECT_EQ(reading.end, End::fin);
    });
}

TEST_P(Stream, ClosesWithAFinWhenItIsDestroyed)
{
    run_really([&]() -> awaitable<void> {
        auto pair = co_await connect_pair(GetParam());
        co_await write_text(*pair.far, "unread");
        co_await sleep_until(Clock::now() + 5ms);
        pair.near.reset();
        auto const reading = co_await read_all(*pair.far);
        EXPECT_EQ(reading.end, End::fin);
    });
}

TEST_P(Stream, EndsAPendingReadAsLocal)
{
    for (auto const leave : {&ByteStream::close, &ByteStream::reset}) {
        with_pair([leave](ByteStream& near, ByteStream&) -> awaitable<void> {
            auto const executor = co_await this_coro::executor;
            Nursery nursery(executor);
            Reading reading;
            nursery.spawn(read_into(near, reading));
            co_await sleep_until(Clock::now() + 5ms);
            (near.*leave)();
            co_await nursery.join();
            EXPECT_EQ(reading.end, End::local);
        });
    }
}

TEST_P(Stream, EndsAPendingWriteAsLocal)
{
    for (auto const leave : {&ByteStream::close, &ByteStream::reset}) {
        with_pair([leave](ByteStream& near, ByteStream&) -> awaitable<void> {
            auto const executor = co_await this_coro::executor;
            Nursery nursery(executor);
            Transfer put;
            nursery.spawn(write_and_note(near, std::string(20'000'000, 'x'), put));
            co_await sleep_until(Clock::now() + 20ms);
            (near.*leave)();
            co_await nursery.join();
            EXPECT_EQ(put.end, End::local);
            EXPECT_LT(put.bytes, 20'000'000U);
        });
    }
}

TEST_P(Stream, ReadsAndWritesNothingAfterItsOwnClose)
{
    with_pair([](ByteStream& near, ByteStream&) -> awaitable<void> {
        near.close();
        auto const reading = co_await read_all(near);
        EXPECT_EQ(reading.end, End::local);
        auto const put = co_await write_text(near, "late");
        EXPECT_EQ(put.end, End::local);
        EXPECT_EQ(put.bytes, 0U);
    });
}

TEST_P(Stream, WritesNothingAfterItsOwnHalfClose)
{
    with_pair([](ByteStream& near, ByteStream&) -> awaitable<void> {
        near.shutdown_send();
        auto const put = co_await write_text(near, "late");
        EXPECT_EQ(put.end, End::local);
    });
}

TEST_P(Stream, SeesTheResetOfThePeerWhenItWrites)
{
    with_pair([](ByteStream& near, ByteStream& far) -> awaitable<void> {
        near.reset();
        auto const end = co_await write_to_the_end(far);
        EXPECT_EQ(end, End::rst);
    });
}

TEST_P(Stream, SeesAnRstWhenItWritesToOneWhoHasClosed)
{
    with_pair([](ByteStream& near, ByteStream& far) -> awaitable<void> {
        near.close();
        auto const end = co_await write_to_the_end(far);
        EXPECT_EQ(end, End::rst);
    });
}

TEST_P(Stream, EndsAWriteThatIsUnderWayWhenThePeerResets)
{
    with_pair([](ByteStream& near, ByteStream& far) -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        Nursery nursery(executor);
        Transfer put;
        nursery.spawn(write_and_note(near, std::string(20'000'000, 'x'), put));
        co_await sleep_until(Clock::now() + 20ms);
        far.reset();
        co_await nursery.join();
        EXPECT_EQ(put.end, End::rst);
        EXPECT_TRUE(put.error);
    });
}

TEST_P(Stream, CanBeClosedAndResetAgain)
{
    with_pair([](ByteStream& near, ByteStream& far) -> awaitable<void> {
        near.close();
        near.shutdown_send();
        near.reset();
        near.close();
        auto const reading = co_await read_all(far);
        EXPECT_EQ(reading.end, End::fin);
    });
}

TEST_P(Stream, NamesItsPeer)
{
    with_pair([](ByteStream& near, ByteStream& far) -> awaitable<void> {
        EXPECT_NE(near.peer_name(), "");
        EXPECT_NE(far.peer_name(), "");
        co_return;
    });
}

TEST(End, HasAName)
{
    EXPECT_EQ(name_of(End::none), "none");
    EXPECT_EQ(name_of(End::fin), "fin");
    EXPECT_EQ(name_of(End::rst), "rst");
    EXPECT_EQ(name_of(End::local), "local");
    EXPECT_EQ(name_of(End::failed), "failed");
}

} // namespace
} // namespace mqttspec::net
