// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace mqttspec::net {

/// Which each side of a TLS connection chooses; that of the Client tells its sessions apart.
using TlsRandom = std::array<std::uint8_t, 32>;

/// The first five bytes of a TLS record.
using RecordHeader = std::array<std::uint8_t, 5>;

/// What both sides of a TLS connection agreed on, as their hellos show it.
struct TlsAgreement
{
    TlsRandom client_random{};
    TlsRandom server_random{};
    std::uint16_t suite = 0; ///< As IANA numbers them.
    bool is_1_3 = false;     ///< Otherwise it is TLS 1.2.
};

/// The kinds of records that are of interest (RFC 8446, 5.1).
enum class RecordType : std::uint8_t
{
    change_cipher_spec = 20,
    handshake = 22,
    application_data = 23
};

/// Opens the records that one side of a TLS connection sends, in their order: TLS 1.2 (RFC 5246) and 1.3 (RFC
/// 8446), with any cipher that authenticates what it encrypts (GCM, CCM, ChaCha20-Poly1305).
class TlsCipher
{
public:
    /// `secret` is the master secret of TLS 1.2, or the sender's first secret for application data of
    /// TLS 1.3. Nothing for a cipher suite that is not known or not of that kind, and for a secret that is
    /// none of it.
    [[nodiscard]] static std::optional<TlsCipher>
    make(TlsAgreement const& agreement, std::vector<std::uint8_t> const& secret, bool is_from_client);

    TlsCipher(TlsCipher&&) noexcept;
    TlsCipher& operator=(TlsCipher&&) noexcept;
    ~TlsCipher();

    struct Opened
    {
        RecordType type{};
        std::vector<std::uint8_t> content{};
    };

    /// What the record holds; nothing, and no step forward, if it is not the next one under these keys.
    [[nodiscard]] std::optional<Opened> open(RecordHeader const& header, std::span<std::uint8_t const> body);

    /// Behind a KeyUpdate (RFC 8446, 4.6.3). False if it cannot be done.
    [[nodiscard]] bool update();

private:
    struct Keys;
    explicit TlsCipher(std::unique_ptr<Keys> keys);
    std::unique_ptr<Keys> keys_;
};

} // namespace mqttspec::net
