// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace mqttspec::reports {

/// The looks of the matrix page. Text on its ground has a contrast of 4.5 and more, light and dark. The two
/// languages are both there, and the switch at the top hides one; likewise the rows that are alike.
inline constexpr std::string_view matrix_style = R"css(
:root { color-scheme: light dark; --ground: #ffffff; --ink: #1c2330; --faint: #56606f; --line: #d5dae2;
  --panel: #f5f7fa; --pass: #166534; --pass-ground: #e3f4e8; --fail: #a11a14; --fail-ground: #fce4e2;
  --doubt: #7a4f00; --doubt-ground: #fff0cf; --link: #0b57a4; }
@media (prefers-color-scheme: dark) { :root { --ground: #14181f; --ink: #e4e8ee; --faint: #a3adbb; --line: #353d4a;
  --panel: #1d232d; --pass: #7fdc9b; --pass-ground: #173325; --fail: #ff9a92; --fail-ground: #45201f;
  --doubt: #f0c468; --doubt-ground: #3c3014; --link: #86bbf5; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", sans-serif; }
header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1rem; }
header { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between;
  padding-top: 1.2rem; }
h1 { font-size: 1.6rem; margin: 0; line-height: 1.25; }
h2 { font-size: 1.2rem; margin: 2rem 0 .6rem; }
a { color: var(--link); }
p { max-width: 60rem; }
.switch { position: absolute; opacity: 0; width: 1px; height: 1px; }
label { display: inline-block; padding: .15rem .6rem; border: 1px solid var(--line); border-radius: 1rem; cursor: pointer; }
#en:checked ~ * [for=en], #zh:checked ~ * [for=zh], #only:checked ~ * [for=only] { background: var(--ink); color: var(--ground); }
#en:focus-visible ~ * [for=en], #zh:focus-visible ~ * [for=zh], #only:focus-visible ~ * [for=only] {
  outline: 3px solid var(--link); outline-offset: 2px; }
#en:checked ~ * [lang=zh], #zh:checked ~ * [lang=en], #only:checked ~ * .alike { display: none; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .8rem; margin: 1rem 0; }
.card { border: 1px solid var(--line); border-radius: .5rem; background: var(--panel); padding: .8rem 1rem; overflow-wrap: anywhere; }
.card h3 { margin: 0 0 .2rem; font-size: 1.05rem; }
.card p { margin: .15rem 0; }
.score { font-size: 1.5rem; font-weight: 700; }
.bar { height: .5rem; border-radius: .25rem; background: var(--fail-ground); overflow: hidden; margin: .4rem 0; border: 1px solid var(--line); }
.bar i { display: block; height: 100%; background: var(--pass); }
.faint { color: var(--faint); font-size: .85rem; }
.chip { display: inline-block; border-radius: .3rem; padding: 0 .45rem; font-weight: 600; }
.pass { color: var(--pass); background: var(--pass-ground); }
.fail { color: var(--fail); background: var(--fail-ground); }
.doubt { color: var(--doubt); background: var(--doubt-ground); }
.none { color: var(--faint); }
.notice { border-left: 4px solid var(--doubt); padding: .2rem .8rem; background: var(--doubt-ground); color: var(--doubt); }
.legend > span { margin-right: .8rem; white-space: nowrap; }
.scroll { overflow: auto; max-height: 85vh; border: 1px solid var(--line); border-radius: .5rem; }
table { border-collapse: separate; border-spacing: 0; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; }
thead th { position: sticky; top: 0; background: var(--panel); z-index: 2; vertical-align: bottom; }
thead th.name { text-align: center; min-width: 4.2rem; max-width: 9rem; overflow-wrap: anywhere; font-size: .85rem; }
thead th.name a { text-decoration: none; }
tbody th { position: sticky; left: 0; background: var(--ground); font-weight: 400; min-width: 15rem; z-index: 1; }
thead th:first-child { left: 0; z-index: 3; }
tbody th b { font-weight: 600; white-space: nowrap; }
tbody th p { margin: 0; color: var(--faint); font-size: .85rem; }
tbody.head th { background: var(--panel); font-weight: 600; position: static; }
td { text-align: center; border-left: 1px solid var(--line); font-weight: 700; }
td a { display: block; color: inherit; }
td small { font-weight: 400; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
details { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem 1rem; margin: .5rem 0; overflow-wrap: anywhere; }
summary { cursor: pointer; font-weight: 600; }
li { margin: .5rem 0; }
footer { padding-top: 1.5rem; padding-bottom: 2rem; }
@media (max-width: 40rem) { tbody th { min-width: 8.5rem; max-width: 8.5rem; } tbody th p { display: none; }
  thead th.name { min-width: 5rem; font-size: .75rem; } h1 { font-size: 1.3rem; } }
@media print { .scroll { max-height: none; overflow: visible; } label { display: none; } }
)css";

} // namespace mqttspec::reports
