// SPDX-License-Identifier: Apache-2.0
#include "target/tool_target.hpp"

#include "net/tcp.hpp"
#include "target/packages.hpp"
#include "target/version_probe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace mqttspec::target {

namespace asio = boost::asio;
using asio::awaitable;
using reference::CommandId;

namespace {

using Commands = std::vector<reference::Command>;

awaitable<void> kill(std::unique_ptr<Process> process);
bool is_end(reference::Command const& command);
std::string listed(Commands const& commands);

} // namespace

class ToolTarget::Seat final : public ClientSeat
{
public:
    explicit Seat(ToolTarget& target) : target_(target), box_(std::make_shared<ReportBox>(target.executor_))
    {}
    ~Seat() override
    {
        box_->close();
        if (call_)
            target_.dismiss(ToolCall::dismiss(std::move(call_)));
    }

    void order(reference::Command const& command, Place const& place, Commands const& upcoming) override;
    void listen(std::function<void(ClientReport const&)> listener) override
    {
        box_->listen(std::move(listener));
    }
    [[nodiscard]] std::string trouble() const override { return box_->trouble(); }
    [[nodiscard]] std::shared_ptr<ReportBox> const& box() const { return box_; }

private:
    void connect(reference::Command const& command, Place const& place, Commands upcoming);
    void call(ToolCall::Errand errand, reference::ConnectCommand const& connect, Place const& place);
    void refuse(CommandId id, std::string why)
    {
        box_->put(Unsupported{.command = id, .why = std::move(why)});
    }

    ToolTarget& target_;
    std::shared_ptr<ReportBox> box_;
    std::unique_ptr<ToolCall> call_; ///< The last one.
};

void ToolTarget::Seat::order(reference::Command const& command, Place const& place, Commands const& upcoming)
{
    if (std::holds_alternative<reference::ConnectCommand>(command.what))
        return connect(command, place, upcoming);
    if (!call_)
        return box_->put(reference::Failed{.command = command.id, .why = "there is no connection"});
    if (std::holds_alternative<reference::DisconnectCommand>(command.what))
        return call_->disconnect(command.id);
    if (std::holds_alternative<reference::AbortCommand>(command.what))
        return call_->abort(command.id);
    if (!call_->work_on(command))
        refuse(command.id, fmt::format("a command line does not wait for `{}`", driving::name_of(command)));
}

void ToolTarget::Seat::connect(reference::Command const& command, Place const& place, Commands upcoming)
{
    if (call_ && call_->is_running())
        return box_->put(
            reference::Failed{.command = command.id, .why = "the program of its last connection still runs"});
    std::erase_if(upcoming, is_end);
    if (upcoming.size() > 1)
        return refuse(command.id,
                      fmt::format("a command line does one thing on a connection, and here follow {}",
                                  listed(upcoming)));
    auto const name = upcoming.empty() ? "connect" : std::string(driving::name_of(upcoming.front()));
    auto const action = target_.tools().actions.find(name);
    if (action == target_.tools().actions.end())
        return refuse(command.id, fmt::format("there is no command line for `{}`", name));
    ToolCall::Errand errand{.action = &action->second, .connect = command.id, .work = {}};
    if (!upcoming.empty())
        errand.work = std::move(upcoming.front());
    call(std::move(errand), std::get<reference::ConnectCommand>(command.what), place);
}

void ToolTarget::Seat::call(ToolCall::Errand errand, reference::ConnectCommand const& connect,
                            Place const& place)
{
    auto const& action = *errand.action;
    auto const* const work = errand.work ? &*errand.work : nullptr;
    auto arguments = arguments_for(action, connect, work, place, target_.known_);
    if (auto* const why = std::get_if<std::string>(&arguments))
        return refuse(errand.connect, std::move(*why));
    Command const command{.arguments = std::get<std::vector<std::string>>(std::move(arguments)),
                          .environment = target_.layout_->fill(target_.tools().program.environment),
                          .folder = target_.storage_->path(),
                          .is_spoken_with = true};
    auto started = Process::start(target_.executor_, command);
    if (auto* const why = std::get_if<std::string>(&started))
        return box_->put_trouble(std::move(*why));
    auto process = std::get<std::unique_ptr<Process>>(std::move(started));
    if (!action.input.empty()) {
        process->say(input_for(action, work));
        process->end_input();
    }
    if (call_)
        target_.dismiss(ToolCall::dismiss(std::move(call_)));
    call_ = std::make_unique<ToolCall>(std::move(process), std::move(errand), target_.patterns_, box_);
}

