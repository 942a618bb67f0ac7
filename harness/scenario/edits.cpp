// SPDX-License-Identifier: Apache-2.0
#include "scenario/edits.hpp"

#include "scenario/keys.hpp"
#include "scenario/packets.hpp"
#include "scenario/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mqttspec::scenario {

namespace {

/// The edits and what they name their field by.
struct EditWord
{
    std::string_view name;
    EditTemplate::Kind kind{};
    std::string_view field_key;
    bool has_bytes = false;
};
constexpr std::array edit_words{
    EditWord{"set", EditTemplate::Kind::set, "field", true},
    EditWord{"remove", EditTemplate::Kind::remove, "field", false},
    EditWord{"insert", EditTemplate::Kind::insert, "after", true},
    EditWord{"truncate", EditTemplate::Kind::truncate, "after", false},
};

std::optional<PlacedEdit> read_edit(yaml::Cursor const& item, wire::PacketType type, Reader const& reader);
EditWord const* edit_word(yaml::Cursor const& key, Reader const& reader);
std::string with_first_index(std::string_view path);
wire::Bytes to_bytes(std::string const& text);

} // namespace

std::vector<PlacedEdit> read_edits(yaml::Cursor const& list, wire::PacketType type, Reader const& reader)
{
    std::vector<PlacedEdit> out;
    auto const items = list.items();
    if (list.is_list() && items.empty())
        list.error("`corrupt` is empty");
    for (auto const& item : items) {
        auto edit = read_edit(item, type, reader);
        if (edit)
            out.push_back(*std::move(edit));
    }
    return out;
}

wire::Edit to_edit(EditTemplate const& edit, std::string const& bytes)
{
    switch (edit.kind) {
    case EditTemplate::Kind::set: return wire::SetField{.field = edit.field, .bytes = to_bytes(bytes)};
    case EditTemplate::Kind::remove: return wire::RemoveField{.field = edit.field};
    case EditTemplate::Kind::insert: return wire::InsertAfter{.field = edit.field, .bytes = to_bytes(bytes)};
    case EditTemplate::Kind::truncate: return wire::TruncateAfter{.field = edit.field};
    }
    return wire::TruncateAfter{.field = edit.field};
}

namespace {

std::optional<PlacedEdit> read_edit(yaml::Cursor const& item, wire::PacketType type, Reader const& reader)
{
    auto const entries = item.entries();
    if (entries.size() != 1) {
        if (item.is_map())
            item.error("one edit to an item is due here", "`- remove: {field: packet_id}`");
        return std::nullopt;
    }
    auto const& [key, value] = entries.front();
    auto const* word = edit_word(key, reader);
    if (word == nullptr || !value.is_map()) {
        if (word != nullptr)
            value.error("a map is due here",
                        "`" + std::string(word->name) + ": {" + std::string(word->field_key) + ": ...}`");
        return std::nullopt;
    }
    Keys keys(reader, value);
    auto const field_at = keys.require(word->field_key);
    auto const bytes_at = word->has_bytes ? keys.require("bytes") : std::nullopt;
    keys.finish(ticked(word->name));

    auto const field = field_at ? reader.words(*field_at) : std::nullopt;
    auto bytes = bytes_at ? reader.hex(*bytes_at) : std::nullopt;
    if (!field || (word->has_bytes && !bytes))
        return std::nullopt;
    auto const& paths = field_paths(type);
    if (std::ranges::find(paths, with_first_index(*field)) == paths.end()) {
        field_at->error(std::string(wire::name_of(type)) + " has no field " + ticked(*field),
                        suggestion(*field, paths));
        return std::nullopt;
    }
    EditTemplate edit{.kind = word->kind, .field = *field, .where = field_at->where()};
    edit.bytes = bytes ? *std::move(bytes) : Text{};
    return PlacedEdit{.edit = std::move(edit), .place = *field_at};
}

EditWord const* edit_word(yaml::Cursor const& key, Reader const& reader)
{
    auto const name = reader.words(key);
    if (!name)
        return nullptr;
    auto const* const found = std::ranges::find(edit_words, *name, &EditWord::name);
    if (found != edit_words.end())
        return found;
    std::vector<std::string> candidates;
    for (auto const& word : edit_words)
        candidates.emplace_back(word.name);
    key.error("there is no edit " + ticked(*name), suggestion(*name, candidates));
    return nullptr;
}

/// "filters[7].qos" -> "filters[0].qos".
std::string with_first_index(std::string_view path)
{
    std::string out;
    while (!path.empty()) {
        out += path.front();
        bool const is_index = path.front() == '[';
        path.remove_prefix(1);
        auto const digits = std::min(path.find_first_not_of("0123456789"), path.size());
        if (is_index && digits > 0) {
            out += '0';
            path.remove_prefix(digits);
        }
    }
    return out;
}

wire::Bytes to_bytes(std::string const& text)
{
    return {text.begin(), text.end()};
}

} // namespace

} // namespace mqttspec::scenario
