// SPDX-License-Identifier: Apache-2.0
#include "lint/coroutines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mqttspec::lint {

namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

struct Sample
{
    std::string_view name;
    std::string_view code;
    std::string_view objection = ""; ///< Part of the message.
};

class Refused : public testing::TestWithParam<Sample>
{};
class Accepted : public testing::TestWithParam<Sample>
{};

constexpr Sample refused[]{
    {"IfCondition", "if (co_await f()) return;", "in a condition"},
    {"IfWithInitialiser", "if (auto x = co_await f(); x) g(x);", "in a condition"},
    {"IfCallInCondition", "if (is_good(co_await f())) g();", "in parentheses"},
    {"WhileCondition", "while (co_await f()) {}", "in a condition"},
    {"DoCondition", "do { g(); } while (co_await f());", "in a condition"},
    {"ForCondition", "for (int i = 0; co_await f(); ++i) {}", "in a condition"},
    {"RangeFor", "for (auto x : co_await f()) g(x);", "in a condition"},
    {"Switch", "switch (co_await f()) { default: break; }", "in a condition"},
    {"Negation", "bool const x = !co_await f();", "after `!`"},
    {"AndBefore", "bool const x = y && co_await f();", "after `&&`"},
    {"OrBefore", "bool const x = y || co_await f();", "after `||`"},
    {"AndAfter", "bool const x = co_await f() && y;", "before `&&`"},
    {"OrAfter", "bool const x = co_await f() || y;", "before `||`"},
    {"ComparisonAfter", "bool const x = co_await f() == y;", "before `==`"},
    {"ChosenFirst", "auto x = c ? co_await f() : g();", "choice (?:)"},
    {"ChosenSecond", "auto x = c ? g() : co_await f();", "choice (?:)"},
    {"ChoosesAfterwards", "auto x = co_await f() ? 1 : 2;", "choice (?:) in the operand"},
    {"ChoosesItsArgument", "auto x = co_await f(c ? a : b);", "choice (?:) in the operand"},
    {"Aggregate", "auto x = co_await f(Agg{.host = s});", "braces in the operand"},
    {"BracedList", "co_await f({1, 2, 3});", "braces in the operand"},
    {"BracedVector", "co_await f(std::vector<std::string>{a});", "braces in the operand"},
    {"LambdaArgument", "co_await f([x] { return x; });", "a lambda in the operand"},
    {"VisitWithLambda", "co_return co_await std::visit([&](auto& s) { return g(s); }, v);",
     "a lambda in the operand"},
    {"SpawnOnAwaited",
     "co_spawn(co_await this_coro::executor, [p = std::move(p)]() mutable { g(p); }, detached);", "co_spawn"},
    {"AwaitedArgument", "auto x = g(co_await f());", "in parentheses"},
    {"NestedAwait", "auto x = co_await f(co_await g());", "in parentheses"},
    {"MemberOfResult", "auto x = (co_await f()).value();", "in parentheses"},
    {"AggregateOfResult", "v.push_back(Agg{.s = co_await g()});", "in braces"},
    {"BracedInitialiser", "int const x{co_await f()};", "in braces"},
    {"ReturnedAggregate", "co_return Agg{co_await f()};", "in braces"},
    {"Cast", "auto x = (int)co_await f();", "after `)`"},
    {"SumWithResult", "auto x = 1 + co_await f();", "after `+`"},
    {"AssertionOnResult", "EXPECT_TRUE(co_await f());", "in parentheses"},
    {"InLambdaBody", "run(io, [&]() -> awaitable<void> { if (co_await f()) g(); });", "in a condition"},
    {"AfterAComment", "if (/* really */ co_await f()) g();", "in a condition"},
    {"OverSeveralLines", "if (ready &&\n    co_await f()) {\n}", "in a condition"},
};

constexpr Sample refused_defaults[]{
    {"AggregateDefault", "awaitable<void> f(Options o = {});", "aggregate as default"},
    {"NamedAggregateDefault", "asio::awaitable<int> T::f(int a, Options o = Options{.a = 1}, int b = 2);",
     "aggregate as default"},
    {"CallOperator", "awaitable<Outcome> operator()(Options o = {}) const;", "aggregate as default"},
    {"TrailingReturnType", "auto f(Options o = {}) -> asio::awaitable<void>;", "aggregate as default"},
};

