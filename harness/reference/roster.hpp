// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/event.hpp"
#include "wire/packet.hpp"

#include <map>
#include <string>
#include <vector>

namespace mqttspec::reference {

/// How a connection came to its end.
enum class Ending
{
    disconnect,     ///< By DISCONNECT.
    fin,            ///< The Client closed without one,
    rst,            ///< or tore the connection down.
    expiry,         ///< Its Keep Alive ran out.
    second_connect, ///< It sent one.
    violation,      ///< It broke the protocol in another way.
    takeover,       ///< Another connection came with its Client Identifier.
};

/// One who has left.
struct Departure
{
    LinkId link = 0;
    wire::Connect connect{}; ///< With which it had come.
    Ending how = Ending::fin;
};

/// Who is connected, as one sees who only watches.
class Roster
{
public:
    /// To be told of every event with what the broker made of it. Returns who has left with it.
    std::vector<Departure> note(Event const& event, std::vector<Action> const& actions);

    /// With what the Client on that link came; nullptr if there is none.
    [[nodiscard]] wire::Connect const* on(LinkId link) const;

    /// The link of the Client with that identifier; 0 if there is none.
    [[nodiscard]] LinkId find(std::string const& client_id) const;

private:
    std::map<LinkId, wire::Connect> present_;
};

/// The names under which the broker knows the Clients. A Session is forgotten by giving its Client a new one.
class Names
{
public:
    [[nodiscard]] std::string of(std::string const& client_id) const;
    void forget(std::string const& client_id) { ++generations_[client_id]; }

private:
    std::map<std::string, int> generations_;
};

} // namespace mqttspec::reference
