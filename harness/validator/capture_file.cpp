// SPDX-License-Identifier: Apache-2.0
#include "validator/capture_file.hpp"

#include "validator/link_layer.hpp"

#include <fmt/format.h>
#include <pcap/pcap.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <poll.h>
#include <stdio_ext.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace mqttspec::validator {

namespace {

constexpr std::size_t buffer_bytes = 1U << 18U;
constexpr int nap_ms = 100;
constexpr auto longest_rest = std::chrono::milliseconds{500};

/// What libpcap reads from: a file that may grow, or a pipe that may be silent.
struct Source
{
    int descriptor = -1;
    Reading reading{};

    bool is_pipe = false;
    std::optional<std::chrono::steady_clock::time_point> stopped_at{};

    /// What was written to a pipe before we were to stop is still read: who writes it is stopped, too, and
    /// may have held something back until then.
    [[nodiscard]] bool is_time_up()
    {
        auto const now = std::chrono::steady_clock::now();
        bool const must_stop = reading.must_stop && reading.must_stop();
        if (must_stop && !stopped_at)
            stopped_at = now;
        return (must_stop && (!is_pipe || now - *stopped_at > longest_rest)) ||
               (reading.until && now >= *reading.until);
    }

    [[nodiscard]] bool was_stopped() { return stopped_at || is_time_up(); }
};

ssize_t read_source(void* cookie, char* into, std::size_t size)
{
    auto& source = *static_cast<Source*>(cookie);
    while (!source.is_time_up()) {
        pollfd ready{.fd = source.descriptor, .events = POLLIN, .revents = 0};
        int const count = poll(&ready, 1, nap_ms);
        if (count <= 0)
            continue;
        auto const got = ::read(source.descriptor, into, size);
        if (got > 0 || (got == 0 && !source.reading.follows))
            return got;
        if (got < 0 && errno != EINTR && errno != EAGAIN)
            return got;
        if (got == 0)
            poll(nullptr, 0, nap_ms); // Of a file there is always something to read, even if it is nothing.
    }
    return 0;
}

int close_source(void* cookie)
{
    auto const& source = *static_cast<Source*>(cookie);
    return source.descriptor == STDIN_FILENO ? 0 : ::close(source.descriptor);
}

/// A capture can claim any time. Of those that pcap can hold, from 1970 to 2106, each two can be subtracted.
trace::Time time_of(timeval const& claimed)
{
    constexpr std::int64_t latest_s = std::numeric_limits<std::uint32_t>::max();
    constexpr std::int64_t latest_ns = 999'999'999;
    return std::chrono::seconds{std::clamp<std::int64_t>(claimed.tv_sec, 0, latest_s)} +
           std::chrono::nanoseconds{std::clamp<std::int64_t>(claimed.tv_usec, 0, latest_ns)};
}

std::string name_of(int link_type)
{
    auto const* name = pcap_datalink_val_to_name(link_type);
    return name == nullptr ? std::to_string(link_type) : std::string{name};
}

/// What libpcap says, as it goes on behind the name of the file.
std::string in_words(std::string const& trouble, std::uint64_t packets)
{
    if (trouble.starts_with("truncated"))
        return fmt::format("is cut off in packet {}", packets + 1);
    return fmt::format("cannot be read from packet {} on: {}", packets + 1, trouble);
}

} // namespace

struct CaptureFile::Held
{
    Source source{};
    std::vector<char> buffer =
        std::vector<char>(buffer_bytes); ///< Glibc would make it 8 KiB, whatever it is told.
    std::unique_ptr<pcap_t, decltype(&pcap_close)> pcap{nullptr, pcap_close};
    std::uint64_t packets = 0;
    std::string trouble{};
};

CaptureFile::CaptureFile(std::unique_ptr<Held> held) : held_{std::move(held)} {}
CaptureFile::CaptureFile(CaptureFile&&) noexcept = default;
CaptureFile& CaptureFile::operator=(CaptureFile&&) noexcept = default;
CaptureFile::~CaptureFile() = default;

std::variant<CaptureFile, std::string> CaptureFile::open(std::string const& path, Reading reading)
{
    auto held = std::make_unique<Held>();
    held->source = {path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC),
                    std::move(reading)};
    struct stat status
    {};
    if (held->source.descriptor < 0 || fstat(held->source.descriptor, &status) != 0)
        return std::strerror(errno); // NOLINT(concurrency-mt-unsafe)
    held->source.is_pipe = !S_ISREG(status.st_mode);
    held->source.reading.follows = held->source.reading.follows && S_ISREG(status.st_mode);
    if (S_ISDIR(status.st_mode)) {
        close_source(&held->source);
        return std::string{"is a folder"};
    }
    auto* const stream = fopencookie(&held->source, "r", {read_source, nullptr, nullptr, close_source});
    __fsetlocking(stream, FSETLOCKING_BYCALLER); // Nobody else reads it.
    std::setvbuf(stream, held->buffer.data(), _IOFBF, held->buffer.size());
    std::array<char, PCAP_ERRBUF_SIZE> why{};
    held->pcap.reset(
        pcap_fopen_offline_with_tstamp_precision(stream, PCAP_TSTAMP_PRECISION_NANO, why.data()));
    if (held->pcap == nullptr) {
        bool const is_empty = S_ISREG(status.st_mode) && status.st_size == 0;
        std::fclose(stream);
        bool const is_cut = std::string_view{why.data()}.starts_with("truncated");
        return is_empty ? std::string{"is empty"}
               : is_cut && held->source.was_stopped()
                   ? std::string{"had not begun when the reading was to end"}
               : is_cut ? std::string{"is cut off in its header"}
                        : fmt::format("is no capture of pcap or pcapng: {}", why.data());
    }
    auto const link_type = pcap_datalink(held->pcap.get());
    if (!is_known_link_type(link_type))
        return fmt::format("has the link type {}, in which mqttspec does not find IP", name_of(link_type));
    return CaptureFile{std::move(held)};
}

std::optional<Captured> CaptureFile::next()
{
    pcap_pkthdr* header = nullptr;
    unsigned char const* bytes = nullptr;
    int const result = pcap_next_ex(held_->pcap.get(), &header, &bytes);
    if (result == 1) {
        return Captured{.bytes = {bytes, header->caplen}, .moment = {time_of(header->ts), ++held_->packets}};
    }
    if (result == PCAP_ERROR && !held_->source.was_stopped())
        held_->trouble = in_words(pcap_geterr(held_->pcap.get()), held_->packets);
    return std::nullopt;
}

int CaptureFile::link_type() const
{
    return pcap_datalink(held_->pcap.get());
}

std::string const& CaptureFile::trouble() const
{
    return held_->trouble;
}

} // namespace mqttspec::validator
