// SPDX-License-Identifier: Apache-2.0
// Captures that anybody may have made. The first byte says whether the rest is a file as it is (0), or
// packets of one of the link types, each with a byte before it that tells its size.
#include "validator/capture_file.hpp"
#include "validator/tap.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

namespace {

using namespace mqttspec::validator;
using Bytes = std::span<std::uint8_t const>;

constexpr std::array link_types{1, 0, 101, 113, 276, 9, 104, 105, 228, 229};

/// Reads all of a file that holds these bytes.
void check_file(Bytes bytes)
{
    int const file = memfd_create("capture", 0);
    if (file < 0 || write(file, bytes.data(), bytes.size()) < 0)
        std::abort();
    auto opened = CaptureFile::open("/proc/self/fd/" + std::to_string(file), {});
    if (auto* const capture = std::get_if<CaptureFile>(&opened)) {
        Judge judge{{}};
        Tap tap{judge, {}};
        while (auto const packet = capture->next())
            tap.packet(capture->link_type(), packet->bytes, packet->moment);
        tap.finish();
    }
    close(file);
}

void check_packets(int link_type, Bytes bytes)
{
    JudgeOptions options;
    options.most_packet_bytes = 64;
    options.most_held_bytes = 128;
    Judge judge{options};
    TapOptions limits;
    limits.most_connections = 3;
    limits.most_held_bytes = 64;
    Tap tap{judge, limits};
    std::uint64_t number = 0;
    while (!bytes.empty()) {
        auto const size = std::min<std::size_t>(bytes.front(), bytes.size() - 1);
        ++number;
        tap.packet(link_type, bytes.subspan(1, size),
                   {.at = std::chrono::milliseconds{30 * number}, .number = number});
        bytes = bytes.subspan(1 + size);
    }
    tap.finish();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    if (size == 0)
        return 0;
    Bytes const bytes{data + 1, size - 1};
    if (data[0] == 0)
        check_file(bytes);
    else
        check_packets(link_types.at(data[0] % link_types.size()), bytes);
    return 0;
}
