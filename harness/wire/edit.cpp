// SPDX-License-Identifier: Apache-2.0
#include "wire/edit.hpp"

#include "wire/remaining_length.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace mqttspec::wire {
namespace {

constexpr std::string_view length_path = "remaining_length";

/// Carries out single edits on an image, and keeps its field map true. The fields of a map stand in wire
/// order, a string before its length and its value.
class Editor
{
public:
    explicit Editor(Image& image) : image_(image) {}

    /// Whether there is such a field.
    [[nodiscard]] bool operator()(SetField const& edit);
    [[nodiscard]] bool operator()(RemoveField const& edit);
    [[nodiscard]] bool operator()(InsertAfter const& edit);
    [[nodiscard]] bool operator()(TruncateAfter const& edit);

    void update_remaining_length();

private:
    using Position = std::vector<Field>::iterator;

    [[nodiscard]] Position find(std::string_view path);
    [[nodiscard]] Position behind(Position field) const;
    [[nodiscard]] bool is_last_part(Position field, Field const& whole) const;
    void replace_bytes(std::size_t offset, std::size_t length, Bytes const& bytes);
    void grow_wholes(Position field, std::ptrdiff_t by);
    void shift(Position from, std::ptrdiff_t by);

    Image& image_;
};

bool names_remaining_length(Edit const& edit);
bool is_part_of(Field const& part, Field const& whole);
std::size_t moved(std::size_t place, std::ptrdiff_t by);
std::ptrdiff_t growth(std::size_t from, std::size_t to);

} // namespace

std::optional<std::string> apply(Image& image, std::vector<Edit> const& edits)
{
    Image edited = image;
    Editor editor(edited);
    for (auto const& edit : edits) {
        if (!std::visit(editor, edit))
            return std::visit([](auto const& held) { return held.field; }, edit);
    }
    if (std::ranges::none_of(edits, names_remaining_length))
        editor.update_remaining_length();
    image = std::move(edited);
    return std::nullopt;
}

namespace {

bool Editor::operator()(SetField const& edit)
{
    auto const field = find(edit.field);
    if (field == image_.fields.end())
        return false;
    auto const by = growth(field->length, edit.bytes.size());
    replace_bytes(field->offset, field->length, edit.bytes);
    image_.fields.erase(std::next(field), behind(field)); // They were parts of what stood there.
    grow_wholes(field, by);
    shift(std::next(field), by);
    field->length = edit.bytes.size();
    return true;
}

bool Editor::operator()(RemoveField const& edit)
{
    if (!(*this)(SetField{.field = edit.field, .bytes = {}}))
        return false;
    image_.fields.erase(find(edit.field));
    return true;
}

bool Editor::operator()(InsertAfter const& edit)
{
    auto const field = find(edit.field);
    if (field == image_.fields.end())
        return false;
    auto const by = growth(0, edit.bytes.size());
    replace_bytes(field->offset + field->length, 0, edit.bytes);
    for (auto whole = image_.fields.begin(); whole != field; ++whole) {
        if (is_part_of(*field, *whole) && !is_last_part(field, *whole))
            whole->length = moved(whole->length, by);
    }
    shift(behind(field), by); // Its own parts stay where they are.
    return true;
}

bool Editor::operator()(TruncateAfter const& edit)
{
    auto const field = find(edit.field);
    if (field == image_.fields.end())
        return false;
    auto const end = field->offset + field->length;
    image_.bytes.resize(end);
    image_.fields.erase(behind(field), image_.fields.end());
    for (auto whole = image_.fields.begin(); whole != field; ++whole)
        whole->length = std::min(whole->length, end - whole->offset);
    return true;
}

void Editor::update_remaining_length()
{
    auto const* const field = image_.find(length_path);
    if (field == nullptr)
        return; // Cut off.
    auto const size = image_.bytes.size() - field->offset - field->length;
    if (size > max_remaining_length)
        throw std::length_error("the edited packet does not fit the Remaining Length");
    Bytes bytes;
    append_remaining_length(bytes, size);
    static_cast<void>((*this)(SetField{.field = std::string(length_path), .bytes = std::move(bytes)}));
}

Editor::Position Editor::find(std::string_view path)
{
    return std::ranges::find(image_.fields, path, [](Field const& field) { return field.path.view(); });
}

bool Editor::is_last_part(Position field, Field const& whole) const
{
    auto const next = std::next(field);
    return next == image_.fields.end() || !is_part_of(*next, whole);
}

void Editor::replace_bytes(std::size_t offset, std::size_t length, Bytes const& bytes)
{
    auto const first = image_.bytes.begin() + static_cast<std::ptrdiff_t>(offset);
    auto const place = image_.bytes.erase(first, first + static_cast<std::ptrdiff_t>(length));
    image_.bytes.insert(place, bytes.begin(), bytes.end());
}

/// The first field behind this one and its parts.
Editor::Position Editor::behind(Position field) const
{
    return std::find_if(std::next(field), image_.fields.end(),
                        [field](Field const& other) { return !is_part_of(other, *field); });
}

void Editor::grow_wholes(Position field, std::ptrdiff_t by)
{
    for (auto whole = image_.fields.begin(); whole != field; ++whole) {
        if (is_part_of(*field, *whole))
            whole->length = moved(whole->length, by);
    }
}

void Editor::shift(Position from, std::ptrdiff_t by)
{
    for (; from != image_.fields.end(); ++from)
        from->offset = moved(from->offset, by);
}

bool names_remaining_length(Edit const& edit)
{
    return std::visit([](auto const& held) { return held.field == length_path; }, edit);
}

bool is_part_of(Field const& part, Field const& whole)
{
    auto const path = part.path.view();
    auto const start = whole.path.view();
    return path.size() > start.size() && path.starts_with(start) && path[start.size()] == '.';
}

std::size_t moved(std::size_t place, std::ptrdiff_t by)
{
    return static_cast<std::size_t>(static_cast<std::ptrdiff_t>(place) + by);
}

std::ptrdiff_t growth(std::size_t from, std::size_t to)
{
    return static_cast<std::ptrdiff_t>(to) - static_cast<std::ptrdiff_t>(from);
}

} // namespace
} // namespace mqttspec::wire
