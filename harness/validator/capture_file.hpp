// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "validator/judge.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>

namespace mqttspec::validator {

/// How long a capture is read.
struct Reading
{
    bool follows = false; ///< At the end of the file it waits for more.
    std::optional<std::chrono::steady_clock::time_point> until{};
    std::function<bool()> must_stop{}; ///< Asked whenever there is nothing to read; may be empty.
};

/// One packet of a capture.
struct Captured
{
    std::span<std::uint8_t const> bytes{}; ///< Until the next one is read.
    Moment moment{};                       ///< Time since 1970.
};

/// A file of pcap or pcapng, or a pipe ("-" is standard input).
class CaptureFile
{
public:
    /// Returns in words why it cannot be read instead.
    [[nodiscard]] static std::variant<CaptureFile, std::string> open(std::string const& path,
                                                                     Reading reading);

    CaptureFile(CaptureFile&&) noexcept;
    CaptureFile& operator=(CaptureFile&&) noexcept;
    ~CaptureFile();

    /// Nothing at the end.
    [[nodiscard]] std::optional<Captured> next();

    [[nodiscard]] int link_type() const;

    /// Why the rest could not be read ("it is cut off in packet 17"); empty at its true end.
    [[nodiscard]] std::string const& trouble() const;

private:
    struct Held;
    explicit CaptureFile(std::unique_ptr<Held> held);
    std::unique_ptr<Held> held_;
};

} // namespace mqttspec::validator
