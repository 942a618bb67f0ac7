// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <exception>

namespace mqttspec::net {

using boost::asio::awaitable;
using namespace std::chrono_literals;

/// What came of a coroutine that a test runs.
struct Course
{
    bool has_ended = false;
    std::exception_ptr exception{};

    void check() const
    {
        EXPECT_TRUE(has_ended) << "the test's coroutine still waits";
        if (exception)
            std::rethrow_exception(exception);
    }
};

template <class Body>
void start(boost::asio::io_context& context, Body& body, Course& course)
{
    boost::asio::co_spawn(context, body(), [&course](std::exception_ptr exception) {
        course.has_ended = true;
        course.exception = std::move(exception);
    });
}

/// Runs a test's coroutine and all that it leaves behind, in real time, in which sockets work.
template <class Body>
void run_really(Body body)
{
    Course course;
    boost::asio::io_context context(1);
    start(context, body, course);
    context.run_for(30s);
    EXPECT_TRUE(context.stopped()) << "something was left behind that still waits";
    course.check();
}

/// Runs a test's coroutine and all that it leaves behind, in virtual time.
template <class Body>
void run_virtually(Body body)
{
    Course course;
    VirtualTime time;
    boost::asio::io_context context(1);
    start(context, body, course);
    time.run(context);
    course.check();
}

} // namespace mqttspec::net
