// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normative/statement.hpp"
#include "yaml/diagnostic.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::normative {

struct Section
{
    std::string number{}; ///< "3.1.2".
    Text title{};

    friend bool operator==(Section const&, Section const&) = default;
};

/// A duty of the standard that has no number: reported, never scored.
struct Advisory
{
    std::string id{};      ///< A slug.
    std::string section{}; ///< Where the sentence stands.
    std::vector<Role> roles{};
    std::vector<std::string> packets{};
    Text summary{};
    std::string note{};

    friend bool operator==(Advisory const&, Advisory const&) = default;
};

/// What a name means: a statement, or one of its clauses.
struct Reference
{
    Statement const* statement = nullptr; ///< Never null; lives as long as the catalogue.
    char clause = '\0';                   ///< '\0' for the statement as a whole.

    /// "MQTT-4.3.3-1.d", with the id proper in place of an alias.
    [[nodiscard]] std::string name() const;

    friend bool operator==(Reference const&, Reference const&) = default;
};

/// A clause (or a whole statement that has none) and a role that must keep it.
struct Obligation
{
    Reference reference{};
    Role role = Role::server;

    friend bool operator==(Obligation const&, Obligation const&) = default;
};

/// What one version of the standard demands. Immutable once loaded.
class Catalogue
{
public:
    /// What the loader puts in; it answers for the order and for the absence of duplicates.
    struct Content
    {
        std::string version{};
        std::string hash{};
        std::vector<Section> sections{};
        std::vector<Statement> statements{};
        std::vector<Advisory> advisories{};
    };

    Catalogue() = default;
    explicit Catalogue(Content content);

    // References point into it.
    Catalogue(Catalogue&&) = default;
    Catalogue& operator=(Catalogue&&) = default;
    Catalogue(Catalogue const&) = delete;
    Catalogue& operator=(Catalogue const&) = delete;
    ~Catalogue() = default;

    /// Looks up `MQTT-3.1.0-2`, `3.1.0-2`, `mqtt-4.3.3-1.d` or an alias; nothing if the statement does not
    /// exist or has no such clause.
    [[nodiscard]] std::optional<Reference> find(std::string_view name) const;

    /// The name most like one that `find` does not know, with its clause where that exists; empty if none is
    /// near.
    [[nodiscard]] std::string nearest(std::string_view name) const;

    [[nodiscard]] std::string const& version() const { return content_.version; } ///< "3.1.1".

    /// SHA-256 of the file, in hex.
    [[nodiscard]] std::string const& hash() const { return content_.hash; }

    /// In the order of their numbers: 3.2.2-1 comes before 3.10.1-1.
    [[nodiscard]] std::vector<Statement> const& statements() const { return content_.statements; }

    /// Each section that has statements, and those above it, in order of their numbers.
    [[nodiscard]] std::vector<Section> const& sections() const { return content_.sections; }
    [[nodiscard]] Section const* section(std::string_view number) const;

    [[nodiscard]] std::vector<Advisory> const& advisories() const { return content_.advisories; }

    /// The statements of that section and of those below it: 3.1 has those of 3.1.2, not those of 3.10.
    [[nodiscard]] std::vector<Statement const*> in_section(std::string_view number) const;

    /// All obligations of that role, in order.
    [[nodiscard]] std::vector<Obligation> obligations(Role role) const;

    /// How many statements oblige that role, and how many of those are examined by that method.
    [[nodiscard]] std::size_t count(Role role) const;
    [[nodiscard]] std::size_t count(Role role, Method method) const;

private:
    Content content_;
    std::map<std::string, std::size_t, std::less<>> by_name_; ///< Ids and aliases in upper case.
};

/// Reads a catalogue. All that is wrong goes to `diagnostics`; what is returned is then incomplete.
[[nodiscard]] Catalogue load(std::string const& path, yaml::Diagnostics& diagnostics);
[[nodiscard]] Catalogue load_text(std::string const& file, std::string const& text,
                                  yaml::Diagnostics& diagnostics);

/// Whether a section number is another or stands below it, by whole components.
[[nodiscard]] bool is_within(std::string_view number, std::string_view section);

/// The order of ids and section numbers by the value of their components.
[[nodiscard]] bool comes_before(std::string_view left, std::string_view right);

/// The section that an id names: "3.1" for "MQTT-3.1.0-2"; empty for what is no id.
[[nodiscard]] std::string section_of(std::string_view id);

/// The statement of a clause: "MQTT-3.1.2-6" for "MQTT-3.1.2-6.a", and for itself.
[[nodiscard]] std::string_view statement_of(std::string_view clause);

} // namespace mqttspec::normative
