// SPDX-License-Identifier: Apache-2.0
#include "net/tls_stream.hpp"

#include "net/first_bytes.hpp"
#include "net/turn.hpp"

#include <boost/asio/error.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <utility>

namespace mqttspec::net {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr std::size_t record_bytes = 16384;
constexpr std::size_t burst_bytes = 4 * record_bytes; ///< Are encrypted before they are sent.

std::string name_of_alert(int alert);

} // namespace

TlsStream::TlsStream(std::unique_ptr<ByteStream> under, Ssl ssl, asio::any_io_executor executor)
    : under_(std::move(under)), ssl_(std::move(ssl)), changed_(std::move(executor))
{}

awaitable<Transfer> TlsStream::handshake()
{
    bool is_done = false;
    while (!is_done && !read_end_) {
        ERR_clear_error();
        auto const outcome = SSL_do_handshake(ssl_.get());
        auto const why = SSL_get_error(ssl_.get(), outcome);
        is_done = outcome == 1;
        if (!is_done && why != SSL_ERROR_WANT_READ)
            note_end(why);
        if (has_output())
            co_await flush();
        if (!is_done && !read_end_)
            co_await fill();
    }
    co_return read_end_.value_or(Transfer());
}

awaitable<Transfer> TlsStream::read_some(std::span<std::uint8_t> into)
{
    while (!read_end_ && !has_closed_) {
        ERR_clear_error();
        Transfer result;
        bool const was_in_handshake = SSL_in_init(ssl_.get()) != 0;
        auto const outcome = SSL_read_ex(ssl_.get(), into.data(), into.size(), &result.bytes);
        auto const why = SSL_get_error(ssl_.get(), outcome);
        if (outcome != 1 && why != SSL_ERROR_WANT_READ)
            note_end(why);
        // Who flushes already takes this along; to wait for that could be to wait for the peer to read.
        if (has_output() && !is_flushing_)
            co_await flush();
        if (was_in_handshake && (SSL_in_init(ssl_.get()) == 0 || read_end_))
            changed_.wake();
        if (outcome == 1)
            co_return result;
        if (!read_end_)
            co_await fill();
    }
    if (has_closed_)
        co_return ended(End::local, asio::error::operation_aborted, {});
    changed_.wake();
    co_return *read_end_;
}

awaitable<Transfer> TlsStream::write(std::span<std::uint8_t const> bytes, Framing /*framing*/)
{
    Transfer result;
    while (SSL_in_init(ssl_.get()) != 0 && !read_end_ && !has_closed_)
        co_await changed_.wait_until(TimePoint::max());
    while (result.bytes < bytes.size() && result.end == End::none) {
        std::size_t encrypted = result.bytes;
        auto const burst_end = std::min(bytes.size(), result.bytes + burst_bytes);
        bool can_encrypt = !has_closed_ && !has_shut_down_ && SSL_in_init(ssl_.get()) == 0;
        while (can_encrypt && encrypted < burst_end) {
            ERR_clear_error();
            std::size_t count = 0;
            auto const record = bytes.subspan(encrypted, std::min(record_bytes, burst_end - encrypted));
            can_encrypt = SSL_write_ex(ssl_.get(), record.data(), record.size(), &count) == 1;
            encrypted += count;
        }
        if (encrypted == result.bytes)
            co_return why_unwritable(result.bytes);
        auto const put = co_await flush();
        result.end = put.end;
        result.error = put.error;
        if (put.end == End::none)
            result.bytes = encrypted;
    }
    co_return result;
}

void TlsStream::write_now(std::span<std::uint8_t const> bytes)
{
    if (is_flushing_ || has_closed_ || has_shut_down_ || SSL_in_init(ssl_.get()) != 0)
        return;
    std::size_t count = 0;
    SSL_write_ex(ssl_.get(), bytes.data(), std::min(bytes.size(), record_bytes), &count);
    under_->write_now(take_output());
    ERR_clear_error();
}

void TlsStream::shutdown_send()
{
    say_goodbye();
    under_->shutdown_send();
}

void TlsStream::close()
{
    if (has_closed_)
        return;
    say_goodbye();
    has_closed_ = true;
    under_->close();
    changed_.wake();
}

void TlsStream::reset()
{
    has_shut_down_ = true;
    has_closed_ = true;
    under_->reset();
    changed_.wake();
}

/// A half-written record must not be broken into: then the end of the connection says it all.
void TlsStream::say_goodbye()
{
    bool const has_failed = !complaint_.empty();
    if (std::exchange(has_shut_down_, true) || is_flushing_ || has_failed || SSL_in_init(ssl_.get()) != 0)
        return;
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
    under_->write_now(take_output());
}

