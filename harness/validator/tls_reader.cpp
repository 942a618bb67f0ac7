// SPDX-License-Identifier: Apache-2.0
#include "validator/tls_reader.hpp"

#include <algorithm>
#include <utility>

namespace mqttspec::validator {

namespace {

using net::RecordType;
using normative::Role;

constexpr std::size_t most_record_bytes = 16'384 + 2'048; ///< RFC 5246, 6.2.3.
constexpr std::size_t most_handshake_bytes = 1U << 18U;

/// Behind so many records of TLS 1.3, a connection is none whose secret is still to come.
constexpr int most_lookups_in_vain = 64;

// Handshake messages (RFC 8446, 4).
constexpr std::uint8_t client_hello = 1;
constexpr std::uint8_t server_hello = 2;
constexpr std::uint8_t key_update = 24;

constexpr std::uint16_t supported_versions = 43;

/// The random of a ServerHello that is a HelloRetryRequest: another ClientHello follows (RFC 8446, 4.1.3).
constexpr net::TlsRandom retry_request{0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C,
                                       0x02, 0x1E, 0x65, 0xB8, 0x91, 0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB,
                                       0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C};

/// Reads fields one behind the other; once they do not suffice, all that follow are 0 or empty.
class Fields
{
public:
    explicit Fields(std::span<std::uint8_t const> bytes) : rest_{bytes} {}

