// SPDX-License-Identifier: Apache-2.0
#include "validator/tls_session.hpp"

#include "net/certificate.hpp"

#include <openssl/pem.h>

#include <array>
#include <stdexcept>

namespace mqttspec::validator {

namespace {

using normative::Role;

Role other(Role role)
{
    return role == Role::client ? Role::server : Role::client;
}

void note_secret(SSL const* side, char const* line)
{
    auto& log = *static_cast<std::ofstream*>(SSL_get_app_data(side));
    log << line << '\n' << std::flush;
}

void choose(SSL_CTX* context, TlsChoice const& choice)
{
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_min_proto_version(context, choice.version);
    SSL_CTX_set_max_proto_version(context, choice.version);
    if (choice.suites.empty())
        return;
    auto const is_set = choice.version == TLS1_3_VERSION
                            ? SSL_CTX_set_ciphersuites(context, choice.suites.c_str())
                            : SSL_CTX_set_cipher_list(context, choice.suites.c_str());
    if (is_set != 1)
        throw std::runtime_error("unknown suite " + choice.suites);
}

void identify(SSL_CTX* context)
{
    static auto const identity = net::make_certificates().server;
    auto* const certificate_text =
        BIO_new_mem_buf(identity.certificate.data(), static_cast<int>(identity.certificate.size()));
    auto* const certificate = PEM_read_bio_X509(certificate_text, nullptr, nullptr, nullptr);
    auto* const key_text = BIO_new_mem_buf(identity.key.data(), static_cast<int>(identity.key.size()));
    auto* const key = PEM_read_bio_PrivateKey(key_text, nullptr, nullptr, nullptr);
    SSL_CTX_use_certificate(context, certificate);
    SSL_CTX_use_PrivateKey(context, key);
    X509_free(certificate);
    EVP_PKEY_free(key);
    BIO_free(certificate_text);
    BIO_free(key_text);
}

} // namespace

TlsSession::TlsSession(std::string const& log_path, TlsChoice const& choice)
    : log_{log_path, std::ios::app}, client_context_{SSL_CTX_new(TLS_client_method())},
      server_context_{SSL_CTX_new(TLS_server_method())}
{
    choose(client_context_.get(), choice);
    choose(server_context_.get(), choice);
    identify(server_context_.get());
    std::array<std::uint8_t, 80> ticket_keys{}; // The same for all, so that each resumes what another began.
    SSL_CTX_set_tlsext_ticket_keys(server_context_.get(), ticket_keys.data(), ticket_keys.size());
    SSL_CTX_set_keylog_callback(client_context_.get(), note_secret);
    client_.reset(SSL_new(client_context_.get()));
    server_.reset(SSL_new(server_context_.get()));
    for (auto const role : {Role::client, Role::server})
        SSL_set_bio(side_of(role), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_app_data(client_.get(), &log_);
    if (!choice.server_groups.empty())
        SSL_set1_groups_list(server_.get(), choice.server_groups.c_str());
    if (choice.resumed != nullptr)
        SSL_set_session(client_.get(), choice.resumed);
    SSL_set_connect_state(client_.get());
    SSL_set_accept_state(server_.get());
    do {
        (void)SSL_do_handshake(client_.get());
        (void)SSL_do_handshake(server_.get());
    } while (carry());
    if (SSL_is_init_finished(client_.get()) == 0 || SSL_is_init_finished(server_.get()) == 0)
        throw std::runtime_error("they come to no agreement");
}

TlsSession& TlsSession::says(Role role, Bytes const& bytes)
{
    if (SSL_write(side_of(role), bytes.data(), static_cast<int>(bytes.size())) <= 0)
        throw std::runtime_error("it cannot be written");
    while (carry()) {
        std::array<std::uint8_t, 4096> buffer{};
        for (auto const reader : {role, other(role)})
            while (SSL_read(side_of(reader), buffer.data(), buffer.size()) > 0) {
            }
    }
    return *this;
}

TlsSession& TlsSession::updates_keys(Role role)
{
    (void)SSL_key_update(side_of(role), SSL_KEY_UPDATE_REQUESTED);
    return *this;
}

/// What each side has written goes to the other. False if there was nothing.
bool TlsSession::carry()
{
    bool has_moved = false;
    for (auto const role : {Role::client, Role::server}) {
        Bytes bytes(BIO_ctrl_pending(SSL_get_wbio(side_of(role))));
        if (bytes.empty())
            continue;
        (void)BIO_read(SSL_get_wbio(side_of(role)), bytes.data(), static_cast<int>(bytes.size()));
        (void)BIO_write(SSL_get_rbio(side_of(other(role))), bytes.data(), static_cast<int>(bytes.size()));
        seen.emplace_back(role, std::move(bytes));
        has_moved = true;
    }
    return has_moved;
}

} // namespace mqttspec::validator
