// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/tls_cipher.hpp"
#include "normative/statement.hpp"
#include "validator/key_log.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace mqttspec::validator {

/// Takes a TLS connection apart, from its ClientHello on, with secrets from a key log: what comes out is the
/// application data of both sides. It holds less than one record, and one hello, of each.
class TlsReader
{
public:
    /// The log outlives it.
    explicit TlsReader(KeyLog& log) : log_{&log} {}

    /// That side sent these next. They must stay where they are until `next` has given nothing.
    void feed(normative::Role sender, std::span<std::uint8_t const> bytes);

    /// The next piece of application data of the side that was fed last.
    [[nodiscard]] std::optional<std::vector<std::uint8_t>> next();

    /// Bytes that are missing take the count of the records with them, without which no more can be opened.
    void missed() { is_unreadable_ = true; }

    /// Nothing more can be read: no secret for it, a cipher suite that does not authenticate (CBC), a gap, or
    /// no TLS.
    [[nodiscard]] bool is_unreadable() const { return is_unreadable_; }

    /// Some application data came out.
    [[nodiscard]] bool has_opened() const { return has_opened_; }

private:
    struct Side
    {
        net::RecordHeader header{};
        std::size_t header_size = 0;
        std::vector<std::uint8_t> body{};      ///< Of the record that is not whole yet.
        std::vector<std::uint8_t> handshake{}; ///< Messages, as far as they are not whole.
        std::optional<net::TlsCipher> cipher{};
        bool is_encrypted = false; ///< From here on all is; of TLS 1.3: under the keys that the cipher has.
    };

    [[nodiscard]] Side& side() { return sides_[index_of(sender_)]; }
    [[nodiscard]] bool complete_record();
    [[nodiscard]] std::optional<std::vector<std::uint8_t>> take_record();
    [[nodiscard]] std::optional<std::vector<std::uint8_t>> take_encrypted();
    void take_handshake(std::span<std::uint8_t const> bytes);
    void take_message(std::uint8_t type, std::span<std::uint8_t const> body);
    void take_server_hello(std::span<std::uint8_t const> body);
    [[nodiscard]] bool has_cipher();

    KeyLog* log_;
    normative::Role sender_ = normative::Role::client;
    std::span<std::uint8_t const> input_{};
    std::array<Side, 2> sides_{};
    net::TlsAgreement agreement_{};
    int lookups_in_vain_ = 0;
    bool has_client_hello_ = false;
    bool has_agreed_ = false;
    bool has_opened_ = false;
    bool is_unreadable_ = false;
};

} // namespace mqttspec::validator
