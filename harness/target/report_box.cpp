// SPDX-License-Identifier: Apache-2.0
#include "target/report_box.hpp"

#include <utility>

namespace mqttspec::target {

using boost::asio::awaitable;

ReportBox::ReportBox(boost::asio::any_io_executor executor) : changed_(std::move(executor)) {}

void ReportBox::put(ClientReport report)
{
    reports_.push_back(std::move(report));
    changed_.wake();
}

void ReportBox::listen(Listener listener)
{
    listener_ = std::move(listener);
    changed_.wake();
}

void ReportBox::put_trouble(std::string why)
{
    if (!trouble_.empty())
        return;
    trouble_ = std::move(why);
    put(Broken{.why = trouble_});
}

void ReportBox::close()
{
    is_closed_ = true;
    listener_ = {};
    changed_.wake();
}

awaitable<void> ReportBox::tell(std::shared_ptr<ReportBox> box)
{
    while (!box->is_closed_) {
        if (box->reports_.empty() || !box->listener_) {
            co_await box->changed_.wait_until(net::TimePoint::max());
            continue;
        }
        auto const report = std::move(box->reports_.front());
        box->reports_.pop_front();
        auto const listener = box->listener_; // It may be replaced by what it calls.
        listener(report);
    }
}

} // namespace mqttspec::target
