// SPDX-License-Identifier: Apache-2.0
#include "engine/own_step.hpp"

#include <utility>

namespace mqttspec::engine {

scenario::Step own_step(std::string verb, scenario::Action action)
{
    scenario::Step made;
    made.actor = scenario::Actor::alice;
    made.verb = std::move(verb);
    made.action = std::move(action);
    return made;
}

scenario::Step own_connect(scenario::Template::Members members)
{
    scenario::Connect connect;
    connect.members = std::move(members);
    connect.expected.type = wire::PacketType::connack;
    return own_step("connect", std::move(connect));
}

} // namespace mqttspec::engine
