// SPDX-License-Identifier: Apache-2.0
#include "reports/json_node.hpp"

#include <charconv>
#include <limits>

namespace mqttspec::reports {

namespace {

int hex_digit(char c);

} // namespace

Node Node::operator[](char const* name) const
{
    if (!json_->is_object())
        refuse("is no object");
    auto const it = json_->find(name);
    if (it == json_->end())
        refuse(std::string("lacks its member ") + name);
    return {*it, path_ + "." + name};
}

std::string Node::text() const
{
    if (!json_->is_string())
        refuse("is no text");
    return json_->get<std::string>();
}

bool Node::flag() const
{
    if (!json_->is_boolean())
        refuse("is neither true nor false");
    return json_->get<bool>();
}

int Node::integer() const
{
    bool const is_small = json_->is_number_integer() &&
                          json_->get<double>() >= std::numeric_limits<int>::min() &&
                          json_->get<double>() <= std::numeric_limits<int>::max();
    if (!is_small)
        refuse("is no whole number, or too large");
    return json_->get<int>();
}

std::size_t Node::size() const
{
    if (!json_->is_number_unsigned())
        refuse("is no size");
    return json_->get<std::size_t>();
}

double Node::number() const
{
    if (!json_->is_number())
        refuse("is no number");
    return json_->get<double>();
}

std::uint64_t Node::seed() const
{
    std::string const digits = text();
    std::uint64_t value = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size())
        refuse("is no seed");
    return value;
}

std::string Node::bytes() const
{
    std::string const digits = text();
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        int const high = hex_digit(digits[i]);
        int const low = hex_digit(digits[i + 1]);
        if (high < 0 || low < 0)
            refuse("is no hex");
        bytes += static_cast<char>(high * 16 + low);
    }
    if (digits.size() % 2 != 0)
        refuse("is no hex");
    return bytes;
}

results::Scalar Node::scalar() const
{
    if (json_->is_boolean())
        return json_->get<bool>();
    if (json_->is_number_float())
        return json_->get<double>();
    if (json_->is_number_unsigned() && json_->get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max())
        refuse("is too large");
    if (json_->is_number_integer())
        return json_->get<std::int64_t>();
    return text();
}

namespace {

int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

} // namespace

} // namespace mqttspec::reports
