// SPDX-License-Identifier: Apache-2.0
#include "net/tls_cipher.hpp"

#include "net/owned.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace mqttspec::net {

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t sequence_bytes = 8;

using Context = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using Kdf = Owned<EVP_KDF, EVP_KDF_free>;
using KdfContext = Owned<EVP_KDF_CTX, EVP_KDF_CTX_free>;

/// How a cipher suite encrypts.
struct Suite
{
    EVP_CIPHER const* cipher = nullptr;
    EVP_MD const* digest = nullptr; ///< By which keys are derived.
    std::size_t tag_bytes = 16;
    bool is_ccm = false;

    /// Of TLS 1.2: what of the nonce stands in the record. ChaCha20 came later than that idea (RFC 7905).
    [[nodiscard]] bool has_explicit_nonce() const
    {
        return EVP_CIPHER_get_mode(cipher) != EVP_CIPH_STREAM_CIPHER;
    }
};

std::optional<Suite> suite_numbered(std::uint16_t number)
{
    static Owned<SSL_CTX, SSL_CTX_free> const context{SSL_CTX_new(TLS_method())};
    static Owned<SSL, SSL_free> const any{SSL_new(context.get())};
    std::array const bytes{static_cast<std::uint8_t>(number >> 8U), static_cast<std::uint8_t>(number)};
    auto const* const found = SSL_CIPHER_find(any.get(), bytes.data());
    if (found == nullptr || SSL_CIPHER_is_aead(found) == 0)
        return std::nullopt;
    Suite suite{.cipher = EVP_get_cipherbynid(SSL_CIPHER_get_cipher_nid(found)),
                .digest = SSL_CIPHER_get_handshake_digest(found)};
    if (suite.cipher == nullptr || suite.digest == nullptr)
        return std::nullopt;
    suite.is_ccm = EVP_CIPHER_get_mode(suite.cipher) == EVP_CIPH_CCM_MODE;
    if (std::string_view{SSL_CIPHER_standard_name(found)}.find("CCM_8") != std::string_view::npos)
        suite.tag_bytes = 8;
    return suite;
}

OSSL_PARAM octets(char const* name, std::span<std::uint8_t const> bytes)
{
    return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(bytes.data()), bytes.size());
}

OSSL_PARAM text(char const* name, char const* value)
{
    return OSSL_PARAM_construct_utf8_string(name, const_cast<char*>(value), 0);
}

/// So many bytes from that function of OpenSSL's; empty if it refuses.
Bytes derive(char const* function, std::vector<OSSL_PARAM> parameters, std::size_t count)
{
    Kdf const kdf{EVP_KDF_fetch(nullptr, function, nullptr)};
    KdfContext const context{EVP_KDF_CTX_new(kdf.get())};
    parameters.push_back(OSSL_PARAM_construct_end());
    Bytes derived(count);
    if (!context || EVP_KDF_derive(context.get(), derived.data(), count, parameters.data()) != 1)
        derived.clear();
    return derived;
}

std::span<std::uint8_t const> bytes_of(std::string_view text)
{
    return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
}

/// HKDF-Expand-Label without a context (RFC 8446, 7.1).
Bytes expand(EVP_MD const* digest, Bytes const& secret, std::string_view label, std::size_t count)
{
    return derive("TLS13-KDF",
                  {text(OSSL_KDF_PARAM_MODE, "EXPAND_ONLY"),
                   text(OSSL_KDF_PARAM_DIGEST, EVP_MD_get0_name(digest)), octets(OSSL_KDF_PARAM_KEY, secret),
                   octets(OSSL_KDF_PARAM_PREFIX, bytes_of("tls13 ")),
                   octets(OSSL_KDF_PARAM_LABEL, bytes_of(label))},
                  count);
}

