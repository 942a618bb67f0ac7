// SPDX-License-Identifier: Apache-2.0
// libmosquitto behind the adapter protocol of mqttspec (docs/adapter-protocol.md).
#include "clients/adapter.hpp"

#include <atomic>
#include <memory>
#include <mosquitto.h>
#include <sys/socket.h>
#include <thread>
#include <vector>

using adapter::Json;
using adapter::tell;

namespace {

void check(int code)
{
    if (code != MOSQ_ERR_SUCCESS)
        throw std::runtime_error(mosquitto_strerror(code));
}

/// A client of the library, and its network thread: the library's own would reconnect.
struct Client
{
    Client(std::string const& id, bool clean)
        : lib(mosquitto_new(id.empty() ? nullptr : id.c_str(), clean, this))
    {
        if (lib == nullptr)
            throw std::runtime_error("the library refuses the client id");
        mosquitto_threaded_set(lib, true);
        mosquitto_connect_with_flags_callback_set(lib, [](mosquitto*, void* me, int code, int flags) {
            tell("connected",
                 self(me)->with_id(self(me)->connecting,
                                   {{"return_code", code}, {"session_present", (flags & 1) != 0}}));
        });
        mosquitto_disconnect_callback_set(lib, [](mosquitto*, void* me, int code) { self(me)->close(code); });
        mosquitto_message_callback_set(lib, [](mosquitto*, void*, mosquitto_message const* m) {
            std::string const payload(static_cast<char const*>(m->payload),
                                      static_cast<std::size_t>(m->payloadlen));
            tell("message", {{"topic", m->topic},
                             {"payload", adapter::to_base64(payload)},
                             {"qos", m->qos},
                             {"retain", m->retain}});
        });
        mosquitto_publish_callback_set(
            lib, [](mosquitto*, void* me, int mid) { self(me)->answers.give(mid, "acknowledged"); });
        mosquitto_subscribe_callback_set(
            lib, [](mosquitto*, void* me, int mid, int count, int const* granted) {
                self(me)->answers.give(mid, "subscribed",
                                       {{"granted", std::vector<int>(granted, granted + count)}});
            });
        mosquitto_unsubscribe_callback_set(
            lib, [](mosquitto*, void* me, int mid) { self(me)->answers.give(mid, "unsubscribed"); });
    }

    static Client* self(void* me) { return static_cast<Client*>(me); }

    /// Adds the id of a command that is now answered; who is told that twice is told without.
    static Json with_id(Json& id, Json members)
    {
        if (!id.is_null())
            members["id"] = std::exchange(id, Json());
        return members;
    }

    void close(int code)
    {
        auto const* const why = mosquitto_strerror(code);
        is_open = false; // Before that is told: the next command may follow at once.
        if (!connecting.is_null())
            tell("error", with_id(connecting, {{"why", why}}));
        auto const* const by = ending.is_null() ? "network" : "client";
        tell("closed", with_id(ending, {{"by", by}, {"why", why}}));
    }

    void connect(Json const& c)
    {
        if (thread.joinable())
            thread.join(); // Of an earlier connection.
        auto const password = adapter::from_base64(c.value("password", ""));
        if (password.find('\0') != std::string::npos)
            throw adapter::Unsupported("the library takes no password with a zero byte");
        if (c.contains("user_name"))
            check(mosquitto_username_pw_set(lib, c["user_name"].get<std::string>().c_str(),
                                            c.contains("password") ? password.c_str() : nullptr));
        if (c.contains("will")) {
            auto const& will = c["will"];
            auto const payload = adapter::from_base64(will["payload"]);
            check(mosquitto_will_set(lib, will["topic"].get<std::string>().c_str(),
                                     static_cast<int>(payload.size()), payload.data(), will["qos"],
                                     will["retain"]));
        }
        if (c.contains("ca_file") && c["transport"] == "tls")
            check(mosquitto_tls_set(lib, c["ca_file"].get<std::string>().c_str(), nullptr, nullptr, nullptr,
                                    nullptr));
        connecting = c["id"];
        is_open = true;
        auto const code =
            mosquitto_connect(lib, c["host"].get<std::string>().c_str(), c["port"], c["keep_alive"]);
        if (code != MOSQ_ERR_SUCCESS) {
            connecting = Json();
            is_open = false;
            check(code);
        }
        thread = std::thread([this] {
            while (mosquitto_loop(lib, 100, 1) == MOSQ_ERR_SUCCESS) {
            }
        });
    }

