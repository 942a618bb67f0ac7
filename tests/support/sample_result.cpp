// SPDX-License-Identifier: Apache-2.0
#include "support/sample_result.hpp"

#include <utility>

namespace mqttspec::support {

namespace {

using results::CaseResult;
using results::Finding;
using results::Known;
using results::Result;
using results::StatementResult;
using results::Verdict;
using results::WireEvent;

constexpr char const* connect_yaml = "cases/mqtt-3.1.1/broker/connect.yaml";
constexpr char const* retain_yaml = "cases/mqtt-3.1.1/broker/retain.yaml";

Result run_of_mosquitto();
void add_statements(Result& result);
StatementResult statement(std::string id, std::string section, std::string summary, std::string summary_zh);
CaseResult second_connect();
CaseResult retained_keeps_its_qos();
CaseResult crash();
CaseResult known(int keep_alive);
CaseResult unexpected_pass();
CaseResult skipped(std::string id, std::string reason);
CaseResult flaky();
CaseResult error();
WireEvent opened(double t, std::string actor);
WireEvent packet(double t, std::string actor, std::string direction, std::string type, std::string summary);
WireEvent closed(double t, std::string actor, std::string direction, std::string how);
std::vector<WireEvent> second_connect_on_the_wire();

} // namespace

Result sample_result()
{
    Result result = run_of_mosquitto();
    add_statements(result);
    result.cases = {passing_case("protocol-name-first", "MQTT-3.1.0-1"),
                    second_connect(),
                    retained_keeps_its_qos(),
                    crash(),
                    known(2),
                    known(10),
                    unexpected_pass(),
                    skipped("user-name-without-flag", "the target does not offer credentials"),
                    skipped("password-without-flag", "the target does not offer credentials"),
                    skipped("tls-client-certificate", "the target does not offer tls"),
                    flaky(),
                    error()};
    result.findings = {Finding{.kind = "rule",
                               .statement = "MQTT-2.2.2-1",
                               .text = "PUBACK carries flags 0010, reserved as 0000",
                               .seen_in = "retained-keeps-its-qos@qos=1"},
                       Finding{.kind = "behaviour", .text = "max_qos is declared as 2 and was observed as 1"},
                       Finding{.kind = "cleanup",
                               .statement = "",
                               .text = "a retained message on mqttspec/x could not be cleared"}};
    result.behaviour = {
        {"granted_qos", "2"}, {"overlap", "one copy at the higher QoS"}, {"anonymous", "yes"}};
    result.stale_expectations = {
        "targets/brokers/mosquitto.yaml:31: MQTT-9.9.9-9 matches nothing in the catalogue"};
    summarise(result);
    return result;
}

Result conformant_result()
{
    Result result = run_of_mosquitto();
    result.target.name = "reference";
    result.target.version = "0.1.0";
    result.sections = {{.id = "3.1.0", .title = "CONNECT", .title_zh = "CONNECT 连接服务端"}};
    result.statements = {server_statement("MQTT-3.1.0-1", "3.1.0"),
                         server_statement("MQTT-3.1.0-2", "3.1.0")};
    result.cases = {passing_case("connect-first", "MQTT-3.1.0-1"),
                    passing_case("second-connect", "MQTT-3.1.0-2")};
    summarise(result);
    return result;
}

CaseResult passing_case(std::string id, std::string statement)
{
    CaseResult one;
    one.id = id;
    one.case_id = std::move(id);
    one.hash = "a3f1";
    one.file = connect_yaml;
    one.line = 3;
    one.section = "3.1.0";
    one.when = "A client sends a CONNECT as its first packet";
    one.then = "the Server answers it";
    one.statements = {std::move(statement)};
    one.verdict = Verdict::pass;
    one.started_s = 0.001;
    one.duration_s = 0.0021;
    one.client_ids = {{"alice", "m7f3a91c02alice"}};
    one.replay = "mqttspec run mosquitto --case " + one.id;
    one.wire = {opened(0, "alice"),
                packet(0.0002, "alice", "sent", "CONNECT", "CONNECT client_id=m7f3a91c02alice keep_alive=60"),
                packet(0.0006, "alice", "received", "CONNACK", "CONNACK return_code=0"),
                closed(0.0011, "alice", "sent", "FIN")};
    return one;
}

StatementResult server_statement(std::string id, std::string section)
{
    StatementResult one;
    one.id = std::move(id);
    one.role = "server";
    one.section = std::move(section);
    one.level = "must";
    one.examined = "active";
    return one;
}

namespace {

Result run_of_mosquitto()
{
    Result result;
    result.suite_version = "0.1.0";
    result.catalogue_hash = "9f2c41d0";
    result.started = "2026-03-01T02:00:00Z";
    result.host = "ci-runner";
    result.seed = 18'446'744'073'709'551'615ULL;
    result.run_id = "m7f3a91c02";
    result.command = {"mqttspec", "run", "mosquitto", "--seed", "18446744073709551615"};
    result.target.name = "mosquitto";
    result.target.version = "2.0.11";
    result.target.endpoint = "127.0.0.1:41873";
    result.target.features = {{"max_qos", "2"}, {"retain", "true"}};
    result.target.timing = {{"response", "2 s"}, {"settle", "0.1 s"}};
    result.summary.wall_s = 8.41;
    result.summary.together_s = 6.02;
    result.summary.cpu_s = 0.0934;
    return result;
}

void add_statements(Result& result)
{
    result.sections = {{.id = "2.2.2", .title = "Flags of the fixed header", .title_zh = "固定报头的标志"},
                       {.id = "3.1.0", .title = "CONNECT", .title_zh = "CONNECT 连接服务端"},
                       {.id = "3.1.2", .title = "CONNECT, variable header", .title_zh = "CONNECT 可变报头"},
                       {.id = "3.1.3", .title = "CONNECT, payload", .title_zh = "CONNECT 有效载荷"},
                       {.id = "3.3.1", .title = "PUBLISH, fixed header", .title_zh = "PUBLISH 固定报头"},
                       {.id = "3.10.4", .title = "UNSUBSCRIBE, response", .title_zh = "UNSUBSCRIBE 响应"}};
    result.statements = {
        statement("MQTT-3.3.1-5", "3.3.1", "What is retained keeps its message and its QoS.",
                  "保留消息连同其服务质量等级一并保存。"),
        statement("MQTT-2.2.2-1", "2.2.2", "Reserved flag bits hold the values that the table lists.",
                  "保留的标志位必须取表中给出的值。"),
        statement("MQTT-3.1.0-1", "3.1.0", "The first packet of a client is CONNECT.",
                  "客户端的第一个报文是 CONNECT。"),
        statement("MQTT-3.1.0-2", "3.1.0",
                  "A second CONNECT on a connection is a violation, and the server ends that connection.",
                  "同一连接上再次收到 CONNECT 属于违规，服务端须断开该连接。"),
        statement("MQTT-3.1.2-18", "3.1.2", "No user name without its flag.", "标志为 0 时不得有用户名。"),
        statement(
            "MQTT-3.1.2-24", "3.1.2",
            "Silence for one and a half Keep Alive intervals ends the connection as a network failure would.",
            "若在 1.5 倍保活时间内未收到报文，服务端按网络故障断开连接。"),
        statement("MQTT-3.1.2-8", "3.1.2", "A will that is set is published when the connection is lost.",
                  "设置了遗嘱标志时，连接丢失后必须发布遗嘱消息。"),
        statement("MQTT-3.1.2-9", "3.1.2", "A will needs its topic and its message.",
                  "遗嘱必须带有主题和消息。"),
        statement("MQTT-3.1.3-5", "3.1.3", "Client ids of letters and digits, up to 23 bytes, are accepted.",
                  "须接受由字母和数字组成、不超过 23 字节的客户端标识。"),
        statement("MQTT-3.1.3-9", "3.1.3", "A refused client id is answered with return code 2.",
                  "拒绝客户端标识时返回码为 2。"),
        statement("MQTT-3.3.1-8", "3.3.1", "A new subscription receives what is retained with RETAIN set.",
                  "新订阅收到的保留消息须置位 RETAIN。"),
        statement("MQTT-3.10.4-1", "3.10.4", "Filters are compared character by character.",
                  "逐字符比较主题过滤器。")};
    result.statements[1].examined = "passive";
    result.statements[1].rules = {"reserved-flags"};
}

StatementResult statement(std::string id, std::string section, std::string summary, std::string summary_zh)
{
    StatementResult one = server_statement(std::move(id), std::move(section));
    one.summary = std::move(summary);
    one.summary_zh = std::move(summary_zh);
    return one;
}

CaseResult second_connect()
{
    CaseResult one = passing_case("second-connect", "MQTT-3.1.0-2");
    one.line = 9;
    one.when = "A client sends a second CONNECT on a live connection";
    one.then = "the Server closes that connection";
    one.verdict = Verdict::fail;
    one.reason = "failed 3 of 3";
    one.attempts = 3;
    one.duration_s = 2.0047;
    one.failure = results::Failure{.statement = "MQTT-3.1.0-2",
                                   .blamed = {"MQTT-3.1.0-2"},
                                   .file = connect_yaml,
                                   .line = 15,
                                   .step = "alice: expect close",
                                   .expected = "the Server closes the connection (FIN or RST)",
                                   .received = "0.9 ms: CONNACK return_code=0\n"
                                               "then nothing for 2.0 s; connection open"};
    one.client_ids = {{"alice", "m7f3a91c02alice"}, {"bob", "m7f3a91c02bob"}};
    one.notes = {"bystander bob survived"};
    one.wire = second_connect_on_the_wire();
    return one;
}

std::vector<WireEvent> second_connect_on_the_wire()
{
    WireEvent odd = packet(0.0009, "alice", "received", "CONNACK", "CONNACK flags=0x80 return_code=0");
    odd.bytes = std::string("\x20\x02\x80\x00", 4);
    odd.total_bytes = 4;
    odd.packet->values = {{"session_present", false}, {"return_code", std::int64_t{0}}};
    odd.packet->fields = {{.path = "flags", .offset = 2, .length = 1},
                          {.path = "return_code", .offset = 3, .length = 1}};
    odd.packet->malformations = {"flags: reserved bits are set"};
    WireEvent note;
    note.t = 2.0047;
    note.actor = "bob";
    note.connection = 1;
    note.kind = "note";
    note.detail = "bystander checked";
    return {opened(0, "bob"),
            packet(0.0001, "bob", "sent", "CONNECT", "CONNECT client_id=m7f3a91c02bob keep_alive=60"),
            packet(0.0003, "bob", "received", "CONNACK", "CONNACK return_code=0"),
            opened(0.0004, "alice"),
            packet(0.0005, "alice", "sent", "CONNECT",
                   "CONNECT client_id=m7f3a91c02alice clean_session keep_alive=60"),
            packet(0.0007, "alice", "received", "CONNACK", "CONNACK return_code=0"),
            packet(0.0008, "alice", "sent", "CONNECT",
                   "CONNECT client_id=m7f3a91c02alice clean_session keep_alive=60"),
            odd,
            packet(2.0031, "bob", "sent", "PINGREQ", ""),
            packet(2.0033, "bob", "received", "PINGRESP", ""),
            note};
}

CaseResult retained_keeps_its_qos()
{
    CaseResult one = passing_case("retained-keeps-its-qos@qos=1", "MQTT-3.3.1-5");
    one.case_id = "retained-keeps-its-qos";
    one.values = {
        {"qos", std::int64_t{1}}, {"payload", std::string("héllo")}, {"big", true}, {"factor", 1.5}};
    one.file = retain_yaml;
    one.section = "3.3.1";
    one.statements = {"MQTT-3.3.1-5", "MQTT-3.3.1-8"};
    one.provokes = {"MQTT-2.2.2-1"};
    one.variant = "with-acl";
    one.when = "A message was retained at QoS 1 and a client subscribes later";
    one.then = "the Server sends it with RETAIN set and at the QoS it was published with";
    one.notes = {"overlapping subscriptions: one copy at the higher QoS"};
    return one;
}

CaseResult crash()
{
    CaseResult one = passing_case("will-without-topic", "MQTT-3.1.2-9");
    one.section = "3.1.2";
    one.line = 88;
    one.when = "A CONNECT has the Will Flag but no will topic";
    one.then = "the Server closes the connection";
    one.verdict = Verdict::fail;
    one.is_crash = true;
    one.reason = "took the target down (SIGSEGV), alone, after a restart";
    one.duration_s = 0.031;
    one.wire = {opened(0, "alice"), closed(0.004, "alice", "received", "RST")};
    one.wire.insert(one.wire.begin() + 1,
                    WireEvent{.t = 0.0003,
                              .actor = "alice",
                              .connection = 1,
                              .direction = "sent",
                              .kind = "bytes",
                              .detail = "",
                              .bytes = std::string("\x10\x0c\x00\x04MQTT\x04\x06\x00\x3c", 12),
                              .total_bytes = 12});
    return one;
}

CaseResult known(int keep_alive)
{
    CaseResult one =
        passing_case("keep-alive-expires@keep_alive=" + std::to_string(keep_alive), "MQTT-3.1.2-24");
    one.case_id = "keep-alive-expires";
    one.values = {{"keep_alive", std::int64_t{keep_alive}}};
    one.section = "3.1.2";
    one.line = 120;
    one.when = "A client is silent for one and a half times its Keep Alive";
    one.then = "the Server closes the connection";
    one.verdict = Verdict::fail;
    one.duration_s = 4.0 + 0.41 * keep_alive;
    one.failure = results::Failure{.statement = "MQTT-3.1.2-24",
                                   .file = connect_yaml,
                                   .line = 127,
                                   .step = "alice: expect close",
                                   .expected = "close within 3.2 s",
                                   .received = "nothing for 3.2 s; connection open"};
    one.known = Known{.reason = "looks for silent clients only every 5 seconds",
                      .link = "https://example.org/issues/1",
                      .pattern = "MQTT-3.1.2-24"};
    return one;
}

CaseResult unexpected_pass()
{
    CaseResult one = passing_case("client-id-of-23-bytes", "MQTT-3.1.3-5");
    one.section = "3.1.3";
    one.unexpected_pass = true;
    one.known = Known{.reason = "was too strict", .link = "", .pattern = "client-id-of-23-bytes"};
    return one;
}

CaseResult skipped(std::string id, std::string reason)
{
    CaseResult one = passing_case(std::move(id), "MQTT-3.1.2-18");
    one.section = "3.1.2";
    one.verdict = Verdict::skipped;
    one.reason = std::move(reason);
    one.wire.clear();
    one.client_ids.clear();
    one.duration_s = 0;
    return one;
}

CaseResult flaky()
{
    CaseResult one = passing_case("will-on-reset", "MQTT-3.1.2-8");
    one.section = "3.1.2";
    one.when = "A client with a will resets its connection";
    one.then = "the Server publishes the will";
    one.verdict = Verdict::inconclusive;
    one.reason = "flaky: failed 1 of 3";
    one.attempts = 3;
    one.other_attempts = {{opened(0, "alice"), closed(0.2, "alice", "sent", "RST")}, {opened(0, "alice")}};
    return one;
}

CaseResult error()
{
    CaseResult one = passing_case("refused-client-id", "MQTT-3.1.3-9");
    one.section = "3.1.3";
    one.verdict = Verdict::error;
    one.reason = "opening a socket: Too many open files";
    one.wire.clear();
    return one;
}

WireEvent opened(double t, std::string actor)
{
    return {.t = t, .actor = std::move(actor), .connection = 1, .direction = "", .kind = "opened"};
}

WireEvent packet(double t, std::string actor, std::string direction, std::string type, std::string summary)
{
    WireEvent event{.t = t, .actor = std::move(actor), .connection = 1, .direction = std::move(direction)};
    event.kind = "packet";
    event.packet = results::WirePacket{.type = std::move(type), .summary = std::move(summary)};
    return event;
}

WireEvent closed(double t, std::string actor, std::string direction, std::string how)
{
    WireEvent event{.t = t, .actor = std::move(actor), .connection = 1, .direction = std::move(direction)};
    event.kind = "closed";
    event.detail = std::move(how);
    return event;
}

} // namespace

} // namespace mqttspec::support
