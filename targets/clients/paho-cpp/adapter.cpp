// SPDX-License-Identifier: Apache-2.0
// Eclipse Paho C++ behind the adapter protocol of mqttspec (docs/adapter-protocol.md).
#include "clients/adapter.hpp"

#include <chrono>
#include <csignal>
#include <functional>
#include <memory>
#include <mqtt/async_client.h>
#include <thread>
#include <unistd.h>
#include <vector>

using adapter::Json;
using adapter::tell;

namespace {

struct Client
{
    Client(std::string const& uri, std::string const& id) : lib(uri, id)
    {
        lib.set_connection_lost_handler([this](std::string const& cause) {
            close("network", cause.empty() ? "the connection was lost" : cause);
        });
        lib.set_message_callback([](mqtt::const_message_ptr m) {
            tell("message", {{"topic", m->get_topic()},
                             {"payload", adapter::to_base64(m->get_payload_str())},
                             {"qos", m->get_qos()},
                             {"retain", m->is_retained()},
                             {"dup", m->is_duplicate()}});
        });
    }
    void close(char const* by, std::string const& why, Json const& id = Json());

    mqtt::async_client lib;
    adapter::Link link;
};

std::map<std::string, std::shared_ptr<Client>> sessions;
std::shared_ptr<Client> now;

/// Of a client that another one has followed, nothing more is told.
void Client::close(char const* by, std::string const& why, Json const& id)
{
    link.set(adapter::Link::closed);
    Json members{{"by", by}, {"why", why}};
    if (!id.is_null())
        members["id"] = id;
    if (this == now.get())
        tell("closed", members);
}

/// What is told of one command. It goes when the library has called it.
class Answer final : public mqtt::iaction_listener
{
public:
    using Tell = std::function<void(Json const& id, mqtt::token const& token)>;

    Answer(Json const& c, Tell on_success) : id_(c["id"]), success_(std::move(on_success)) {}
    Answer(Json const& c, Tell on_success, Tell on_failure)
        : id_(c["id"]), success_(std::move(on_success)), failure_(std::move(on_failure))
    {}