constexpr Sample accepted[]{
    {"Initialiser", "auto const x = co_await f(a, b + 1, g(c));"},
    {"StructuredBinding", "auto const [ec, n] = co_await f(a);"},
    {"Assignment", "x = co_await f(a);"},
    {"Statement", "co_await f(a);"},
    {"Discarded", "(void)co_await f(a);"},
    {"Returned", "co_return co_await f(a);"},
    {"ReturnedAggregate", "co_return Agg{.a = x};"},
    {"Executor", "auto executor = co_await asio::this_coro::executor;"},
    {"EitherOf", "auto const x = co_await (f(a) || g(b));"},
    {"Subscript", "auto const x = co_await f(a[0], b()[1], c[i][j]);"},
    {"BodyOfIf", "if (ready) co_await f();"},
    {"BodyOfElse", "if (ready) g(); else co_await f();"},
    {"BodyOfFor", "for (auto& x : all)\n    co_await f(x);"},
    {"BodyOfDo", "do co_await f(); while (x);"},
    {"BlockOfWhile", "while (x) { co_await f(); x = co_await g(); }"},
    {"AfterCase", "switch (x) { case Kind::a: co_await f(); break; default: co_await g(); }"},
    {"TryBlock", "try { co_await f(); } catch (E const& e) { g(e); }"},
    {"BodyOfFunction", "awaitable<void> T::f(int a) const { co_await g(a); }"},
    {"BodyOfConstrained", "template <class T> awaitable<void> f(T t) requires Good<T> { co_await g(t); }"},
    {"BodyOfLambda", "run(io, [&]() -> awaitable<void> { co_await f(); }, done);"},
    {"BodyOfLambdaWithTemplateType",
     "auto const run = [&](Queue<int, 2>& q) -> asio::awaitable<Result<int>> {"
     " auto x = co_await f(q); co_return x; };"},
    {"LocalStruct", "struct Task : Base { awaitable<void> run() { co_await f(); } };"},
    {"ChoiceElsewhere", "int const y = c ? a : b; auto x = co_await f(y);"},
    {"Comment", "// if (co_await f())\n/* x && co_await f() */"},
    {"Literal", "char const* s = \"if (co_await f())\"; char c = '\"'; f(R\"x(if (co_await \")\" f()))x\");"},
    {"Macro", "#define AWAIT(x) \\\n    if (co_await x)\nint y;"},
    {"NumberWithApostrophe", "int const n = 1'000; char const q = '\\'';"},
    {"ScalarDefault", "awaitable<void> f(int a = 1, std::string s = \"{\", bool b = g());"},
    {"BodyAfterDefault", "awaitable<void> f(int a = 1) { int x{a}; co_await g(x); }"},
    {"OtherFunction", "void f(Options o = {});"},
};

std::string name_of_sample(testing::TestParamInfo<Sample> const& info)
{
    return std::string(info.param.name);
}

} // namespace

TEST_P(Refused, IsAnObjection)
{
    EXPECT_THAT(coroutine_objections(GetParam().code),
                Contains(Field(&Objection::message, HasSubstr(std::string(GetParam().objection)))));
}

TEST_P(Accepted, IsNone)
{
    EXPECT_THAT(coroutine_objections(GetParam().code), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Await, Refused, testing::ValuesIn(refused), name_of_sample);
INSTANTIATE_TEST_SUITE_P(Default, Refused, testing::ValuesIn(refused_defaults), name_of_sample);
INSTANTIATE_TEST_SUITE_P(Await, Accepted, testing::ValuesIn(accepted), name_of_sample);

TEST(CoroutineObjections, NameTheLine)
{
    EXPECT_THAT(
        coroutine_objections("int a;\n\n// \"\nif (co_await f())\n    g();\nbool b = !co_await f();\n"),
        ElementsAre(Field(&Objection::line, 4), Field(&Objection::line, 6)));
}

TEST(CoroutineObjections, AreNoneInTextThatIsNotCode)
{
    EXPECT_THAT(coroutine_objections(")}] ' \" R\"( #"), IsEmpty());
}

} // namespace mqttspec::lint