    mosquitto* lib;
    adapter::Answers answers;
    Json connecting, ending; ///< The ids of these commands, until they are answered.
    std::thread thread;
    std::atomic<bool> is_open{false};
};

std::map<std::string, std::shared_ptr<Client>> sessions;
std::shared_ptr<Client> now;

void connect(Json const& c)
{
    auto const transport = c["transport"].get<std::string>();
    if (transport != "tcp" && transport != "tls")
        throw adapter::Unsupported("the library has no WebSocket");
    if (now && now->is_open)
        throw std::runtime_error("there is a connection already");
    auto const id = c["client_id"].get<std::string>();
    auto client = std::make_shared<Client>(id, c["clean_session"]);
    if (!c["clean_session"].get<bool>())
        client = sessions.emplace(transport + id, client).first->second;
    static std::vector<std::shared_ptr<Client>> all; // A thread may still be in one.
    all.push_back(client);
    now = client;
    client->connect(c);
}

void subscribe(Json const& c)
{
    std::vector<std::string> filters;
    for (auto const& entry : c["filters"])
        filters.push_back(entry["filter"]);
    std::vector<char*> pointers;
    for (auto& filter : filters)
        pointers.push_back(filter.data());
    for (auto const& entry : c["filters"])
        if (entry["qos"] != c["filters"][0]["qos"])
            throw adapter::Unsupported("the library has one QoS for all filters of a SUBSCRIBE");
    int mid = 0;
    auto const qos = filters.empty() ? 0 : c["filters"][0]["qos"].get<int>();
    check(mosquitto_subscribe_multiple(now->lib, &mid, static_cast<int>(pointers.size()), pointers.data(),
                                       qos, 0, nullptr));
    now->answers.note(mid, c["id"]);
}

void unsubscribe(Json const& c)
{
    auto filters = c["filters"].get<std::vector<std::string>>();
    if (filters.empty()) // mosquitto_unsubscribe_multiple() asserts that there is one.
        throw adapter::Unsupported("the library ends the program where there is no filter");
    std::vector<char*> pointers;
    for (auto& filter : filters)
        pointers.push_back(filter.data());
    int mid = 0;
    check(mosquitto_unsubscribe_multiple(now->lib, &mid, static_cast<int>(pointers.size()), pointers.data(),
                                         nullptr));
    now->answers.note(mid, c["id"]);
}

void publish(Json const& c)
{
    auto const payload = adapter::from_base64(c["payload"]);
    int mid = 0;
    check(mosquitto_publish(now->lib, &mid, c["topic"].get<std::string>().c_str(),
                            static_cast<int>(payload.size()), payload.data(), c["qos"], c["retain"]));
    now->answers.note(mid, c["id"]);
}

void obey(Json const& c)
{
    auto const command = c["command"].get<std::string>();
    if (command == "connect")
        return connect(c);
    if (command != "publish" && command != "subscribe" && command != "unsubscribe" &&
        command != "disconnect" && command != "abort")
        throw adapter::Unsupported("there is no command " + command);
    if (!now || !now->is_open)
        throw std::runtime_error("there is no connection");
    if (command == "publish")
        return publish(c);
    if (command == "subscribe")
        return subscribe(c);
    if (command == "unsubscribe")
        return unsubscribe(c);
    now->ending = c["id"];
    if (command == "disconnect")
        check(mosquitto_disconnect(now->lib));
    else // Below the library, which cannot close without DISCONNECT.
        ::shutdown(mosquitto_socket(now->lib), SHUT_RDWR);
}

} // namespace

int main()
{
    mosquitto_lib_init();
    int major = 0, minor = 0, revision = 0;
    mosquitto_lib_version(&major, &minor, &revision);
    auto const version = std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(revision);
    return adapter::serve(
        {{"name", "libmosquitto"},
         {"version", version},
         {"features",
          {"qos1", "qos2", "persistent_session", "will", "credentials", "abort", "tls", "refuses_locally"}}},
        obey);
}
