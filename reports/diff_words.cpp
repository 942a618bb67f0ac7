// SPDX-License-Identifier: Apache-2.0
#include "reports/diff_words.hpp"

#include "reports/score_line.hpp"
#include "reports/text.hpp"
#include "reports/words.hpp"

#include <fmt/format.h>

#include <array>

namespace mqttspec::reports {

namespace {

using Titles = std::array<std::string_view, change_kinds>;
using Sentences = std::array<std::string_view, 9>;

// In the order of ChangeKind.
constexpr Titles english_titles{"Regressions", "Fixes", "No longer told",      "Told now",
                                "New",         "Gone",  "Another alternative", "Other behaviour"};
constexpr Titles chinese_titles{"退步", "修复", "不再能判定",           "现已判定",
                                "新增", "消失", "改用另一种允许的做法", "行为变化"};

// In the order of RemarkKind.
constexpr Sentences english_sentences{
    "the results are of different targets: {0} and {1}",
    "one result is over {0}, the other over {1}",
    "packets went out {0} in one, {1} in the other",
    "the results are of different catalogues ({0} and {1}): statements may have "
    "been read otherwise",
    "the suites differ: mqttspec {0} and {1}",
    "OLD is only a selection: {0}",
    "NEW is only a selection: {1}; what it left out is not compared",
    "OLD did not run to its end: {0}",
    "NEW did not run to its end: {1}"};
constexpr Sentences chinese_sentences{"两个结果的被测对象不同：{0} 与 {1}",
                                      "传输方式不同：{0} 与 {1}",
                                      "发送方式不同：{0} 与 {1}",
                                      "两个结果的条款目录不同（{0} 与 {1}）：对条款的解读可能不同",
                                      "套件版本不同：mqttspec {0} 与 {1}",
                                      "OLD 只运行了一部分：{0}",
                                      "NEW 只运行了一部分：{1}；未运行的部分不参与比较",
                                      "OLD 未运行到底：{0}",
                                      "NEW 未运行到底：{1}"};

} // namespace

std::string_view title_of(ChangeKind kind, Language lang)
{
    auto const& titles = lang == Language::chinese ? chinese_titles : english_titles;
    return titles.at(static_cast<std::size_t>(kind));
}

std::string in_words(Remark const& remark, Language lang)
{
    auto const& sentences = lang == Language::chinese ? chinese_sentences : english_sentences;
    auto const sentence = fmt::runtime(sentences.at(static_cast<std::size_t>(remark.kind)));
    return fmt::format(sentence, cut(one_line(remark.before), 200, "…"),
                       cut(one_line(remark.after), 200, "…"));
}

std::string verdict_in(std::string_view name, Language lang)
{
    Words const& w = words(lang);
    for (auto const& [known, word] :
         {std::pair{"pass", w.pass}, std::pair{"fail", w.fail}, std::pair{"inconclusive", w.inconclusive},
          std::pair{"skipped", w.skipped}, std::pair{"error", w.error}, std::pair{"crash", w.crash}}) {
        if (name == known)
            return std::string(word);
    }
    return one_line(name);
}

std::string side_in_words(results::Result const& result, Language lang)
{
    std::string text = target_in_words(result.target, lang);
    if (!result.started.empty())
        text += fmt::format(fmt::runtime(words(lang).parentheses), one_line(result.started));
    return text + std::string(words(lang).colon) + score_in_words(result, lang);
}

std::string totals_in_words(Comparison const& comparison, Language lang)
{
    std::string text;
    for (std::size_t i = 0; i < change_kinds; ++i) {
        auto const kind = static_cast<ChangeKind>(i);
        auto const count = comparison.of(kind).size();
        if (count == 0)
            continue;
        text += fmt::format("{}{}{}{}", text.empty() ? "" : words(lang).separator, title_of(kind, lang),
                            lang == Language::chinese ? " " : ": ", count);
    }
    if (!text.empty())
        return text;
    return lang == Language::chinese ? "没有差异" : "no difference";
}

std::string_view rewritten(Language lang)
{
    return lang == Language::chinese ? "用例已改写" : "the case was rewritten";
}

} // namespace mqttspec::reports
