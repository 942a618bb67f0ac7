// SPDX-License-Identifier: Apache-2.0
#include "validator/tap.hpp"

#include <algorithm>
#include <utility>

namespace mqttspec::validator {

namespace {

constexpr std::uint16_t port_of_mqtt = 1883;
constexpr std::uint16_t port_of_mqtt_over_tls = 8883;
constexpr trace::Time between_looks = std::chrono::milliseconds{100};

} // namespace

/// One TCP connection.
class Tap::Flow final : public StreamSink
{
public:
    Flow(Judge& judge, Key key, std::uint8_t client_end, bool is_chosen, KeyLog* keys)
        : key_{key}, client_end_{client_end}, conversation_{judge,
                                                            {in_words(client_end == 0 ? key.low : key.high),
                                                             in_words(client_end == 0 ? key.high : key.low)},
                                                            is_chosen,
                                                            keys}
    {}

    void bytes(std::uint8_t from, std::span<std::uint8_t const> bytes, Moment moment) override
    {
        conversation_.bytes(role_of(from), bytes, moment);
    }
    void missed(std::uint8_t from, std::optional<std::uint64_t> count) override
    {
        conversation_.missed(role_of(from), count);
    }
    void closed(Moment moment) override { conversation_.closed(moment); }

    [[nodiscard]] Key const& key() const { return key_; }
    [[nodiscard]] Endpoint const& server() const { return client_end_ == 0 ? key_.high : key_.low; }
    [[nodiscard]] Conversation& conversation() { return conversation_; }
    [[nodiscard]] Conversation const& conversation() const { return conversation_; }
    [[nodiscard]] Reassembly& streams() { return streams_; }

    trace::Time last_seen{};
    bool is_on_waiting_list = false;

private:
    [[nodiscard]] Role role_of(std::uint8_t from) const
    {
        return from == client_end_ ? Role::client : Role::server;
    }

