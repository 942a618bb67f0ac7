// SPDX-License-Identifier: Apache-2.0
#include "net/tls_context.hpp"

#include "net/owned.hpp"

#include <boost/asio/ip/address.hpp>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstring>
#include <new>
#include <optional>
#include <utility>

namespace mqttspec::net {

namespace {

using Trouble = std::optional<std::string>;

SslContext make_context(SSL_METHOD const* method);
Trouble trust(SSL_CTX* context, Security const& security);
Trouble add_authorities(SSL_CTX* context, std::string const& authorities);
Trouble identify(SSL_CTX* context, Security const& security);
Trouble identify(SSL_CTX* context, ServerSecurity const& security);
Trouble demand_certificates(SSL_CTX* context, std::string const& authorities);
Ssl make_side(SslContext const& context);

} // namespace

std::variant<SslContext, std::string> make_client_context(Security const& security)
{
    auto const context = make_context(TLS_client_method());
    if (auto trouble = trust(context.get(), security))
        return *std::move(trouble);
    if (auto trouble = identify(context.get(), security))
        return *std::move(trouble);
    return context;
}

std::variant<SslContext, std::string> make_server_context(ServerSecurity const& security)
{
    auto const context = make_context(TLS_server_method());
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context.get(), 0);
    if (auto trouble = identify(context.get(), security))
        return *std::move(trouble);
    if (auto trouble = demand_certificates(context.get(), security.client_ca))
        return *std::move(trouble);
    return context;
}

Ssl make_client_side(SslContext const& context, std::string const& host)
{
    auto ssl = make_side(context);
    boost::system::error_code not_numeric;
    auto const address = boost::asio::ip::make_address(host, not_numeric);
    if (not_numeric) {
        SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 const_cast<char*>(host.c_str())); // It is copied.
        SSL_set1_host(ssl.get(), host.c_str());
    } else {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl.get()), address.to_string().c_str());
    }
    SSL_set_connect_state(ssl.get());
    return ssl;
}

Ssl make_server_side(SslContext const& context)
{
    auto ssl = make_side(context);
    SSL_set_accept_state(ssl.get());
    return ssl;
}

std::string take_openssl_error()
{
    auto const error = ERR_peek_last_error();
    ERR_clear_error();
    auto const* const system = ERR_SYSTEM_ERROR(error) ? std::strerror(ERR_GET_REASON(error)) : nullptr;
    auto const* const words = system ? system : ERR_reason_error_string(error);
    return words ? words : "unknown error";
}

namespace {

/// A key that is encrypted cannot be used: nobody is there to be asked.
int no_password(char*, int, int, void*)
{
    return -1;
}

SslContext make_context(SSL_METHOD const* method)
{
    ERR_clear_error();
    SslContext context(SSL_CTX_new(method), SSL_CTX_free);
    if (!context)
        throw std::bad_alloc();
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_default_passwd_cb(context.get(), no_password);
    return context;
}

Trouble trust(SSL_CTX* context, Security const& security)
{
    SSL_CTX_set_verify(context, security.is_insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
    if (auto trouble = add_authorities(context, security.authority))
        return trouble;
    if (security.ca_file.empty()) {
        if (!security.is_insecure && security.authority.empty())
            SSL_CTX_set_default_verify_paths(context);
        return std::nullopt;
    }
    if (SSL_CTX_load_verify_file(context, security.ca_file.c_str()) == 1)
        return std::nullopt;
    return "the CA file " + security.ca_file + " cannot be used: " + take_openssl_error();
}

Trouble identify(SSL_CTX* context, Security const& security)
{
    if (security.cert_file.empty() && security.key_file.empty())
        return std::nullopt;
    if (security.cert_file.empty())
        return "there is a key, " + security.key_file + ", but no certificate";
    if (security.key_file.empty())
        return "there is a certificate, " + security.cert_file + ", but no key";
    if (SSL_CTX_use_certificate_chain_file(context, security.cert_file.c_str()) != 1)
        return "the certificate file " + security.cert_file + " cannot be used: " + take_openssl_error();
    if (SSL_CTX_use_PrivateKey_file(context, security.key_file.c_str(), SSL_FILETYPE_PEM) != 1)
        return "the key file " + security.key_file + " cannot be used: " + take_openssl_error();
    return std::nullopt;
}

using Bio = Owned<BIO, BIO_free_all>;
using Certificate = Owned<X509, X509_free>;

Bio bio_of(std::string const& text)
{
    return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

/// The next certificate of a PEM text; null behind the last.
Certificate next_certificate(BIO* bio)
{
    Certificate certificate(PEM_read_bio_X509(bio, nullptr, no_password, nullptr));
    if (!certificate && ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE)
        ERR_clear_error();
    return certificate;
}

Trouble identify(SSL_CTX* context, ServerSecurity const& security)
{
    auto const bio = bio_of(security.certificate);
    auto const own = next_certificate(bio.get());
    if (!own || SSL_CTX_use_certificate(context, own.get()) != 1)
        return "the server's certificate cannot be used: " + take_openssl_error();
    while (auto const more = next_certificate(bio.get()))
        SSL_CTX_add1_chain_cert(context, more.get());

    auto const key_bio = bio_of(security.key);
    std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> const key(
        PEM_read_bio_PrivateKey(key_bio.get(), nullptr, no_password, nullptr), EVP_PKEY_free);
    if (!key || SSL_CTX_use_PrivateKey(context, key.get()) != 1)
        return "the server's key cannot be used: " + take_openssl_error();
    return std::nullopt;
}

Trouble add_authorities(SSL_CTX* context, std::string const& authorities)
{
    auto const bio = bio_of(authorities);
    int count = 0;
    while (auto const authority = next_certificate(bio.get())) {
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.get());
        ++count;
    }
    if (count > 0 || authorities.empty())
        return std::nullopt;
    return "the authority's certificate cannot be used: " + take_openssl_error();
}

Trouble demand_certificates(SSL_CTX* context, std::string const& authorities)
{
    if (authorities.empty())
        return std::nullopt;
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    return add_authorities(context, authorities);
}

Ssl make_side(SslContext const& context)
{
    Ssl ssl(SSL_new(context.get()));
    auto* const in = BIO_new(BIO_s_mem());
    auto* const out = BIO_new(BIO_s_mem());
    if (!ssl || !in || !out)
        throw std::bad_alloc();
    SSL_set_bio(ssl.get(), in, out); // Which owns them from now on.
    return ssl;
}

} // namespace

} // namespace mqttspec::net
