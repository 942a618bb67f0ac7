// SPDX-License-Identifier: Apache-2.0
#include "target/guardian.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mqttspec::target {

namespace {

using Pipe = std::array<int, 2>;

/// Both ends of the pipes. Of `input` and `errors` there are none where the program is not spoken with.
struct Pipes
{
    Pipe orders{-1, -1};
    Pipe reports{-1, -1};
    Pipe output{-1, -1};
    Pipe input{-1, -1};
    Pipe errors{-1, -1};
};

/// What the child processes need, made before the fork: behind it nothing may be allocated, for we may have
/// had threads.
struct Launch
{
    char const* program = nullptr;
    std::vector<char*> arguments;
    std::vector<char*> environment;
    char const* folder = nullptr; ///< nullptr: where we are.
    Pipes pipes;
};

std::optional<std::string> open_pipes(Pipes& pipes, bool is_spoken_with);
void close_both(Pipe const& pipe);
void close_if_open(int fd);
std::vector<char*> pointers(std::vector<std::string> const& texts);
[[noreturn]] void guard(Launch const& launch);

} // namespace

std::variant<Guardian, std::string> start_guardian(GuardianOptions const& options)
{
    Launch launch{.program = options.program.c_str(),
                  .arguments = pointers(options.arguments),
                  .environment = pointers(options.environment),
                  .folder = options.folder.empty() ? nullptr : options.folder.c_str(),
                  .pipes = {}};
    auto& pipes = launch.pipes;
    auto trouble = open_pipes(pipes, options.is_spoken_with);
    auto const pid = trouble ? -1 : ::fork();
    if (pid == 0)
        guard(launch);
    if (pid < 0) {
        trouble = trouble ? trouble : fmt::format("starting {}: {}", options.program, std::strerror(errno));
        for (auto const& pipe : {pipes.orders, pipes.reports, pipes.output, pipes.input, pipes.errors})
            close_both(pipe);
        return *trouble;
    }
    for (auto const theirs :
         {pipes.orders[0], pipes.reports[1], pipes.output[1], pipes.input[0], pipes.errors[1]})
        close_if_open(theirs);
    return Guardian{.pid = pid,
                    .orders = pipes.orders[1],
                    .reports = pipes.reports[0],
                    .output = pipes.output[0],
                    .input = pipes.input[1],
                    .errors = pipes.errors[0]};
}

namespace {

std::optional<std::string> open_pipes(Pipes& pipes, bool is_spoken_with)
{
    // Sockets to write to, because one can do so without SIGPIPE when the reader is gone.
    auto const open_socket = [](Pipe& pipe) {
        return ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pipe.data()) == 0;
    };
    auto const open_pipe = [](Pipe& pipe) { return ::pipe2(pipe.data(), O_CLOEXEC) == 0; };
    bool opened = open_socket(pipes.orders) && open_pipe(pipes.reports) && open_pipe(pipes.output);
    if (is_spoken_with)
        opened = opened && open_socket(pipes.input) && open_pipe(pipes.errors);
    if (!opened)
        return fmt::format("making a pipe: {}", std::strerror(errno));
    return std::nullopt;
}

void close_both(Pipe const& pipe)
{
    for (auto const end : pipe)
        close_if_open(end);
}

void close_if_open(int fd)
{
    if (fd >= 0)
        ::close(fd);
}

std::vector<char*> pointers(std::vector<std::string> const& texts)
{
    std::vector<char*> list;
    for (auto const& text : texts)
        list.push_back(const_cast<char*>(text.c_str())); // exec does not write to it.
    list.push_back(nullptr);
    return list;
}

// All that follows runs between fork and exec, and may use only what is safe in a signal handler.

/// The state of the guardian's loop.
struct Watch
{
    pid_t program = -1; ///< Also the id of its group; ours until it is reaped at the very end.
    int orders = -1;
    int reports = -1;
    int signals = -1;
    char const* folder = nullptr;
};

void keep_open(std::array<int, 5> kept);
void become_quiet();
int watch_children();
pid_t start_program(Launch const& launch, sigset_t const& mask);
[[noreturn]] void run_program(Launch const& launch, sigset_t const& mask, pid_t guardian);
void report(int to, Report::Kind kind, int value);
void obey(Watch& watch);
void note_children(Watch& watch);
[[noreturn]] void end_all(Watch const& watch);
bool reap_some(Watch const& watch);
void kill_children();

void guard(Launch const& launch)
{
    ::setpgid(0, 0); // The terminal's Ctrl-C is not for us.
    keep_open({launch.pipes.orders[0], launch.pipes.reports[1], launch.pipes.output[1], launch.pipes.input[0],
               launch.pipes.errors[1]});
    become_quiet();
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);

    sigset_t mask;
    ::sigemptyset(&mask);
    Watch watch{.program = -1,
                .orders = launch.pipes.orders[0],
                .reports = launch.pipes.reports[1],
                .signals = watch_children(),
                .folder = launch.folder};
    watch.program = start_program(launch, mask);
    if (watch.program < 0) {
        report(watch.reports, Report::Kind::not_started, errno);
        ::_exit(0);
    }
    for (auto const programs : {launch.pipes.output[1], launch.pipes.input[0], launch.pipes.errors[1]})
        close_if_open(programs);
    for (;;) {
        std::array<pollfd, 2> ready{pollfd{.fd = watch.orders, .events = POLLIN, .revents = 0},
                                    pollfd{.fd = watch.signals, .events = POLLIN, .revents = 0}};
        if (::poll(ready.data(), ready.size(), -1) < 0)
            continue;
        if (ready[1].revents != 0)
            note_children(watch);
        if (ready[0].revents != 0)
            obey(watch);
    }
}

