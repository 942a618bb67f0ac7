// SPDX-License-Identifier: Apache-2.0
#include "scenario/audit.hpp"

#include "scenario/checks.hpp"
#include "scenario/words.hpp"

#include <algorithm>

namespace mqttspec::scenario {

namespace {

/// What is known of an actor's connection.
struct Connection
{
    enum class State
    {
        none, ///< It never had one.
        open,
        closed,
        unknown ///< It depends on the way that was taken.
    };
    State state = State::none;
    int closed_in_line = 0;

    friend bool operator==(Connection const&, Connection const&) = default;
};

/// Follows the connections of all actors through the steps.
class Flow
{
public:
    explicit Flow(yaml::Diagnostics& sink) : diagnostics_(&sink) {}

    void follow(std::vector<Step> const& steps);

    // One for each step, so that a new one does not compile until it is handled.
    void operator()(Connect const&) { open(); }
    void operator()(Subscribe const&) { need_open(); }
    void operator()(Unsubscribe const&) { need_open(); }
    void operator()(Publish const&) { need_open(); }
    void operator()(Receive const&) { need_any(); }
    void operator()(Ping const&) { need_open(); }
    void operator()(Disconnect const&);
    void operator()(Open const&) { open(); }
    void operator()(Close const&);
    void operator()(Reset const&);
    void operator()(HalfClose const&) { need_any(); }
    void operator()(Accept const& accept) { expect_packet(accept.expected.type); }
    void operator()(Order const&) {}
    void operator()(Wait const&) {}
    void operator()(RestartTarget const&);
    void operator()(Repeat const& repeat) { follow(repeat.steps); }
    void operator()(Together const& together);
    void operator()(Send const&) { send(); }
    void operator()(SendBytes const&) { send(); }
    void operator()(Expect const& expect) { expect_packet(expect.packet.type); }
    void operator()(ExpectAnyOrder const&) { need_any(); }
    void operator()(ExpectClose const&);
    void operator()(ExpectSilence const&) { need_any(); }
    void operator()(ExpectHandshake const&) { need_any(); }
    void operator()(ExpectBinaryFrames const&) { need_any(); }
    void operator()(ExpectConnection const&) { open(); }
    void operator()(ExpectReport const&) {}
    void operator()(ExpectOneOf const& one_of);

private:
    using Connections = std::map<Actor, Connection>;

    void open() { connections_[step_->actor] = {.state = Connection::State::open}; }
    void send();
    void close();
    void expect_packet(wire::PacketType type);
    void need_any();
    void need_open();
    void report(std::string message, std::string hint);
    static Connections merged(Connections const& left, Connections const& right);

