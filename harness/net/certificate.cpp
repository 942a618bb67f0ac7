// SPDX-License-Identifier: Apache-2.0
#include "net/certificate.hpp"

#include "net/owned.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <fcntl.h>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <unistd.h>

namespace mqttspec::net {

namespace {

using Bio = Owned<BIO, BIO_free_all>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using Certificate = Owned<X509, X509_free>;
using Extension = Owned<X509_EXTENSION, X509_EXTENSION_free>;

Key make_key();
Certificate make_certificate(CertificateSubject const& subject, EVP_PKEY* key);
void extend(X509* certificate, X509* issuer, int what, std::string const& value);
void sign(X509* certificate, EVP_PKEY* key);
Identity to_pem(X509* certificate, EVP_PKEY* key);
Certificate certificate_from(std::string const& pem);
Key key_from(std::string const& pem);
bool write_file(std::string const& path, std::string_view text);

/// What cannot fail but for want of memory or entropy.
void demand(bool is_done, char const* what)
{
    if (!is_done)
        throw std::runtime_error(std::string("making a certificate: ") + what);
}

} // namespace

Identity make_authority(std::string const& common_name)
{
    CertificateSubject subject;
    subject.common_name = common_name;
    auto const key = make_key();
    auto const certificate = make_certificate(subject, key.get());
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    extend(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    extend(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    extend(certificate.get(), certificate.get(), NID_subject_key_identifier, "hash");
    sign(certificate.get(), key.get());
    return to_pem(certificate.get(), key.get());
}

Identity issue(Identity const& authority, CertificateSubject const& subject)
{
    auto const issuer = certificate_from(authority.certificate);
    auto const issuer_key = key_from(authority.key);
    auto const key = make_key();
    auto const certificate = make_certificate(subject, key.get());
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.get()));
    extend(certificate.get(), issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
    extend(certificate.get(), issuer.get(), NID_key_usage, "critical,digitalSignature");
    extend(certificate.get(), issuer.get(), NID_ext_key_usage,
           subject.is_server ? "serverAuth" : "clientAuth");
    extend(certificate.get(), issuer.get(), NID_authority_key_identifier, "keyid:always");
    std::string names;
    for (auto const& name : subject.alternative_names)
        names += (names.empty() ? "" : ",") + name;
    if (!names.empty())
        extend(certificate.get(), issuer.get(), NID_subject_alt_name, names);
    sign(certificate.get(), issuer_key.get());
    return to_pem(certificate.get(), key.get());
}

Certificates make_certificates()
{
    CertificateSubject server;
    server.alternative_names = {"DNS:localhost", "IP:127.0.0.1", "IP:::1"};
    CertificateSubject client;
    client.common_name = "mqttspec";
    client.is_server = false;
    Certificates certificates;
    certificates.authority = make_authority("mqttspec, for one run");
    certificates.server = issue(certificates.authority, server);
    certificates.client = issue(certificates.authority, client);
    return certificates;
}

std::optional<CertificateFiles> write_certificates(Certificates const& certificates,
                                                   std::string const& folder)
{
    CertificateFiles const files{.authority = folder + "/ca.pem",
                                 .server_certificate = folder + "/server.pem",
                                 .server_key = folder + "/server-key.pem",
                                 .client_certificate = folder + "/client.pem",
                                 .client_key = folder + "/client-key.pem"};
    bool const are_written = write_file(files.authority, certificates.authority.certificate) &&
                             write_file(files.server_certificate, certificates.server.certificate) &&
                             write_file(files.server_key, certificates.server.key) &&
                             write_file(files.client_certificate, certificates.client.certificate) &&
                             write_file(files.client_key, certificates.client.key);
    return are_written ? std::optional(files) : std::nullopt;
}

namespace {

Key make_key()
{
    Key key(EVP_EC_gen("P-256"));
    demand(key != nullptr, "no key");
    return key;
}

/// All that does not depend on the issuer.
Certificate make_certificate(CertificateSubject const& subject, EVP_PKEY* key)
{
    constexpr long day = 24 * 60 * 60;
    Certificate certificate(X509_new());
    demand(certificate != nullptr, "no memory");
    X509_set_version(certificate.get(), X509_VERSION_3);
    std::uint64_t serial = 0;
    demand(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1, "no random number");
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1U);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), subject.first_day * day);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), subject.last_day * day);
    auto const* const name = reinterpret_cast<unsigned char const*>(subject.common_name.c_str());
    auto* const names = X509_get_subject_name(certificate.get());
    demand(X509_NAME_add_entry_by_txt(names, "CN", MBSTRING_UTF8, name, -1, -1, 0) == 1, "a bad name");
    demand(X509_set_pubkey(certificate.get(), key) == 1, "a bad key");
    return certificate;
}

void extend(X509* certificate, X509* issuer, int what, std::string const& value)
{
    X509V3_CTX context{};
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    Extension const extension(X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str()));
    demand(extension && X509_add_ext(certificate, extension.get(), -1) == 1, value.c_str());
}

void sign(X509* certificate, EVP_PKEY* key)
{
    demand(X509_sign(certificate, key, EVP_sha256()) > 0, "it cannot be signed");
}

std::string text_of(BIO* bio)
{
    char* data = nullptr;
    auto const size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

Identity to_pem(X509* certificate, EVP_PKEY* key)
{
    Bio const first(BIO_new(BIO_s_mem()));
    Bio const second(BIO_new(BIO_s_mem()));
    demand(first && second && PEM_write_bio_X509(first.get(), certificate) == 1 &&
               PEM_write_bio_PrivateKey(second.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
           "no memory");
    return {.certificate = text_of(first.get()), .key = text_of(second.get())};
}

Certificate certificate_from(std::string const& pem)
{
    Bio const bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    demand(certificate != nullptr, "the authority's certificate is none");
    return certificate;
}

Key key_from(std::string const& pem)
{
    Bio const bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
    demand(key != nullptr, "the authority's key is none");
    return key;
}

bool write_file(std::string const& path, std::string_view text)
{
    int const file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    bool const is_whole = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    return ::close(file) == 0 && is_whole;
}

} // namespace

} // namespace mqttspec::net
