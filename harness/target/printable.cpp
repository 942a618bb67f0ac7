// SPDX-License-Identifier: Apache-2.0
#include "target/printable.hpp"

#include "wire/utf8.hpp"

#include <fmt/format.h>

namespace mqttspec::target {

namespace {

bool is_control(char c);

} // namespace

std::string last_lines(std::string_view output)
{
    constexpr std::size_t most_bytes = 1000;
    while (output.ends_with('\n') || output.ends_with('\r'))
        output.remove_suffix(1);
    auto from = output.size();
    for (int lines = 0; lines < 5 && from != std::string_view::npos; ++lines)
        from = from == 0 ? std::string_view::npos : output.rfind('\n', from - 1);
    if (from != std::string_view::npos)
        output.remove_prefix(from + 1);
    if (output.size() > most_bytes)
        output.remove_prefix(output.size() - most_bytes);

    std::string out;
    while (!output.empty()) {
        auto const good = wire::ill_formed_utf8(output).value_or(output.size());
        for (auto const c : output.substr(0, good))
            out +=
                is_control(c) ? fmt::format("\\x{:02x}", static_cast<unsigned char>(c)) : std::string(1, c);
        if (good == output.size())
            break;
        out += fmt::format("\\x{:02x}", static_cast<unsigned char>(output[good]));
        output.remove_prefix(good + 1);
    }
    return out;
}

namespace {

bool is_control(char c)
{
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
}

} // namespace

} // namespace mqttspec::target
