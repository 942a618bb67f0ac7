// SPDX-License-Identifier: Apache-2.0
#include "reports/matrix_words.hpp"

namespace mqttspec::reports {

namespace {

constexpr MatrixWords english{
    .title = "MQTT {} conformance",
    .target = "target",
    .score = "score",
    .verdict = "verdict",
    .differences = "Where they differ",
    .alike = "Where they are alike",
    .legend =
        "✅ pass · ❌ fail · ❔ could not be told · – skipped: the target does not offer it · · not examined",
    .catalogues_differ =
        "The results were made with different catalogues: a statement may have been read otherwise.",
    .conformant = "conformant",
    .not_conformant = "not conformant",
    .partial = "partial",
    .unfinished = "not finished",
    .undecided = "undecided",
    .of_applicable = "{} of {} applicable statements pass",
    .only_differences = "only where they differ",
    .what_fails = "{} statements fail",
    .nothing_fails = "no statement fails",
    .cases_fail = "{} cases fail",
    .known = "declared as known",
    .made_with = "mqttspec {}, {}",
    .explanation =
        "Each row is one normative statement of the standard; each was examined by playing cases over the "
        "wire and by watching the traffic. The score counts what applies to the target.",
    .transport = "over {}",
};

constexpr MatrixWords chinese{
    .title = "MQTT {} 标准符合性",
    .target = "被测对象",
    .score = "得分",
    .verdict = "结论",
    .differences = "有差异的条款",
    .alike = "一致的条款",
    .legend = "✅ 通过 · ❌ 失败 · ❔ 无法判定 · – 跳过（对象不支持） · · 未检验",
    .catalogues_differ = "各结果所用的条款目录不同：对条款的解读可能不同。",
    .conformant = "符合",
    .not_conformant = "不符合",
    .partial = "部分运行",
    .unfinished = "未完成",
    .undecided = "无法判定",
    .of_applicable = "{1} 条适用条款中 {0} 条通过",
    .only_differences = "只看有差异的",
    .what_fails = "{} 条失败",
    .nothing_fails = "没有失败的条款",
    .cases_fail = "{} 个用例失败",
    .known = "已声明",
    .made_with = "mqttspec {}，{}",
    .explanation =
        "每行是标准中的一条规范性条款，通过在线路上执行用例并观察报文来检验。得分只计适用于该对象的条款。",
    .transport = "经由 {}",
};

} // namespace

MatrixWords const& matrix_words(Language lang)
{
    return lang == Language::chinese ? chinese : english;
}

std::string_view verdict_of(results::Result const& result, MatrixWords const& w)
{
    if (result.interrupted || !result.trouble.empty())
        return w.unfinished;
    if (result.summary.conformant)
        return w.conformant;
    auto const failing = result.summary.statements.find("fail");
    if (failing != result.summary.statements.end() && failing->second > 0)
        return w.not_conformant;
    return result.partial ? w.partial : w.undecided;
}

} // namespace mqttspec::reports
