// SPDX-License-Identifier: Apache-2.0
#include "validator/conversation.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace mqttspec::validator {

namespace {

constexpr std::size_t longest_head = 16'384; ///< Of HTTP.

} // namespace

struct Conversation::Tls
{
    TlsReader reader;
    Conversation content;
};

Conversation::Conversation(Judge& judge, Ends ends, bool is_chosen, KeyLog* keys)
    : judge_{judge}, ends_{std::move(ends)}, is_chosen_{is_chosen}, keys_{keys}
{}

Conversation::~Conversation() = default;

void Conversation::opened(Moment moment)
{
    was_opened_ = true;
    opened_at_ = moment;
}

void Conversation::bytes(Role sender, std::span<std::uint8_t const> bytes, Moment moment)
{
    if (is_unreadable_)
        return;
    switch (kind_) {
    case Kind::mqtt: return judge_.bytes(id_, sender, bytes, moment);
    case Kind::undecided: return decide(sender, bytes, moment);
    case Kind::websocket:
        return half_of(sender).frames ? read_frames(sender, bytes, moment) : read_head(sender, bytes, moment);
    case Kind::tls: return is_open_tls() ? read_records(sender, bytes, moment) : void();
    case Kind::other: return;
    }
}

void Conversation::decide(Role sender, std::span<std::uint8_t const> bytes, Moment moment)
{
    if (!was_opened_ && is_chosen_) {
        become(looks_like_tls(bytes) ? Kind::tls : Kind::mqtt);
        return this->bytes(sender, bytes, moment);
    }
    auto& head = half_of(sender).head;
    head.insert(head.end(), bytes.begin(), bytes.end());
    auto kind = sender == Role::client ? kind_of(head) : Kind::other;
    if (kind == Kind::undecided)
        return;
    if (kind == Kind::other && is_chosen_)
        kind = Kind::mqtt;
    become(kind);
    // A server that speaks while the client has not finished its first word: what that was comes first.
    for (auto const role : {Role::client, Role::server})
        if (auto const first = std::exchange(half_of(role).head, {}); !first.empty())
            this->bytes(role, first, moment);
}

void Conversation::become(Kind kind)
{
    kind_ = kind;
    if (kind_ == Kind::mqtt)
        id_ = was_opened_ ? judge_.open(ends_, opened_at_) : judge_.join(ends_);
    if (kind_ == Kind::tls && was_opened_ && keys_ != nullptr) {
        tls_.reset(new Tls{.reader = TlsReader{*keys_}, .content = {judge_, ends_, is_chosen_}});
        tls_->content.opened(opened_at_);
    }
}

/// Gathers one side's part of the opening handshake (RFC 6455, 4).
void Conversation::read_head(Role sender, std::span<std::uint8_t const> bytes, Moment moment)
{
    auto& head = half_of(sender).head;
    head.insert(head.end(), bytes.begin(), bytes.end());
    std::string_view const text{reinterpret_cast<char const*>(head.data()), head.size()};
    auto const end = text.find("\r\n\r\n");
    if (end == std::string_view::npos)
        return head.size() > longest_head ? give_up() : void();
    bool const is_about_mqtt =
        id_ != 0 || header_of(text.substr(0, end), "sec-websocket-protocol").starts_with("mqtt");
    if (!is_about_mqtt && !is_chosen_) {
        kind_ = Kind::other;
        return;
    }
    if (!agrees(sender, text.substr(0, end)))
        return give_up();
    if (id_ == 0)
        id_ = judge_.open(ends_, opened_at_);
    auto const rest =
        std::vector<std::uint8_t>(head.begin() + static_cast<std::ptrdiff_t>(end) + 4, head.end());
    half_of(sender) = {.head = {}, .frames = WebSocketReader{sender == Role::client}};
    read_frames(sender, rest, moment);
}

bool Conversation::agrees(Role sender, std::string_view head) const
{
    if (sender == Role::client)
        return header_of(head, "upgrade").find("websocket") != std::string_view::npos;
    return head.starts_with("HTTP/1.1 101") && header_of(head, "sec-websocket-extensions").empty();
}

void Conversation::read_frames(Role sender, std::span<std::uint8_t const> bytes, Moment moment)
{
    auto& frames = *half_of(sender).frames;
    frames.feed(bytes);
    while (auto const data = frames.next()) {
        judge_.bytes(id_, sender, data->bytes, moment);
        if (data->frame != Frame::none)
            judge_.frame(id_, sender, data->frame, moment);
    }
    if (frames.is_unreadable())
        give_up();
}

void Conversation::read_records(Role sender, std::span<std::uint8_t const> bytes, Moment moment)
{
    auto& reader = tls_->reader;
    reader.feed(sender, bytes);
    while (auto const data = reader.next())
        tls_->content.bytes(sender, *data, moment);
    if (reader.is_unreadable())
        tls_->content.forget();
}

bool Conversation::is_open_tls() const
{
    return tls_ && !tls_->reader.is_unreadable() && !tls_->content.is_over();
}

bool Conversation::is_closed_tls() const
{
    return kind_ == Kind::tls && (!tls_ || tls_->reader.is_unreadable() || !tls_->reader.has_opened());
}

Conversation const& Conversation::content() const
{
    return tls_ ? tls_->content : *this;
}

void Conversation::give_up()
{
    is_unreadable_ = true;
    halves_ = {};
    forget();
}

void Conversation::missed(Role sender, std::optional<std::uint64_t> count)
{
    if (is_over())
        return;
    if (kind_ == Kind::mqtt)
        return judge_.missed(id_, sender, count);
    if (tls_) {
        tls_->reader.missed();
        return tls_->content.forget();
    }
    auto& frames = half_of(sender).frames;
    if (!frames) { // Its first word is lost.
        was_opened_ = false;
        halves_ = {};
        return kind_ == Kind::websocket ? give_up() : void();
    }
    auto const missing = frames->missed(count);
    if (missing != 0U)
        judge_.missed(id_, sender, missing);
}

void Conversation::closed(Moment moment)
{
    if (tls_)
        return tls_->content.closed(moment);
    judge_.close(id_, moment);
    id_ = 0;
}

void Conversation::forget()
{
    if (tls_)
        return tls_->content.forget();
    judge_.forget(id_);
    id_ = 0;
}

} // namespace mqttspec::validator
