// SPDX-License-Identifier: Apache-2.0
// What goes wrong in the handshakes of TLS and WebSocket, and how that is named.
#include "net/transports.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <unistd.h>

namespace mqttspec::net {
namespace {

using testing::HasSubstr;
namespace this_coro = boost::asio::this_coro;

/// Answers whatever comes first in that way, and keeps the connection until the client goes.
awaitable<void> answer_once(Listener& listener, std::string answer)
{
    auto const stream = co_await listener.accept();
    std::vector<std::uint8_t> buffer(4096);
    auto const got = co_await stream->read_some(buffer);
    if (answer == "FIN" || got.end != End::none)
        co_return;
    if (!answer.empty())
        co_await write_text(*stream, answer);
    co_await read_all(*stream);
}

awaitable<void> serve_once(Listener& listener, Reading& reading)
{
    auto const stream = co_await listener.accept();
    auto const all = co_await read_all(*stream);
    reading = all;
}

/// The trouble of a client that speaks `scheme` to a server that answers so.
std::string trouble_of(std::string const& scheme, std::string const& answer)
{
    std::string trouble;
    run_really([&]() -> awaitable<void> {
        auto const executor = co_await this_coro::executor;
        auto place = place_for(executor, "tcp");
        place.endpoint.scheme = scheme;
        auto const connector = connector_to(place.endpoint, client_security());
        Nursery nursery(executor);
        nursery.spawn(answer_once(*place.listener, answer));
        auto const patience =
            answer.empty() ? 200ms : 5000ms; // There is nothing to wait for but the deadline.
        auto const result = co_await connector->connect(Clock::now() + patience);
        EXPECT_FALSE(result.stream);
        trouble = result.trouble;
        co_await nursery.join();
    });
    return trouble;
}

TEST(TlsHandshake, NamesAServerThatSpeaksNoTls)
{
    EXPECT_THAT(trouble_of("mqtts", std::string("\x20\x02\x00\x00", 4)),
                HasSubstr("speaks no TLS (it answered 20 02 00 00)"));
}

TEST(TlsHandshake, NamesAServerThatOnlyCloses)
{
    EXPECT_THAT(trouble_of("mqtts", "FIN"), HasSubstr("in answer to the TLS handshake: it may speak no TLS"));
}

TEST(TlsHandshake, HasTheDeadlineOfTheConnection)
{
    EXPECT_THAT(trouble_of("mqtts", ""), HasSubstr("did not answer the TLS handshake in time"));
}

TEST(WebSocketHandshake, NamesAServerThatSpeaksNoHttp)
{
    EXPECT_THAT(trouble_of("ws", std::string("\x20\x02\x00\x00", 4)),
                HasSubstr("/mqtt speaks no WebSocket (it answered 20 02 00 00)"));
}

TEST(WebSocketHandshake, NamesAServerThatExpectsTls)
{
    EXPECT_THAT(trouble_of("ws", std::string("\x15\x03\x01\x00\x02\x02\x46", 7)), HasSubstr("expects TLS"));
}

TEST(WebSocketHandshake, HasTheDeadlineOfTheConnection)
{
    EXPECT_THAT(trouble_of("ws", ""), HasSubstr("did not answer the WebSocket handshake in time"));
}

TEST(WebSocketHandshake, NamesARefusal)
{
    EXPECT_THAT(trouble_of("ws", "HTTP/1.1 503 Service Unavailable\r\n\r\n"),
                HasSubstr("answered the WebSocket handshake with 503 Service Unavailable"));
}

TEST(WebSocketHandshake, NamesAWrongAcceptValue)
{
    EXPECT_THAT(trouble_of("ws", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                 "Connection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n"),
                HasSubstr("wrong Sec-WebSocket-Accept"));
}

/// What a client with that security meets at a server with the other, and what the server sees.
struct Meeting
{
    ConnectResult result{}; ///< Without the stream, which must not outlive its context.
    bool is_connected = false;
    Reading at_client{};
    Reading at_server{};
};

awaitable<Meeting> meet(std::string transport, ListenerOptions options, Security security, Upgrade upgrade,
                        std::string path)
{
    auto const executor = co_await this_coro::executor;
    auto place = place_for(executor, transport, options);
    place.endpoint.path = path;
    auto const connector = connector_to(place.endpoint, security);
    Meeting meeting;
    Nursery nursery(executor);
    nursery.spawn(serve_once(*place.listener, meeting.at_server));
    auto result = co_await connector->connect(Clock::now() + 5s, upgrade);
    if (result.stream) {
        result.stream->shutdown_send();
        auto const all = co_await read_all(*result.stream);
        meeting.at_client = all;
    }
    co_await nursery.join();
    meeting.is_connected = result.stream != nullptr;
    result.stream.reset();
    meeting.result = std::move(result);
    co_return meeting;
}

Meeting meeting_of(std::string const& transport, ListenerOptions const& options, Security const& security,
                   Upgrade const& upgrade = {}, std::string const& path = "/mqtt")
{
    Meeting meeting;
    run_really([&]() -> awaitable<void> {
        auto met = co_await meet(transport, options, security, upgrade, path);
        meeting = std::move(met);
    });
    return meeting;
}

ListenerOptions with_certificate(Identity const& identity)
{
    ListenerOptions options;
    options.security.certificate = identity.certificate;
    options.security.key = identity.key;
    return options;
}

TEST(TlsHandshake, RefusesACertificateThatNobodyVouchesFor)
{
    auto const own = make_authority("127.0.0.1");
    auto const meeting = meeting_of("tls", with_certificate(own), client_security());
    EXPECT_THAT(meeting.result.trouble, HasSubstr("does not verify: self-signed certificate"));
    EXPECT_EQ(meeting.at_server.end, End::fin);
}

TEST(TlsHandshake, RefusesACertificateForAnotherHost)
{
    CertificateSubject subject;
    subject.alternative_names = {"DNS:broker.example"};
    auto const other = issue(certificates().authority, subject);
    auto const meeting = meeting_of("tls", with_certificate(other), client_security());
    EXPECT_THAT(meeting.result.trouble, HasSubstr("does not verify: IP address mismatch"));
}

TEST(TlsHandshake, RefusesACertificateThatHasExpired)
{
    CertificateSubject subject;
    subject.alternative_names = {"IP:127.0.0.1"};
    subject.first_day = -10;
    subject.last_day = -5;
    auto const old = issue(certificates().authority, subject);
    auto const meeting = meeting_of("tls", with_certificate(old), client_security());
    EXPECT_THAT(meeting.result.trouble, HasSubstr("does not verify: certificate has expired"));
}

TEST(TlsHandshake, BelievesEverybodyWhereThatIsWanted)
{
    Security security;
    security.is_insecure = true;
    auto const meeting = meeting_of("tls", with_certificate(make_authority("nobody")), security);
    EXPECT_TRUE(meeting.is_connected) << meeting.result.trouble;
}

ListenerOptions demanding_certificates()
{
    auto options = with_certificate(certificates().server);
    options.security.client_ca = certificates().authority.certificate;
    return options;
}

TEST(TlsHandshake, NeedsAClientCertificateWhereTheServerDemandsOne)
{
    auto const meeting = meeting_of("tls", demanding_certificates(), client_security());
    EXPECT_EQ(meeting.at_server.end, End::failed);
}

TEST(TlsHandshake, ShowsAClientCertificate)
{
    auto folder = (std::filesystem::temp_directory_path() / "mqttspec-net-XXXXXX").string();
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    auto const files = write_certificates(certificates(), folder);
    auto security = client_security();
    security.cert_file = files->client_certificate;
    security.key_file = files->client_key;
    auto const meeting = meeting_of("tls", demanding_certificates(), security);
    EXPECT_EQ(meeting.at_server.end, End::fin);
    std::filesystem::remove_all(folder);
}

TEST(WebSocketHandshake, FindsNothingAtAnotherPath)
{
    auto const meeting = meeting_of("ws", {}, {}, {}, "/elsewhere");
    EXPECT_FALSE(meeting.is_connected);
    EXPECT_THAT(meeting.result.trouble, HasSubstr("answered the WebSocket handshake with 404 Not Found"));
    EXPECT_EQ(meeting.result.upgrade.value().status, 404);
}

TEST(WebSocketHandshake, TellsTheSubprotocolThatTheServerChose)
{
    ListenerOptions options;
    options.service.subprotocol = "mqttv3.1";
    auto const meeting = meeting_of("ws", options, {});
    EXPECT_TRUE(meeting.is_connected);
    EXPECT_EQ(meeting.result.upgrade.value().subprotocol, "mqttv3.1");
}

TEST(WebSocketHandshake, RefusesWhoDoesNotOfferMqtt)
{
    Upgrade upgrade;
    upgrade.subprotocols = {"chat"};
    auto const meeting = meeting_of("ws", {}, {}, upgrade);
    EXPECT_EQ(meeting.result.upgrade.value().status, 400);
}

TEST(MakeConnector, NamesAFileThatCannotBeUsed)
{
    Endpoint endpoint;
    endpoint.scheme = "mqtts";
    Security security;
    security.ca_file = "/no/such/file";
    auto const made = make_connector(endpoint, security);
    EXPECT_THAT(std::get<std::string>(made), HasSubstr("the CA file /no/such/file cannot be used"));
}

} // namespace
} // namespace mqttspec::net
