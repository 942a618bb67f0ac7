// SPDX-License-Identifier: Apache-2.0
#include "cli/pcap_folder.hpp"

#include "validator/capture_writer.hpp"

#include <fmt/format.h>
#include <mqttspec/version.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <unistd.h>
#include <utility>

namespace mqttspec::cli {

namespace {

constexpr std::size_t longest_name = 200;

/// Ids of instances hold values of all kinds.
std::string file_name(std::string id, int attempt)
{
    std::ranges::replace_if(
        id, [](char c) { return c == '/' || static_cast<unsigned char>(c) < 0x20; }, '_');
    id.resize(std::min(id.size(), longest_name));
    return attempt == 1 ? id + ".pcapng" : fmt::format("{}~{}.pcapng", id, attempt);
}

std::chrono::system_clock::time_point begin_of(trace::Journal const& journal)
{
    using Clock = std::chrono::system_clock;
    auto const age = journal.size() == 0 ? trace::Time{} : journal[journal.size() - 1].at;
    return Clock::now() - std::chrono::duration_cast<Clock::duration>(age);
}

} // namespace

PcapFolder::PcapFolder(std::string path, validator::Role ours) : path_{std::move(path)}, ours_{ours} {}

std::string PcapFolder::prepare() const
{
    std::error_code ec;
    std::filesystem::create_directories(path_, ec);
    if (!std::filesystem::is_directory(path_, ec))
        return fmt::format("--pcap: there is no folder {}, and it cannot be made", path_);
    return access(path_.c_str(), W_OK) == 0 ? std::string{}
                                            : fmt::format("--pcap: {} cannot be written", path_);
}

void PcapFolder::begin(std::string const& scenario)
{
    if (!is_wanted())
        return;
    auto& attempts = attempts_[scenario];
    attempts.journal = {};
    attempts.connections = 0;
    ++attempts.count;
}

void PcapFolder::see(std::string const& scenario, std::string const& party,
                     trace::Observation const& observation)
{
    if (!is_wanted())
        return;
    auto& attempts = attempts_[scenario];
    while (attempts.connections < observation.connection)
        attempts.connections = attempts.journal.add_connection(party);
    attempts.journal.append(observation);
}

void PcapFolder::end(std::string const& scenario)
{
    if (!is_wanted())
        return;
    auto& attempts = attempts_[scenario];
    validator::CaptureFacts facts;
    facts.title = attempts.count == 1 ? scenario : fmt::format("{}, attempt {}", scenario, attempts.count);
    facts.written_by = fmt::format("mqttspec {}", suite_version);
    facts.ours = ours_;
    facts.began = begin_of(attempts.journal);
    auto const path = std::filesystem::path{path_} / file_name(scenario, attempts.count);
    std::ofstream file{path, std::ios::binary};
    file << to_pcapng(attempts.journal, facts);
    if (!file.flush() && trouble_.empty())
        trouble_ = fmt::format("--pcap: {} cannot be written", path.string());
    attempts.journal = {};
}

} // namespace mqttspec::cli
