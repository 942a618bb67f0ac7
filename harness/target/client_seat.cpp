// SPDX-License-Identifier: Apache-2.0
#include "target/client_seat.hpp"

#include <stdexcept>

namespace mqttspec::target {

net::Connector& ClientTarget::connector()
{
    throw std::logic_error(spec().name + " is a client: it connects to us");
}

} // namespace mqttspec::target
