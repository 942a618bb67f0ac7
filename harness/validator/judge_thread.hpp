// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "validator/live_judge.hpp"
#include "validator/witness.hpp"

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <thread>
#include <unordered_map>
#include <vector>

namespace mqttspec::validator {

/// Judges on a thread of its own, so that whoever tells it something never waits for what it thinks of that:
/// the only thread of mqttspec that shares anything with another one. If it falls behind by too much, it is
/// told how many bytes it was spared, and takes them for a gap.
class JudgeThread final : public Witness
{
public:
    explicit JudgeThread(LiveJudge& judge, std::size_t most_queued_bytes = std::size_t{32} << 20U);
    ~JudgeThread() override { finish(); }

    void opened(Id id, Ends ends, Moment moment) override;
    void bytes(Id id, Role sender, std::span<std::uint8_t const> bytes, Moment moment) override;
    void frame(Id id, Role sender, Frame frame, Moment moment) override;
    void closed(Id id, Moment moment) override;

    /// Waits until everything is judged, and ends the thread. Only then look at the judge.
    void finish();

    /// Bytes that went by unjudged because it was behind.
    [[nodiscard]] std::uint64_t spared_bytes() const { return spared_bytes_; }

private:
    struct Note
    {
        enum class What : std::uint8_t
        {
            opened,
            bytes,
            missed,
            frame,
            closed
        };
        What what = What::bytes;
        Role sender = Role::client;
        Frame frame = Frame::none;
        Id id = 0;
        Moment moment{};
        std::uint64_t count = 0; ///< Of bytes.
    };
    /// In blocks that are kept: touching fresh memory costs more than anything else that is done here.
    class Queue
    {
    public:
        void add(std::span<std::uint8_t const> bytes);
        void clear();

        void begin_taking();

        /// The bytes that were added next.
        [[nodiscard]] std::span<std::uint8_t const> take(std::size_t count);

        [[nodiscard]] std::size_t size_bytes() const { return bytes_ + notes.size() * sizeof(Note); }

        std::vector<Note> notes{};
        std::vector<Ends> ends{};

    private:
        std::vector<std::vector<std::uint8_t>> blocks_{};
        std::size_t bytes_ = 0;
        std::size_t block_ = 0; ///< That is being filled, or taken from.
        std::size_t taken_ = 0; ///< Of that block.
    };

    void add(Note note);
    void tell_missed(Id id, Moment moment);
    void run();
    void judge_all(Queue& queue);

    LiveJudge& judge_;
    std::size_t most_queued_bytes_;
    std::unordered_map<Id, std::array<std::uint64_t, 2>> spared_; ///< What each side sent meanwhile.
    std::uint64_t spared_bytes_ = 0;

    std::mutex mutex_;
    std::condition_variable changed_;
    Queue filling_; ///< This and the next two: of both threads.
    bool is_asleep_ = false;
    bool is_ending_ = false;
    std::thread thread_;
};

} // namespace mqttspec::validator
