// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/decode.hpp"
#include "wire/packet.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::test {

/// A well-formed packet in its three forms: bytes, members, and one line for people. `fields` is its map,
/// each "path@offset+length".
struct Sample
{
    std::string_view name;
    std::string_view bytes;
    wire::Packet packet;
    std::string_view fields;
    std::string_view line;
};

std::vector<Sample> const& samples();

/// A packet that the standard's figures do not allow, and all that decoding objects to, each
/// "defect path@offset+length: detail", one a line.
struct Fault
{
    std::string_view name;
    std::string_view bytes;
    std::string_view malformations;
};

/// Every byte of these is held by the packet that decoding makes of them: it encodes to the same bytes.
std::vector<Fault> const& illegal_values();
/// These have too few bytes or too many, or no body that could be found.
std::vector<Fault> const& broken_structures();

/// Names each test of a table by its row.
struct NameOfParam
{
    template <class Row>
    std::string operator()(testing::TestParamInfo<Row> const& row) const
    {
        return std::string(row.param.name);
    }
};

inline std::ostream& operator<<(std::ostream& out, Sample const& sample)
{
    return out << sample.name;
}

inline std::ostream& operator<<(std::ostream& out, Fault const& fault)
{
    return out << fault.name;
}

std::string map_of(std::span<wire::Field const> fields);
std::string list_of(std::span<wire::Malformation const> malformations);

} // namespace mqttspec::test
