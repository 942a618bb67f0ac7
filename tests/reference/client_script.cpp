// SPDX-License-Identifier: Apache-2.0
#include "reference/client_script.hpp"

#include "support/bytes.hpp"
#include "wire/encode.hpp"

#include <utility>

namespace mqttspec::reference {

CommandId ClientScript::order(decltype(Command::what) what)
{
    Command command;
    command.id = ++last_command_;
    command.what = std::move(what);
    handle(command);
    return command.id;
}

ClientScript& ClientScript::connected(ConnectCommand const& how, bool session_present)
{
    order(how);
    open();
    receive(connack(0, session_present));
    EXPECT_TRUE(client_.is_connected());
    EXPECT_FALSE(sent_.empty());
    if (!sent_.empty()) {
        sent_.erase(sent_.begin());
    }
    told_.clear();
    return *this;
}

void ClientScript::open()
{
    handle(LinkOpened{.link = link_});
}

void ClientScript::refuse(std::string why)
{
    handle(LinkRefused{.link = link_, .why = std::move(why)});
}

void ClientScript::receive(wire::Packet const& packet)
{
    auto bytes = wire::encode(packet, wire::Version::v3_1_1).bytes;
    auto decoded = wire::decode(bytes, wire::Version::v3_1_1);
    handle(Received{.link = link_, .packet = std::move(decoded), .bytes = std::move(bytes)});
}

void ClientScript::receive_bytes(std::string_view hex)
{
    auto bytes = test::bytes_of(hex);
    auto decoded = wire::decode(bytes, wire::Version::v3_1_1);
    handle(Received{.link = link_, .packet = std::move(decoded), .bytes = std::move(bytes)});
}

void ClientScript::receive_garbage()
{
    handle(Garbled{.link = link_});
}

void ClientScript::lose(Loss how)
{
    handle(LinkLost{.link = link_, .how = how});
}

void ClientScript::wait(Time duration)
{
    auto const end = now_ + duration;
    while (timer_ && *timer_ <= end) {
        now_ = *timer_;
        timer_.reset();
        handle(Ticked{});
    }
    now_ = end;
}

Packets ClientScript::sent()
{
    return std::exchange(sent_, {});
}

Reports ClientScript::told()
{
    return std::exchange(told_, {});
}

void ClientScript::handle(decltype(ClientEvent::what) what)
{
    ClientEvent event;
    event.now = now_;
    event.what = std::move(what);
    for (auto const& action : client_.handle(event)) {
        std::visit([this](auto const& it) { perform(it); }, action);
    }
}

void ClientScript::perform(OpenLink const& open)
{
    EXPECT_GT(open.link, link_);
    link_ = open.link;
    has_connect_ = has_disconnect_ = is_dropped_ = false;
}

void ClientScript::perform(Transmit const& transmit)
{
    auto const& packet = std::get<wire::Packet>(transmit.what);
    auto const bytes = wire::encode(packet, wire::Version::v3_1_1).bytes;
    EXPECT_TRUE(wire::decode(bytes, wire::Version::v3_1_1).malformations.empty()) << wire::describe(packet);
    EXPECT_EQ(transmit.link, link_);
    EXPECT_FALSE(is_dropped_ || has_disconnect_) << wire::describe(packet);
    EXPECT_NE(std::holds_alternative<wire::Connect>(packet), has_connect_) << wire::describe(packet);
    has_connect_ = true;
    has_disconnect_ = std::holds_alternative<wire::Disconnect>(packet);
    sent_.push_back(packet);
}

void ClientScript::perform(Drop const& drop)
{
    EXPECT_EQ(drop.link, link_);
    EXPECT_FALSE(is_dropped_);
    is_dropped_ = true;
}

PublishCommand message(std::string topic, std::string_view payload, std::uint8_t qos)
{
    return {.topic = std::move(topic), .payload = {payload.begin(), payload.end()}, .qos = qos};
}

ConnectCommand persistent(std::string client_id)
{
    return {.client_id = std::move(client_id), .clean_session = false};
}

} // namespace mqttspec::reference
