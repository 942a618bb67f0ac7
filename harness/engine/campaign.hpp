// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runner.hpp"
#include "scenario/scenario.hpp"
#include "target/spec.hpp"
#include "target/target.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mqttspec::engine {

/// Makes a target of a spec, not yet started.
using TargetMaker = std::function<std::unique_ptr<target::Target>(target::TargetSpec)>;

/// A suite against a target and those of its variants that cases ask for: first the plain target, then, one
/// after the other, the variants that offer what it does not. Each is started once, and only if it is needed.
class Campaign
{
public:
    Campaign(target::TargetSpec spec, std::vector<scenario::Scenario> const& cases, RunOptions options,
             TargetMaker make_target, boost::asio::any_io_executor executor);

    /// Everything. What went wrong with the plain target as a whole is in trouble(); a variant that cannot be
    /// started gives its cases the verdict error.
    [[nodiscard]] boost::asio::awaitable<void> run();

    /// Breaks off: what was finished stays, what was under way is forgotten.
    void interrupt();

    /// What was played on one configuration of the target.
    struct Part
    {
        std::vector<scenario::Scenario> cases;
        std::unique_ptr<target::Target> target;
        std::unique_ptr<Runner> runner;
    };

    /// A case's judgement, and the part that gave it.
    struct Entry
    {
        Judgement const* judgement = nullptr;
        Part const* part = nullptr;
    };

    /// In the order of the cases. Those that were not finished, on the plain target or the variant that they
    /// need, are not there.
    [[nodiscard]] std::vector<Entry> entries() const;

    /// The plain target's, or, where no case was for it, the first variant's.
    [[nodiscard]] Part const& main_part() const { return parts_.front(); }
    [[nodiscard]] std::deque<Part> const& parts() const { return parts_; }

    [[nodiscard]] target::TargetSpec const& spec() const { return spec_; }
    [[nodiscard]] RunOptions const& options() const { return options_; }
    [[nodiscard]] std::string const& trouble() const { return trouble_; }
    [[nodiscard]] bool was_interrupted() const { return is_interrupted_; }
    [[nodiscard]] net::TimePoint began() const { return began_; }

private:
    using Void = boost::asio::awaitable<void>;

    [[nodiscard]] Void play(target::TargetSpec spec, std::vector<scenario::Scenario> cases);
    [[nodiscard]] Void play_on_variants();
    [[nodiscard]] bool must_stop() const;
    [[nodiscard]] bool is_pending(Entry const& entry) const;
    [[nodiscard]] std::vector<scenario::Scenario> left_for(target::Variant const& variant) const;

    target::TargetSpec spec_;
    std::vector<scenario::Scenario> const& cases_;
    RunOptions options_;
    TargetMaker make_target_;
    boost::asio::any_io_executor executor_;
    std::deque<Part> parts_;
    std::string trouble_;
    net::TimePoint began_{};
    bool is_interrupted_ = false;
};

/// The first variant that offers what the case needs; nothing where the plain target does, or
/// none.
[[nodiscard]] target::Variant const* variant_for(scenario::Scenario const& scenario,
                                                 target::TargetSpec const& spec);

} // namespace mqttspec::engine
