// SPDX-License-Identifier: Apache-2.0
#include "target/adapter_target.hpp"

#include "net/tcp.hpp"
#include "target/adapter_build.hpp"
#include "target/packages.hpp"
#include "target/transport.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

namespace mqttspec::target {

namespace asio = boost::asio;
using asio::awaitable;
using namespace std::chrono_literals;

namespace {

constexpr auto hello_time = 10s;
constexpr auto end_time = 2s; ///< Behind the end of its input.
constexpr auto build_time = 5min;
constexpr auto pool_time = 100ms; ///< How long one waits for an adapter that is about to be free.
constexpr std::size_t starts_at_once = 4;

StartResult failed(std::string trouble, std::string hint = {});

} // namespace

class AdapterTarget::Seat final : public ClientSeat
{
public:
    Seat(AdapterTarget& target, AdapterPtr adapter)
        : target_(target), adapter_(std::move(adapter)), box_(std::make_shared<ReportBox>(target.executor_))
    {
        adapter_->serve(box_);
    }
    ~Seat() override
    {
        box_->close();
        if (adapter_)
            adapter_->kill();
    }

    void order(reference::Command const& command, Place const& place,
               std::vector<reference::Command> const& /*upcoming*/) override
    {
        driving::Request request;
        request.command = command;
        request.endpoint.scheme = scheme_of(place.transport);
        request.endpoint.host = place.host;
        request.endpoint.port = place.port;
        request.endpoint.path = place.path;
        request.security.ca_file = place.ca_file;
        auto const id = adapter_->say(std::move(request));
        if (std::holds_alternative<reference::AbortCommand>(command.what))
            target_.nursery_->spawn(target_.watch(adapter_, id));
    }
    void listen(std::function<void(ClientReport const&)> listener) override
    {
        box_->listen(std::move(listener));
    }
    [[nodiscard]] std::string trouble() const override { return adapter_->trouble(); }

