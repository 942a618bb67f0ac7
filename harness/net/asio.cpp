// SPDX-License-Identifier: Apache-2.0
// All of Asio that is not a template is compiled here, once (BOOST_ASIO_SEPARATE_COMPILATION).
#include <boost/asio/impl/src.hpp>
