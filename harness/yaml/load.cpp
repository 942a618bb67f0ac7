// SPDX-License-Identifier: Apache-2.0
#include "yaml/node.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

namespace mqttspec::yaml {

namespace {

constexpr std::uintmax_t most_bytes = 16U << 20U;
constexpr std::size_t most_nodes = 500'000;
constexpr int most_depth = 64;

constexpr auto too_many_values = "more than 500000 values, with each alias counted as what it names";

using NodePtr = std::shared_ptr<Cursor::Node>;

/// The document cannot be used beyond this place.
struct Unusable : std::runtime_error
{
    Unusable(Mark place, std::string const& message) : std::runtime_error(message), mark(place) {}

    Mark mark;
};

/// Builds nodes from what the parser reports. It does not use yaml-cpp's own tree, which keeps no place for
/// keys and loses duplicates.
class Builder final : public YAML::EventHandler
{
public:
    explicit Builder(std::shared_ptr<Document> document) : document_(std::move(document)) {}

    [[nodiscard]] NodePtr root() const { return root_; }

    void OnDocumentStart(YAML::Mark const& /*mark*/) override {}
    void OnDocumentEnd() override {}
    void OnNull(YAML::Mark const& mark, YAML::anchor_t anchor) override;
    void OnAlias(YAML::Mark const& mark, YAML::anchor_t anchor) override;
    void OnScalar(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                  std::string const& value) override;
    void OnSequenceStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override;
    void OnSequenceEnd() override { close(); }
    void OnMapStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override;
    void OnMapEnd() override { close(); }

private:
    /// A list or map whose end was not seen yet.
    struct Open
    {
        NodePtr node;
        NodePtr key; ///< Of a map, while its value is awaited.
        std::map<std::string, Mark, std::less<>> seen;
    };

    NodePtr make(Kind kind, YAML::Mark const& mark, YAML::anchor_t anchor, std::string const& tag = {});
    [[nodiscard]] Mark place_of_null(Mark mark) const;
    void open(NodePtr node);
    void close();
    void place(NodePtr const& node, Mark mark);
    void place_in_map(Open& map, NodePtr const& node, Mark mark);
    void add_entry(Open& map, NodePtr const& value);

