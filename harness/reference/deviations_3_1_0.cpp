// SPDX-License-Identifier: Apache-2.0
// Sections 3.1.0 and 3.1.2.1 to 3.1.2.3: first and second CONNECTs, protocol name, level, reserved flag.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"
#include "reference/roster.hpp"

#include <optional>
#include <string>

namespace mqttspec::reference {
namespace {

using enum wire::Defect;

/// Treats a CONNECT on a connection that has had one in a way of its own.
class SecondConnect : public Deviation
{
public:
    void incoming(Event& event) override
    {
        auto const* first = roster_.on(link_of(event));
        auto const* second = received<wire::Connect>(std::as_const(event));
        is_second_ = first != nullptr && second != nullptr && is_meant(*first, *second);
        if (is_second_) {
            ignore(event);
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        if (is_second_ && answers()) {
            send(actions, link_of(original), wire::Connack{});
        }
        roster_.note(original, actions);
    }

protected:
    [[nodiscard]] virtual bool is_meant(wire::Connect const& /*first*/, wire::Connect const& /*second*/) const
    {
        return true;
    }
    [[nodiscard]] virtual bool answers() const { return false; }

private:
    Roster roster_;
    bool is_second_ = false;
};

class AnswersSecondConnect final : public SecondConnect
{
    [[nodiscard]] bool answers() const override { return true; }
};

class IgnoresSameConnect final : public SecondConnect
{
    [[nodiscard]] bool is_meant(wire::Connect const& first, wire::Connect const& second) const override
    {
        return first.client_id == second.client_id;
    }
};

class IgnoresOtherConnect final : public SecondConnect
{
    [[nodiscard]] bool is_meant(wire::Connect const& first, wire::Connect const& second) const override
    {
        return first.client_id != second.client_id;
    }
};

template <class Test>
Make serving_protocols(Test test)
{
    return taking<wire::Connect>([test](wire::Connect& connect) {
        if (test(connect.protocol_name)) {
            connect.protocol_name = "MQTT";
        }
    });
}

std::string in_capitals(std::string text)
{
    for (auto& c : text) {
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return text;
}

/// What becomes of a CONNECT of another level, after the broker has refused it.
template <class Change>
Make refusing_levels(Change change)
{
    return on_the_way_out([change](Event const& original, std::vector<Action>& actions) {
        auto const* connect = received<wire::Connect>(original);
        if (connect != nullptr && connect->protocol_level != 4) {
            change(link_of(original), actions);
        }
    });
}

} // namespace

std::vector<DeviationInfo> deviations_3_1_0()
{
    return {
        {"ignores-second-connect", "MQTT-3.1.0-2", "passes a second CONNECT over", make<SecondConnect>()},
        {"answers-second-connect", "MQTT-3.1.0-2", "answers a second CONNECT with another CONNACK",
         make<AnswersSecondConnect>()},
        {"ignores-same-connect", "MQTT-3.1.0-2", "passes a second CONNECT with the same ClientId over",
         make<IgnoresSameConnect>()},
        {"ignores-other-connect", "MQTT-3.1.0-2", "passes a second CONNECT with another ClientId over",
         make<IgnoresOtherConnect>()},
    };
}

std::vector<DeviationInfo> deviations_3_1_2()
{
    return {
        {"serves-any-protocol-name", "MQTT-3.1.2-1", "does not look at the protocol name",
         serving_protocols([](std::string const&) { return true; })},
        {"serves-protocol-name-in-any-case", "MQTT-3.1.2-1", "takes the protocol name in lower case, too",
         serving_protocols([](std::string const& name) { return in_capitals(name) == "MQTT"; })},
        {"compares-start-of-protocol-name", "MQTT-3.1.2-1", "takes every protocol name that begins with MQTT",
         serving_protocols([](std::string const& name) { return name.starts_with("MQTT"); })},
        {"compares-shorter-protocol-name", "MQTT-3.1.2-1", "takes every protocol name that MQTT begins with",
         serving_protocols([](std::string const& name) { return std::string("MQTT").starts_with(name); })},

        {"serves-any-level", "MQTT-3.1.2-2.a", "does not look at the protocol level",
         taking<wire::Connect>([](auto& it) { it.protocol_level = 4; })},
        {"serves-lower-levels", "MQTT-3.1.2-2.a", "serves every protocol level up to its own",
         taking<wire::Connect>(
             [](auto& it) { it.protocol_level = it.protocol_level < 4 ? 4 : it.protocol_level; })},
        {"refuses-level-without-connack", "MQTT-3.1.2-2.a", "closes on an unknown level without CONNACK",
         refusing_levels([](LinkId, std::vector<Action>& actions) {
             unsend<wire::Connack>(actions, [](LinkId, auto&) { return true; });
         })},
        {"refuses-level-with-other-code", "MQTT-3.1.2-2.a", "refuses an unknown level with return code 0x05",
         refusing_levels([](LinkId, auto& actions) {
             each_sent<wire::Connack>(actions, [](LinkId, auto& it) { it.return_code = 5; });
         })},
        {"keeps-connection-of-unknown-level", "MQTT-3.1.2-2.b",
         "refuses an unknown level, but does not disconnect",
         refusing_levels([](LinkId link, std::vector<Action>& actions) { undrop(actions, link); })},

        {"accepts-reserved-connect-flag", "MQTT-3.1.2-3", "does not look at the reserved connect flag",
         forgiving<wire::Connect>(about(reserved_bits))},
        {"ignores-reserved-connect-flag", "MQTT-3.1.2-3",
         "passes a CONNECT with the reserved flag over and waits for another",
         ignoring<wire::Connect>(about(reserved_bits))},
    };
}

} // namespace mqttspec::reference
