// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/deviation_of.hpp"

#include <memory>
#include <string_view>

namespace mqttspec::reference {

/// A fault of who serves the broker, or drives the client, on WebSockets.
template <class D, class Manners>
class Mannerless final : public D
{
public:
    using Change = void (*)(Manners&);

    explicit Mannerless(Change change) : change_(change) {}

    void set_manners(Manners& manners) override { change_(manners); }

private:
    Change change_;
};

/// The row of such a fault.
template <class D, class Manners>
DeviationInfoOf<D> mannerless(std::string_view name, std::string_view clause, std::string_view about,
                              void (*change)(Manners&))
{
    return {.name = name, .clause = clause, .about = about, .make = [change] {
                return std::make_unique<Mannerless<D, Manners>>(change);
            }};
}

} // namespace mqttspec::reference
