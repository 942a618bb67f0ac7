// SPDX-License-Identifier: Apache-2.0
#include "target/served_client.hpp"

#include "net/nursery.hpp"
#include "reference/client.hpp"
#include "target/load.hpp"
#include "target/report_box.hpp"
#include "target/venue.hpp"

#include <exception>
#include <utility>

namespace mqttspec::target {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

/// A client at work. Shared with its coroutine, which ends some time after its seat has gone.
struct Hired
{
    Hired(asio::any_io_executor const& executor, driving::ClientHandler handler,
          driving::DriverOptions const& options)
        : box(std::make_shared<ReportBox>(executor)),
          driver(
              executor, std::move(handler),
              [this](reference::Report const& report) {
                  std::visit([this](auto const& it) { box->put(it); }, report);
              },
              options)
    {}

    void order(reference::Command const& command);
    void end();

    static awaitable<void> work(std::shared_ptr<Hired> hired);

    std::shared_ptr<ReportBox> box;
    driving::ClientDriver driver;
};

class ServedSeat final : public ClientSeat
{
public:
    ServedSeat(std::shared_ptr<Hired> hired, Venue& venue) : hired_(std::move(hired)), venue_(venue) {}
    ~ServedSeat() override { hired_->end(); }

    void order(reference::Command const& command, Place const& place,
               std::vector<reference::Command> const& upcoming) override;
    void listen(std::function<void(ClientReport const&)> listener) override;
    [[nodiscard]] std::string trouble() const override { return hired_->box->trouble(); }

private:
    std::shared_ptr<Hired> hired_;
    Venue& venue_;
};

class ServedClient final : public ClientTarget
{
public:
    ServedClient(TargetSpec spec, asio::any_io_executor executor, ClientFactory factory,
                 std::unique_ptr<Venue> venue, reference::ClientManners const& manners = {})
        : ClientTarget(std::move(spec)), executor_(std::move(executor)), factory_(std::move(factory)),
          venue_(std::move(venue))
    {
        options_.manners = manners;
    }

    [[nodiscard]] awaitable<StartResult> start() override;
    [[nodiscard]] awaitable<void> stop() override;
    [[nodiscard]] std::string version() const override { return MQTTSPEC_VERSION; }

    [[nodiscard]] awaitable<HireResult> hire() override;
    void release(std::unique_ptr<ClientSeat> seat) override { seat.reset(); }
    [[nodiscard]] std::variant<Door, std::string> open_door() override { return venue_->open(); }

private:
    asio::any_io_executor executor_;
    ClientFactory factory_;
    std::unique_ptr<Venue> venue_;
    driving::DriverOptions options_;
    std::vector<std::weak_ptr<Hired>> staff_;
    std::unique_ptr<net::Nursery> nursery_; ///< There from start to stop.
};

} // namespace

std::unique_ptr<ClientTarget> make_memory_client(asio::any_io_executor executor, ClientFactory factory,
                                                 reference::ClientManners const& manners)
{
    auto spec = reference_client_target();
    spec.transport = "ws"; // Its streams are framed so, and what is about that can be played there.
    return std::make_unique<ServedClient>(std::move(spec), executor, std::move(factory),
                                          make_memory_venue(executor), manners);
}

std::unique_ptr<ClientTarget> make_reference_client(TargetSpec spec, asio::any_io_executor executor)
{
    auto venue = make_loopback_venue(executor, spec.transport);
    auto factory = []() -> driving::ClientHandler {
        auto const client = std::make_shared<reference::Client>();
        return [client](reference::ClientEvent const& event) { return client->handle(event); };
    };
    return std::make_unique<ServedClient>(std::move(spec), std::move(executor), factory, std::move(venue));
}

namespace {

awaitable<StartResult> ServedClient::start()
{
    nursery_ = std::make_unique<net::Nursery>(executor_);
    co_return StartResult{.ok = true, .trouble = {}, .hint = {}};
}

awaitable<void> ServedClient::stop()
{
    if (!nursery_)
        co_return;
    for (auto const& member : std::exchange(staff_, {}))
        if (auto const hired = member.lock())
            hired->end();
    co_await nursery_->join();
    nursery_.reset();
}

awaitable<HireResult> ServedClient::hire()
{
    auto const hired = std::make_shared<Hired>(executor_, factory_(), options_);
    std::erase_if(staff_, [](auto const& member) { return member.expired(); });
    staff_.push_back(hired);
    nursery_->spawn(Hired::work(hired));
    nursery_->spawn(ReportBox::tell(hired->box));
    HireResult result;
    result.seat = std::make_unique<ServedSeat>(hired, *venue_);
    co_return result;
}

void ServedSeat::order(reference::Command const& command, Place const& place,
                       std::vector<reference::Command> const& /*upcoming*/)
{
    if (std::holds_alternative<reference::ConnectCommand>(command.what)) {
        auto way = venue_.way_to(place);
        if (auto* const why = std::get_if<std::string>(&way)) {
            hired_->box->put(reference::Failed{.command = command.id, .why = std::move(*why)});
            return;
        }
        hired_->driver.connect_through(std::get<std::unique_ptr<net::Connector>>(std::move(way)));
    }
    hired_->order(command);
}

void ServedSeat::listen(std::function<void(ClientReport const&)> listener)
{
    hired_->box->listen(std::move(listener));
}

std::string in_words(std::exception const& thrown)
{
    return std::string("the client threw an exception: ") + thrown.what();
}

void Hired::order(reference::Command const& command)
{
    try {
        driver.order(command);
    } catch (std::exception const& thrown) {
        box->put_trouble(in_words(thrown));
    }
}

void Hired::end()
{
    driver.stop();
    box->close();
}

awaitable<void> Hired::work(std::shared_ptr<Hired> hired)
{
    try {
        co_await hired->driver.run();
    } catch (std::exception const& thrown) {
        hired->box->put_trouble(in_words(thrown));
    }
}

} // namespace

} // namespace mqttspec::target
