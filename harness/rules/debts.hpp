// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trace/observation.hpp"
#include "wire/packet.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace mqttspec::rules {

/// A packet that is to be answered.
struct Debt
{
    std::uint16_t id = 0;    ///< Its Packet Identifier; 0 for PINGREQ.
    std::uint64_t place = 0; ///< Among all packets of its connection.
    trace::Time since{};
    trace::Time gap{}; ///< Since the packet before it from the same side.

    /// When something was answered that was sent behind it: whoever owes the answer has read it.
    std::optional<trace::Time> passed{};
};

/// What one side owes the other on a connection: the answers that 3.3.4, 3.8.4, 3.10.4, 3.12.4 and 4.3
/// demand. The standard sets no time for them. That one is not coming is taken for certain when
/// something sent behind its request was answered, and then even something that was sent a long time after
/// that: so the request was read, and nothing holds back what its receiver sends.
class Debts
{
public:
    /// A request that was not there before.
    void add(wire::PacketType answer, Debt const& debt);

    /// What that answer pays: the oldest request that it can be for.
    [[nodiscard]] Debt const* find(wire::PacketType answer, std::uint16_t id) const;

    /// Takes an answer in.
    void settle(wire::PacketType answer, std::uint16_t id, trace::Time now, trace::Time patience);

    /// Whether an answer of that kind is overdue for certain, now that `paid` is being answered.
    [[nodiscard]] bool is_passed_over(wire::PacketType answer, Debt const& paid, trace::Time patience) const;

    /// Nothing is owed any more.
    void clear();

private:
    /// Requests for one kind of answer, in their order.
    struct Queue
    {
        std::vector<Debt> debts{};
        std::size_t first = 0; ///< What lies before it is settled.
        bool is_given_up = false;

        [[nodiscard]] bool is_empty() const { return first == debts.size(); }
        [[nodiscard]] Debt const* find(std::uint16_t id) const;
        void take(std::size_t index);
    };
    static constexpr std::size_t most = 1024;

    [[nodiscard]] Queue& of(wire::PacketType answer) { return queues_[index_of(answer)]; }
    [[nodiscard]] Queue const& of(wire::PacketType answer) const { return queues_[index_of(answer)]; }
    [[nodiscard]] static std::size_t index_of(wire::PacketType answer);

    std::array<Queue, 7> queues_{};
};

/// PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK, PINGRESP.
[[nodiscard]] bool is_answer(wire::PacketType type);

} // namespace mqttspec::rules
