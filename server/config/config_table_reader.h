// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Reads one TOML table key by key. Every key that is asked for becomes a known one; what the file has beyond them is
// reported with the nearest known key. Nothing here knows what a server is.

#pragma once

#include <toml++/toml.h>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "server/base/time.h"
#include "server/config/config_choices.h"
#include "server/config/config_reading.h"

namespace config {

class TableReader {
 public:
  /// The whole document.
  TableReader(Reading& reading, const toml::table& root) : m_reading(reading), m_table(&root) {}

  // Each leaves `target` as it is when the key is absent or wrong; what is wrong is reported.
  void readText(std::string_view key, std::string& target, std::size_t longest);
  void readBoolean(std::string_view key, bool& target);
  void readInteger(std::string_view key, int& target, int minimum, int maximum);
  void readDuration(std::string_view key, base::Milliseconds& target, base::Milliseconds minimum,
                    base::Milliseconds maximum);
  void readSize(std::string_view key, std::uint64_t& target, std::uint64_t minimum, std::uint64_t maximum);
  /// Relative paths are resolved against the file's folder.
  void readPath(std::string_view key, std::filesystem::path& target);
  /// "" is a value too: no file.
  void readPathOrNone(std::string_view key, std::filesystem::path& target);
  void readPaths(std::string_view key, std::vector<std::filesystem::path>& target);
  /// False: the value was wrong, and reported.
  template<typename Value, std::size_t count>
  bool readChoice(std::string_view key, Value& target, const Choice<Value> (&choices)[count]);

  /// A table below; without one in the file its reader finds nothing, but makes its keys known.
  [[nodiscard]] TableReader table(std::string_view key);
  /// Readers for [[key]]; one that finds nothing when the key is absent. Fewer than 1 or more than `most`: reported.
  [[nodiscard]] std::vector<TableReader> tables(std::string_view key, int most);
  /// The elements of an array; none when it is absent or no array.
  struct Element {
    const toml::node& node;
    std::string path;
  };
  [[nodiscard]] std::vector<Element> elements(std::string_view key);
  [[nodiscard]] TableReader tableAt(const Element& element, std::string_view key) const;

  /// The value, and the key is known from now on; null when absent.
  const toml::node* find(std::string_view key);
  [[nodiscard]] bool has(std::string_view key) const { return m_table != nullptr && m_table->contains(key); }
  /// All keys that the table has, known or not.
  [[nodiscard]] std::vector<std::string> keys() const;
  [[nodiscard]] std::string pathOf(std::string_view key) const;
  /// Where the key's value stands; the table where it is absent.
  [[nodiscard]] Place placeOf(std::string_view key) const;
  void report(base::ProblemCode code, std::string_view key, Arguments arguments);
  void reportAt(const Element& element, base::ProblemCode code, Arguments arguments);
  void reportWrongType(const Element& element, std::string expected);
  [[nodiscard]] std::filesystem::path resolved(const std::string& path) const;

  /// Grows with every report; what was wrong in itself needs no further complaint.
  [[nodiscard]] std::size_t problemCount() const { return m_reading.problemCount(); }

  /// To be called when all keys were read.
  void rejectUnknownKeys();

 private:
  TableReader(Reading& reading, const toml::table* table, std::string path, std::string shape, Place place);
  void reportUnknownChoice(std::string_view key, const std::string& text, const std::vector<std::string>& names);
  const std::string* textOf(std::string_view key, std::string expected);

  Reading& m_reading;
  const toml::table* m_table;
  std::string m_path;   // "listener[0]"; empty: the root
  std::string m_shape;  // "listener": the path without indices
  Place m_place;
  std::vector<std::string> m_asked;
};

template<typename Value, std::size_t count>
bool TableReader::readChoice(std::string_view key, Value& target, const Choice<Value> (&choices)[count]) {
  const std::string* text = textOf(key, "a string");
  if (text == nullptr) return !has(key);
  std::vector<std::string> names;
  for (const auto& choice : choices) {
    if (choice.name == *text) {
      target = choice.value;
      return true;
    }
    names.emplace_back(choice.name);
  }
  reportUnknownChoice(key, *text, names);
  return false;
}

Place placeOf(const toml::node& node);

}  // namespace config
