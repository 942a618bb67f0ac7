// SPDX-License-Identifier: Apache-2.0
#include "validator/tap.hpp"

#include "net/websocket_frame.hpp"
#include "support/bytes.hpp"
#include "validator/pcapng.hpp"
#include "wire/encode.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pcap/dlt.h>

#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::validator {
namespace {

using namespace test::literals;
using testing::ElementsAre;
using testing::IsEmpty;
using Bytes = std::vector<std::uint8_t>;

constexpr std::uint8_t fin = 1, syn = 2, rst = 4, ack = 16;

Bytes bytes_of(std::string_view text)
{
    return {text.begin(), text.end()};
}

Bytes joined(std::vector<Bytes> const& parts)
{
    Bytes all;
    for (auto const& part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

Bytes const connect = wire::encode(wire::Connect{.client_id = "kettle"}, wire::Version::v3_1_1).bytes;
Bytes const connack = "20 02 00 00"_bytes;
Bytes const wrong_flags = "d1 00"_bytes; ///< A PINGRESP with flags: always a finding.

/// One connection of a client, whose packets a tap takes.
class Talk
{
public:
    explicit Talk(std::uint16_t port = 1883, TapOptions options = {}) : tap{judge, std::move(options)}
    {
        server_ = {.address = 0x0A000001, .port = port, .next = 900};
        client_ = {.address = 0x0A000002, .port = 40'000, .next = 500};
    }

    Talk& shake_hands() { return client_says({}, syn).server_says({}, syn | ack).client_says({}); }
    Talk& client_says(Bytes const& bytes, std::uint8_t flags = ack)
    {
        return say(client_, server_, bytes, flags);
    }
    Talk& server_says(Bytes const& bytes, std::uint8_t flags = ack)
    {
        return say(server_, client_, bytes, flags);
    }
    Talk& lose_of_server(std::uint32_t count)
    {
        server_.next += count;
        return *this;
    }
    /// Another client, on another port.
    Talk& next_client()
    {
        ++client_.port;
        return *this;
    }

    std::vector<std::string> findings()
    {
        tap.finish();
        std::vector<std::string> names;
        for (auto const& finding : judge.findings())
            names.emplace_back(finding.rule->name);
        return names;
    }

    /// What stands around the IP packet.
    int link_type = DLT_RAW;
    Bytes header;
    Judge judge{{}};
    Tap tap;

private:
    Talk& say(TcpEnd& from, TcpEnd const& to, Bytes const& bytes, std::uint8_t flags)
    {
        auto const packet = joined({header, ip_packet(from, to, flags, bytes)});
        tap.packet(link_type, packet, {std::chrono::seconds{1}, ++number_});
        from.next += static_cast<std::uint32_t>(bytes.size()) + ((flags & (syn | fin)) != 0 ? 1U : 0U);
        return *this;
    }

    TcpEnd server_;
    TcpEnd client_;
    std::uint64_t number_ = 0;
};

TEST(Tap, TellsTheConnectionAndThePacket)
{
    Talk talk;
    talk.shake_hands().client_says(connect).server_says(connack).server_says(wrong_flags);
    ASSERT_THAT(talk.findings(), ElementsAre("reserved-flags"));
    auto const& finding = talk.judge.findings().front();
    EXPECT_EQ(finding.ends.client, "10.0.0.2:40000");
    EXPECT_EQ(finding.ends.server, "10.0.0.1:1883");
    EXPECT_EQ(finding.client_id, "kettle");
    EXPECT_EQ(finding.moment.number, 6U);
}

TEST(Tap, RecognisesMqttOnAnyPort)
{
    Talk talk{4711};
    talk.shake_hands().client_says(Bytes(connect.begin(), connect.begin() + 5));
    talk.client_says(Bytes(connect.begin() + 5, connect.end())).server_says(connack).server_says(wrong_flags);
    EXPECT_THAT(talk.findings(), ElementsAre("reserved-flags"));
}

TEST(Tap, LeavesWhatIsNoMqttAlone)
{
    Talk talk{80};
    talk.shake_hands().client_says(bytes_of("POST / HTTP/1.1\r\n\r\n")).server_says(wrong_flags);
    EXPECT_THAT(talk.findings(), IsEmpty());
    EXPECT_EQ(talk.judge.counts().connections, 0U);
}

TEST(Tap, TakesWhatGoesToAChosenPortForMqtt)
{
    Talk talk{4711, {.ports = {4711}}};
    talk.shake_hands().client_says("c0 00"_bytes);
    EXPECT_THAT(talk.findings(), ElementsAre("first-packet-is-connect"));
    Talk elsewhere{4711, {.ports = {4712}}};
    elsewhere.shake_hands().client_says(connect).server_says(connack).server_says(wrong_flags);
    EXPECT_THAT(elsewhere.findings(), IsEmpty());
}

TEST(Tap, JudgesLittleOfAConnectionThatItJoins)
{
    Talk talk;
    talk.client_says("30 05 00 01 61 68 69"_bytes); // No CONNECT was seen.
    for (int i = 0; i < 20; ++i)
        talk.server_says("d0 00"_bytes);
    EXPECT_THAT(talk.findings(), IsEmpty());
    talk.server_says(wrong_flags);
    EXPECT_EQ(talk.judge.counts().packets, 21U);
    Talk trusted;
    for (int i = 0; i < 20; ++i)
        trusted.server_says("d0 00"_bytes);
    trusted.server_says(wrong_flags);
    EXPECT_THAT(trusted.findings(), ElementsAre("reserved-flags"));
}

TEST(Tap, AccusesNobodyOfAGap)
{
    Talk talk; // The lost CONNACK would have been the server's first packet.
    talk.shake_hands().client_says(connect).lose_of_server(4).server_says("d0 00"_bytes);
    EXPECT_THAT(talk.findings(), IsEmpty());
    EXPECT_EQ(talk.judge.counts().gaps, 1U);
    Talk without_gap;
    without_gap.shake_hands().client_says(connect).server_says("d0 00"_bytes);
    EXPECT_THAT(without_gap.findings(), testing::Contains("first-packet-is-connack"));
}

TEST(Tap, SaysThatTlsCannotBeRead)
{
    for (auto const port : {std::uint16_t{1883}, std::uint16_t{8883}}) {
        Talk talk{port};
        talk.shake_hands()
            .client_says("16 03 01 02 00 01 00 01 fc 03 03"_bytes)
            .server_says("16 03 03 00 7a"_bytes);
        EXPECT_THAT(talk.findings(), IsEmpty());
        EXPECT_EQ(talk.tap.counts().closed_tls, 1U);
    }
    Talk joined;
    joined.client_says("17 03 03 00 20 01 02 03"_bytes);
    EXPECT_THAT(joined.findings(), IsEmpty());
    EXPECT_EQ(joined.tap.counts().closed_tls, 1U);
    Talk elsewhere{443};
    elsewhere.shake_hands().client_says("16 03 01 02 00 01"_bytes);
    EXPECT_THAT(elsewhere.findings(), IsEmpty());
    EXPECT_EQ(elsewhere.tap.counts().closed_tls, 0U);
}

TEST(Tap, KeepsConnectionsBetweenTheSameEndsApart)
{
    Talk talk;
    for (int i = 0; i < 3; ++i)
        talk.shake_hands().client_says(connect).server_says(connack).client_says({}, rst | ack);
    EXPECT_THAT(talk.findings(), IsEmpty());
    EXPECT_EQ(talk.judge.counts().connections, 3U);
    Talk without_end; // A SYN alone tells it.
    for (int i = 0; i < 3; ++i)
        without_end.shake_hands().client_says(connect).server_says(connack);
    EXPECT_THAT(without_end.findings(), IsEmpty());
    EXPECT_EQ(without_end.judge.counts().connections, 3U);
}

TEST(Tap, FollowsABoundedNumberOfConnections)
{
    Talk talk{1883, {.most_connections = 100}};
    for (int i = 0; i < 1000; ++i)
        talk.shake_hands().client_says(connect).next_client();
    EXPECT_THAT(talk.findings(), IsEmpty());
    EXPECT_EQ(talk.tap.counts().connections, 1000U);
    EXPECT_GE(talk.tap.counts().dropped, 900U);
}

TEST(Tap, HoldsABoundedAmountInTotal)
{
    Talk talk{1883, {.most_held_bytes = 10'000}};
    for (int i = 0; i < 20; ++i)
        talk.next_client().shake_hands().client_says(connect).lose_of_server(4).server_says(Bytes(1000, 0));
    EXPECT_THAT(talk.findings(), IsEmpty());
    EXPECT_EQ(talk.judge.counts().gaps, 20U);
}

/// One way of the many in which IP packets lie in others.
struct LinkCase
{
    std::string name;
    int link_type = 0;
    Bytes header{};
};

class EachLinkType : public testing::TestWithParam<LinkCase>
{};

TEST_P(EachLinkType, HoldsTheConnection)
{
    Talk talk;
    talk.link_type = GetParam().link_type;
    talk.header = GetParam().header;
    ASSERT_TRUE(is_known_link_type(talk.link_type));
    talk.shake_hands().client_says(connect).server_says(connack).server_says(wrong_flags);
    EXPECT_THAT(talk.findings(), ElementsAre("reserved-flags"));
}

Bytes const macs = "00 11 22 33 44 55 66 77 88 99 aa bb"_bytes;
Bytes const wlan = "08 01 00 00 00 11 22 33 44 55 00 11 22 33 44 55 00 11 22 33 44 55 10 00"_bytes;
Bytes const wlan_qos = "88 01 00 00 00 11 22 33 44 55 00 11 22 33 44 55 00 11 22 33 44 55 10 00 00 00"_bytes;
Bytes const snap = "aa aa 03 00 00 00 08 00"_bytes;

INSTANTIATE_TEST_SUITE_P(
    Tap, EachLinkType,
    testing::Values(
        LinkCase{"Ethernet", DLT_EN10MB, joined({macs, "08 00"_bytes})},
        LinkCase{"Vlan", DLT_EN10MB, joined({macs, "81 00 00 07 08 00"_bytes})},
        LinkCase{"VlanInVlan", DLT_EN10MB, joined({macs, "88 a8 00 07 81 00 00 08 08 00"_bytes})},
        LinkCase{"Mpls", DLT_EN10MB, joined({macs, "88 47 00 01 00 40 00 02 01 40"_bytes})},
        LinkCase{"Pppoe", DLT_EN10MB, joined({macs, "88 64 11 00 00 01 00 50 00 21"_bytes})},
        LinkCase{"Loopback", DLT_NULL, "02 00 00 00"_bytes},
        LinkCase{"OpenBsdLoopback", DLT_LOOP, "00 00 00 02"_bytes}, LinkCase{"RawIp", DLT_RAW, {}},
        LinkCase{"Ipv4", DLT_IPV4, {}},
        LinkCase{"LinuxAny", DLT_LINUX_SLL, "00 00 00 01 00 06 00 11 22 33 44 55 00 00 08 00"_bytes},
        LinkCase{"LinuxAny2", DLT_LINUX_SLL2,
                 "08 00 00 00 00 00 00 01 00 01 00 06 00 11 22 33 44 55 00 00"_bytes},
        LinkCase{"Ppp", DLT_PPP, "ff 03 00 21"_bytes}, LinkCase{"Hdlc", DLT_C_HDLC, "0f 00 08 00"_bytes},
        LinkCase{"Wlan", DLT_IEEE802_11, joined({wlan, snap})},
        LinkCase{"WlanWithQos", DLT_IEEE802_11, joined({wlan_qos, snap})},
        LinkCase{"WlanWithRadio", DLT_IEEE802_11_RADIO,
                 joined({"00 00 08 00 00 00 00 00"_bytes, wlan, snap})},
        LinkCase{"IpInIp", DLT_RAW, "45 00 00 00 00 00 00 00 40 04 00 00 01 02 03 04 05 06 07 08"_bytes},
        LinkCase{"IpInIpv6", DLT_RAW,
                 joined({"60 00 00 00 00 00 3c 40"_bytes, Bytes(32, 1), "04 00 01 04 00 00 00 00"_bytes})}),
    [](auto const& it) { return it.param.name; });

TEST(ReadPacket, FindsTcpInIpv6)
{
    auto packet = joined({"60 00 00 00 00 14 06 40"_bytes, Bytes(15, 0), {1}, Bytes(15, 0), {2}});
    packet = joined({packet, "07 5b 00 50 00 00 00 01 00 00 00 02 50 10 00 00 00 00 00 00"_bytes});
    TcpPacket read;
    ASSERT_EQ(read_packet(DLT_IPV6, packet, read), Content::tcp);
    EXPECT_EQ(in_words(read.source), "[::1]:1883");
    EXPECT_EQ(in_words(read.destination), "[::2]:80");
    EXPECT_THAT(read.data, IsEmpty());
}

TEST(ReadPacket, NeverReadsPastWhatIsThere)
{
    TcpEnd const end{.address = 0x7F000001, .port = 1883, .next = 1};
    for (auto const link_type : {DLT_EN10MB, DLT_NULL, DLT_RAW, DLT_LINUX_SLL, DLT_LINUX_SLL2, DLT_PPP,
                                 DLT_C_HDLC, DLT_IEEE802_11, DLT_IEEE802_11_RADIO}) {
        auto const whole = joined({macs, "81 00 00 07 08 00"_bytes, ip_packet(end, end, ack, connect)});
        for (std::size_t size = 0; size <= whole.size(); ++size) {
            Bytes const exact(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
            TcpPacket read;
            (void)read_packet(link_type, exact, read); // The sanitizers watch.
        }
    }
}

TEST(ReadPacket, KnowsFragments)
{
    TcpEnd const end{.address = 0x7F000001, .port = 1883, .next = 1};
    auto packet = ip_packet(end, end, ack, connect);
    packet[6] = 0x20; // More of them follow.
    TcpPacket read;
    EXPECT_EQ(read_packet(DLT_RAW, packet, read), Content::fragment);
}

TEST(ReadPacket, LeavesOutThePadding)
{
    TcpEnd const end{.address = 0x7F000001, .port = 1883, .next = 1};
    auto packet = joined({ip_packet(end, end, ack, "c0 00"_bytes), Bytes(18, 0)});
    TcpPacket read;
    ASSERT_EQ(read_packet(DLT_RAW, packet, read), Content::tcp);
    EXPECT_EQ(test::hex(read.data), "c0 00");
}

TEST(ReadPacket, KnowsHowMuchIsCutOff)
{
    TcpEnd const end{.address = 0x7F000001, .port = 1883, .next = 1};
    auto packet = ip_packet(end, end, ack, connect);
    packet.resize(42);
    TcpPacket read;
    ASSERT_EQ(read_packet(DLT_RAW, packet, read), Content::tcp);
    EXPECT_EQ(read.data.size(), 2U);
    EXPECT_EQ(read.cut_bytes, connect.size() - 2);
}

} // namespace
} // namespace mqttspec::validator
