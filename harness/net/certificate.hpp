// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace mqttspec::net {

/// Who somebody is, and the proof of it. PEM.
struct Identity
{
    std::string certificate{};
    std::string key{};
};

/// What a certificate says.
struct CertificateSubject
{
    std::string common_name = "localhost";
    std::vector<std::string> alternative_names{}; ///< "DNS:localhost", "IP:127.0.0.1"; for servers.
    bool is_server = true;                        ///< Else it is a client's.
    int first_day = -1; ///< From when it holds, in days from now: a clock of the peer's may be slow.
    int last_day = 30;  ///< Until when.
};

/// A new authority that signs itself. Keys are EC P-256. Throws std::runtime_error, as the next does.
[[nodiscard]] Identity make_authority(std::string const& common_name);

/// A certificate that the authority signs.
[[nodiscard]] Identity issue(Identity const& authority, CertificateSubject const& subject);

/// All that a server on this machine needs for a moment, and its clients.
struct Certificates
{
    Identity authority{};
    Identity server{}; ///< For localhost, 127.0.0.1 and ::1.
    Identity client{};
};

[[nodiscard]] Certificates make_certificates();

/// As files in a folder that exists.
struct CertificateFiles
{
    std::string authority{};
    std::string server_certificate{};
    std::string server_key{};
    std::string client_certificate{};
    std::string client_key{};
};

/// Writes them as `ca.pem`, `server.pem`, `server-key.pem`, `client.pem` and `client-key.pem`, the keys for
/// the owner's eyes only. Absent if that cannot be done.
[[nodiscard]] std::optional<CertificateFiles> write_certificates(Certificates const& certificates,
                                                                 std::string const& folder);

} // namespace mqttspec::net
