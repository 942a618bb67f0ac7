// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/language.hpp"

#include <string>

namespace mqttspec::reports {

/// How far a run has come.
struct ProgressState
{
    int done = 0;
    int total = 0;
    int running = 0;
    int failed = 0;
    double elapsed_s = 0;      ///< Since the start of the run; also the clock of the line's refresh rate.
    std::string waiting_for{}; ///< The case that has been running longest; may be empty.
};

/// One live line at the bottom of a terminal. Says nothing where there is none (a pipe, a file, TERM=dumb),
/// and never blocks the run: an update that the terminal cannot take at once is left out.
class Progress
{
public:
    /// `descriptor` is where the line goes, usually standard error; it is not owned.
    explicit Progress(int descriptor, Language lang = Language::english);
    ~Progress();
    Progress(Progress const&) = delete;
    Progress& operator=(Progress const&) = delete;

    /// Redraws the line, at most ten times a second; cheap enough to be called at every event.
    void update(ProgressState const& state);

    /// Takes the line away, so that something else can be printed; the next update draws it again.
    void clear();

private:
    void draw(ProgressState const& state);
    [[nodiscard]] bool write_now(std::string const& text);

    int descriptor_;
    Language lang_;
    bool is_live_;
    bool unicode_;
    bool colour_;
    bool is_drawn_ = false;
    double drawn_at_s_ = -1;
};

} // namespace mqttspec::reports
