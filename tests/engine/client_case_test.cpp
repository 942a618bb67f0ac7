// SPDX-License-Identifier: Apache-2.0
// Cases in which a Client is under test: the reference client with a twist, or one that only answers its
// orders.
#include "engine/world.hpp"
#include "net/memory.hpp"
#include "reference/client.hpp"
#include "rules/rule.hpp"
#include "target/load.hpp"
#include "target/served_client.hpp"

#include <gmock/gmock.h>

#include <utility>

namespace mqttspec::engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using ClientActions = std::vector<reference::ClientAction>;
using ClientTwist = std::function<void(reference::ClientEvent const& event, ClientActions& actions)>;

std::string client_case(std::string_view steps, std::string_view more = "")
{
    if (steps.starts_with('\n'))
        steps.remove_prefix(1);
    return "- id: the-case\n  when: The Server does something\n  then: the Client does its duty\n"
           "  statements: [MQTT-3.3.4-1]\n" +
           std::string{more} + "  steps:\n" + std::string{steps} + "\n";
}

std::unique_ptr<target::ClientTarget> make_client(World& world, ClientTwist twist)
{
    return target::make_memory_client(world.executor(), [twist]() -> driving::ClientHandler {
        auto const machine = std::make_shared<reference::Client>();
        return [machine, twist](reference::ClientEvent const& event) {
            auto actions = machine->handle(event);
            if (twist)
                twist(event, actions);
            return actions;
        };
    });
}

/// One attempt at a case in which the Client publishes at QoS 0.
CaseRun play_once_with(ClientTwist twist)
{
    World world;
    auto const client = make_client(world, std::move(twist));
    return world.play(client_case(R"(
    - client: connect
    - server: accept CONNECT
    - client: publish
    - server: expect PUBLISH)"),
                      *client);
}

results::CaseResult play(std::string const& text, ClientTwist twist = {})
{
    World world;
    auto const client = make_client(world, std::move(twist));
    RunOptions options;
    options.repeats_failures = false;
    return world.run(text, *client, std::move(options)).of("the-case");
}

/// Does not send what the test is true for.
template <class Packet>
ClientTwist withhold()
{
    return [](reference::ClientEvent const&, ClientActions& actions) {
        std::erase_if(actions, [](reference::ClientAction const& action) {
            auto const* transmit = std::get_if<reference::Transmit>(&action);
            auto const* packet = transmit == nullptr ? nullptr : std::get_if<wire::Packet>(&transmit->what);
            return packet != nullptr && std::holds_alternative<Packet>(*packet);
        });
    };
}

/// Answers every order with the same report, and does nothing.
class Idler final : public target::ClientSeat
{
public:
    explicit Idler(std::function<target::ClientReport(reference::CommandId)> answer)
        : answer_{std::move(answer)}
    {}
    void order(reference::Command const& command, target::Place const& /*place*/,
               std::vector<reference::Command> const& /*upcoming*/) override
    {
        if (answer_)
            listener_(answer_(command.id));
    }
    void listen(std::function<void(target::ClientReport const&)> listener) override
    {
        listener_ = std::move(listener);
    }
    std::string trouble() const override { return {}; }

private:
    std::function<target::ClientReport(reference::CommandId)> answer_;
    std::function<void(target::ClientReport const&)> listener_;
};

class Idlers final : public target::ClientTarget
{
public:
    Idlers(boost::asio::any_io_executor executor,
           std::function<target::ClientReport(reference::CommandId)> answer)
        : ClientTarget{target::reference_client_target()}, executor_{std::move(executor)}, answer_{std::move(
                                                                                               answer)}
    {}
    boost::asio::awaitable<target::StartResult> start() override
    {
        target::StartResult started;
        started.ok = true;
        co_return started;
    }
    boost::asio::awaitable<void> stop() override { co_return; }
    std::string version() const override { return {}; }
    boost::asio::awaitable<target::HireResult> hire() override
    {
        co_return target::HireResult{.seat = std::make_unique<Idler>(answer_)};
    }
    void release(std::unique_ptr<target::ClientSeat> /*seat*/) override {}
    std::variant<target::Door, std::string> open_door() override
    {
        return target::Door{.listener = std::make_unique<net::MemoryListener>(executor_)};
    }

private:
    boost::asio::any_io_executor executor_;
    std::function<target::ClientReport(reference::CommandId)> answer_;
};

