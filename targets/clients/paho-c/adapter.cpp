// SPDX-License-Identifier: Apache-2.0
// Eclipse Paho C (MQTTAsync) behind the adapter protocol of mqttspec (docs/adapter-protocol.md).
#include "clients/adapter.hpp"

#include <MQTTAsync.h>
#include <chrono>
#include <cstring>
#include <memory>
#include <thread>
#include <vector>

using adapter::Json;
using adapter::tell;

namespace {

void check(int code)
{
    if (code != MQTTASYNC_SUCCESS)
        throw std::runtime_error(MQTTAsync_strerror(code));
}

struct Client
{
    MQTTAsync lib = nullptr;
    adapter::Link link;
};

std::map<std::string, std::shared_ptr<Client>> sessions;
std::shared_ptr<Client> now;

/// What a callback of the library has as its context.
struct Ticket
{
    Json id;
    std::shared_ptr<Client> client;
};

Ticket* ticket(Json const& c)
{
    return new Ticket{c["id"], now};
}

Ticket redeem(void* context)
{
    std::unique_ptr<Ticket> const it(static_cast<Ticket*>(context));
    return *it;
}

/// Of a client that another one has followed, nothing more is told.
void tell_closed(Client& client, char const* by, char const* why, Json const& id = Json())
{
    client.link.set(adapter::Link::closed);
    Json members{{"by", by}, {"why", why}};
    if (!id.is_null())
        members["id"] = id;
    if (&client == now.get())
        tell("closed", members);
}

void tell_error(Json const& id, MQTTAsync_failureData const* data)
{
    auto const* const why =
        data && data->message ? data->message : MQTTAsync_strerror(data ? data->code : -1);
    tell("error", {{"id", id}, {"why", why}});
}

void fail(void* context, MQTTAsync_failureData* data)
{
    tell_error(redeem(context).id, data);
}

/// Those of one command, with the rest of its answer.
template <class OnSuccess>
MQTTAsync_responseOptions answers(Json const& c, OnSuccess on_success)
{
    MQTTAsync_responseOptions options = MQTTAsync_responseOptions_initializer;
    options.onSuccess = on_success;
    options.onFailure = fail;
    options.context = ticket(c);
    return options;
}

int hear_message(void*, char* topic, int length, MQTTAsync_message* m)
{
    std::string const name(topic, length > 0 ? static_cast<std::size_t>(length) : std::strlen(topic));
    std::string const payload(static_cast<char const*>(m->payload), static_cast<std::size_t>(m->payloadlen));
    tell("message", {{"topic", name},
                     {"payload", adapter::to_base64(payload)},
                     {"qos", m->qos},
                     {"retain", m->retained != 0},
                     {"dup", m->dup != 0}});
    MQTTAsync_freeMessage(&m);
    MQTTAsync_free(topic);
    return 1;
}

std::shared_ptr<Client> client_for(Json const& c, std::string const& uri)
{
    auto const id = c["client_id"].get<std::string>();
    bool const is_clean = c["clean_session"];
    if (auto const found = sessions.find(id); !is_clean && found != sessions.end())
        return found->second;
    auto const client = std::make_shared<Client>();
    check(MQTTAsync_create(&client->lib, uri.c_str(), id.c_str(), MQTTCLIENT_PERSISTENCE_NONE, nullptr));
    check(MQTTAsync_setCallbacks(
        client->lib, client.get(),
        [](void* me, char* cause) {
            tell_closed(*static_cast<Client*>(me), "network", cause ? cause : "the connection was lost");
        },
        hear_message, nullptr));
    if (!is_clean)
        sessions[id] = client;
    return client;
}

void connect(Json const& c)
{
    static std::map<std::string, std::string> const schemes{
        {"tcp", "tcp://"}, {"tls", "ssl://"}, {"ws", "ws://"}, {"wss", "wss://"}};
    auto uri = schemes.at(c["transport"]) + c["host"].get<std::string>() + ":" +
               std::to_string(c["port"].get<int>()) + c.value("path", "");
    if (now && !now->link.is_closed())
        throw std::runtime_error("there is a connection already");
    static std::vector<std::shared_ptr<Client>> all; // The library may still be busy with one.
    now = client_for(c, uri);
    // It still clears up when it has told of an end, and took that for the end of a connection made
    // meanwhile.
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    all.push_back(now);
    MQTTAsync_connectOptions options = MQTTAsync_connectOptions_initializer;
    MQTTAsync_willOptions will = MQTTAsync_willOptions_initializer;
    MQTTAsync_SSLOptions security = MQTTAsync_SSLOptions_initializer;
    std::string const user_name = c.value("user_name", ""),
                      password = adapter::from_base64(c.value("password", "")),
                      ca_file = c.value("ca_file", "");
    std::string will_topic, will_payload;
    options.MQTTVersion = MQTTVERSION_3_1_1;
    options.cleansession = c["clean_session"].get<bool>() ? 1 : 0;
    options.keepAliveInterval = c["keep_alive"];
    char* uris[]{uri.data()}; // Of another connection, the client has another.
    options.serverURIcount = 1;
    options.serverURIs = uris;
    if (c.contains("user_name"))
        options.username = user_name.c_str();
    if (c.contains("password")) {
        options.binarypwd.data = password.data();
        options.binarypwd.len = static_cast<int>(password.size());
    }
    if (c.contains("will")) {
        will_topic = c["will"]["topic"];
        will_payload = adapter::from_base64(c["will"]["payload"]);
        will.topicName = will_topic.c_str();
        will.payload.data = will_payload.data();
        will.payload.len = static_cast<int>(will_payload.size());
        will.qos = c["will"]["qos"];
        will.retained = c["will"]["retain"].get<bool>() ? 1 : 0;
        options.will = &will;
    }
    if (!ca_file.empty()) {
        security.trustStore = ca_file.c_str();
        options.ssl = &security;
    }
    options.onSuccess = [](void* context, MQTTAsync_successData* data) {
        auto const [id, client] = redeem(context);
        client->link.set(adapter::Link::open);
        tell("connected",
             {{"id", id}, {"session_present", data->alt.connect.sessionPresent != 0}, {"return_code", 0}});
    };
    options.onFailure = [](void* context, MQTTAsync_failureData* data) {
        auto const [id, client] = redeem(context);
        if (data && data->code > 0 && data->code <= 255) // A return code of CONNACK.
            tell("connected", {{"id", id}, {"session_present", false}, {"return_code", data->code}});
        else
            tell_error(id, data);
        tell_closed(*client, "network", "the connection came to nothing");
    };
    options.context = ticket(c);
    now->link.set(adapter::Link::connecting);
    auto const code = MQTTAsync_connect(now->lib, &options);
    if (code != MQTTASYNC_SUCCESS)
        now->link.set(adapter::Link::closed);
    check(code);
}

void publish(Json const& c)
{
    auto payload = adapter::from_base64(c["payload"]);
    MQTTAsync_message message = MQTTAsync_message_initializer;
    message.payload = payload.data();
    message.payloadlen = static_cast<int>(payload.size());
    message.qos = c["qos"];
    message.retained = c["retain"].get<bool>() ? 1 : 0;
    auto options = answers(c, [](void* context, MQTTAsync_successData*) {
        tell("acknowledged", {{"id", redeem(context).id}});
    });
    check(MQTTAsync_sendMessage(now->lib, c["topic"].get<std::string>().c_str(), &message, &options));
}

void subscribe(Json const& c)
{
    std::vector<std::string> filters;
    std::vector<int> qos;
    for (auto const& entry : c["filters"]) {
        filters.push_back(entry["filter"]);
        qos.push_back(entry["qos"]);
    }
    std::vector<char*> pointers;
    for (auto& filter : filters)
        pointers.push_back(filter.data());
    static std::size_t count; // Of the one SUBSCRIBE that is told with a single code.
    count = filters.size();
    auto options = answers(c, [](void* context, MQTTAsync_successData* data) {
        std::vector<int> granted{data->alt.qos};
        // A single code comes in place of the list, also where more were asked for.
        if (count > 1 && (data->alt.qos < 0 || data->alt.qos > 255))
            granted.assign(data->alt.qosList, data->alt.qosList + count);
        tell("subscribed", {{"id", redeem(context).id}, {"granted", granted}});
    });
    check(MQTTAsync_subscribeMany(now->lib, static_cast<int>(count), pointers.data(), qos.data(), &options));
}

void unsubscribe(Json const& c)
{
    auto filters = c["filters"].get<std::vector<std::string>>();
    std::vector<char*> pointers;
    for (auto& filter : filters)
        pointers.push_back(filter.data());
    auto options = answers(c, [](void* context, MQTTAsync_successData*) {
        tell("unsubscribed", {{"id", redeem(context).id}});
    });
    check(MQTTAsync_unsubscribeMany(now->lib, static_cast<int>(pointers.size()), pointers.data(), &options));
}

void disconnect(Json const& c)
{
    MQTTAsync_disconnectOptions options = MQTTAsync_disconnectOptions_initializer;
    options.timeout = 100; // Milliseconds, for messages that are under way.
    options.onSuccess = [](void* context, MQTTAsync_successData*) {
        auto const [id, client] = redeem(context);
        tell_closed(*client, "client", "asked to", id);
    };
    options.onFailure = fail;
    options.context = ticket(c);
    check(MQTTAsync_disconnect(now->lib, &options));
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
    MQTTAsync_init_options options = MQTTAsync_init_options_initializer;
    options.do_openssl_init = 1;
    MQTTAsync_global_init(&options);
    std::string version;
    for (auto const* info = MQTTAsync_getVersionInfo(); info->name; ++info)
        if (std::strcmp(info->name, "Version") == 0)
            version = info->value;
    return adapter::serve(
        {{"name", "paho-c"},
         {"version", version},
         {"features", {"qos1", "qos2", "persistent_session", "will", "credentials", "tls", "websocket"}}},
        obey);
}
