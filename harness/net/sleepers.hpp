// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/clock.hpp"

#include <boost/asio/execution_context.hpp>
#include <boost/intrusive/list.hpp>
#include <boost/intrusive/set.hpp>

namespace mqttspec::net {

namespace intrusive = boost::intrusive;
using AutoUnlink = intrusive::link_mode<intrusive::auto_unlink>;

/// Somebody who sleeps on a Timer. Leaves every list that it is in when it is destroyed.
class Sleeper : public intrusive::list_base_hook<AutoUnlink>
{
public:
    virtual ~Sleeper() = default;
    virtual void wake() = 0; ///< Before its deadline. The sleeper may be gone afterwards.
};

using Sleepers = intrusive::list<Sleeper, intrusive::constant_time_size<false>>;

struct ParkedTag;
struct DatedTag;

/// A sleeper without an Asio timer: in virtual time, or without a deadline. Only memory is touched, no
/// reactor.
class Parked : public Sleeper,
               public intrusive::list_base_hook<intrusive::tag<ParkedTag>, AutoUnlink>,
               public intrusive::set_base_hook<intrusive::tag<DatedTag>, AutoUnlink>
{
public:
    explicit Parked(TimePoint until) : deadline(until) {}

    void wake() final { complete(false); }
    virtual void complete(bool reached) = 0; ///< Resumes the coroutine at the next turn, and destroys *this.

    TimePoint deadline;
};

struct ByDeadline
{
    bool operator()(Parked const& one, Parked const& other) const { return one.deadline < other.deadline; }
};

using Dated =
    intrusive::multiset<Parked,
                        intrusive::base_hook<intrusive::set_base_hook<intrusive::tag<DatedTag>, AutoUnlink>>,
                        intrusive::constant_time_size<false>, intrusive::compare<ByDeadline>>;

/// Owns the parked coroutines of one io_context, so that they are destroyed with it and not leaked.
class ParkingLot : public boost::asio::execution_context::service
{
public:
    using key_type = ParkingLot;
    static boost::asio::execution_context::id id;

    explicit ParkingLot(boost::asio::execution_context& context);
    void shutdown() override;
    void add(Parked& parked) { parked_.push_back(parked); }

private:
    intrusive::list<Parked,
                    intrusive::base_hook<intrusive::list_base_hook<intrusive::tag<ParkedTag>, AutoUnlink>>,
                    intrusive::constant_time_size<false>>
        parked_;
};

/// What a thread in virtual time knows.
struct Schedule
{
    TimePoint now{};
    Dated dated;

    /// The calling thread's, or nullptr in real time.
    static thread_local Schedule* current;
};

} // namespace mqttspec::net
