// SPDX-License-Identifier: Apache-2.0
#include "reference/client_rewriting.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace mqttspec::reference {
namespace {

class WithoutScruple final : public ClientDeviation
{
public:
    WithoutScruple(std::string_view statement, std::string_view why) : statement_(statement), why_(why) {}

    void configure(ClientOptions& options) override
    {
        options.objections = [before = options.objections, statement = statement_,
                              why = why_](Command const& command) {
            auto objections = before(command);
            std::erase_if(objections, [&](Objection const& objection) {
                return objection.statement == statement && objection.why.find(why) != std::string::npos;
            });
            return objections;
        };
    }

private:
    std::string statement_;
    std::string why_;
};

} // namespace

void ignore(ClientEvent& event)
{
    event.what = Ticked{}; // That nothing is due yet does no harm.
}

Flaw flaw(wire::Defect defect)
{
    return [defect](wire::Malformation const& it) { return it.defect == defect; };
}

Flaw flaw_of(wire::Defect defect, std::string_view field)
{
    return [defect, name = std::string(field)](wire::Malformation const& it) {
        return it.defect == defect && it.field.path == name;
    };
}

bool has(ClientEvent const& event, Flaw const& flaw)
{
    auto const* arrival = std::get_if<Received>(&event.what);
    return arrival != nullptr && std::ranges::any_of(arrival->packet.malformations, flaw);
}

wire::Bytes bytes_of(wire::Packet const& packet)
{
    return wire::encode(packet, wire::Version::v3_1_1).bytes;
}

ClientAction to_send(LinkId link, wire::Packet packet)
{
    return Transmit{.link = link, .what = std::move(packet)};
}

MakeClient client_forgives(Flaw flaw)
{
    return client_hears([flaw](ClientEvent& event) {
        if (auto* arrival = std::get_if<Received>(&event.what)) {
            std::erase_if(arrival->packet.malformations, flaw);
        }
    });
}

MakeClient client_passes_over(Flaw flaw)
{
    return client_hears([flaw](ClientEvent& event) {
        if (has(event, flaw)) {
            ignore(event);
        }
    });
}

MakeClient client_without_scruple(std::string_view statement)
{
    return client_without_scruple(statement, "");
}

MakeClient client_without_scruple(std::string_view statement, std::string_view why)
{
    return make_client<WithoutScruple>(statement, why);
}

} // namespace mqttspec::reference
