#pragma once

#include <cstddef>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "spendlens/core/money.hpp"

namespace spendlens::report {

using Json = nlohmann::ordered_json;

/// A key of a document as docs/results.md shows it: what is below an object stands behind a dot, `[]` for each element
/// of a list, `<window>` for a key that depends on the data, `{a,b}` for either.
struct DocumentedKey {
  std::string path;
  std::string meaning;
};

/// The keys of one object of a document, in order: how each one's value is made of a Source, and what is said of it and
/// of all below it. It is the one list by which the object is written and documented.
template <class Source>
class Figures {
 public:
  /// A value: a member of the source, or what a function makes of it.
  template <class Value>
  void add(const char* name, const char* meaning, Value value) {
    add_value(name, meaning, [value](const Source& source) { return Json(std::invoke(value, source)); });
  }

  /// The same, of a name that is put together.
  void add_value(std::string name, std::string meaning, std::function<Json(const Source&)> value) {
    add_entry({{name, std::move(meaning)}},
              [name, value = std::move(value)](const Source& source, Json& object) { object[name] = value(source); });
  }

  /// A number that is left out where it is 0.
  template <class Value>
  void add_unless_zero(const char* name, const char* meaning, Value value) {
    Figures number;
    number.add(name, meaning, value);
    include_where([value](const Source& source) { return std::invoke(value, source) != 0; }, std::move(number));
  }

  /// A key that is written later, by with_digest().
  void add_documented(const char* name, const char* meaning) {
    add_entry({{name, meaning}}, [](const Source&, Json&) {});
  }

  /// All keys of other figures, at this place; `part` gives what they are made of.
  template <class Part, class Of>
  void include(Figures<Part> others, Of part) {
    add_entry(others.keys_below(""),
              [others, part](const Source& source, Json& object) { others.write(std::invoke(part, source), object); });
  }

  /// Other keys of the same source, where `condition` says so of it.
  template <class Condition>
  void include_where(Condition condition, Figures others) {
    add_entry(others.keys_below(""), [condition, others](const Source& source, Json& object) {
      if (std::invoke(condition, source)) others.write(source, object);
    });
  }

  /// An object of other figures; `part` gives what they are made of.
  template <class Part, class Of>
  void add_object(const char* name, Figures<Part> below, Of part) {
    add_entry(below.keys_below(name + std::string(".")), [name, below, part](const Source& source, Json& object) {
      object[name] = below.json(std::invoke(part, source));
    });
  }

  /// Objects side by side of the same figures; `part` gives what the one at an index is made of.
  template <class Part, class Of>
  void add_objects(const std::vector<std::string>& names, Figures<Part> below, Of part) {
    add_entry(below.keys_below(either(names) + "."), [names, below, part](const Source& source, Json& object) {
      for (std::size_t i = 0; i < names.size(); ++i) object[names[i]] = below.json(std::invoke(part, source, i));
    });
  }

  /// A list of objects; `parts` gives a range of what they are made of.
  template <class Part, class Of>
  void add_list(const char* name, Figures<Part> below, Of parts) {
    add_entry(below.keys_below(name + std::string(".[].")), [name, below, parts](const Source& source, Json& object) {
      object[name] = Json::array();
      for (const auto& part : std::invoke(parts, source)) object[name].push_back(below.json(part));
    });
  }

  /// An object for each of `parts`, a range of pairs of its key and what it is made of; `key` stands for these keys.
  template <class Part, class Of>
  void add_each(const char* key, Figures<Part> below, Of parts) {
    add_entry(below.keys_below(key + std::string(".")), [below, parts](const Source& source, Json& object) {
      for (const auto& [name, part] : std::invoke(parts, source)) object[key_text(name)] = below.json(part);
    });
  }

  /// A list of objects for each of `parts`, a range of pairs of its key and a range of what these are made of.
  template <class Part, class Of>
  void add_each_list(const std::string& key, Figures<Part> below, Of parts) {
    add_entry(below.keys_below(key + ".[]."), [below, parts](const Source& source, Json& object) {
      for (const auto& [name, list] : std::invoke(parts, source)) {
        Json& to = object[key_text(name)] = Json::array();
        for (const auto& part : list) to.push_back(below.json(part));
      }
    });
  }

  /// A value for each of `parts`, a range of pairs of its key and the value.
  template <class Of>
  void add_each_value(const char* key, const char* meaning, Of parts) {
    add_entry({{key, meaning}}, [parts](const Source& source, Json& object) {
      for (const auto& [name, value] : std::invoke(parts, source)) object[key_text(name)] = value;
    });
  }

  /// An object with a value for each of `parts`.
  template <class Of>
  void add_values(const char* name, const char* key, const char* meaning, Of parts) {
    Figures<Source> below;
    below.add_each_value(key, meaning, parts);
    add_object(name, std::move(below), std::identity());
  }

  void write(const Source& source, Json& object) const {
    for (const Entry& entry : entries_) entry.write(source, object);
  }

  [[nodiscard]] Json json(const Source& source) const {
    Json object = Json::object();
    write(source, object);
    return object;
  }

  /// What is said of all keys, each below `path`.
  [[nodiscard]] std::vector<DocumentedKey> keys_below(const std::string& path) const {
    std::vector<DocumentedKey> keys;
    for (const Entry& entry : entries_)
      for (const DocumentedKey& key : entry.keys) keys.push_back({path + key.path, key.meaning});
    return keys;
  }

 private:
  using Write = std::function<void(const Source&, Json&)>;
  struct Entry {
    std::vector<DocumentedKey> keys;
    Write write;
  };

  void add_entry(std::vector<DocumentedKey> keys, Write write) {
    entries_.push_back({std::move(keys), std::move(write)});
  }

  template <class Key>
  static std::string key_text(const Key& key) {
    if constexpr (std::is_arithmetic_v<Key>)
      return std::to_string(key);
    else
      return key;
  }

  static std::string either(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "{" : ",") + name;
    return text + "}";
  }

  std::vector<Entry> entries_;
};

/// Money and hundredths of a source as exact decimals.
template <class Member>
auto money(Member member) {
  return [member](const auto& source) { return decimal_text(std::invoke(member, source), 2); };
}
template <class Member>
auto decimal(Member member) {
  return [member](const auto& source) { return decimal_text(std::invoke(member, source)); };
}

}  // namespace spendlens::report
