// SPDX-License-Identifier: Apache-2.0
#include "net/byte_stream.hpp"

#include <utility>

namespace mqttspec::net {

std::string_view name_of(End end)
{
    switch (end) {
    case End::none: return "none";
    case End::fin: return "fin";
    case End::rst: return "rst";
    case End::local: return "local";
    case End::failed: return "failed";
    }
    return "unknown";
}

Transfer ended(End end, boost::system::error_code error, std::string detail)
{
    Transfer result;
    result.end = end;
    result.error = error;
    result.detail = std::move(detail);
    return result;
}

} // namespace mqttspec::net
