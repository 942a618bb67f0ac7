// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/case_run.hpp"
#include "engine/runner.hpp"
#include "net/clock.hpp"
#include "reference/event.hpp"
#include "scenario/scenario.hpp"
#include "target/served_target.hpp"
#include "target/target.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::engine {

using results::Verdict;
using namespace std::chrono_literals;

using Actions = std::vector<reference::Action>;

/// Changes what the reference broker is about to do about an event.
using Twist = std::function<void(reference::Event const& event, Actions& actions)>;

/// A broker that is the reference but for the twist, made anew for each start.
[[nodiscard]] target::BrokerFactory twisted(Twist twist);

/// Does to packets of one type what the function says.
template <class Packet>
[[nodiscard]] Twist
upon(std::function<void(reference::LinkId link, Packet const& packet, Actions& actions)> act)
{
    return [act](reference::Event const& event, Actions& actions) {
        auto const* received = std::get_if<reference::Received>(&event.what);
        auto const* packet = received == nullptr ? nullptr : std::get_if<Packet>(&received->packet.packet);
        if (packet != nullptr)
            act(received->link, *packet, actions);
    };
}

[[nodiscard]] reference::Action transmit(reference::LinkId link, wire::Packet packet);
[[nodiscard]] reference::Action transmit_bytes(reference::LinkId link, std::string_view hex);
[[nodiscard]] reference::Action drop(reference::LinkId link);

/// The cases of a text; throws what is wrong with it.
[[nodiscard]] std::vector<scenario::Scenario> cases_of(std::string const& text);

/// A case of those steps (each indented by four spaces; they begin on line 6) that blames MQTT-3.1.0-2.
[[nodiscard]] std::string case_of(std::string_view steps, std::string_view id = "the-case");

/// What came of a whole run.
struct Played
{
    std::vector<results::CaseResult> cases;
    std::vector<std::string> begun; ///< Every attempt, in order.
    std::vector<std::string> left_behind;
    std::string trouble;
    net::Duration duration{};

    [[nodiscard]] results::CaseResult const& of(std::string_view id) const;
};

/// Virtual time, and targets in memory.
class World
{
public:
    /// One attempt at the first case of the text.
    [[nodiscard]] CaseRun play(std::string const& text, Twist twist = {});
    [[nodiscard]] CaseRun play(std::string const& text, target::Target& target);

    /// All of them, as `mqttspec run` does it. `meanwhile` is called at that time of the run.
    [[nodiscard]] Played run(std::string const& text, target::Target& target, RunOptions options = {},
                             net::Duration when = {}, std::function<void(Runner&)> meanwhile = {});
    [[nodiscard]] Played run(std::string const& text, Twist twist = {}, RunOptions options = {});

    [[nodiscard]] std::unique_ptr<target::Target> make_target(Twist twist);
    [[nodiscard]] boost::asio::any_io_executor executor() { return context_.get_executor(); }

    target::Timing timing{.keep_alive = 1};
    Delivery delivery = Delivery::whole;

    /// Stands between the cases and the target's connector, if it is there.
    std::function<std::unique_ptr<net::ByteStream>(std::unique_ptr<net::ByteStream>)> wrap;

    /// Sees the stages of play() while they live.
    std::vector<Stage*> live;

    std::optional<target::Credentials> credentials;

    /// Runs it to its end; throws what it throws.
    void finish(boost::asio::awaitable<void> what);

private:
    net::VirtualTime time_;
    boost::asio::io_context context_{1};
};

} // namespace mqttspec::engine