/// The key block of TLS 1.2 (RFC 5246, 6.3).
Bytes expand(EVP_MD const* digest, Bytes const& master, TlsAgreement const& agreement, std::size_t count)
{
    return derive("TLS1-PRF",
                  {text(OSSL_KDF_PARAM_DIGEST, EVP_MD_get0_name(digest)),
                   octets(OSSL_KDF_PARAM_SECRET, master),
                   octets(OSSL_KDF_PARAM_SEED, bytes_of("key expansion")),
                   octets(OSSL_KDF_PARAM_SEED, agreement.server_random),
                   octets(OSSL_KDF_PARAM_SEED, agreement.client_random)},
                  count);
}

} // namespace

struct TlsCipher::Keys
{
    Suite suite;
    bool is_1_3 = false;
    Bytes secret;
    Bytes key;
    Bytes iv; ///< In TLS 1.2 without the part that stands in the record.
    std::uint64_t sequence = 0;
    Context context{EVP_CIPHER_CTX_new()};

    /// TLS 1.3: from the secret. False if that is no secret for this suite.
    bool derive_from_secret()
    {
        sequence = 0;
        key = expand(suite.digest, secret, "key",
                     static_cast<std::size_t>(EVP_CIPHER_get_key_length(suite.cipher)));
        iv = expand(suite.digest, secret, "iv", nonce_bytes);
        return secret.size() == static_cast<std::size_t>(EVP_MD_get_size(suite.digest)) && !key.empty() &&
               !iv.empty();
    }

    /// TLS 1.2.
    bool derive_from_master(Bytes const& master, TlsAgreement const& agreement, bool is_client)
    {
        auto const key_bytes = static_cast<std::size_t>(EVP_CIPHER_get_key_length(suite.cipher));
        auto const iv_bytes = suite.has_explicit_nonce() ? nonce_bytes - sequence_bytes : nonce_bytes;
        auto const block = expand(suite.digest, master, agreement, 2 * (key_bytes + iv_bytes));
        if (block.empty())
            return false;
        auto const key_at = block.begin() + static_cast<std::ptrdiff_t>(is_client ? 0 : key_bytes);
        auto const iv_at =
            block.begin() + static_cast<std::ptrdiff_t>(2 * key_bytes + (is_client ? 0 : iv_bytes));
        key.assign(key_at, key_at + static_cast<std::ptrdiff_t>(key_bytes));
        iv.assign(iv_at, iv_at + static_cast<std::ptrdiff_t>(iv_bytes));
        return true;
    }

    [[nodiscard]] bool has_explicit_nonce() const { return !is_1_3 && suite.has_explicit_nonce(); }

    [[nodiscard]] std::array<std::uint8_t, sequence_bytes> sequence_in_bytes() const
    {
        std::array<std::uint8_t, sequence_bytes> bytes{};
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = static_cast<std::uint8_t>(sequence >> (8 * (bytes.size() - 1 - i)));
        return bytes;
    }

    [[nodiscard]] Bytes nonce(std::span<std::uint8_t const> explicit_part) const
    {
        Bytes nonce = iv;
        nonce.insert(nonce.end(), explicit_part.begin(), explicit_part.end());
        if (explicit_part.empty()) {
            auto const counted = sequence_in_bytes();
            for (std::size_t i = 0; i < counted.size(); ++i)
                nonce[nonce.size() - counted.size() + i] ^= counted[i];
        }
        return nonce;
    }

    /// What is authenticated besides the content.
    [[nodiscard]] Bytes surroundings(RecordHeader const& header, std::size_t content_bytes) const
    {
        if (is_1_3)
            return {header.begin(), header.end()};
        auto const counted = sequence_in_bytes();
        Bytes bytes{counted.begin(), counted.end()};
        bytes.insert(bytes.end(),
                     {header[0], header[1], header[2], static_cast<std::uint8_t>(content_bytes >> 8U),
                      static_cast<std::uint8_t>(content_bytes)});
        return bytes;
    }

