// SPDX-License-Identifier: Apache-2.0
#include "net/resources.hpp"

#include <sys/resource.h>

namespace mqttspec::net {

std::size_t raise_descriptor_limit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    rlimit raised = limit;
    raised.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0)
        return raised.rlim_cur;
    return limit.rlim_cur;
}

} // namespace mqttspec::net