ToolTarget::ToolTarget(TargetSpec spec, asio::any_io_executor executor)
    : ClientTarget(std::move(spec)), executor_(std::move(executor)),
      venue_(make_loopback_venue(executor_, this->spec().transport))
{
    for (auto const& event : tools().events)
        patterns_.emplace_back(event);
}

ToolTarget::~ToolTarget() = default;

Features ToolTarget::features() const
{
    auto features = features_of(spec());
    features.insert_or_assign("separate_actions", false);
    return features;
}

awaitable<StartResult> ToolTarget::start()
{
    co_await stop();
    StartResult result;
    if (auto trouble = prepare()) {
        result.trouble = std::move(*trouble);
        co_return result;
    }
    nursery_ = std::make_unique<net::Nursery>(executor_);
    auto const& program = tools().program;
    if (!program.version_command.empty()) {
        Command asking{.arguments = layout_->fill(program.version_command),
                       .environment = layout_->fill(program.environment),
                       .folder = storage_->path()};
        auto const deadline = net::Clock::now() + spec().timing.response;
        version_ = co_await probe_version(executor_, std::move(asking), program.version_pattern, deadline);
    }
    result.ok = true;
    co_return result;
}

awaitable<void> ToolTarget::stop()
{
    if (!nursery_)
        co_return;
    co_await nursery_->join();
    nursery_.reset();
    storage_.reset();
}

std::optional<std::string> ToolTarget::prepare()
{
    if (auto trouble = lacks_transport())
        return trouble;
    auto made = Storage::make();
    if (auto* const trouble = std::get_if<std::string>(&made))
        return std::move(*trouble);
    storage_ = std::get<std::unique_ptr<Storage>>(std::move(made));
    layout_.emplace(spec(), storage_->path(), net::free_port);
    for (auto const& [name, text] : tools().program.files)
        if (auto trouble = storage_->write(name, layout_->fill(text)))
            return trouble;
    for (auto const* const name : {"dir", "here", "user"})
        known_[name] = layout_->fill(fmt::format("${{{}}}", name));
    for (auto const& [name, action] : tools().actions) {
        auto program = tools().program;
        program.command = action.command;
        if (!find_program(action.command.front()))
            return not_installed(spec().name, program);
    }
    return std::nullopt;
}

std::optional<std::string> ToolTarget::lacks_transport() const
{
    for (auto const* const option : {"tls", "websocket"}) {
        bool const is_wanted = std::get<bool>(value_of(features_of(spec()), option));
        auto const has_it = [&](auto const& action) { return action.second.options.contains(option); };
        if (is_wanted && !std::ranges::all_of(tools().actions, has_it))
            return fmt::format("{} cannot be tested over {}: its command lines have no option for `{}`",
                               spec().name, spec().transport, option);
    }
    return std::nullopt;
}

awaitable<HireResult> ToolTarget::hire()
{
    auto seat = std::make_unique<Seat>(*this);
    nursery_->spawn(ReportBox::tell(seat->box()));
    HireResult result;
    result.seat = std::move(seat);
    co_return result;
}

void ToolTarget::release(std::unique_ptr<ClientSeat> seat)
{
    seat.reset();
}

void ToolTarget::dismiss(std::unique_ptr<Process> process)
{
    if (nursery_)
        nursery_->spawn(kill(std::move(process)));
}

namespace {

awaitable<void> kill(std::unique_ptr<Process> process)
{
    co_await process->stop(net::Duration::zero());
}

bool is_end(reference::Command const& command)
{
    return std::holds_alternative<reference::DisconnectCommand>(command.what) ||
           std::holds_alternative<reference::AbortCommand>(command.what);
}

std::string listed(Commands const& commands)
{
    std::string text;
    for (auto const& command : commands)
        text += fmt::format("{}`{}`", text.empty() ? "" : ", ", driving::name_of(command));
    return text;
}

} // namespace

} // namespace mqttspec::target