/// Closes what we inherited, sockets above all: they would stay open for as long as we live.
void keep_open(std::array<int, 5> kept)
{
    std::ranges::sort(kept);
    unsigned from = 3;
    auto const close_up_to = [&](unsigned last) {
        if (from > last || ::close_range(from, last, 0) == 0)
            return;
        auto const most = std::min(last, 65'535U); // An old kernel.
        for (auto fd = from; fd <= most; ++fd)
            ::close(static_cast<int>(fd));
    };
    for (auto const fd : kept) {
        if (fd < 0)
            continue;
        close_up_to(static_cast<unsigned>(fd) - 1);
        from = static_cast<unsigned>(fd) + 1;
    }
    close_up_to(~0U);
}

/// Lets go of our terminal and files, and of signals that are meant for the harness.
void become_quiet()
{
    ::prctl(PR_SET_NAME, "mqttspec-guard");
    auto const nothing = ::open("/dev/null", O_RDWR);
    for (auto const fd : {0, 1, 2})
        ::dup2(nothing, fd);
    if (nothing > 2)
        ::close(nothing);
    for (auto const signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR1, SIGUSR2})
        ::signal(signal, SIG_IGN);
    ::signal(SIGCHLD, SIG_DFL);
}

int watch_children()
{
    sigset_t children;
    ::sigemptyset(&children);
    ::sigaddset(&children, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &children, nullptr);
    return ::signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
}

pid_t start_program(Launch const& launch, sigset_t const& mask)
{
    auto const guardian = ::getpid();
    auto const pid = ::fork();
    if (pid == 0)
        run_program(launch, mask, guardian);
    if (pid > 0)
        ::setpgid(pid, pid); // Both sides do it: whoever comes first.
    return pid;
}

void run_program(Launch const& launch, sigset_t const& mask, pid_t guardian)
{
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // Should someone kill the guardian.
    if (::getppid() != guardian)
        ::_exit(127);
    ::dup2(launch.pipes.output[1], 1);
    ::dup2(launch.pipes.errors[1] < 0 ? launch.pipes.output[1] : launch.pipes.errors[1], 2);
    if (launch.pipes.input[0] >= 0)
        ::dup2(launch.pipes.input[0], 0);
    for (int signal = 1; signal < NSIG; ++signal)
        ::signal(signal, SIG_DFL);
    ::sigprocmask(SIG_SETMASK, &mask, nullptr);
    if (!launch.folder || ::chdir(launch.folder) == 0)
        ::execve(launch.program, launch.arguments.data(), launch.environment.data());
    report(launch.pipes.reports[1], Report::Kind::not_started, errno);
    ::_exit(127);
}

void report(int to, Report::Kind kind, int value)
{
    Report const message{.kind = kind, .value = value};
    while (::write(to, &message, sizeof message) < 0 && errno == EINTR) {
    }
}

void obey(Watch& watch)
{
    char order = 0;
    auto const got = ::read(watch.orders, &order, 1);
    if (got < 0 && errno == EINTR)
        return;
    if (got == 1 && order == static_cast<char>(Order::terminate)) {
        ::kill(-watch.program, SIGTERM);
        return;
    }
    if (got == 1)
        watch.folder = nullptr; // Who gives orders lives, and cleans up.
    end_all(watch);
}

/// If the program itself has ended, all the rest goes with it. Others that were left to us are reaped.
void note_children(Watch& watch)
{
    signalfd_siginfo ignored;
    while (::read(watch.signals, &ignored, sizeof ignored) > 0) {
    }
    for (;;) {
        siginfo_t ended{};
        bool const looked = ::waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) == 0;
        if (!looked || ended.si_pid == 0)
            return;
        if (ended.si_pid == watch.program) {
            watch.folder = nullptr;
            end_all(watch);
        }
        ::waitpid(ended.si_pid, nullptr, 0);
    }
}

/// Kills, and waits until nothing is left. Children of the killed become ours and are killed in turn.
void end_all(Watch const& watch)
{
    // The group's id cannot have gone to another one, because its leader was not reaped yet.
    ::kill(-watch.program, SIGKILL);
    constexpr int rounds = 5000; // About five seconds: who cannot be killed does not hold us up.
    for (int round = 0; round < rounds; ++round) {
        kill_children();
        if (!reap_some(watch))
            break;
        ::usleep(1000);
    }
    if (watch.folder)
        ::execl("/bin/rm", "rm", "-rf", "--", watch.folder, static_cast<char*>(nullptr));
    ::_exit(0);
}

/// False when there is no child any more.
bool reap_some(Watch const& watch)
{
    for (;;) {
        int status = 0;
        auto const pid = ::waitpid(-1, &status, WNOHANG);
        if (pid <= 0)
            return pid == 0 || errno == EINTR;
        if (pid == watch.program)
            report(watch.reports, Report::Kind::ended, status);
    }
}

void kill_children()
{
    auto const file = ::open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return;
    std::array<char, 4096> text{};
    auto const size = ::read(file, text.data(), text.size());
    ::close(file);
    pid_t pid = 0;
    for (ssize_t i = 0; i < size; ++i) {
        auto const c = text[static_cast<std::size_t>(i)];
        if (c >= '0' && c <= '9') {
            pid = pid * 10 + (c - '0');
        } else if (pid > 0) {
            ::kill(pid, SIGKILL);
            pid = 0;
        }
    }
}

} // namespace

} // namespace mqttspec::target