    Key key_;
    std::uint8_t client_end_;
    Conversation conversation_;
    Reassembly streams_;
};

Tap::Tap(Judge& judge, TapOptions options) : judge_{judge}, options_{std::move(options)} {}

Tap::~Tap() = default;

std::size_t Tap::HashOfKey::operator()(Key const& key) const
{
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15U;
    std::uint64_t hash = std::uint64_t{key.low.port} << 16U | key.high.port;
    for (auto const word : {key.low.address[0], key.low.address[1], key.high.address[0], key.high.address[1]})
        hash = (hash ^ word) * odd ^ hash >> 29U;
    return hash ^ hash >> 32U;
}

void Tap::packet(int link_type, std::span<std::uint8_t const> bytes, Moment moment)
{
    ++counts_.packets;
    TcpPacket packet;
    auto const content = read_packet(link_type, bytes, packet);
    counts_.fragments += content == Content::fragment ? 1U : 0U;
    counts_.cut_short += content == Content::cut_short ? 1U : 0U;
    if (content != Content::tcp)
        return;
    ++counts_.of_tcp;
    bool const is_low = packet.source < packet.destination;
    Key const key = is_low ? Key{packet.source, packet.destination} : Key{packet.destination, packet.source};
    Segment segment{.from = static_cast<std::uint8_t>(is_low ? 0 : 1),
                    .sequence = packet.sequence,
                    .is_syn = packet.is_syn,
                    .is_fin = packet.is_fin,
                    .is_rst = packet.is_rst,
                    .data = packet.data,
                    .cut_bytes = packet.cut_bytes,
                    .moment = moment};
    if (packet.is_ack)
        segment.acknowledges = packet.acknowledges;
    if (auto* flow = flow_for(key, segment))
        take(*flow, segment);
    if (!waiting_.empty() && moment.at - looked_at_waiting_ > between_looks)
        let_others_wait(moment.at);
}

/// Nothing for what does not concern us.
Tap::Flow* Tap::flow_for(Key const& key, Segment const& segment)
{
    bool const is_first_syn = segment.is_syn && !segment.acknowledges;
    if (latest_flow_ != nullptr && latest_key_ == key && !is_first_syn)
        return latest_flow_;
    auto found = flows_.find(key);
    if (found != flows_.end() && is_first_syn && found->second->streams().is_another(segment)) {
        auto& old = *found->second;
        old.streams().finish(old);
        old.conversation().forget();
        count(old);
        std::erase(waiting_, &old);
        latest_flow_ = nullptr;
        flows_.erase(found);
        found = flows_.end();
    }
    if (found == flows_.end()) {
        auto made = make_flow(key, segment);
        if (made == nullptr)
            return nullptr;
        if (flows_.size() >= options_.most_connections)
            make_room();
        ++counts_.connections;
        found = flows_.emplace(key, std::move(made)).first;
    }
    latest_key_ = key;
    latest_flow_ = found->second.get();
    return latest_flow_;
}

std::unique_ptr<Tap::Flow> Tap::make_flow(Key const& key, Segment const& segment)
{
    auto const is_server = [this](Endpoint const& it) { return is_chosen(it.port); };
    auto const& source = segment.from == 0 ? key.low : key.high;
    auto const& destination = segment.from == 0 ? key.high : key.low;
    auto const other = static_cast<std::uint8_t>(1U - segment.from);
    auto client = segment.acknowledges ? other : segment.from; // Of SYN, and of its answer.
    if (!segment.is_syn) {
        bool const is_connect = kind_of(segment.data) == Kind::mqtt;
        if (segment.data.empty() || (!is_server(source) && !is_server(destination) && !is_connect))
            return nullptr;
        client = is_server(destination) || !is_server(source) ? segment.from : other;
    }
    bool const is_mqtt = is_server(client == segment.from ? destination : source);
    if (!is_mqtt && !options_.ports.empty())
        return nullptr;
    auto flow = std::make_unique<Flow>(judge_, key, client, is_mqtt, options_.keys);
    if (segment.is_syn)
        flow->conversation().opened(segment.moment);
    return flow;
}

bool Tap::is_chosen(std::uint16_t port) const
{
    if (options_.ports.empty())
        return port == port_of_mqtt;
    return std::ranges::find(options_.ports, port) != options_.ports.end();
}

void Tap::take(Flow& flow, Segment const& segment)
{
    flow.last_seen = segment.moment.at;
    if (flow.conversation().is_over())
        return;
    auto& streams = flow.streams();
    streams.take(segment, flow);
    if (!streams.is_waiting() || flow.is_on_waiting_list)
        return;
    flow.is_on_waiting_list = true;
    waiting_.push_back(&flow);
}

/// Connections on which nothing more comes must not wait for ever, nor all of them hold too much.
void Tap::let_others_wait(trace::Time now)
{
    looked_at_waiting_ = now;
    std::size_t held_bytes = 0;
    for (auto* const flow : waiting_) {
        flow->streams().wait(now, *flow);
        held_bytes += flow->streams().held_bytes();
    }
    if (held_bytes > options_.most_held_bytes)
        for (auto* const flow : waiting_)
            flow->streams().finish(*flow);
    std::erase_if(waiting_, [](Flow* flow) {
        flow->is_on_waiting_list = flow->streams().is_waiting();
        return !flow->is_on_waiting_list;
    });
}

/// Drops what is closed, and if that is not enough, what was silent longest.
void Tap::make_room()
{
    std::vector<trace::Time> times;
    for (auto const& [key, flow] : flows_)
        if (!flow->streams().is_closed())
            times.push_back(flow->last_seen);
    auto oldest_kept = trace::Time::min();
    auto const most = options_.most_connections - options_.most_connections / 8;
    if (times.size() > most) {
        auto const place = times.begin() + static_cast<std::ptrdiff_t>(times.size() - most);
        std::ranges::nth_element(times, place);
        oldest_kept = *place;
    }
    waiting_.clear();
    latest_flow_ = nullptr;
    std::erase_if(flows_, [&](auto const& entry) {
        auto& flow = *entry.second;
        flow.is_on_waiting_list = false;
        if (flow.streams().is_closed() || flow.last_seen <= oldest_kept) {
            counts_.dropped += flow.streams().is_closed() ? 0U : 1U;
            flow.conversation().forget();
            count(flow);
            return true;
        }
        if (flow.streams().is_waiting()) {
            flow.is_on_waiting_list = true;
            waiting_.push_back(&flow);
        }
        return false;
    });
}

void Tap::finish()
{
    for (auto const& [key, flow] : flows_) {
        flow->streams().finish(*flow);
        count(*flow);
    }
    flows_.clear();
    waiting_.clear();
    latest_flow_ = nullptr;
}

void Tap::count(Flow const& flow)
{
    auto const& conversation = flow.conversation();
    auto const& content = conversation.content();
    auto const port = flow.server().port;
    bool const is_known = content.kind() == Kind::mqtt || content.kind() == Kind::websocket;
    bool const is_about_mqtt = is_known || is_chosen(port) || port == port_of_mqtt_over_tls;
    counts_.closed_tls += conversation.is_closed_tls() && is_about_mqtt ? 1U : 0U;
    counts_.unreadable_websockets += content.is_unreadable() ? 1U : 0U;
    counts_.over_websocket += content.kind() == Kind::websocket && !content.is_unreadable() ? 1U : 0U;
}

} // namespace mqttspec::validator
