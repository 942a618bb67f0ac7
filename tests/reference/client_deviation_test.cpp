// SPDX-License-Identifier: Apache-2.0
#include "reference/client_deviation.hpp"

#include "reference/client_script.hpp"
#include "support/bytes.hpp"
#include "wire/encode.hpp"

#include <gmock/gmock.h>

#include <set>
#include <string>

namespace mqttspec::reference {
namespace {

using testing::IsEmpty;

/// All that is done by a client, as text.
class Protocol
{
public:
    explicit Protocol(std::vector<ClientDeviationInfo const*> const& faults) : client_(faults) {}

    void handle(decltype(ClientEvent::what) what, std::string const& bytes = {})
    {
        ClientEvent event;
        event.now = now_;
        event.what = std::move(what);
        for (auto const& action : client_.handle(event)) {
            std::visit([this](auto const& it) { note(it); }, action);
        }
        text_ += "|" + bytes;
    }
    void order(decltype(Command::what) what)
    {
        Command command;
        command.id = ++last_;
        command.what = std::move(what);
        handle(command);
    }
    void connect(ConnectCommand const& how, bool session_present)
    {
        order(how);
        handle(LinkOpened{.link = link_});
        receive(connack(0, session_present));
    }
    void receive_bytes(wire::Bytes bytes)
    {
        auto decoded = wire::decode(bytes, wire::Version::v3_1_1);
        handle(Received{.link = link_, .packet = std::move(decoded), .bytes = std::move(bytes)});
    }
    void receive(wire::Packet const& packet)
    {
        receive_bytes(wire::encode(packet, wire::Version::v3_1_1).bytes);
    }
    void lose() { handle(LinkLost{.link = link_, .how = Loss::rst}); }
    void wait(std::chrono::seconds time)
    {
        auto const end = now_ + time;
        while (timer_ && *timer_ <= end) {
            now_ = *timer_;
            timer_.reset();
            text_ += std::to_string(now_.count());
            handle(Ticked{});
        }
        now_ = end;
    }
    [[nodiscard]] std::string const& text() const { return text_; }

private:
    void note(OpenLink const& open) { link_ = open.link; }
    void note(Transmit const& transmit)
    {
        auto const* packet = std::get_if<wire::Packet>(&transmit.what);
        auto const bytes = packet == nullptr ? std::get<wire::Bytes>(transmit.what)
                                             : wire::encode(*packet, wire::Version::v3_1_1).bytes;
        text_ += " sends " + std::string(bytes.begin(), bytes.end());
    }
    void note(Drop const&) { text_ += " drops"; }
    void note(SetTimer const& set) { timer_ = set.at; }
    void note(Tell const& tell)
    {
        text_ += " tells " + std::to_string(tell.what.index());
        if (auto const* message = std::get_if<MessageArrived>(&tell.what)) {
            text_ += message->topic;
        }
    }

