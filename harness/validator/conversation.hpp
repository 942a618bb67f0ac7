// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "validator/first_words.hpp"
#include "validator/judge.hpp"
#include "validator/key_log.hpp"
#include "validator/tls_reader.hpp"
#include "validator/websocket_reader.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mqttspec::validator {

/// The bytes of one connection as they stand on the wire, both directions, on their way to the judge. It
/// finds out whether they are MQTT, MQTT in a WebSocket, TLS or something else, and unwraps what can be
/// unwrapped.
class Conversation
{
public:
    /// `is_chosen`: it is to be taken for MQTT if nothing speaks against it. Otherwise only what begins with
    /// a CONNECT, or asks for a WebSocket of MQTT, is judged. With `keys`, which outlive it, TLS is read,
    /// too.
    Conversation(Judge& judge, Ends ends, bool is_chosen, KeyLog* keys = nullptr);
    ~Conversation();
    Conversation(Conversation&&) = delete;
    Conversation& operator=(Conversation&&) = delete;

    /// From here on it is seen; otherwise it was there before.
    void opened(Moment moment);
    void bytes(Role sender, std::span<std::uint8_t const> bytes, Moment moment);
    void missed(Role sender, std::optional<std::uint64_t> count);
    void closed(Moment moment);

    /// The other end of its WebSocket is ours, and what that side sent last came in such a frame.
    void frame(Role sender, Frame frame, Moment moment) { judge_.frame(id_, sender, frame, moment); }

    /// Nothing more will be seen of it.
    void forget();

    [[nodiscard]] Kind kind() const { return kind_; }

    /// What stands in the clear: itself, or what its TLS holds.
    [[nodiscard]] Conversation const& content() const;

    /// It is TLS, of which something stays closed.
    [[nodiscard]] bool is_closed_tls() const;

    /// It is a WebSocket, of which something stands in the way: compression, or a handshake that went wrong.
    [[nodiscard]] bool is_unreadable() const { return is_unreadable_; }

    /// Nothing of it is of interest any more.
    [[nodiscard]] bool is_over() const
    {
        return (kind_ == Kind::tls && !is_open_tls()) || kind_ == Kind::other || is_unreadable_;
    }

private:
    struct Tls;
    struct Half
    {
        std::vector<std::uint8_t> head{}; ///< First bytes, until it is known what they are.
        std::optional<WebSocketReader> frames{};
    };
    [[nodiscard]] bool is_open_tls() const;
    [[nodiscard]] Half& half_of(Role sender) { return halves_[index_of(sender)]; }

    void decide(Role sender, std::span<std::uint8_t const> bytes, Moment moment);
    void become(Kind kind);
    void read_head(Role sender, std::span<std::uint8_t const> bytes, Moment moment);
    [[nodiscard]] bool agrees(Role sender, std::string_view head) const;
    void read_frames(Role sender, std::span<std::uint8_t const> bytes, Moment moment);
    void read_records(Role sender, std::span<std::uint8_t const> bytes, Moment moment);
    void give_up();

    Judge& judge_;
    Ends ends_;
    bool is_chosen_;
    bool was_opened_ = false;
    bool is_unreadable_ = false;
    Kind kind_ = Kind::undecided;
    Moment opened_at_{};
    Judge::Id id_ = 0; ///< 0: the judge does not know it yet.
    std::array<Half, 2> halves_{};
    KeyLog* keys_;
    std::unique_ptr<Tls> tls_; ///< Where its secrets may be known.
};

} // namespace mqttspec::validator
