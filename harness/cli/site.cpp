// SPDX-License-Identifier: Apache-2.0
#include "cli/site.hpp"

#include "cli/say.hpp"
#include "reports/badge.hpp"
#include "reports/html.hpp"
#include "reports/json.hpp"
#include "reports/write_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

namespace mqttspec::cli {

namespace {

bool make_folder(std::string const& path)
{
    std::error_code ec;
    std::filesystem::create_directories(path, ec);
    if (!ec)
        return true;
    say(fmt::format("the folder {} cannot be made: {}", path, ec.message()));
    return false;
}

bool write(std::string const& path, std::string const& content)
{
    auto const trouble = reports::write_file(path, content);
    if (!trouble.empty())
        say(trouble);
    return trouble.empty();
}

bool write_pages_of(reports::MatrixColumn const& column, std::string const& folder, reports::Language lang)
{
    auto const home = fmt::format("{}/{}", folder, column.slug);
    return make_folder(home) && write(home + "/result.json", reports::to_json(*column.result)) &&
           write(home + "/badge.svg", reports::to_badge(*column.result, lang)) &&
           write(home + "/index.html", reports::to_html(*column.result));
}

} // namespace

bool write_site(std::string const& folder, reports::Matrix const& matrix, reports::Language lang)
{
    if (!make_folder(folder))
        return false;
    bool all = true;
    for (auto const& column : matrix.columns)
        all = write_pages_of(column, folder, lang) && all;
    return write(folder + "/index.html", reports::matrix_html(matrix, {.lang = lang, .links = true})) && all;
}

} // namespace mqttspec::cli