    DeviatingClient client_;
    Time now_{};
    std::optional<Time> timer_;
    LinkId link_ = 0;
    CommandId last_ = 0;
    std::string text_;
};

ConnectCommand full()
{
    return {.client_id = "m\xC3\xA4",
            .clean_session = false,
            .keep_alive = 10,
            .will = wire::Will{.topic = "w\xC3\xA4", .message = {1}, .qos = 2},
            .user_name = "u\xC3\xA4",
            .password = wire::Bytes{9}};
}

void exchange(Protocol& it)
{
    for (auto const* topic : {"a", "a\xC3\xA4", "\xF0\x9F\x98\x80", "a/#", ""}) {
        for (std::uint8_t qos = 0; qos < 3; ++qos) {
            it.order(message(topic, "x", qos));
        }
    }
    it.order(message(std::string("a\0b", 3), "x"));
    it.order(message("a", "x", 3));
    for (auto const* filter : {"s/#", "s/+", "s\xC3\xA4", "s#", "s+", ""}) {
        it.order(SubscribeCommand{.filters = {{.filter = filter, .qos = 1}}});
        it.order(UnsubscribeCommand{.filters = {filter}});
    }
    it.order(SubscribeCommand{});
    it.order(UnsubscribeCommand{});
    for (std::uint16_t id : {std::uint16_t{2}, std::uint16_t{4}}) {
        it.receive(pubrec(id));
    }
    it.order(message("b", "y", 1));
    for (std::uint8_t qos = 0; qos < 3; ++qos) {
        for (std::uint16_t id : {std::uint16_t{21}, std::uint16_t{22}, std::uint16_t{21}}) {
            auto packet = publish("\xEF\xBB\xBFin", "x");
            packet.qos = qos;
            packet.packet_id = qos == 0 ? std::nullopt : std::optional(id);
            it.receive(packet);
        }
    }
    it.receive(dup(publish("in", "z", 1, 23)));
    it.receive(pubrel(22));
    it.receive(pubrel(22));
    it.receive(publish("in", "z", 2, 22));
    it.wait(std::chrono::seconds{9});
    it.receive(dup(publish("in", "z", 2, 22)));
    it.receive(wire::Pingresp{});
    it.receive(pubrec(6));
    it.receive(pubrec(6));
    it.receive(pubcomp(6));
    it.order(message("d", "y", 2));
}

/// A client's life, with all that can go wrong in it.
std::string live(std::vector<ClientDeviationInfo const*> const& faults)
{
    Protocol it{faults};
    it.connect(full(), false);
    exchange(it);
    it.lose();
    it.connect(full(), true);
    it.receive(dup(publish("in", "z", 2, 21)));
    it.order(DisconnectCommand{});
    it.lose();
    for (auto const& id : {"n", "m\xC3\xA4", "m\xC3\xA4"}) {
        it.connect({.client_id = id, .keep_alive = 4}, false);
        it.order(message("c", "y", 1));
        it.lose();
    }
    it.connect(persistent("m\xC3\xA4"), false);
    it.lose();
    it.order(persistent(""));
    it.handle(LinkOpened{.link = 99});
    it.lose();
    it.connect({}, false);
    it.wait(std::chrono::seconds{3});
    it.lose();
    it.order(ConnectCommand{.password = wire::Bytes{1}});
    for (auto const* hex :
         {"41 02 00 01", "30 05 00 03 ed a0 80", "30 03 00 01 00", "36 05 00 01 61 00 01", "30 03 00 05 61",
          "30 05 00 03 61 2f 23", "38 03 00 01 61", "32 05 00 01 61 00 00", "90 03 00 01 03",
          "90 04 00 01 00 00", "d0 01 00", "f0 00", "10 0d 00 04 4d 51 54 54 04 02 00 00 00 01 61",
          "82 06 00 01 00 01 61 00", "c0 00", "e0 00"}) {
        it.connect({.client_id = "v"}, false);
        it.order(SubscribeCommand{.filters = {{.filter = "f"}}});
        it.receive_bytes(test::bytes_of(hex));
        it.receive(publish("in", "z", 1, 1));
        it.lose();
    }
    it.order(ConnectCommand{.client_id = "f"});
    it.handle(LinkOpened{.link = 1'000});
    return it.text();
}

/// Two connections without and with what came before CONNACK; one clean Session after another.
std::string begin(std::vector<ClientDeviationInfo const*> const& faults)
{
    Protocol it{faults};
    it.connect({.client_id = "c"}, false);
    it.order(message("c", "y", 1));
    it.lose();
    it.connect(persistent("c"), false);
    it.lose();
    it.order(ConnectCommand{.client_id = "d"});
    it.handle(LinkOpened{.link = 3});
    it.receive(wire::Pingresp{});
    for (auto const* hex : {"20 02 02 00", "20 02 00 06", "20 02 01 01", "20 03 00 00 00", "20 01 00"}) {
        it.order(ConnectCommand{.client_id = "e"});
        it.handle(LinkOpened{.link = 4});
        it.receive_bytes(test::bytes_of(hex));
        it.lose();
    }
    return it.text();
}

TEST(ClientDeviations, HaveNamesOfTheirOwnAndALineEach)
{
    std::set<std::string_view> names;
    std::vector<std::string_view> bad;
    for (auto const& deviation : client_deviations()) {
        bool const is_new = names.insert(deviation.name).second;
        if (!is_new || deviation.about.empty() || deviation.about.ends_with('.')) {
            bad.push_back(deviation.name);
        }
    }
    EXPECT_THAT(bad, IsEmpty());
}

TEST(ClientDeviations, AreFoundByName)
{
    ASSERT_NE(find_client_deviation("never-pings"), nullptr);
    EXPECT_EQ(find_client_deviation("never-pings")->clause, "MQTT-3.1.2-23.b");
    EXPECT_EQ(find_client_deviation("ignores-the-weather"), nullptr);
}

TEST(ClientDeviations, EachChangeSomething)
{
    auto const without = live({}) + begin({});
    EXPECT_EQ(without, live({}) + begin({}));
    std::vector<std::string_view> idle;
    for (auto const& deviation : client_deviations()) {
        bool const is_mannerless = DeviatingClient({&deviation}).manners() != ClientManners();
        if (!is_mannerless && live({&deviation}) + begin({&deviation}) == without) {
            idle.push_back(deviation.name);
        }
    }
    EXPECT_THAT(idle, IsEmpty());
}

} // namespace
} // namespace mqttspec::reference
