// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/clock.hpp"

namespace mqttspec::net {

/// Holds a flag, whatever ends it, and then wakes who waits for it to fall.
class Turn
{
public:
    Turn(bool& is_taken, Timer& changed) : is_taken_(is_taken), changed_(changed) { is_taken_ = true; }
    Turn(Turn const&) = delete;
    Turn& operator=(Turn const&) = delete;
    ~Turn()
    {
        is_taken_ = false;
        changed_.wake();
    }

private:
    bool& is_taken_;
    Timer& changed_;
};

} // namespace mqttspec::net
