// SPDX-License-Identifier: Apache-2.0
#include "validator/key_log.hpp"

#include "wire/hex.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

namespace mqttspec::validator {

namespace {

/// Up to the next blank, which goes with it.
std::string_view next_word(std::string_view& text)
{
    auto const word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    return word;
}

} // namespace

std::variant<KeyLog, std::string> KeyLog::open(std::string const& path)
{
    KeyLog log;
    log.file_.open(path, std::ios::binary);
    if (!log.file_)
        return fmt::format("the key log {} cannot be read: {}", path, std::strerror(errno));
    auto const trouble = log.read_on();
    if (!trouble.empty())
        return fmt::format("{}:{}", path, trouble);
    return log;
}

TlsSecrets const* KeyLog::find(net::TlsRandom const& client)
{
    (void)read_on(); // What is no line of a key log has no secret for us.
    auto const found = sessions_.find(client);
    return found == sessions_.end() ? nullptr : &found->second;
}

/// Returns which line is none, and why.
std::string KeyLog::read_on()
{
    file_.clear(); // Its end may no longer be one.
    std::string const more{std::istreambuf_iterator<char>(file_), {}};
    unfinished_line_ += more;
    std::string trouble;
    std::size_t begin = 0;
    for (auto end = unfinished_line_.find('\n'); end != std::string::npos;
         begin = end + 1, end = unfinished_line_.find('\n', begin)) {
        ++lines_;
        std::string_view line{unfinished_line_.data() + begin, end - begin};
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (!take(line) && trouble.empty())
            trouble = fmt::format("{}: this is no line of a key log: LABEL, client random and secret, in hex "
                                  "(as a program writes it for SSLKEYLOGFILE)",
                                  lines_);
    }
    unfinished_line_.erase(0, begin);
    (void)take(unfinished_line_); // The last line of a file need not be ended; it is taken again when it is.
    return trouble;
}

/// Secrets that are of no use here are passed over. False if it is no line of a key log.
bool KeyLog::take(std::string_view line)
{
    if (line.empty() || line.starts_with('#'))
        return true;
    auto const label = next_word(line);
    auto const client = wire::from_hex(next_word(line));
    auto secret = wire::from_hex(line);
    if (!client || client->empty() || !secret || secret->empty())
        return false;
    if (client->size() != net::TlsRandom{}.size())
        return label == "RSA"; // It names the session otherwise.
    net::TlsRandom random{};
    std::ranges::copy(*client, random.begin());
    if (label == "CLIENT_RANDOM")
        sessions_[random].master = *std::move(secret);
    else if (label == "CLIENT_TRAFFIC_SECRET_0")
        sessions_[random].client_traffic = *std::move(secret);
    else if (label == "SERVER_TRAFFIC_SECRET_0")
        sessions_[random].server_traffic = *std::move(secret);
    return true;
}

} // namespace mqttspec::validator