    [[nodiscard]] std::span<std::uint8_t const> bytes(std::size_t count)
    {
        has_failed_ = has_failed_ || rest_.size() < count;
        if (has_failed_)
            return {};
        auto const taken = rest_.first(count);
        rest_ = rest_.subspan(count);
        return taken;
    }
    [[nodiscard]] std::size_t number(std::size_t size_bytes)
    {
        std::size_t value = 0;
        for (auto const byte : bytes(size_bytes))
            value = value << 8U | byte;
        return value;
    }
    [[nodiscard]] bool has_failed() const { return has_failed_; }
    [[nodiscard]] bool is_at_end() const { return has_failed_ || rest_.empty(); }

private:
    std::span<std::uint8_t const> rest_;
    bool has_failed_ = false;
};

} // namespace

void TlsReader::feed(Role sender, std::span<std::uint8_t const> bytes)
{
    sender_ = sender;
    input_ = bytes;
}

std::optional<std::vector<std::uint8_t>> TlsReader::next()
{
    while (!is_unreadable_ && complete_record()) {
        auto data = take_record();
        side().header_size = 0;
        side().body.clear();
        if (data && !data->empty()) {
            has_opened_ = true;
            return data;
        }
    }
    return std::nullopt;
}

/// Takes what it needs for it from the input.
bool TlsReader::complete_record()
{
    auto& side = this->side();
    while (side.header_size < side.header.size() && !input_.empty()) {
        side.header[side.header_size++] = input_.front();
        input_ = input_.subspan(1);
    }
    if (side.header_size < side.header.size())
        return false;
    std::size_t const size = static_cast<std::size_t>(side.header[3]) << 8U | side.header[4];
    if (side.header[1] != 3 || size > most_record_bytes) {
        is_unreadable_ = true;
        return false;
    }
    auto const part = input_.first(std::min(input_.size(), size - side.body.size()));
    side.body.insert(side.body.end(), part.begin(), part.end());
    input_ = input_.subspan(part.size());
    return side.body.size() == size;
}

/// Its application data, if it is of that type and can be opened.
std::optional<std::vector<std::uint8_t>> TlsReader::take_record()
{
    auto& side = this->side();
    auto const type = RecordType{side.header[0]};
    bool const is_sealed = side.is_encrypted || (agreement_.is_1_3 && type == RecordType::application_data);
    if (is_sealed && !(agreement_.is_1_3 && type == RecordType::change_cipher_spec))
        return take_encrypted();
    if (type == RecordType::handshake)
        take_handshake(side.body);
    else if (type == RecordType::change_cipher_spec && has_agreed_ && !agreement_.is_1_3)
        side.is_encrypted = true;
    else if (type == RecordType::application_data)
        is_unreadable_ = true; // Before anything was agreed: early data, of which the keys are others.
    return std::nullopt;
}

std::optional<std::vector<std::uint8_t>> TlsReader::take_encrypted()
{
    auto& side = this->side();
    if (!has_cipher())
        return std::nullopt;
    auto opened = side.cipher->open(side.header, side.body);
    if (!opened) {
        // The handshake of TLS 1.3 has keys of its own: the first record that ours open is the first behind
        // it.
        is_unreadable_ = side.is_encrypted;
        return std::nullopt;
    }
    side.is_encrypted = true;
    if (opened->type == RecordType::application_data)
        return std::move(opened->content);
    if (opened->type == RecordType::handshake && agreement_.is_1_3)
        take_handshake(opened->content);
    return std::nullopt;
}

void TlsReader::take_handshake(std::span<std::uint8_t const> bytes)
{
    auto& messages = side().handshake;
    messages.insert(messages.end(), bytes.begin(), bytes.end());
    std::size_t begin = 0;
    while (!is_unreadable_) {
        Fields fields{std::span(messages).subspan(begin)};
        auto const type = static_cast<std::uint8_t>(fields.number(1));
        auto const size = fields.number(3);
        auto const body = fields.bytes(size);
        if (fields.has_failed())
            break;
        take_message(type, body);
        begin += 4 + size;
    }
    messages.erase(messages.begin(), messages.begin() + static_cast<std::ptrdiff_t>(begin));
    is_unreadable_ = is_unreadable_ || messages.size() > most_handshake_bytes;
}

void TlsReader::take_message(std::uint8_t type, std::span<std::uint8_t const> body)
{
    bool const is_hello = !side().is_encrypted && !has_agreed_;
    if (type == client_hello && sender_ == Role::client && is_hello) {
        Fields fields{body};
        (void)fields.number(2);
        auto const random = fields.bytes(agreement_.client_random.size());
        has_client_hello_ = !fields.has_failed();
        std::ranges::copy(random, agreement_.client_random.begin());
    } else if (type == server_hello && sender_ == Role::server && is_hello) {
        take_server_hello(body);
    } else if (type == key_update && side().is_encrypted) {
        is_unreadable_ = !side().cipher->update();
    }
}

void TlsReader::take_server_hello(std::span<std::uint8_t const> body)
{
    Fields fields{body};
    (void)fields.number(2); // TLS 1.3 says 1.2 here.
    auto const random = fields.bytes(agreement_.server_random.size());
    (void)fields.bytes(fields.number(1)); // The session's id.
    agreement_.suite = static_cast<std::uint16_t>(fields.number(2));
    (void)fields.number(1); // Compression.
    if (fields.has_failed() || !has_client_hello_) {
        is_unreadable_ = true;
        return;
    }
    if (std::ranges::equal(random, retry_request))
        return;
    std::ranges::copy(random, agreement_.server_random.begin());
    Fields extensions{fields.is_at_end() ? std::span<std::uint8_t const>{} : fields.bytes(fields.number(2))};
    while (!extensions.is_at_end()) {
        auto const type = extensions.number(2);
        Fields extension{extensions.bytes(extensions.number(2))};
        if (type == supported_versions)
            agreement_.is_1_3 = extension.number(2) == 0x0304;
    }
    has_agreed_ = true;
}

/// Looks for its secret as late as possible, for the log may be growing beside a capture that does. False if
/// it is not there (yet).
bool TlsReader::has_cipher()
{
    auto& cipher = side().cipher;
    if (cipher)
        return true;
    if (auto const* const secrets = log_->find(agreement_.client_random)) {
        bool const is_client = sender_ == Role::client;
        auto const& traffic = is_client ? secrets->client_traffic : secrets->server_traffic;
        cipher = net::TlsCipher::make(agreement_, agreement_.is_1_3 ? traffic : secrets->master, is_client);
    }
    is_unreadable_ = !cipher && (!agreement_.is_1_3 || ++lookups_in_vain_ > most_lookups_in_vain);
    return cipher.has_value();
}

} // namespace mqttspec::validator