    [[nodiscard]] std::shared_ptr<ReportBox> const& box() const { return box_; }
    [[nodiscard]] AdapterPtr leave()
    {
        adapter_->serve(nullptr);
        return std::exchange(adapter_, nullptr);
    }

private:
    AdapterTarget& target_;
    AdapterPtr adapter_;
    std::shared_ptr<ReportBox> box_;
};

AdapterTarget::AdapterTarget(TargetSpec spec, asio::any_io_executor executor)
    : ClientTarget(std::move(spec)), executor_(std::move(executor)),
      venue_(make_loopback_venue(executor_, this->spec().transport)), changed_(executor_)
{}

AdapterTarget::~AdapterTarget() = default;

Features AdapterTarget::features() const
{
    auto features = features_of(spec());
    for (auto const& feature : target::features()) {
        bool const is_told =
            feature.whose == Whose::client && !feature.is_derived && feature.name != "separate_actions";
        if (is_told && !spec().features.contains(feature.name))
            features.insert_or_assign(std::string(feature.name),
                                      std::ranges::find(hello_.features, feature.name) !=
                                          hello_.features.end());
    }
    return features;
}

awaitable<StartResult> AdapterTarget::start()
{
    co_await stop();
    nursery_ = std::make_unique<net::Nursery>(executor_);
    auto result = co_await prepare();
    if (result.ok)
        result = co_await greet_first();
    if (!result.ok)
        co_await stop();
    co_return result;
}

awaitable<void> AdapterTarget::stop()
{
    if (!nursery_)
        co_return;
    for (auto const& adapter : std::exchange(adapters_, {}))
        nursery_->spawn(dismiss(adapter));
    idle_.clear();
    co_await nursery_->join();
    nursery_.reset();
    storage_.reset();
}

/// All but the program: storage, files, the adapter itself where it has to be made.
awaitable<StartResult> AdapterTarget::prepare()
{
    auto made = Storage::make();
    if (auto* const trouble = std::get_if<std::string>(&made))
        co_return failed(std::move(*trouble));
    storage_ = std::get<std::unique_ptr<Storage>>(std::move(made));
    layout_.emplace(spec(), storage_->path(), net::free_port);
    std::error_code ec;
    layout_->set("mqttspec", std::filesystem::read_symlink("/proc/self/exe", ec).string());
    auto const kept = build_folder(spec());
    layout_->set("build", kept.empty() ? storage_->path() + "/build" : kept);
    for (auto const& [name, text] : adapter().program.files)
        if (auto trouble = storage_->write(name, layout_->fill(text)))
            co_return failed(std::move(*trouble));
    if (!adapter().build_command.empty())
        co_return co_await build_adapter(executor_, spec(), *layout_, net::Clock::now() + build_time);
    co_return StartResult{.ok = true, .trouble = {}, .hint = {}};
}

awaitable<StartResult> AdapterTarget::greet_first()
{
    auto started = co_await start_adapter();
    if (auto* const trouble = std::get_if<std::string>(&started)) {
        auto const advice = install_advice(spec().name, adapter().program);
        co_return failed(fmt::format("{}: {}", spec().name, *trouble),
                         advice.empty() ? advice : "is all installed? " + advice);
    }
    auto const& first = std::get<AdapterPtr>(started);
    hello_ = first->hello();
    adapters_.push_back(first);
    idle_.push_back(first);
    if (auto trouble = lacks_transport())
        co_return failed(std::move(*trouble));
    co_return StartResult{.ok = true, .trouble = {}, .hint = {}};
}

std::optional<std::string> AdapterTarget::lacks_transport() const
{
    auto const& transport = spec().transport;
    auto const lacks = [&](std::string_view feature) {
        return std::ranges::find(hello_.features, feature) == hello_.features.end();
    };
    for (auto const* const feature : {"tls", "websocket"})
        if (std::get<bool>(value_of(features_of(spec()), feature)) && lacks(feature))
            return fmt::format("{} cannot be tested over {}: its adapter does not offer `{}`", spec().name,
                               transport, feature);
    return std::nullopt;
}

awaitable<std::variant<std::shared_ptr<AdapterProcess>, std::string>> AdapterTarget::start_adapter()
{
    Command command{.arguments = layout_->fill(adapter().program.command),
                    .environment = layout_->fill(adapter().program.environment),
                    .folder = spec().where.file.empty() ? std::string() : storage_->path(),
                    .is_spoken_with = true};
    if (!find_program(command.arguments.front()))
        co_return fmt::format("there is no program `{}`", command.arguments.front());
    auto started = AdapterProcess::start(executor_, std::move(command));
    if (std::holds_alternative<std::string>(started))
        co_return started;
    auto const adapter = std::get<AdapterPtr>(started);
    auto trouble = co_await AdapterProcess::wait_for_hello(adapter, net::Clock::now() + hello_time);
    if (trouble.empty())
        co_return started;
    co_await dismiss(adapter);
    co_return trouble;
}

awaitable<HireResult> AdapterTarget::hire()
{
    HireResult result;
    if (!nursery_) {
        result.trouble = spec().name + " is not started";
        co_return result;
    }
    auto const deadline = net::Clock::now() + pool_time;
    while (idle_.empty() && quieting_ > 0 && net::Clock::now() < deadline)
        co_await changed_.wait_until(deadline);
    while (idle_.empty() && must_wait()) // What it waits for comes to an end, well or not.
        co_await changed_.wait_until(net::TimePoint::max());
    auto adapter = take_idle();
    if (!adapter)
        adapter = co_await add();
    if (!adapter) {
        result.trouble = last_trouble_;
        co_return result;
    }
    auto seat = std::make_unique<Seat>(*this, adapter);
    nursery_->spawn(ReportBox::tell(seat->box()));
    result.seat = std::move(seat);
    co_return result;
}

/// Whether it is too early for another one. A case may need a second client, so that those at work do not
/// count.
bool AdapterTarget::must_wait() const
{
    bool const are_many = adapters_.size() + starting_ >= most_client_processes;
    return starting_ >= starts_at_once || (are_many && quieting_ > 0);
}

/// Nothing where none is idle that lives.
AdapterTarget::AdapterPtr AdapterTarget::take_idle()
{
    AdapterPtr adapter;
    while (!idle_.empty() && !adapter) {
        adapter = std::move(idle_.back());
        idle_.pop_back();
        if (!adapter->trouble().empty()) // It died in its sleep.
            std::erase(adapters_, std::exchange(adapter, nullptr));
    }
    return adapter;
}

/// Nothing where it cannot be started: the reason is the last trouble.
awaitable<AdapterTarget::AdapterPtr> AdapterTarget::add()
{
    ++starting_;
    auto started = co_await start_adapter();
    --starting_;
    changed_.wake();
    if (auto* const trouble = std::get_if<std::string>(&started)) {
        last_trouble_ = std::move(*trouble);
        co_return nullptr;
    }
    auto adapter = std::get<AdapterPtr>(std::move(started));
    adapters_.push_back(adapter);
    co_return adapter;
}

void AdapterTarget::release(std::unique_ptr<ClientSeat> seat)
{
    auto adapter = dynamic_cast<Seat&>(*seat).leave();
    seat.reset();
    if (std::ranges::find(adapters_, adapter) != adapters_.end())
        nursery_->spawn(retire(std::move(adapter)));
}

awaitable<void> AdapterTarget::retire(AdapterPtr adapter)
{
    ++quieting_;
    auto const deadline = net::Clock::now() + spec().timing.response;
    bool const is_quiet = co_await AdapterProcess::make_quiet(adapter, deadline);
    --quieting_;
    bool const is_ours = std::ranges::find(adapters_, adapter) != adapters_.end(); // Else stop() has it.
    if (is_quiet && is_ours)
        idle_.push_back(adapter);
    changed_.wake();
    if (is_quiet || !is_ours)
        co_return;
    last_trouble_ = adapter->trouble();
    std::erase(adapters_, adapter);
    co_await dismiss(adapter);
}

awaitable<void> AdapterTarget::dismiss(AdapterPtr adapter)
{
    auto const patience = adapter->trouble().empty() ? net::Duration(end_time) : net::Duration::zero();
    co_await AdapterProcess::end(adapter, net::Clock::now() + patience);
}

/// [docs/adapter-protocol.md] To end the connection is in nobody's power but the adapter's.
awaitable<void> AdapterTarget::watch(AdapterPtr adapter, reference::CommandId id)
{
    co_await AdapterProcess::wait_for_answer(adapter, id, net::Clock::now() + spec().timing.response);
}

namespace {

StartResult failed(std::string trouble, std::string hint)
{
    return {.ok = false, .trouble = std::move(trouble), .hint = std::move(hint)};
}

} // namespace

} // namespace mqttspec::target
