// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "trace/journal.hpp"
#include "trace/observation.hpp"
#include "validator/judge.hpp"

#include <map>
#include <string>

namespace mqttspec::cli {

/// The folder of `run --pcap`: a capture for each attempt at a case, named after it ("second-connect.pcapng",
/// and "second-connect~2.pcapng" of the second attempt).
class PcapFolder
{
public:
    /// An empty path: nothing is written.
    PcapFolder(std::string path, validator::Role ours);

    [[nodiscard]] bool is_wanted() const { return !path_.empty(); }

    /// Makes it if it is not there. Says in words why that cannot be done; empty if it can.
    [[nodiscard]] std::string prepare() const;

    /// What an attempt at a scenario sees, from its beginning to its end.
    void begin(std::string const& scenario);
    void see(std::string const& scenario, std::string const& party, trace::Observation const& observation);
    void end(std::string const& scenario);

    /// Why something could not be written, in words; empty if all was.
    [[nodiscard]] std::string const& trouble() const { return trouble_; }

private:
    struct Attempts
    {
        trace::Journal journal{}; ///< Of the one under way.
        trace::ConnectionId connections = 0;
        int count = 0;
    };

    std::string path_;
    validator::Role ours_;
    std::map<std::string, Attempts> attempts_;
    std::string trouble_;
};

} // namespace mqttspec::cli
