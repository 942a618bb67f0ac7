// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normative/catalogue.hpp"
#include "results/result.hpp"
#include "validator/judge.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::validator {

/// What judges came to, of one source after another: captures, or what went through a proxy.
struct Traffic
{
    struct Told
    {
        Finding finding{};
        std::string source{}; ///< "capture.pcap"; empty for live traffic.
        trace::Time began{};  ///< When that source began: its times count from there.
    };
    std::vector<Told> findings{};
    std::vector<rules::Tally> tallies{}; ///< In the order of `rules::all_rules`; empty if nothing was judged.
    Counts counts{};
};

void add(Traffic& traffic, Judge const& judge, std::string const& source, trace::Time began);

/// Two lines for people, with a line feed behind each: what and where, and then why.
[[nodiscard]] std::string in_words(Traffic::Told const& told);

/// "Client 10.0.0.2:40000 "kettle" to Server 10.0.0.1:1883".
[[nodiscard]] std::string whose(Loss const& loss);

/// A table for people: each statement that was broken, by whom, and how often. Empty if there is none.
[[nodiscard]] std::string broken_statements(Traffic const& traffic, normative::Catalogue const& catalogue);

/// How many findings there were of numbered statements, also those that were only counted.
[[nodiscard]] std::uint64_t count_broken(Traffic const& traffic);

/// What it says of that role, as the result of a run without cases: its statements, the rules that could
/// judge them, and what they found. Whoever calls it fills in what is known of the run, and summarises.
[[nodiscard]] results::Result result_of(Traffic const& traffic, normative::Catalogue const& catalogue,
                                        Role role);

} // namespace mqttspec::validator
