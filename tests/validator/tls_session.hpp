// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/owned.hpp"
#include "normative/statement.hpp"

#include <openssl/ssl.h>

#include <cstdint>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace mqttspec::validator {

/// What two sides of a TLS connection are to use.
struct TlsChoice
{
    int version = TLS1_3_VERSION;
    std::string suites{};        ///< Of that version, in OpenSSL's names; empty: what they like.
    std::string server_groups{}; ///< For the key exchange; empty: what it likes.
    SSL_SESSION* resumed = nullptr;
};

/// A Client and a Server that talk TLS to each other, in memory, and what somebody in between sees.
class TlsSession
{
public:
    using Bytes = std::vector<std::uint8_t>;
    using Role = normative::Role;

    /// The secrets are added to that file. Throws if they come to no agreement.
    explicit TlsSession(std::string const& log_path, TlsChoice const& choice = {});

    /// One side writes it, the other reads it.
    TlsSession& says(Role role, Bytes const& bytes);

    /// That side is to use new keys from here on, and wants the same of the other.
    TlsSession& updates_keys(Role role);

    [[nodiscard]] SSL_SESSION* session() const { return SSL_get_session(client_.get()); }
    [[nodiscard]] bool was_resumed() const { return SSL_session_reused(client_.get()) == 1; }

    std::vector<std::pair<Role, Bytes>> seen; ///< What went over the wire, in order.

private:
    [[nodiscard]] SSL* side_of(Role role) const { return (role == Role::client ? client_ : server_).get(); }
    bool carry();

    using Context = net::Owned<SSL_CTX, SSL_CTX_free>;
    using Side = net::Owned<SSL, SSL_free>;

    std::ofstream log_;
    Context client_context_;
    Context server_context_;
    Side client_;
    Side server_;
};

} // namespace mqttspec::validator
