// SPDX-License-Identifier: Apache-2.0
#include "rules/debts.hpp"

#include <algorithm>

namespace mqttspec::rules {

namespace {

using enum wire::PacketType;

constexpr std::array answers{puback, pubrec, pubrel, pubcomp, suback, unsuback, pingresp};

/// By packet type its place in `answers`; their number for those that are none.
constexpr auto place_in_answers = [] {
    std::array<std::uint8_t, 16> out{};
    out.fill(answers.size());
    for (std::size_t place = 0; place < answers.size(); ++place)
        out[static_cast<std::size_t>(answers[place])] = static_cast<std::uint8_t>(place);
    return out;
}();

} // namespace

std::size_t Debts::index_of(wire::PacketType answer)
{
    return place_in_answers[static_cast<std::size_t>(answer)];
}

Debt const* Debts::Queue::find(std::uint16_t id) const
{
    auto const begin = debts.begin() + static_cast<std::ptrdiff_t>(first);
    auto const found = std::find_if(begin, debts.end(), [id](Debt const& it) { return it.id == id; });
    return found == debts.end() ? nullptr : &*found;
}

/// Nearly always it is the first.
void Debts::Queue::take(std::size_t index)
{
    std::move_backward(debts.begin() + static_cast<std::ptrdiff_t>(first),
                       debts.begin() + static_cast<std::ptrdiff_t>(index),
                       debts.begin() + static_cast<std::ptrdiff_t>(index) + 1);
    ++first;
    if (2 * first < debts.size())
        return;
    debts.erase(debts.begin(), debts.begin() + static_cast<std::ptrdiff_t>(first));
    first = 0;
}

void Debts::add(wire::PacketType answer, Debt const& debt)
{
    auto& queue = of(answer);
    if (queue.is_given_up)
        return;
    if (queue.debts.size() - queue.first == most) {
        queue = {};
        queue.is_given_up = true;
        return;
    }
    queue.debts.push_back(debt);
}

Debt const* Debts::find(wire::PacketType answer, std::uint16_t id) const
{
    return of(answer).find(id);
}

void Debts::settle(wire::PacketType answer, std::uint16_t id, trace::Time now, trace::Time patience)
{
    auto const* found = find(answer, id);
    if (found == nullptr)
        return;
    auto const paid = *found;
    auto& its_own = of(answer);
    its_own.take(static_cast<std::size_t>(found - its_own.debts.data()));
    for (auto const kind : answers) {
        auto& queue = of(kind);
        while (is_passed_over(kind, paid, patience))
            queue.take(queue.first);
        if (!queue.is_empty() && queue.debts[queue.first].place < paid.place &&
            !queue.debts[queue.first].passed)
            queue.debts[queue.first].passed = now;
    }
}

bool Debts::is_passed_over(wire::PacketType answer, Debt const& paid, trace::Time patience) const
{
    auto const& queue = of(answer);
    if (queue.is_empty())
        return false;
    auto const& oldest = queue.debts[queue.first];
    return oldest.place < paid.place && oldest.passed && paid.since >= *oldest.passed + patience;
}

void Debts::clear()
{
    queues_ = {};
}

bool is_answer(wire::PacketType type)
{
    return place_in_answers[static_cast<std::size_t>(type)] < answers.size();
}

} // namespace mqttspec::rules
