// SPDX-License-Identifier: Apache-2.0
#include "reference/deviation.hpp"

#include "reference/script.hpp"
#include "wire/encode.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace mqttspec::reference {
namespace {

using testing::IsEmpty;

Event arrival(LinkId link, wire::Packet const& packet)
{
    Received received;
    received.link = link;
    received.bytes = wire::encode(packet, wire::Version::v3_1_1).bytes;
    received.packet = wire::decode(received.bytes, wire::Version::v3_1_1);
    Event event;
    event.what = received;
    return event;
}

Event opening(LinkId link)
{
    Event event;
    event.what = LinkOpened{.link = link};
    return event;
}

/// A broker with that fault, to which one Client is connected on link 1.
DeviatingBroker broker_with(std::vector<std::string_view> const& names, wire::Packet const& connect_packet)
{
    std::vector<DeviationInfo const*> faults;
    for (auto const name : names) {
        faults.push_back(find_deviation(name));
    }
    DeviatingBroker broker{faults};
    static_cast<void>(broker.handle(opening(1)));
    static_cast<void>(broker.handle(arrival(1, connect_packet)));
    return broker;
}

std::vector<wire::Packet> sent_to(LinkId link, std::vector<Action> const& actions)
{
    std::vector<wire::Packet> packets;
    for (auto const& action : actions) {
        auto const* transmit = std::get_if<Transmit>(&action);
        if (transmit != nullptr && transmit->link == link) {
            packets.push_back(std::get<wire::Packet>(transmit->what));
        }
    }
    return packets;
}

bool is_dropped(LinkId link, std::vector<Action> const& actions)
{
    return std::ranges::any_of(actions, [link](Action const& action) {
        auto const* drop = std::get_if<Drop>(&action);
        return drop != nullptr && drop->link == link;
    });
}

bool is_slug(std::string_view name)
{
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

TEST(Deviations, HaveNamesOfTheirOwn)
{
    std::multiset<std::string_view> names;
    std::vector<std::string_view> repeated;
    for (auto const& deviation : deviations()) {
        names.insert(deviation.name);
        if (names.count(deviation.name) > 1) {
            repeated.push_back(deviation.name);
        }
    }
    EXPECT_THAT(repeated, IsEmpty());
}

TEST(Deviations, AreNamedByASlugAndExplainedInALine)
{
    std::vector<std::string_view> bad;
    for (auto const& deviation : deviations()) {
        if (!is_slug(deviation.name) || deviation.about.empty() || deviation.about.ends_with('.') ||
            deviation.about.find('\n') != std::string_view::npos) {
            bad.push_back(deviation.name);
        }
    }
    EXPECT_THAT(bad, IsEmpty());
}

TEST(Deviations, AreFoundByName)
{
    ASSERT_NE(find_deviation("ignores-second-connect"), nullptr);
    EXPECT_EQ(find_deviation("ignores-second-connect")->clause, "MQTT-3.1.0-2");
    EXPECT_EQ(find_deviation("ignores-the-weather"), nullptr);
}

TEST(DeviatingBroker, WithoutFaultDoesAsTheBroker)
{
    auto broker = broker_with({}, connect("a"));
    EXPECT_TRUE(is_dropped(1, broker.handle(arrival(1, connect("a")))));
}

TEST(DeviatingBroker, LiesOnTheWayIn)
{
    auto broker = broker_with({"ignores-second-connect"}, connect("a"));
    auto const actions = broker.handle(arrival(1, connect("a")));
    EXPECT_FALSE(is_dropped(1, actions));
    EXPECT_THAT(sent_to(1, actions), IsEmpty());
}

TEST(DeviatingBroker, ChangesWhatIsDoneOnTheWayOut)
{
    auto broker = broker_with({"swaps-bytes-of-suback-id"}, connect("a"));
    auto const actions = broker.handle(arrival(1, subscribe(1, {{.filter = "f"}})));
    EXPECT_THAT(sent_to(1, actions), testing::ElementsAre(wire::Packet{suback(256, {0})}));
}

TEST(DeviatingBroker, CanHaveSeveralFaults)
{
    auto broker = broker_with({"swaps-bytes-of-suback-id", "ignores-second-connect"}, connect("a"));
    EXPECT_FALSE(is_dropped(1, broker.handle(arrival(1, connect("a")))));
    auto const actions = broker.handle(arrival(1, subscribe(1, {{.filter = "f"}})));
    EXPECT_THAT(sent_to(1, actions), testing::ElementsAre(wire::Packet{suback(256, {0})}));
}

TEST(DeviatingBroker, ConfiguresTheBroker)
{
    auto broker = broker_with({"refuses-unusual-client-ids-with-other-code"}, connect("a"));
    static_cast<void>(broker.handle(opening(2)));
    auto const actions = broker.handle(arrival(2, connect("a/b")));
    EXPECT_THAT(sent_to(2, actions), testing::ElementsAre(wire::Packet{connack(5)}));
}

TEST(DeviatingBroker, RemembersNothingOfAnotherOne)
{
    auto const* fault = find_deviation("resumes-session-once");
    auto const visit_four_times = [fault] {
        DeviatingBroker broker{{fault}};
        std::vector<wire::Packet> answers;
        for (LinkId link = 1; link <= 4; ++link) {
            static_cast<void>(broker.handle(opening(link)));
            answers.push_back(sent_to(link, broker.handle(arrival(link, connect("a").persistent()))).front());
        }
        return answers;
    };
    auto const first = visit_four_times();
    EXPECT_EQ(first[1], wire::Packet{connack(0, true)});
    EXPECT_EQ(first[2], wire::Packet{connack(0, false)});
    EXPECT_EQ(visit_four_times(), first);
}

} // namespace
} // namespace mqttspec::reference
