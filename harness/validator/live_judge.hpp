// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "validator/conversation.hpp"
#include "validator/judge.hpp"
#include "validator/witness.hpp"

#include <cstdint>
#include <span>
#include <unordered_map>

namespace mqttspec::validator {

/// What cannot be judged of live traffic, besides what the judge counts.
struct Unjudged
{
    std::uint64_t over_tls = 0; ///< Connections that pass encrypted.
    std::uint64_t unreadable_websockets = 0;
};

/// Judges the connections of a proxy, as they are told.
class LiveJudge final : public Witness
{
public:
    explicit LiveJudge(JudgeOptions options) : judge_{std::move(options)} {}

    void opened(Id id, Ends ends, Moment moment) override;
    void bytes(Id id, Role sender, std::span<std::uint8_t const> bytes, Moment moment) override;
    void frame(Id id, Role sender, Frame frame, Moment moment) override;
    void closed(Id id, Moment moment) override;

    /// Bytes went through that it was not told of.
    void missed(Id id, Role sender, std::uint64_t count);

    [[nodiscard]] Judge const& judge() const { return judge_; }
    [[nodiscard]] Unjudged const& unjudged() const { return unjudged_; }

private:
    Judge judge_;
    std::unordered_map<Id, Conversation> conversations_;
    Unjudged unjudged_;
};

} // namespace mqttspec::validator
