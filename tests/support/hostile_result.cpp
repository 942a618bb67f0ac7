// SPDX-License-Identifier: Apache-2.0
#include "support/hostile_result.hpp"

#include "support/sample_result.hpp"

#include <vector>

namespace mqttspec::support {

namespace {

using results::CaseResult;
using results::Result;

/// Every text of an event.
void add_to_event(results::WireEvent& event, std::string_view text)
{
    event.detail += text;
    if (!event.packet)
        return;
    event.packet->type += text;
    event.packet->summary += text;
    event.packet->values.emplace_back("topic" + std::string(text), std::string(text));
    event.packet->malformations.emplace_back(text);
    for (auto& field : event.packet->fields)
        field.path += text;
}

void add_to_case(CaseResult& one, std::string_view text)
{
    for (std::string* const member : {&one.id, &one.case_id, &one.file, &one.when, &one.then, &one.variant,
                                      &one.reason, &one.replay, &one.hash})
        *member += text;
    one.statements.emplace_back(text);
    one.provokes.emplace_back(text);
    one.notes.emplace_back(text);
    one.client_ids.emplace_back(text, text);
    for (auto& event : one.wire)
        add_to_event(event, text);
    if (one.known) {
        one.known->reason += text;
        one.known->pattern += text;
    }
    if (!one.failure)
        return;
    for (std::string* const member :
         {&one.failure->file, &one.failure->step, &one.failure->expected, &one.failure->received})
        *member += text;
}

} // namespace

Result sample_with(std::string_view text)
{
    Result result = sample_result();
    for (std::string* const member :
         {&result.suite_version, &result.host, &result.run_id, &result.trouble, &result.selection,
          &result.started, &result.delivery, &result.catalogue_hash, &result.protocol, &result.target.name,
          &result.target.version, &result.target.endpoint, &result.target.transport,
          &result.summary.longest_case})
        *member += text;
    result.command.emplace_back(text);
    result.behaviour.emplace_back(text, text);
    result.target.features.emplace_back(text, text);
    result.stale_expectations.emplace_back(text);
    for (auto& finding : result.findings) {
        finding.kind += text;
        finding.text += text;
        finding.seen_in += text;
    }
    for (auto& section : result.sections) {
        section.title += text;
        section.title_zh += text;
    }
    for (auto& statement : result.statements) {
        for (std::string* const member : {&statement.summary, &statement.summary_zh, &statement.reason,
                                          &statement.level, &statement.examined})
            *member += text;
    }
    for (CaseResult& one : result.cases)
        add_to_case(one, text);
    return result;
}

Result hostile_result()
{
    Result result = sample_with("</script><script>window.hacked=1</script><!--<img src=x onerror=hacked=1>"
                                "\"'` onmouseover=hacked=1 &lt; {{data}} \x01 \u202e\u2066txt \xff\xfe "
                                "\u05d0\u05d1\u05d2 \u4fdd\u7559");
    result.cases[4].known->link = "javascript:window.hacked=1";
    auto& event = result.cases[1].wire.back();
    event = result.cases[1].wire[4];
    event.packet->values = {{"topic", std::string(65535, 'x')}};
    event.packet->summary = "PUBLISH topic \"" + std::string(65535, 'x') + "\"";
    event.bytes = std::string(4096, 'x');
    event.total_bytes = 65543;
    event.packet->fields = {{.path = "topic.value", .offset = 4, .length = 65535}};
    result.cases[1].when = std::string(65535, 'w');
    result.cases[3].id = "constructor";
    result.cases[5].id = "__proto__";
    result.target.name += std::string(3000, 'n');
    return result;
}

} // namespace mqttspec::support
