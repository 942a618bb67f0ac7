// SPDX-License-Identifier: Apache-2.0
#include "validator/judge_thread.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace mqttspec::validator {

namespace {

/// To wake a thread costs more than to forward a packet. Once awake, it lets more come together.
constexpr std::chrono::milliseconds gathering{2};

constexpr std::size_t block_bytes = std::size_t{256} << 10U;

} // namespace

JudgeThread::JudgeThread(LiveJudge& judge, std::size_t most_queued_bytes)
    : judge_{judge}, most_queued_bytes_{most_queued_bytes}, thread_{[this] { run(); }}
{}

void JudgeThread::opened(Id id, Ends ends, Moment moment)
{
    std::unique_lock lock{mutex_};
    filling_.ends.push_back(std::move(ends));
    add({.what = Note::What::opened, .id = id, .moment = moment});
}

void JudgeThread::bytes(Id id, Role sender, std::span<std::uint8_t const> bytes, Moment moment)
{
    std::unique_lock lock{mutex_};
    bool const was_spared = !spared_.empty() && spared_.contains(id);
    // Who was spared once is heard again when there is plenty of room: not for every other packet.
    auto const most = was_spared ? most_queued_bytes_ / 2 : most_queued_bytes_;
    if (filling_.size_bytes() + bytes.size() > most) {
        spared_[id][index_of(sender)] += bytes.size();
        spared_bytes_ += bytes.size();
        return;
    }
    if (was_spared)
        tell_missed(id, moment);
    filling_.add(bytes);
    add({.what = Note::What::bytes, .sender = sender, .id = id, .moment = moment, .count = bytes.size()});
}

void JudgeThread::frame(Id id, Role sender, Frame frame, Moment moment)
{
    std::unique_lock lock{mutex_};
    if (filling_.size_bytes() < most_queued_bytes_)
        add({.what = Note::What::frame, .sender = sender, .frame = frame, .id = id, .moment = moment});
}

void JudgeThread::closed(Id id, Moment moment)
{
    std::unique_lock lock{mutex_};
    if (spared_.contains(id))
        tell_missed(id, moment);
    add({.what = Note::What::closed, .id = id, .moment = moment});
}

void JudgeThread::tell_missed(Id id, Moment moment)
{
    auto const counts = spared_.extract(id).mapped();
    for (auto const sender : {Role::client, Role::server})
        if (auto const count = counts[index_of(sender)]; count > 0)
            add({.what = Note::What::missed, .sender = sender, .id = id, .moment = moment, .count = count});
}

/// With the mutex held.
void JudgeThread::add(Note note)
{
    filling_.notes.push_back(note);
    if (std::exchange(is_asleep_, false))
        changed_.notify_one();
}

void JudgeThread::finish()
{
    if (!thread_.joinable())
        return;
    {
        std::unique_lock lock{mutex_};
        is_ending_ = true;
        changed_.notify_one();
    }
    thread_.join();
}

void JudgeThread::run()
{
    Queue queue;
    bool is_last = false;
    while (!is_last) {
        {
            std::unique_lock lock{mutex_};
            is_asleep_ = filling_.notes.empty();
            changed_.wait(lock, [this] { return !filling_.notes.empty() || is_ending_; });
            is_last = is_ending_;
        }
        if (!is_last)
            std::this_thread::sleep_for(gathering);
        {
            std::unique_lock lock{mutex_};
            std::swap(queue, filling_);
        }
        judge_all(queue);
    }
}

void JudgeThread::judge_all(Queue& queue)
{
    std::size_t connection = 0;
    queue.begin_taking();
    for (auto const& note : queue.notes) {
        switch (note.what) {
        case Note::What::opened:
            judge_.opened(note.id, std::move(queue.ends[connection++]), note.moment);
            break;
        case Note::What::bytes:
            judge_.bytes(note.id, note.sender, queue.take(note.count), note.moment);
            break;
        case Note::What::missed: judge_.missed(note.id, note.sender, note.count); break;
        case Note::What::frame: judge_.frame(note.id, note.sender, note.frame, note.moment); break;
        case Note::What::closed: judge_.closed(note.id, note.moment); break;
        }
    }
    queue.clear();
}

void JudgeThread::Queue::add(std::span<std::uint8_t const> bytes)
{
    bytes_ += bytes.size();
    auto const fits = [&](std::vector<std::uint8_t> const& block) {
        return block.size() + bytes.size() <= std::max(block_bytes, bytes.size());
    };
    while (block_ < blocks_.size() && !fits(blocks_[block_]))
        ++block_;
    if (block_ == blocks_.size())
        blocks_.emplace_back().reserve(block_bytes);
    blocks_[block_].insert(blocks_[block_].end(), bytes.begin(), bytes.end());
}

void JudgeThread::Queue::begin_taking()
{
    block_ = 0;
    taken_ = 0;
}

std::span<std::uint8_t const> JudgeThread::Queue::take(std::size_t count)
{
    while (taken_ == blocks_[block_].size()) {
        ++block_;
        taken_ = 0;
    }
    auto const bytes = std::span(blocks_[block_]).subspan(taken_, count);
    taken_ += count;
    return bytes;
}

void JudgeThread::Queue::clear()
{
    notes.clear();
    ends.clear();
    for (auto& block : blocks_)
        block.clear();
    bytes_ = 0;
    block_ = 0;
    taken_ = 0;
}

} // namespace mqttspec::validator