    [[nodiscard]] std::optional<Bytes> decrypt(Bytes const& nonce, Bytes const& around,
                                               std::span<std::uint8_t const> content,
                                               std::span<std::uint8_t const> tag) const
    {
        auto* const it = context.get();
        auto const set_tag = [&] {
            return EVP_CIPHER_CTX_ctrl(it, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag.size()),
                                       const_cast<std::uint8_t*>(tag.data())) == 1;
        };
        auto const size = static_cast<int>(content.size());
        Bytes plain(content.size() + 1);
        int count = 0;
        bool is_good =
            EVP_CIPHER_CTX_reset(it) == 1 &&
            EVP_DecryptInit_ex(it, suite.cipher, nullptr, nullptr, nullptr) == 1 &&
            EVP_CIPHER_CTX_ctrl(it, EVP_CTRL_AEAD_SET_IVLEN, nonce_bytes, nullptr) == 1 &&
            (!suite.is_ccm || set_tag()) &&
            EVP_DecryptInit_ex(it, nullptr, nullptr, key.data(), nonce.data()) == 1 &&
            (suite.is_ccm || set_tag()) &&
            (!suite.is_ccm || EVP_DecryptUpdate(it, nullptr, &count, nullptr, size) == 1) &&
            EVP_DecryptUpdate(it, nullptr, &count, around.data(), static_cast<int>(around.size())) == 1 &&
            EVP_DecryptUpdate(it, plain.data(), &count, content.data(), size) == 1;
        int rest = 0;
        is_good = is_good && (suite.is_ccm || EVP_DecryptFinal_ex(it, plain.data() + count, &rest) == 1);
        if (!is_good)
            return std::nullopt;
        plain.resize(content.size());
        return plain;
    }
};

TlsCipher::TlsCipher(std::unique_ptr<Keys> keys) : keys_{std::move(keys)} {}
TlsCipher::TlsCipher(TlsCipher&&) noexcept = default;
TlsCipher& TlsCipher::operator=(TlsCipher&&) noexcept = default;
TlsCipher::~TlsCipher() = default;

std::optional<TlsCipher> TlsCipher::make(TlsAgreement const& agreement,
                                         std::vector<std::uint8_t> const& secret, bool is_from_client)
{
    auto const suite = suite_numbered(agreement.suite);
    if (!suite || secret.empty())
        return std::nullopt;
    auto keys = std::make_unique<Keys>();
    keys->suite = *suite;
    keys->is_1_3 = agreement.is_1_3;
    keys->secret = secret;
    bool const is_good = agreement.is_1_3 ? keys->derive_from_secret()
                                          : keys->derive_from_master(secret, agreement, is_from_client);
    if (!is_good)
        return std::nullopt;
    return TlsCipher{std::move(keys)};
}

std::optional<TlsCipher::Opened> TlsCipher::open(RecordHeader const& header,
                                                 std::span<std::uint8_t const> body)
{
    auto const explicit_bytes = keys_->has_explicit_nonce() ? sequence_bytes : 0;
    auto const tag_bytes = keys_->suite.tag_bytes;
    if (body.size() < explicit_bytes + tag_bytes)
        return std::nullopt;
    auto const content = body.subspan(explicit_bytes, body.size() - explicit_bytes - tag_bytes);
    auto plain = keys_->decrypt(keys_->nonce(body.first(explicit_bytes)),
                                keys_->surroundings(header, content.size()), content, body.last(tag_bytes));
    if (!plain)
        return std::nullopt;
    ++keys_->sequence;
    Opened opened{.type = RecordType{header[0]}, .content = *std::move(plain)};
    if (keys_->is_1_3) { // The true type stands behind the content, and zeros behind that.
        while (!opened.content.empty() && opened.content.back() == 0)
            opened.content.pop_back();
        if (opened.content.empty())
            return std::nullopt;
        opened.type = RecordType{opened.content.back()};
        opened.content.pop_back();
    }
    return opened;
}

bool TlsCipher::update()
{
    if (!keys_->is_1_3)
        return false;
    keys_->secret = expand(keys_->suite.digest, keys_->secret, "traffic upd", keys_->secret.size());
    return keys_->derive_from_secret();
}

} // namespace mqttspec::net
