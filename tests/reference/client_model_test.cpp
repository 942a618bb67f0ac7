// SPDX-License-Identifier: Apache-2.0
#include "reference/broker.hpp"
#include "reference/client_script.hpp"
#include "wire/encode.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <deque>
#include <map>
#include <random>
#include <set>
#include <string>

namespace mqttspec::reference {
namespace {

/// A reference client and a reference broker, back to back, on a network that delays packets and loses all
/// that is under way when a connection breaks. The client is subscribed to what it publishes. Every choice
/// comes from the seed.
class BackToBack
{
public:
    explicit BackToBack(unsigned seed) : random_(seed), client_(narrow())
    {
        command(persistent("c"));
        settle();
        command(SubscribeCommand{.filters = {{.filter = "1/#", .qos = 1}, {.filter = "2/#", .qos = 2}}});
        settle();
    }

    void step()
    {
        auto const dice = random_() % 100;
        if (dice < 12) {
            publish();
        } else if (dice < 54) {
            to_broker();
        } else if (dice < 96) {
            to_client();
        } else if (is_open_) {
            lose();
        } else {
            command(persistent("c"));
        }
    }

    /// Connects, lets all packets arrive, and the connect timeout pass.
    void settle()
    {
        if (!is_open_) {
            command(persistent("c"));
        }
        while (to_broker() || to_client()) {
        }
        now_ += BrokerOptions{}.connect_timeout; // For connections that broke before their CONNECT arrived.
        broker(Ticked{});
    }

    using Notes = std::map<std::string, std::vector<std::string>>; ///< Payloads by topic, in order.
    Notes published{};
    Notes heard{};
    std::multiset<CommandId> acknowledged{};
    std::set<CommandId> expected{};
    int losses = 0;
    int failures = 0;
    Client const& client() const { return client_; }

private:
    static ClientOptions narrow()
    {
        ClientOptions options;
        options.max_in_flight = 4;
        return options;
    }

    void publish()
    {
        if (!client_.is_connected()) {
            return;
        }
        auto const qos = static_cast<std::uint8_t>(1 + random_() % 2);
        auto const topic = std::to_string(qos) + "/" + std::to_string(random_() % 3);
        auto const payload = std::to_string(last_command_ + 1);
        published[topic].push_back(payload);
        expected.insert(last_command_ + 1);
        command(message(topic, payload, qos));
    }

    void lose()
    {
        ++losses;
        to_broker_.clear();
        to_client_.clear();
        is_open_ = false;
        if (random_() % 2 == 0) { // Else the next connection takes over.
            broker(LinkLost{.link = link_, .how = Loss::rst});
        }
        client(LinkLost{.link = link_, .how = Loss::failed});
    }

    bool to_broker()
    {
        if (to_broker_.empty()) {
            return false;
        }
        auto const packet = to_broker_.front();
        to_broker_.pop_front();
        broker(received(packet));
        return true;
    }

    bool to_client()
    {
        if (to_client_.empty()) {
            return false;
        }
        auto const packet = to_client_.front();
        to_client_.pop_front();
        client(received(packet));
        return true;
    }

    Received received(wire::Packet const& packet) const
    {
        auto const bytes = wire::encode(packet, wire::Version::v3_1_1).bytes;
        return {.link = link_, .packet = wire::decode(bytes, wire::Version::v3_1_1), .bytes = bytes};
    }

    void command(decltype(Command::what) what)
    {
        Command command;
        command.id = ++last_command_;
        command.what = std::move(what);
        client(command);
    }

    void broker(decltype(Event::what) what)
    {
        Event event;
        event.now = now_;
        event.what = std::move(what);
        for (auto const& action : broker_.handle(event)) {
            auto const* transmit = std::get_if<Transmit>(&action);
            if (transmit != nullptr && transmit->link == link_ && is_open_) {
                to_client_.push_back(std::get<wire::Packet>(transmit->what));
            }
            auto const* drop = std::get_if<Drop>(&action);
            EXPECT_FALSE(drop != nullptr && drop->link == link_ && is_open_) << "the broker broke off";
        }
    }

    void client(decltype(ClientEvent::what) what)
    {
        ClientEvent event;
        event.now = now_;
        event.what = std::move(what);
        for (auto const& action : client_.handle(event)) {
            std::visit([this](auto const& it) { perform(it); }, action);
        }
    }

    void perform(OpenLink const& open)
    {
        link_ = open.link;
        is_open_ = true;
        broker(LinkOpened{.link = link_});
        client(LinkOpened{.link = link_});
    }
    void perform(Transmit const& transmit) { to_broker_.push_back(std::get<wire::Packet>(transmit.what)); }
    void perform(Drop const&) { ADD_FAILURE() << "the client broke off"; }
    void perform(SetTimer const&) {}
    void perform(Tell const& tell)
    {
        if (auto const* message = std::get_if<MessageArrived>(&tell.what)) {
            heard[message->topic].emplace_back(message->payload.begin(), message->payload.end());
        } else if (auto const* done = std::get_if<Acknowledged>(&tell.what)) {
            acknowledged.insert(done->command);
        } else if (auto const* failed = std::get_if<Failed>(&tell.what)) {
            failures += expected.contains(failed->command) ? 1 : 0;
        }
    }

    std::mt19937 random_;
    Client client_;
    Broker broker_;
    std::deque<wire::Packet> to_broker_;
    std::deque<wire::Packet> to_client_;
    Time now_{};
    LinkId link_ = 0;
    bool is_open_ = false;
    CommandId last_command_ = 0;
};

/// Each first copy, in order; for the topics of QoS 1, where copies may come again.
std::vector<std::string> first_copies(std::vector<std::string> const& notes)
{
    std::vector<std::string> firsts;
    for (auto const& note : notes) {
        if (std::ranges::find(firsts, note) == firsts.end()) {
            firsts.push_back(note);
        }
    }
    return firsts;
}

class ClientModel : public testing::TestWithParam<unsigned>
{};

TEST_P(ClientModel, LosesAndDuplicatesNothing)
{
    BackToBack world{GetParam()};
    for (int i = 0; i < 4000; ++i) {
        world.step();
    }
    world.settle();
    EXPECT_GT(world.losses, 20);
    EXPECT_GT(world.expected.size(), 100U);
    EXPECT_EQ(world.failures, 0);
    EXPECT_EQ(world.client().queued_count(), 0U);
    EXPECT_EQ(std::vector(world.acknowledged.begin(), world.acknowledged.end()),
              std::vector(world.expected.begin(), world.expected.end()));
    for (auto const& [topic, payloads] : world.published) {
        auto const& heard = world.heard[topic];
        EXPECT_EQ(topic.starts_with("2") ? heard : first_copies(heard), payloads) << topic;
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ClientModel, testing::Range(1U, 21U));

} // namespace
} // namespace mqttspec::reference