    yaml::Diagnostics* diagnostics_;
    Step const* step_ = nullptr;
    Connections connections_;
};

void audit_failures(Scenario const& scenario, StatementPlaces const& places, yaml::Diagnostics& diagnostics);
void audit_transport(Scenario const& scenario, yaml::Diagnostics& diagnostics);
void audit_actors(Scenario const& scenario, yaml::Diagnostics& diagnostics);
bool can_blame(Scenario const& scenario, StatementRef const& statement);

} // namespace

void audit(Scenario const& scenario, StatementPlaces const& places, yaml::Diagnostics& diagnostics)
{
    Flow flow(diagnostics);
    flow.follow(scenario.setup);
    flow.follow(scenario.steps);
    audit_failures(scenario, places, diagnostics);
    audit_transport(scenario, diagnostics);
    audit_actors(scenario, diagnostics);
}

namespace {

void audit_failures(Scenario const& scenario, StatementPlaces const& places, yaml::Diagnostics& diagnostics)
{
    bool is_any_judged = false;
    for_each_step(scenario.steps,
                  [&](Step const& step) { is_any_judged = is_any_judged || is_judged(step); });
    if (!is_any_judged) {
        diagnostics.add({.where = scenario.where,
                         .message = "this case cannot fail: none of its steps is judged",
                         .hint =
                             "`expect ...` is judged; `receive`, `connect` and other whole exchanges only "
                             "if they have `checks`"});
        return;
    }
    for (auto const& statement : scenario.statements) {
        bool const is_first = statement == scenario.statements.front();
        if (is_first || can_blame(scenario, statement))
            continue;
        auto const place = places.find(statement.full());
        diagnostics.add(
            {.where = place == places.end() ? scenario.where : place->second,
             .message = "nothing in this case can fail " + ticked(statement.full()),
             .hint = "name it in the `checks` of a step; without them the first statement is blamed"});
    }
}

/// What only WebSocket has is for cases that say so.
void audit_transport(Scenario const& scenario, yaml::Diagnostics& diagnostics)
{
    bool const says_so = std::ranges::any_of(scenario.needs, [](Need const& need) {
        return need.feature == "websocket" && need.comparison == Need::Comparison::is_true;
    });
    auto const look = [&](Step const& step) {
        if (is_about_websocket(step) && !says_so)
            diagnostics.add({.where = step.where,
                             .message = "this has a meaning over WebSocket only",
                             .hint = "add `needs: [websocket]` to the case"});
    };
    for_each_step(scenario.setup, look);
    for_each_step(scenario.steps, look);
}

/// Either a Server is under test or a Client is.
void audit_actors(Scenario const& scenario, yaml::Diagnostics& diagnostics)
{
    auto const all = scenario.actors();
    auto const is_client = [](Actor actor) { return side_of(actor) == Side::client; };
    auto const of_broker_cases = std::ranges::find_if(all, is_client);
    auto const of_client_cases = std::ranges::find_if_not(all, is_client);
    if (of_broker_cases != all.end() && of_client_cases != all.end())
        diagnostics.add({.where = scenario.where,
                         .message = ticked(name_of(*of_broker_cases)) + " and " +
                                    ticked(name_of(*of_client_cases)) + " do not meet in one case",
                         .hint = "where a Client is under test the actors are `client` and `server`"});
}

bool can_blame(Scenario const& scenario, StatementRef const& statement)
{
    bool found = false;
    for_each_step(scenario.steps, [&](Step const& step) {
        found = found || std::ranges::any_of(step.checks, [&](Check const& check) {
                    return is_of(check.statement, statement);
                });
    });
    return found;
}

void Flow::follow(std::vector<Step> const& steps)
{
    for (auto const& step : steps) {
        step_ = &step;
        std::visit(*this, step.action);
    }
}

void Flow::operator()(Disconnect const& /*action*/)
{
    need_open();
    close();
}

void Flow::operator()(Close const& /*action*/)
{
    need_any();
    close();
}

void Flow::operator()(Reset const& /*action*/)
{
    need_any();
    close();
}

void Flow::operator()(ExpectClose const& /*action*/)
{
    need_any();
    close();
}

void Flow::operator()(RestartTarget const& /*action*/)
{
    for (auto& [actor, connection] : connections_)
        if (connection.state != Connection::State::none)
            connection = {.state = Connection::State::closed, .closed_in_line = step_->where.line};
}

void Flow::operator()(Together const& together)
{
    auto const before = connections_;
    auto after = before;
    for (auto const& branch : together.branches) {
        connections_ = before;
        follow(branch);
        // A branch speaks only for the actors that it touched.
        for (auto const& [actor, connection] : connections_)
            if (!before.contains(actor) || before.at(actor) != connection)
                after[actor] = connection;
    }
    connections_ = after;
}

void Flow::operator()(ExpectOneOf const& one_of)
{
    auto const before = connections_;
    std::optional<Connections> after;
    for (auto const& way : one_of.ways) {
        connections_ = before;
        follow(way.steps);
        after = after ? merged(*after, connections_) : connections_;
    }
    connections_ = after.value_or(before);
}

/// A Client opens what it needs for that; a Server must have been called.
void Flow::send()
{
    if (side_of(step_->actor) == Side::server)
        need_open();
    else
        open();
}

/// CONNECT may come on a new connection.
void Flow::expect_packet(wire::PacketType type)
{
    if (type == wire::PacketType::connect)
        open();
    else
        need_any();
}

void Flow::close()
{
    connections_[step_->actor] = {.state = Connection::State::closed, .closed_in_line = step_->where.line};
}

void Flow::need_any()
{
    auto& connection = connections_[step_->actor];
    if (connection.state != Connection::State::none)
        return;
    report(std::string(name_of(step_->actor)) + " has no connection yet, so that nothing can come",
           side_of(step_->actor) == Side::server ? "`accept CONNECT` stands before"
                                                 : "`connect`, `open` or `send` stands before");
    // Once is enough.
    connection.state = Connection::State::unknown;
}

void Flow::need_open()
{
    auto const actor = std::string(name_of(step_->actor));
    auto const connect = side_of(step_->actor) == Side::server ? "`accept CONNECT`" : "`connect`";
    auto& connection = connections_[step_->actor];
    if (connection.state == Connection::State::none)
        report(actor + " has no connection yet", connect + std::string(" stands before"));
    else if (connection.state == Connection::State::closed)
        report(actor + "'s connection has been closed since line " +
                   std::to_string(connection.closed_in_line),
               connect + std::string(" again before"));
    else
        return;
    connection.state = Connection::State::unknown;
}

void Flow::report(std::string message, std::string hint)
{
    diagnostics_->add({.where = step_->where, .message = std::move(message), .hint = std::move(hint)});
}

Flow::Connections Flow::merged(Connections const& left, Connections const& right)
{
    auto out = left;
    for (auto const& [actor, connection] : right) {
        auto const [other, is_new] = out.emplace(actor, connection);
        if (is_new || other->second.state != connection.state)
            other->second.state = Connection::State::unknown;
    }
    for (auto& [actor, connection] : out)
        if (!right.contains(actor))
            connection.state = Connection::State::unknown;
    return out;
}

} // namespace

} // namespace mqttspec::scenario
