// SPDX-License-Identifier: Apache-2.0
// What the compiled adapters share: the lines of docs/adapter-protocol.md. No MQTT.
#pragma once

#include <nlohmann/json.hpp>

#include <condition_variable>
#include <exception>
#include <iostream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

namespace adapter {

using Json = nlohmann::json;

constexpr char const* alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

inline std::string to_base64(std::string const& bytes)
{
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned three = 0;
        for (std::size_t k = 0; k < 3; ++k)
            three = three << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0);
        for (std::size_t k = 0; k < 4; ++k)
            text += i + k <= bytes.size() ? alphabet[three >> (18 - 6 * k) & 63] : '=';
    }
    return text;
}

inline std::string from_base64(std::string const& text)
{
    std::string bytes;
    unsigned bits = 0;
    int count = 0;
    for (char const c : text) {
        auto const value = std::string(alphabet).find(c);
        if (value == std::string::npos)
            break;
        bits = bits << 6 | static_cast<unsigned>(value);
        if ((count += 6) >= 8)
            bytes += static_cast<char>(bits >> (count -= 8) & 255);
    }
    return bytes;
}

inline std::recursive_mutex& output_lock()
{
    static std::recursive_mutex lock;
    return lock;
}

inline void tell(char const* event, Json members)
{
    std::lock_guard<std::recursive_mutex> const guard(output_lock());
    members["event"] = event;
    std::cout << members.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

/// The commands that wait for what a library tells by a number of its own, perhaps before it has told that.
class Answers
{
public:
    void note(int number, Json id)
    {
        std::lock_guard<std::recursive_mutex> const guard(output_lock());
        ids_[number] = std::move(id);
        if (auto const found = early_.find(number); found != early_.end()) {
            auto const [event, members] = found->second;
            early_.erase(found);
            give(number, event, members);
        }
    }
    void give(int number, char const* event, Json members = Json::object())
    {
        std::lock_guard<std::recursive_mutex> const guard(output_lock());
        if (auto const found = ids_.find(number); found != ids_.end()) {
            members["id"] = found->second;
            ids_.erase(found);
            tell(event, members);
        } else {
            early_[number] = {event, members};
        }
    }

private:
    std::map<int, Json> ids_;
    std::map<int, std::pair<char const*, Json>> early_;
};

/// How far a connection is. A command may come before the library has seen CONNACK: it waits for that where
/// the library refuses it until then.
class Link
{
public:
    enum State
    {
        closed,
        connecting,
        open
    };

    void set(State state)
    {
        {
            std::lock_guard<std::mutex> const guard(lock_);
            state_ = state;
        }
        changed_.notify_all();
    }
    bool is_closed()
    {
        std::lock_guard<std::mutex> const guard(lock_);
        return state_ == closed;
    }
    bool becomes_open()
    {
        std::unique_lock<std::mutex> guard(lock_);
        changed_.wait(guard, [this] { return state_ != connecting; });
        return state_ == open;
    }

private:
    std::mutex lock_;
    std::condition_variable changed_;
    State state_ = closed;
};

struct Unsupported : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// Says hello and obeys until the input ends. `obey(command)` throws what is wrong.
template <class Obey>
int serve(Json hello, Obey obey)
{
    hello["protocol"] = 1;
    tell("hello", hello);
    for (std::string line; std::getline(std::cin, line);) {
        Json command;
        auto const answer = [&](char const* event, char const* why) {
            Json members{{"why", why}};
            if (command.is_object() && command.contains("id"))
                members["id"] = command["id"];
            tell(event, members);
        };
        try {
            command = Json::parse(line);
            obey(command);
        } catch (Unsupported const& what) {
            answer("unsupported", what.what());
        } catch (std::exception const& trouble) {
            answer("error", trouble.what());
        }
    }
    std::_Exit(0); // The library's threads may be anywhere.
}

} // namespace adapter
