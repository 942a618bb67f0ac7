// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normative/statement.hpp"

#include <array>
#include <string_view>

namespace mqttspec::normative {

/// How the catalogue's file spells an enumerator.
template <class Value>
struct Word
{
    std::string_view name;
    Value value{};
};

inline constexpr std::array role_words{
    Word<Role>{"server", Role::server},
    Word<Role>{"client", Role::client},
};

inline constexpr std::array subject_words{
    Word<Subject>{"server", Subject::server},
    Word<Subject>{"client", Subject::client},
    Word<Subject>{"both", Subject::both},
};

inline constexpr std::array level_words{
    Word<Level>{"must", Level::must},
    Word<Level>{"must-not", Level::must_not},
    Word<Level>{"conditional", Level::conditional},
};

inline constexpr std::array method_words{
    Word<Method>{"active", Method::active},           Word<Method>{"passive", Method::passive},
    Word<Method>{"conditional", Method::conditional}, Word<Method>{"environment", Method::environment},
    Word<Method>{"derived", Method::derived},         Word<Method>{"not_observable", Method::not_observable},
};

inline constexpr std::array<std::string_view, 14> packet_names{
    "CONNECT",   "CONNACK", "PUBLISH",     "PUBACK",   "PUBREC",  "PUBREL",   "PUBCOMP",
    "SUBSCRIBE", "SUBACK",  "UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP", "DISCONNECT",
};

} // namespace mqttspec::normative
