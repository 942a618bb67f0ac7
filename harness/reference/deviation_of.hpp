// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace mqttspec::reference {

// What the deviations of the broker and of the client have in common. Both are machines: a value that is told
// events, and returns what it wants done.

/// One deliberate fault of a machine that is without fault itself. It lies to the machine about what
/// happened, and changes what the machine wants done; it may remember things.
template <class MachineEvent, class MachineAction, class MachineOptions>
class DeviationOf
{
public:
    using Event = MachineEvent;
    using Action = MachineAction;
    using Options = MachineOptions;

    DeviationOf() = default;
    virtual ~DeviationOf() = default;
    DeviationOf(DeviationOf const&) = delete;
    DeviationOf& operator=(DeviationOf const&) = delete;

    /// Before the machine is made.
    virtual void configure(Options& /*options*/) {}

    /// On the way in: what the machine is told instead.
    virtual void incoming(Event& /*event*/) {}

    /// On the way out: what is done instead. `original` is what really happened.
    virtual void outgoing(Event const& /*original*/, std::vector<Action>& /*actions*/) {}
};

/// What there is to know about a deviation before it is made.
template <class D>
struct DeviationInfoOf
{
    std::string_view name{};   ///< A slug: "ignores-second-connect".
    std::string_view clause{}; ///< That it breaks: "MQTT-3.1.2-6.a".
    std::string_view about{};  ///< What the machine then does, in one line.
    std::function<std::unique_ptr<D>()> make{};
};

/// A machine with faults.
template <class Machine, class D>
class Deviating
{
public:
    Deviating(std::vector<DeviationInfoOf<D> const*> const& faults, typename D::Options options)
        : faults_(make_all(faults)), machine_(configured(std::move(options)))
    {}

    [[nodiscard]] std::vector<typename D::Action> handle(typename D::Event const& event)
    {
        auto told = event;
        for (auto const& fault : faults_) {
            fault->incoming(told);
        }
        auto actions = machine_.handle(told);
        for (auto const& fault : faults_) {
            fault->outgoing(event, actions);
        }
        return actions;
    }

protected:
    [[nodiscard]] std::vector<std::unique_ptr<D>> const& faults() const { return faults_; }

private:
    static std::vector<std::unique_ptr<D>> make_all(std::vector<DeviationInfoOf<D> const*> const& faults)
    {
        std::vector<std::unique_ptr<D>> made;
        for (auto const* fault : faults) {
            made.push_back(fault->make());
        }
        return made;
    }

    typename D::Options configured(typename D::Options options) const
    {
        for (auto const& fault : faults_) {
            fault->configure(options);
        }
        return options;
    }

    std::vector<std::unique_ptr<D>> faults_;
    Machine machine_;
};

// Whole deviations from functions. Each one that is made has its own copy of the function, and with it of
// what a mutable lambda remembers.

template <class D>
using MakeOf = std::function<std::unique_ptr<D>()>;

template <class D, class Lie>
class OnTheWayIn final : public D
{
public:
    explicit OnTheWayIn(Lie lie) : lie_(std::move(lie)) {}
    void incoming(typename D::Event& event) override { lie_(event); }

private:
    Lie lie_;
};

template <class D, class Change>
class OnTheWayOut final : public D
{
public:
    explicit OnTheWayOut(Change change) : change_(std::move(change)) {}
    void outgoing(typename D::Event const& original, std::vector<typename D::Action>& actions) override
    {
        change_(original, actions);
    }

private:
    Change change_;
};

} // namespace mqttspec::reference
