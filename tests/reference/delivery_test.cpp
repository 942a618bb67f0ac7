// SPDX-License-Identifier: Apache-2.0
#include "reference/model_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mqttspec::reference {
namespace {

using Note = ModelClient::Note;

/// Who published on which topic: the scope of order in [MQTT-4.6.0-6].
using Stream = std::pair<std::string, std::string>;

std::map<Stream, std::vector<std::string>> by_stream(std::vector<Note> const& notes)
{
    std::map<Stream, std::vector<std::string>> streams;
    for (auto const& note : notes) {
        auto const publisher = note.payload.substr(0, note.payload.find(':'));
        streams[{publisher, note.topic}].push_back(note.payload);
    }
    return streams;
}

std::vector<Note> without_repetitions(std::vector<Note> const& notes)
{
    std::set<Note> seen;
    std::vector<Note> firsts;
    std::ranges::copy_if(notes, std::back_inserter(firsts),
                         [&](Note const& note) { return seen.insert(note).second; });
    return firsts;
}

std::vector<Note> all_written(ModelWorld const& world, std::uint8_t qos)
{
    std::vector<Note> notes;
    for (auto const& client : world.clients()) {
        if (auto const found = client.written.find(qos); found != client.written.end()) {
            notes.insert(notes.end(), found->second.begin(), found->second.end());
        }
    }
    return notes;
}

/// A history with many broken connections, after which everything was delivered.
class Delivery : public testing::TestWithParam<unsigned>
{
protected:
    Delivery()
    {
        for (int i = 0; i < 4000; ++i) {
            world.step();
        }
        world.settle();
    }

    ModelWorld world{GetParam(), 4};
};

TEST_P(Delivery, IsExactlyOnceAndInOrderAtQos2)
{
    auto const written = by_stream(all_written(world, 2));
    ASSERT_FALSE(written.empty());
    for (auto const& client : world.clients()) {
        EXPECT_EQ(by_stream(client.heard.at(2)), written);
    }
}

TEST_P(Delivery, IsAtLeastOnceAndInOrderAtQos1)
{
    auto const written = by_stream(all_written(world, 1));
    ASSERT_FALSE(written.empty());
    for (auto const& client : world.clients()) {
        EXPECT_EQ(by_stream(without_repetitions(client.heard.at(1))), written);
    }
}

TEST_P(Delivery, LeavesNothingBehind)
{
    EXPECT_GT(world.losses(), 30);
    EXPECT_EQ(world.broker().queued_count(), 0U);
    EXPECT_EQ(world.broker().link_count(), world.clients().size());
    for (auto const& client : world.clients()) {
        EXPECT_TRUE(client.has_nothing_under_way());
        EXPECT_EQ(client.session_losses, 0);
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Delivery, testing::Range(1U, 13U));

} // namespace
} // namespace mqttspec::reference
