// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/tls_cipher.hpp"

#include <cstdint>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mqttspec::validator {

/// Of one TLS session; what is not known is empty.
struct TlsSecrets
{
    std::vector<std::uint8_t> master{};         ///< TLS 1.2.
    std::vector<std::uint8_t> client_traffic{}; ///< TLS 1.3, of application data, before any update.
    std::vector<std::uint8_t> server_traffic{};
};

/// The secrets of TLS sessions, from a file as browsers, curl and OpenSSL's callers write it for
/// SSLKEYLOGFILE. The file may grow.
class KeyLog
{
public:
    /// In words why it cannot be read.
    [[nodiscard]] static std::variant<KeyLog, std::string> open(std::string const& path);

    /// With what was added to the file since: who writes it adds the secrets of a session one by one. nullptr
    /// if there is none of that session.
    [[nodiscard]] TlsSecrets const* find(net::TlsRandom const& client);

private:
    KeyLog() = default;

    [[nodiscard]] std::string read_on();
    [[nodiscard]] bool take(std::string_view line);

    std::ifstream file_;
    std::string unfinished_line_;
    std::size_t lines_ = 0;
    std::map<net::TlsRandom, TlsSecrets> sessions_;
};

} // namespace mqttspec::validator