results::CaseResult play_idler(std::function<target::ClientReport(reference::CommandId)> answer)
{
    World world;
    Idlers idlers{world.executor(), std::move(answer)};
    RunOptions options;
    options.repeats_failures = false;
    auto const text = client_case(R"(
    - client: connect
    - server: expect CONNECT)");
    return world.run(text, idlers, std::move(options)).of("the-case");
}

auto const* const exchange = R"(
    - client: connect
    - server: accept CONNECT
    - client: subscribe
      qos: 1
    - server: accept SUBSCRIBE
    - server: send PUBLISH
      qos: 1
      payload: hello
    - server: expect PUBACK
    - client: expect message
      payload: hello)";

TEST(ClientCase, PassesWhereTheClientDoesItsDuty)
{
    auto const result = play(client_case(exchange));
    EXPECT_EQ(result.verdict, Verdict::pass) << result.reason;
}

TEST(ClientCase, FailsWhereAnAnswerIsMissing)
{
    auto const result = play(client_case(exchange), withhold<wire::Puback>());
    EXPECT_EQ(result.verdict, Verdict::fail);
    ASSERT_TRUE(result.failure);
    EXPECT_THAT(result.failure->blamed, ElementsAre("MQTT-3.3.4-1"));
    EXPECT_THAT(result.failure->received, HasSubstr("nothing for 5.0 s; the connection is open"));
}

TEST(ClientCase, FailsWhereTheClientHandsOverSomethingElse)
{
    auto const result = play(client_case(std::string(exchange) + " not"));
    EXPECT_EQ(result.verdict, Verdict::fail);
    EXPECT_THAT(result.reason, HasSubstr("the client tells that it hands a message over"));
}

