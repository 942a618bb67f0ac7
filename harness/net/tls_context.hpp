// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/connector.hpp"
#include "net/tls.hpp"

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <variant>

namespace mqttspec::net {

struct FreeSsl
{
    void operator()(SSL* ssl) const { SSL_free(ssl); }
};
using Ssl = std::unique_ptr<SSL, FreeSsl>;
using SslContext = std::shared_ptr<SSL_CTX>;

/// What all connections of one connector or listener share; or what is wrong with the security.
[[nodiscard]] std::variant<SslContext, std::string> make_client_context(Security const& security);
[[nodiscard]] std::variant<SslContext, std::string> make_server_context(ServerSecurity const& security);

/// One side of a connection, which reads from and writes to memory.
[[nodiscard]] Ssl make_client_side(SslContext const& context, std::string const& host);
[[nodiscard]] Ssl make_server_side(SslContext const& context);

/// The latest complaint of OpenSSL, in its words, and none is left.
[[nodiscard]] std::string take_openssl_error();

} // namespace mqttspec::net