    std::shared_ptr<Document> document_;
    NodePtr root_;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, NodePtr> anchors_;
    std::size_t count_ = 0;
};

void report(Document const& document, Mark mark, std::string message);
Mark marked(YAML::Mark const& mark);
std::size_t marks_of_flow(std::string_view text);
NodePtr parsed(std::shared_ptr<Document> const& document);
std::string_view rest_of_line(Document const& document, Mark mark);
bool is_null_literal(std::string_view text);
Mark dash_before(Document const& document, Mark mark);

} // namespace

std::optional<std::string> read_file(std::string const& path, Diagnostics& diagnostics)
{
    auto const refuse = [&](std::string message) {
        diagnostics.add({.where = {.file = path}, .message = std::move(message)});
        return std::nullopt;
    };
    std::error_code ec;
    if (std::filesystem::is_directory(path, ec))
        return refuse("is a directory");
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        return refuse("cannot be read: " + std::generic_category().message(errno));

    // The size is not asked for beforehand: a device or pipe has none.
    std::string text;
    std::string chunk(1U << 16U, '\0');
    while (stream.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || stream.gcount() > 0) {
        text.append(chunk, 0, static_cast<std::size_t>(stream.gcount()));
        if (text.size() > most_bytes)
            return refuse("the file is larger than 16 MiB");
    }
    if (stream.bad())
        return refuse("cannot be read to its end");
    return text;
}

std::optional<Cursor> load_file(std::string const& path, Diagnostics& diagnostics)
{
    auto const text = read_file(path, diagnostics);
    return text ? load_text(path, *text, diagnostics) : std::nullopt;
}

std::optional<Cursor> load_text(std::string const& file, std::string const& text, Diagnostics& diagnostics)
{
    if (text.size() > most_bytes) {
        diagnostics.add({.where = {.file = file}, .message = "the file is larger than 16 MiB"});
        return std::nullopt;
    }
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    auto const skipped = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    auto const document = std::make_shared<Document>(file, text.substr(skipped), diagnostics);
    diagnostics.add_source(file, document->text);

    // yaml-cpp takes byte 0x04 for the end of the file and passes ill-formed UTF-8 on.
    if (auto const offset = first_unreadable(document->text)) {
        auto const [line, column] = document->lines.place(*offset);
        report(*document, {.line = static_cast<int>(line), .column = static_cast<int>(column)},
               "neither a control character nor ill-formed UTF-8 may stand in a file");
        return std::nullopt;
    }
    if (marks_of_flow(document->text) > 2 * most_nodes) {
        diagnostics.add({.where = {.file = file}, .message = too_many_values});
        return std::nullopt;
    }
    auto root = parsed(document);
    return root ? std::optional(Cursor(std::move(root))) : std::nullopt;
}

namespace {

/// yaml-cpp holds all tokens of a flow collection until it is closed, 200 bytes and more for each of these.
std::size_t marks_of_flow(std::string_view text)
{
    auto const is_mark = [](char letter) {
        return letter == '[' || letter == '{' || letter == ',' || letter == ':';
    };
    auto const count = std::ranges::count_if(text, is_mark);
    return static_cast<std::size_t>(count);
}

NodePtr parsed(std::shared_ptr<Document> const& document)
{
    Builder builder(document);
    std::istringstream stream(document->text);
    try {
        YAML::Parser parser(stream);
        bool const is_there = parser.HandleNextDocument(builder);
        if (!is_there) {
            document->diagnostics.add({.where = {.file = document->file}, .message = "the file is empty"});
            return nullptr;
        }
        auto root = builder.root();
        Builder second(document);
        if (parser.HandleNextDocument(second) && second.root())
            throw Unusable(second.root()->mark, "a file holds one document, this is a second");
        return root;
    } catch (YAML::Exception const& exception) {
        report(*document, marked(exception.mark), "not well-formed YAML: " + exception.msg);
    } catch (Unusable const& unusable) {
        report(*document, unusable.mark, unusable.what());
    }
    return nullptr;
}

void report(Document const& document, Mark mark, std::string message)
{
    document.diagnostics.add({.where = locate(document, mark), .message = std::move(message)});
}

Mark marked(YAML::Mark const& mark)
{
    return {.line = std::max(mark.line, 0), .column = std::max(mark.column, 0)};
}

void Builder::OnNull(YAML::Mark const& mark, YAML::anchor_t anchor)
{
    auto const node = make(Kind::null, mark, anchor);
    node->mark = place_of_null(node->mark);
    place(node, node->mark);
}

void Builder::OnAlias(YAML::Mark const& mark, YAML::anchor_t anchor)
{
    auto const target = anchors_.find(anchor);
    bool const is_whole = target != anchors_.end() && std::ranges::none_of(open_, [&](Open const& open) {
                              return open.node == target->second;
                          });
    if (!is_whole)
        throw Unusable(marked(mark), "an alias must not stand inside of what it names");
    count_ += target->second->size;
    place(target->second, marked(mark));
}

void Builder::OnScalar(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                       std::string const& value)
{
    auto const node = make(Kind::scalar, mark, anchor, tag);
    node->raw = value;
    place(node, node->mark);
}

void Builder::OnSequenceStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                              YAML::EmitterStyle::value /*style*/)
{
    open(make(Kind::list, mark, anchor, tag));
}

void Builder::OnMapStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/)
{
    open(make(Kind::map, mark, anchor, tag));
}

