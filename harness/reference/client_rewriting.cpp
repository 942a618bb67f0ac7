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

wire::Bytes bytes_of(wire::Packet const& packet)
{
    return wire::encode(packet, wire::Version::v3_1_1).bytes;
}

ClientAction to_send(LinkId link, wire::Packet packet)
{
    return Transmit{.link = link, .what = std::move(packet)};
}

MakeClient client_forgives(Complaint complaint)
{
    return client_hears([complaint](ClientEvent& event) { forgive(event, complaint); });
}

MakeClient client_passes_over(Complaint complaint)
{
    return client_hears([complaint](ClientEvent& event) {
        if (has(event, complaint)) {
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