/// Gets OpenSSL something to read.
awaitable<void> TlsStream::fill()
{
    incoming_.resize(record_bytes + 1024);
    auto const got = co_await under_->read_some(incoming_);
    auto const bytes = std::span(incoming_).first(got.bytes);
    if (greeting_.empty() && !bytes.empty()) {
        greeting_ = in_hex(bytes);
        has_greeted_in_tls_ = language_of(bytes) == Language::tls;
    }
    if (!bytes.empty())
        BIO_write(SSL_get_rbio(ssl_.get()), bytes.data(), static_cast<int>(bytes.size()));
    else if (got.end != End::none)
        read_end_ = got;
    if (read_end_ && read_end_->end == End::fin && SSL_in_init(ssl_.get()) == 0)
        read_end_->detail = "without close_notify";
}

awaitable<Transfer> TlsStream::flush()
{
    while (is_flushing_)
        co_await changed_.wait_until(TimePoint::max());
    Turn const turn(is_flushing_, changed_);
    Transfer result;
    while (has_output() && result.end == End::none) {
        auto const output = take_output();
        auto const put = co_await under_->write(output);
        result = put;
    }
    co_return result;
}

bool TlsStream::has_output() const
{
    return BIO_ctrl_pending(SSL_get_wbio(ssl_.get())) > 0;
}

std::vector<std::uint8_t> TlsStream::take_output()
{
    auto* const output = SSL_get_wbio(ssl_.get());
    std::vector<std::uint8_t> bytes(BIO_ctrl_pending(output));
    if (!bytes.empty())
        BIO_read(output, bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
}

void TlsStream::note_end(int ssl_error)
{
    if (ssl_error == SSL_ERROR_ZERO_RETURN) {
        read_end_ = ended(End::fin, asio::error::eof, "TLS close_notify");
        return;
    }
    auto const reason = ERR_GET_REASON(ERR_peek_last_error());
    was_alerted_ = reason > SSL_AD_REASON_OFFSET;
    complaint_ = was_alerted_ ? name_of_alert(reason - SSL_AD_REASON_OFFSET) : take_openssl_error();
    ERR_clear_error();
    auto const protocol_error = make_error_code(boost::system::errc::protocol_error);
    if (was_alerted_) // With which the peer closes the connection.
        read_end_ = ended(End::fin, asio::error::eof, "TLS alert: " + complaint_);
    else if (!has_greeted_in_tls_)
        read_end_ = ended(End::failed, protocol_error, "it speaks no TLS (it sent " + greeting_ + ")");
    else
        read_end_ = ended(End::failed, protocol_error, "TLS: " + complaint_);
}

std::string TlsStream::handshake_trouble(std::string const& place) const
{
    if (!has_greeted_in_tls_)
        return place + " speaks no TLS (it answered " + greeting_ + ")";
    if (!read_end_ || read_end_->end == End::local)
        return place + " took the connection, but did not answer the TLS handshake in time";
    if (was_alerted_)
        return place + " refused the TLS handshake: " + complaint_;
    if (auto const verdict = SSL_get_verify_result(ssl_.get()); verdict != X509_V_OK && !complaint_.empty())
        return "the certificate of " + place + " does not verify: " + X509_verify_cert_error_string(verdict);
    if (!complaint_.empty())
        return "the TLS handshake with " + place + " failed: " + complaint_;
    if (read_end_->end == End::failed)
        return "the TLS handshake with " + place + " failed: " + read_end_->error.message();
    auto const how = std::string(name_of(read_end_->end));
    if (greeting_.empty())
        return place + " closed the connection (" + how +
               ") in answer to the TLS handshake: it may speak no TLS";
    return place + " closed the connection (" + how + ") in the midst of the TLS handshake";
}

Transfer TlsStream::why_unwritable(std::size_t written) const
{
    auto result = has_closed_ || has_shut_down_ ? ended(End::local, asio::error::operation_aborted, {})
                  : read_end_                   ? *read_end_
                                                : ended(End::failed, asio::error::broken_pipe, {});
    result.bytes = written;
    return result;
}

namespace {

/// OpenSSL has no names for the alerts that came with TLS 1.3.
std::string name_of_alert(int alert)
{
    if (alert == SSL_AD_CERTIFICATE_REQUIRED)
        return "certificate required";
    if (alert == SSL_AD_MISSING_EXTENSION)
        return "missing extension";
    return SSL_alert_desc_string_long(alert);
}

} // namespace

} // namespace mqttspec::net
