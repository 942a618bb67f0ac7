// SPDX-License-Identifier: Apache-2.0
#include "normative/digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <string_view>

namespace mqttspec::normative {

std::string digest(std::string const& text)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned int size = 0;
    EVP_Digest(text.data(), text.size(), bytes.data(), &size, EVP_sha256(), nullptr);

    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (unsigned int index = 0; index < size; ++index) {
        out += digits[bytes[index] >> 4U];
        out += digits[bytes[index] & 0xFU];
    }
    return out;
}

} // namespace mqttspec::normative
