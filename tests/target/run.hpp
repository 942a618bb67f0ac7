// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <exception>
#include <fstream>
#include <optional>
#include <string>
#include <utility>

namespace mqttspec::target {

/// Runs the coroutine to its end and returns what it returns.
template <class T>
T run(boost::asio::io_context& context, boost::asio::awaitable<T> what)
{
    std::optional<T> result;
    std::exception_ptr failure;
    boost::asio::co_spawn(context, std::move(what), [&](std::exception_ptr e, T value) {
        failure = e;
        result.emplace(std::move(value));
    });
    context.restart();
    while (!result && context.run_one() > 0) {
    }
    if (failure)
        std::rethrow_exception(failure);
    return std::move(result.value());
}

inline void run(boost::asio::io_context& context, boost::asio::awaitable<void> what)
{
    bool is_done = false;
    std::exception_ptr failure;
    boost::asio::co_spawn(context, std::move(what), [&](std::exception_ptr e) {
        failure = e;
        is_done = true;
    });
    context.restart();
    while (!is_done && context.run_one() > 0) {
    }
    if (failure)
        std::rethrow_exception(failure);
}

/// Whether there is such a process, and it is more than a zombie.
inline bool is_running(int pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    std::getline(file, text);
    auto const after_name = text.rfind(')');
    return after_name != std::string::npos && text.at(after_name + 2) != 'Z';
}

/// The number behind a word in a text: `number_after("pid 17 x", "pid ")` is 17; 0 if it is not there.
inline int number_after(std::string const& text, std::string const& word)
{
    auto const at = text.find(word);
    return at == std::string::npos ? 0 : std::atoi(text.c_str() + at + word.size());
}

} // namespace mqttspec::target
