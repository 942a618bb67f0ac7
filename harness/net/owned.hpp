// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

namespace mqttspec::net {

template <auto Free>
struct Release
{
    void operator()(auto* object) const { Free(object); }
};

/// An object of OpenSSL's, which is freed by that function.
template <class Object, auto Free>
using Owned = std::unique_ptr<Object, Release<Free>>;

} // namespace mqttspec::net
