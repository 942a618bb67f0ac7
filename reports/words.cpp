// SPDX-License-Identifier: Apache-2.0
#include "reports/words.hpp"

namespace mqttspec::reports {

namespace {

constexpr Words english{
    .pass = "pass",
    .fail = "fail",
    .inconclusive = "inconclusive",
    .skipped = "skipped",
    .error = "error",
    .not_examined = "not examined",
    .known_failure = "known failure",
    .unexpected_pass = "unexpected pass",
    .crash = "crash",

    .when = "when",
    .then = "then",
    .statement = "statement",
    .also = "also claims",
    .provokes = "provokes",
    .step = "step",
    .expected = "expected",
    .received = "received",
    .reason = "why",
    .clients = "client ids",
    .notes = "notes",
    .attempts = "attempts",
    .replay = "again",
    .other_attempt = "attempt {}, which ended otherwise",

    .failures = "Failures",
    .told_in_full = "Failures, known or not, and what could not be told",
    .skipped_cases = "Skipped",
    .inconclusive_cases = "Inconclusive",
    .known_failures = "Known failures",
    .unexpected_passes = "Unexpected passes",
    .errors = "Errors of the suite or its surroundings",
    .findings = "Findings",
    .behaviour = "Observed behaviour",
    .stale = "Stale expectations",
    .one_stale = "stale expectation",
    .trouble = "The run could not go on",
    .wire_logs = "Wire logs",

    .cases_in = "{} cases in {}",
    .longest = "{} side by side; the longest took {} ({})",
    .cpu = "{} of own CPU",
    .over = "{} over {}",
    .score = "{} of {} applicable statements pass",
    .count = "{} {}",
    .percent = " ({}%)",
    .all_known = "all known",
    .some_known = "{} of them known",
    .selection = "Only a selection ran: {}",
    .fails_in = "fails in {} of its {} cases",
    .known_in = "known to fail in {} of its {} cases",
    .more_events = "{} more, see the JSON report",
    .remove_entry = "remove the entry {}",
    .separator = ", ",
    .colon = ": ",
    .parentheses = " ({})",

    .conformant = "CONFORMANT",
    .not_conformant = "NOT CONFORMANT",
    .undecided = "UNDECIDED",
    .nothing_examined = "NOTHING EXAMINED",
    .partial = "PARTIAL, says nothing of conformance",
    .interrupted = "INTERRUPTED",
    .broke_off = "BROKEN OFF",
};

constexpr Words chinese{
    .pass = "通过",
    .fail = "失败",
    .inconclusive = "无法判定",
    .skipped = "跳过",
    .error = "错误",
    .not_examined = "未检验",
    .known_failure = "已知失败",
    .unexpected_pass = "意外通过",
    .crash = "崩溃",

    .when = "情景",
    .then = "要求",
    .statement = "条款",
    .also = "同时涉及",
    .provokes = "故意违反",
    .step = "步骤",
    .expected = "期望",
    .received = "实际",
    .reason = "原因",
    .clients = "客户端标识",
    .notes = "备注",
    .attempts = "次数",
    .replay = "重现",
    .other_attempt = "第 {} 次尝试，结果不同",

    .failures = "失败",
    .told_in_full = "失败（含已知）与无法判定",
    .skipped_cases = "跳过",
    .inconclusive_cases = "无法判定",
    .known_failures = "已知失败",
    .unexpected_passes = "意外通过",
    .errors = "测试套件或环境的错误",
    .findings = "发现",
    .behaviour = "观察到的行为",
    .stale = "过期的预期",
    .one_stale = "过期的预期",
    .trouble = "运行无法继续",
    .wire_logs = "报文记录",

    .cases_in = "{} 个用例，耗时 {}",
    .longest = "并行 {}，最长 {}（{}）",
    .cpu = "自身 CPU {}",
    .over = "{}（{}）",
    .score = "{1} 条适用条款中 {0} 条通过",
    .count = "{} 条{}",
    .percent = "（{}%）",
    .all_known = "均为已知",
    .some_known = "其中 {} 条为已知",
    .selection = "只运行了一部分：{}",
    .fails_in = "{1} 个用例中 {0} 个失败",
    .known_in = "{1} 个用例中 {0} 个为已知失败",
    .more_events = "另有 {} 条，见 JSON 报告",
    .remove_entry = "请删除条目 {}",
    .separator = "，",
    .colon = "：",
    .parentheses = "（{}）",

    .conformant = "符合标准",
    .not_conformant = "不符合标准",
    .undecided = "无法判定",
    .nothing_examined = "未检验任何条款",
    .partial = "部分运行，不能说明是否符合标准",
    .interrupted = "已中断",
    .broke_off = "运行中止",
};

} // namespace

Words const& words(Language language)
{
    return language == Language::chinese ? chinese : english;
}

} // namespace mqttspec::reports
