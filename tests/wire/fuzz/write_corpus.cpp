// SPDX-License-Identifier: Apache-2.0
// Writes each sample and each fault of the tables into a file of its own, in the directory that is named.
#include "support/bytes.hpp"
#include "wire/samples.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>

namespace {

using namespace mqttspec::test;

template <class Row>
void write_all(std::filesystem::path const& directory, std::vector<Row> const& table)
{
    for (auto const& row : table) {
        auto const bytes = bytes_of(row.bytes);
        std::ofstream file(directory / row.name, std::ios::binary);
        file.exceptions(std::ios::failbit | std::ios::badbit);
        file.write(reinterpret_cast<char const*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    }
}

} // namespace

int main(int count, char** arguments)
{
    if (count != 2) {
        std::cerr << "usage: " << arguments[0] << " DIRECTORY\n";
        return 2;
    }
    std::filesystem::path const directory = arguments[1];
    std::filesystem::create_directories(directory);
    write_all(directory, samples());
    write_all(directory, illegal_values());
    write_all(directory, broken_structures());
    return 0;
}
