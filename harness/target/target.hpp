// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/clock.hpp"
#include "net/connector.hpp"
#include "target/spec.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace mqttspec::reference {
struct BrokerOptions;
}

namespace mqttspec::target {

/// What a start came to.
struct StartResult
{
    bool ok = false;
    std::string
        trouble;      ///< Why not, in words: "mosquitto ended with exit code 1 before it answered CONNECT".
    std::string hint; ///< What to do about it, or the last lines that the program wrote; may be empty.
};

/// A target that is up, or can be. One coroutine at a time may start, restart or stop it. Who has started it
/// stops it, on every path; if all else fails the destructor ends the program.
class Target
{
public:
    explicit Target(TargetSpec spec);
    virtual ~Target();
    Target(Target const&) = delete;
    Target& operator=(Target const&) = delete;

    /// Brings it up, with fresh storage where it is ours, and returns when a CONNECT was answered.
    [[nodiscard]] virtual boost::asio::awaitable<StartResult> start() = 0;

    /// Ends it, if it is ours; all that it left behind goes, too.
    [[nodiscard]] virtual boost::asio::awaitable<void> stop() = 0;

    /// stop and start. A target that is not ours gives trouble.
    [[nodiscard]] boost::asio::awaitable<StartResult> restart();

    /// Opens connections to it; there from start to stop, and another one after each start.
    [[nodiscard]] virtual net::Connector& connector() = 0;

    /// As it tells itself; empty if not known.
    [[nodiscard]] virtual std::string version() const = 0;

    /// False when a program of ours has ended since it was up. Of others' we do not know: true.
    [[nodiscard]] virtual bool is_alive() const = 0;

    /// "mosquitto was ended by signal 11 (Segmentation fault)"; empty while it is alive or was not started.
    [[nodiscard]] virtual std::string end() const { return {}; }

    /// Called at once when the program ends by itself. Replaces the one before; may be empty.
    virtual void on_end(std::function<void()> /*call*/) {}

    /// "mqtt://127.0.0.1:1883", without user information.
    [[nodiscard]] virtual std::string endpoint() const = 0;

    /// The last that the program wrote, 64 KiB at most; bytes of any kind.
    [[nodiscard]] virtual std::string log_tail() const { return {}; }

    /// What it offers: features_of() its spec and, once a client has been started, what that has said itself.
    [[nodiscard]] virtual Features features() const { return features_of(spec_); }

    [[nodiscard]] bool is_ours() const { return spec_.is_ours(); }
    [[nodiscard]] TargetSpec const& spec() const { return spec_; }

private:
    TargetSpec spec_;
};

/// The target that the spec describes, not yet started.
[[nodiscard]] std::unique_ptr<Target> make_target(TargetSpec spec, boost::asio::any_io_executor executor);

/// The built-in broker on in-memory streams: the one that also runs in virtual time.
[[nodiscard]] std::unique_ptr<Target> make_memory_target(boost::asio::any_io_executor executor,
                                                         reference::BrokerOptions const& options);

} // namespace mqttspec::target