    void on_success(mqtt::token const& token) override
    {
        success_(id_, token);
        delete this;
    }
    void on_failure(mqtt::token const& token) override
    {
        if (failure_)
            failure_(id_, token);
        else
            tell_error(id_, token);
        delete this;
    }
    static void tell_error(Json const& id, mqtt::token const& token)
    {
        tell("error", {{"id", id}, {"why", mqtt::exception::error_str(token.get_return_code())}});
    }

private:
    Json id_;
    Tell success_, failure_;
};

std::shared_ptr<Client> client_for(Json const& c, std::string const& uri)
{
    auto const id = c["client_id"].get<std::string>();
    if (c["clean_session"].get<bool>())
        return std::make_shared<Client>(uri, id);
    auto& client = sessions[id];
    if (!client)
        client = std::make_shared<Client>(uri, id);
    return client;
}

mqtt::connect_options options_for(Json const& c, std::string const& uri)
{
    mqtt::connect_options options;
    options.set_mqtt_version(MQTTVERSION_3_1_1);
    options.set_clean_session(c["clean_session"]);
    options.set_keep_alive_interval(c["keep_alive"].get<int>());
    options.set_servers(
        mqtt::string_collection::create({uri})); // Of another connection, the client has another.
    if (c.contains("user_name"))
        options.set_user_name(c["user_name"].get<std::string>());
    if (c.contains("password"))
        options.set_password(adapter::from_base64(c["password"]));
    if (c.contains("will")) {
        auto const& will = c["will"];
        options.set_will_message(mqtt::make_message(will["topic"].get<std::string>(),
                                                    adapter::from_base64(will["payload"]),
                                                    will["qos"].get<int>(), will["retain"].get<bool>()));
    }
    if (c.contains("ca_file")) {
        mqtt::ssl_options security;
        security.set_trust_store(c["ca_file"].get<std::string>());
        options.set_ssl(security);
    }
    return options;
}

void connect(Json const& c)
{
    static std::map<std::string, std::string> const schemes{
        {"tcp", "tcp://"}, {"tls", "ssl://"}, {"ws", "ws://"}, {"wss", "wss://"}};
    auto const uri = schemes.at(c["transport"]) + c["host"].get<std::string>() + ":" +
                     std::to_string(c["port"].get<int>()) + c.value("path", "");
    if (now && !now->link.is_closed())
        throw std::runtime_error("there is a connection already");
    static std::vector<std::shared_ptr<Client>> all; // The library may still be busy with one.
    now = client_for(c, uri);
    // It still clears up when it has told of an end, and took that for the end of a connection made
    // meanwhile.
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    all.push_back(now);
    auto const client = now;
    auto const succeeded = [client](Json const& id, mqtt::token const& token) {
        client->link.set(adapter::Link::open);
        tell("connected", {{"id", id},
                           {"session_present", token.get_connect_response().is_session_present()},
                           {"return_code", 0}});
    };
    auto const failed = [client](Json const& id, mqtt::token const& token) {
        auto const code = token.get_return_code();
        if (code > 0 && code <= 255) // Of CONNACK.
            tell("connected", {{"id", id}, {"session_present", false}, {"return_code", code}});
        else
            Answer::tell_error(id, token);
        client->close("network", "the connection came to nothing");
    };
    now->link.set(adapter::Link::connecting);
    try {
        now->lib.connect(options_for(c, uri), nullptr, *new Answer(c, succeeded, failed));
    } catch (...) {
        now->link.set(adapter::Link::closed);
        throw;
    }
}

void publish(Json const& c)
{
    auto const message = mqtt::make_message(c["topic"].get<std::string>(), adapter::from_base64(c["payload"]),
                                            c["qos"].get<int>(), c["retain"].get<bool>());
    auto const done = [](Json const& id, mqtt::token const&) { tell("acknowledged", {{"id", id}}); };
    now->lib.publish(message, nullptr, *new Answer(c, done));
}

void subscribe(Json const& c)
{
    auto const filters = std::make_shared<mqtt::string_collection>();
    mqtt::iasync_client::qos_collection qos;
    for (auto const& entry : c["filters"]) {
        filters->push_back(entry["filter"].get<std::string>());
        qos.push_back(entry["qos"]);
    }
    auto const done = [](Json const& id, mqtt::token const& token) {
        std::vector<int> granted;
        auto const response = token.get_subscribe_response();
        for (auto const code : response.get_reason_codes())
            granted.push_back(static_cast<int>(code));
        tell("subscribed", {{"id", id}, {"granted", granted}});
    };
    now->lib.subscribe(filters, qos, nullptr, *new Answer(c, done));
}

void unsubscribe(Json const& c)
{
    auto const filters =
        std::make_shared<mqtt::string_collection>(c["filters"].get<std::vector<std::string>>());
    auto const done = [](Json const& id, mqtt::token const&) { tell("unsubscribed", {{"id", id}}); };
    now->lib.unsubscribe(filters, nullptr, *new Answer(c, done));
}

void disconnect(Json const& c)
{
    auto const client = now;
    auto const done = [client](Json const& id, mqtt::token const&) {
        client->close("client", "asked to", id);
    };
    client->lib.disconnect(100, nullptr,
                           *new Answer(c, done)); // Milliseconds, for messages that are under way.
}

void obey(Json const& c)
{
    static std::map<std::string, void (*)(Json const&)> const verbs{{"publish", publish},
                                                                    {"subscribe", subscribe},
                                                                    {"unsubscribe", unsubscribe},
                                                                    {"disconnect", disconnect}};
    auto const command = c["command"].get<std::string>();
    if (command == "connect")
        return connect(c);
    auto const verb = verbs.find(command);
    if (verb == verbs.end())
        throw adapter::Unsupported(command == "abort" ? "the library cannot close without DISCONNECT"
                                                      : "there is no command " + command);
    if (!now || !now->link.becomes_open())
        throw std::runtime_error("there is no connection");
    verb->second(c);
}

} // namespace

int main()
{
    // Where the library reads what is not there, its thread stands still, and leaves the connection as it is.
    std::signal(SIGSEGV, [](int) {
        for (;;)
            ::pause();
    });
    auto const version = mqtt::VERSION_STR.substr(mqtt::VERSION_STR.find_last_of(' ') + 1);
    return adapter::serve(
        {{"name", "paho-cpp"},
         {"version", version},
         {"features", {"qos1", "qos2", "persistent_session", "will", "credentials", "tls", "websocket"}}},
        obey);
}