TEST(ClientCase, FailsForWhatTheClientSentUnasked)
{
    auto const result = play(client_case(R"(
    - client: connect
    - server: accept CONNECT
    - client: publish
    - client: subscribe
    - server: expect SUBSCRIBE)"));
    EXPECT_EQ(result.verdict, Verdict::fail);
    EXPECT_THAT(result.reason, HasSubstr("server got received PUBLISH"));
}

TEST(ClientCase, LetsAClientPingWhenItLikes)
{
    auto const result = play(client_case(R"(
    - client: connect
      keep_alive: 1
    - server: accept CONNECT
    - wait: 3 keep_alive
    - client: publish
      qos: 1
    - server: expect PUBLISH
    - server: send PUBACK)"));
    EXPECT_EQ(result.verdict, Verdict::pass) << result.reason;
}

TEST(ClientCase, TakesTheNextConnectionForTheNextConnect)
{
    auto const result = play(client_case(R"(
    - client: connect
    - server: accept CONNECT
    - client: disconnect
    - server: accept DISCONNECT
    - client: connect
      clean_session: false
    - server: expect CONNECT
      clean_session: false)"));
    EXPECT_EQ(result.verdict, Verdict::pass) << result.reason;
}

TEST(ClientCase, TakesTheNextConnectionForAWayThatExpectsConnect)
{
    auto const result = play(client_case(R"(
    - client: connect
    - server: expect one of
      ways:
        it refuses: [{client: expect refusal}]
        it connects: [{server: expect CONNECT}, {server: send CONNACK}])"));
    EXPECT_EQ(result.verdict, Verdict::pass) << result.reason;
    EXPECT_THAT(result.notes, ElementsAre(HasSubstr("taken: it connects")));
}

TEST(ClientCase, FailsWhereAPingComesBeforeConnect)
{
    auto const result = play(
        client_case(R"(
    - client: connect
    - server: expect CONNECT)"),
        [](reference::ClientEvent const& event, ClientActions& actions) {
            auto const* opened = std::get_if<reference::LinkOpened>(&event.what);
            if (opened != nullptr)
                actions.insert(actions.begin(), reference::Transmit{.link = opened->link,
                                                                    .what = wire::Packet{wire::Pingreq{}}});
        });
    EXPECT_EQ(result.verdict, Verdict::fail);
    EXPECT_THAT(result.reason, HasSubstr("received PINGREQ"));
}

TEST(ClientCase, AnswersPingsAtOnceThatAStepLooksAtLater)
{
    auto const result = play(client_case(R"(
    - client: connect
      keep_alive: 1
    - server: accept CONNECT
    - wait: 3 keep_alive
    - server: accept PINGREQ
    - client: publish
    - server: expect PUBLISH)"));
    EXPECT_EQ(result.verdict, Verdict::pass) << result.reason;
}

TEST(ClientCase, LeavesPingsToACaseThatExpectsThem)
{
    auto const result = play(client_case(R"(
    - client: connect
      keep_alive: 1
    - server: accept CONNECT
    - server: expect PINGREQ
    - server: expect close)"));
    EXPECT_EQ(result.verdict, Verdict::pass) << result.reason;
}

TEST(ClientCase, ExcusesNothingThatWasLostWithAConnection)
{
    auto const result = play(client_case(R"(
    - client: connect
    - server: accept CONNECT
    - client: publish
      qos: 1
    - server: expect PUBLISH
    - server: close
    - client: expect closed
    - client: connect
    - server: accept CONNECT
    - server: expect PUBLISH)"));
    EXPECT_EQ(result.verdict, Verdict::fail) << result.reason;
}

TEST(ClientCase, TakesTheWayThatTheClientTells)
{
    auto const text = client_case(R"(
    - client: connect
    - server: accept CONNECT
    - client: publish
      topic: a/#
    - server: expect one of
      ways:
        it refuses: [{client: expect refusal}]
        it closes: [{server: expect close}])");
    auto const result = play(text);
    EXPECT_EQ(result.verdict, Verdict::pass) << result.reason;
    EXPECT_THAT(result.notes, ElementsAre(HasSubstr("taken: it refuses")));
}

TEST(ClientCase, CannotTellWhereTheClientRefusesToObey)
{
    auto const result = play(client_case(R"(
    - client: connect
    - server: accept CONNECT
    - client: publish
      topic: a/#
    - server: expect PUBLISH)"));
    EXPECT_EQ(result.verdict, Verdict::inconclusive);
    EXPECT_THAT(result.reason, HasSubstr("the client will not publish to \"a/#\""));
}

TEST(ClientCase, IsSkippedWhereTheClientCannotDoIt)
{
    auto const result = play_idler([](reference::CommandId id) {
        return target::ClientReport{target::Unsupported{.command = id, .why = "no such thing"}};
    });
    EXPECT_EQ(result.verdict, Verdict::skipped);
    EXPECT_THAT(result.reason, HasSubstr("no such thing"));
}

TEST(ClientCase, IsAnErrorWhereTheAdapterBreaks)
{
    auto const result = play_idler([](reference::CommandId) {
        return target::ClientReport{target::Broken{.why = "it printed garbage"}};
    });
    EXPECT_EQ(result.verdict, Verdict::error);
    EXPECT_THAT(result.reason, HasSubstr("it printed garbage"));
}

TEST(ClientCase, IsAnErrorWhereTheClientNeverConnects)
{
    auto const result = play_idler({});
    EXPECT_EQ(result.verdict, Verdict::error);
    EXPECT_THAT(result.reason, HasSubstr("the client opened no connection"));
}

TEST(ClientCase, HoldsNothingAgainstTheClientThatIsTheAnswerToAProvocation)
{
    World world;
    auto const client = make_client(world, [](reference::ClientEvent const& event, ClientActions& actions) {
        auto const* arrival = std::get_if<reference::Received>(&event.what);
        if (arrival != nullptr && std::holds_alternative<wire::Publish>(arrival->packet.packet))
            actions = {reference::Transmit{.link = arrival->link, .what = wire::Packet{wire::Puback{}}}};
    });
    auto const run = world.play(client_case(R"(
    - client: connect
    - server: accept CONNECT
    - server: send PUBLISH
      qos: 1
      packet_id: 0
    - server: expect PUBACK)",
                                            "  provokes: [MQTT-2.3.1-1.a, MQTT-3.3.2-3]\n"),
                                *client);
    EXPECT_TRUE(run.outcome.has_passed()) << run.outcome.reason;
    EXPECT_THAT(run.rules.on_target, testing::IsEmpty());
}

TEST(ClientCase, HasRulesWatchTheClient)
{
    auto const run = play_once_with([](reference::ClientEvent const&, ClientActions& actions) {
        for (auto& action : actions) {
            auto* transmit = std::get_if<reference::Transmit>(&action);
            auto* packet = transmit == nullptr ? nullptr : std::get_if<wire::Packet>(&transmit->what);
            auto* publish = packet == nullptr ? nullptr : std::get_if<wire::Publish>(packet);
            if (publish != nullptr)
                publish->dup = true;
        }
    });
    std::vector<std::string_view> clauses;
    for (auto const& finding : run.rules.on_target)
        clauses.push_back(finding.rule->clause);
    EXPECT_THAT(clauses, testing::Contains("MQTT-3.3.1-2"));
}

} // namespace
} // namespace mqttspec::engine