NodePtr Builder::make(Kind kind, YAML::Mark const& mark, YAML::anchor_t anchor, std::string const& tag)
{
    constexpr std::string_view text_tag = "tag:yaml.org,2002:str";
    auto node = std::make_shared<Cursor::Node>();
    node->document = document_;
    node->kind = kind;
    node->mark = marked(mark);
    // yaml-cpp marks what was quoted or is a block with "!", and what was plain with "?".
    node->is_quoted = kind == Kind::scalar && (tag == "!" || tag == text_tag);
    if (tag != "!" && tag != "?" && tag != text_tag)
        node->tag = tag;
    if (anchor != YAML::NullAnchor)
        anchors_[anchor] = node;
    ++count_;
    return node;
}

/// An empty value has no place of its own: the parser names the next token, which may be lines below.
Mark Builder::place_of_null(Mark mark) const
{
    if (open_.empty())
        return mark;
    if (open_.back().key)
        return open_.back().key->mark;
    return is_null_literal(rest_of_line(*document_, mark)) ? mark : dash_before(*document_, mark);
}

std::string_view rest_of_line(Document const& document, Mark mark)
{
    auto const line = document.lines.line(static_cast<std::size_t>(mark.line));
    return line.substr(std::min(static_cast<std::size_t>(mark.column), line.size()));
}

bool is_null_literal(std::string_view text)
{
    return text.starts_with('~') || text.starts_with("null") || text.starts_with("Null") ||
           text.starts_with("NULL");
}

/// The nearest line above that begins with a dash, or the mark itself if that is far away.
Mark dash_before(Document const& document, Mark mark)
{
    constexpr int most_lines = 100;
    for (int line = mark.line - 1; line >= std::max(0, mark.line - most_lines); --line) {
        auto const text = document.lines.line(static_cast<std::size_t>(line));
        auto const start = text.find_first_not_of(' ');
        if (start != std::string_view::npos && text[start] == '-')
            return {.line = line, .column = static_cast<int>(start)};
    }
    return mark;
}

void Builder::open(NodePtr node)
{
    if (open_.size() >= most_depth)
        throw Unusable(node->mark, "more than 64 levels deep");
    open_.push_back({.node = std::move(node), .key = nullptr, .seen = {}});
}

void Builder::close()
{
    auto const node = open_.back().node;
    open_.pop_back();
    place(node, node->mark);
}

/// Puts a node that is complete where it belongs.
void Builder::place(NodePtr const& node, Mark mark)
{
    if (count_ > most_nodes)
        throw Unusable(mark, too_many_values);
    if (open_.size() + static_cast<std::size_t>(node->height) > most_depth + 1)
        throw Unusable(mark, "more than 64 levels deep");
    if (open_.empty()) {
        root_ = node;
        return;
    }
    auto& parent = open_.back();
    parent.node->size = parent.node->size + node->size;
    parent.node->height = std::max(parent.node->height, node->height + 1);
    if (parent.node->kind == Kind::list)
        parent.node->items.push_back(node);
    else
        place_in_map(parent, node, mark);
}

void Builder::place_in_map(Open& map, NodePtr const& node, Mark mark)
{
    if (map.key) {
        add_entry(map, node);
        return;
    }
    if (node->kind != Kind::scalar)
        throw Unusable(mark, "a key must be a word");
    // An alias may be a key as well; it stands where it was written.
    map.key = std::make_shared<Cursor::Node>(*node);
    map.key->mark = mark;
}

void Builder::add_entry(Open& map, NodePtr const& value)
{
    auto const key = std::exchange(map.key, nullptr);
    auto const [first, is_new] = map.seen.emplace(key->raw, key->mark);
    if (is_new) {
        map.node->entries.emplace_back(key, value);
        return;
    }
    auto const there = locate(*document_, first->second);
    report(*document_, key->mark,
           "the key `" + key->raw + "` appears again; the first one is at line " +
               std::to_string(there.line) + ", column " + std::to_string(there.column));
}

} // namespace

} // namespace mqttspec::yaml
