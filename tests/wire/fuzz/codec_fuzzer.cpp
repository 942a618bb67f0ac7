// SPDX-License-Identifier: Apache-2.0
#include "wire/fuzz/round_trip.hpp"

#include <cstddef>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    mqttspec::test::check_round_trip({data, size});
    return 0;
}
