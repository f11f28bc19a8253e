// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// applyChanges: the changes one after another, and the proof that the outcome means what was wanted: the old document,
// changed as data, must equal the new text, parsed.

#include "server/config/config_edit.h"

#include <fmt/format.h>

#include <toml++/toml.h>

#include "server/config/config_change.h"
#include "server/config/config_toml.h"

namespace config {

namespace {

std::string pathText(const KeyPath& path) {
  std::string text;
  for (const KeyStep& step : path) {
    if (const auto* index = std::get_if<std::size_t>(&step)) {
      text += fmt::format("[{}]", *index);
    } else {
      text += (text.empty() ? "" : ".") + tomlKey(std::get<std::string>(step));
    }
  }
  return text;
}

/// What `step` leads to; made when absent, as the editor makes it: a table, or a list where an index follows.
toml::node* stepInto(toml::node& node, const KeyStep& step, bool indexFollows) {
  if (const auto* name = std::get_if<std::string>(&step)) {
    toml::table* table = node.as_table();
    if (table == nullptr) return nullptr;
    if (!table->contains(*name)) {
      indexFollows ? table->insert(*name, toml::array{}) : table->insert(*name, toml::table{});
    }
    return table->get(*name);
  }
  toml::array* array = node.as_array();
  const std::size_t index = std::get<std::size_t>(step);
  if (array == nullptr) return nullptr;
  if (index == 1 && array->empty()) array->push_back(toml::table{});
  if (index == array->size()) array->push_back(toml::table{});
  return array->get(index);
}

bool setIn(toml::node& node, const KeyStep& step, const toml::node& value) {
  if (const auto* name = std::get_if<std::string>(&step)) {
    if (node.as_table() == nullptr) return false;
    node.as_table()->insert_or_assign(*name, value);
    return true;
  }
  const std::size_t index = std::get<std::size_t>(step);
  toml::array* array = node.as_array();
  if (array == nullptr || index > array->size()) return false;
  if (index < array->size()) array->erase(array->begin() + static_cast<std::ptrdiff_t>(index));
  array->insert(array->begin() + static_cast<std::ptrdiff_t>(index), value);
  return true;
}

void eraseIn(toml::node& node, const KeyStep& step) {
  if (const auto* name = std::get_if<std::string>(&step)) {
    if (node.as_table() != nullptr) node.as_table()->erase(*name);
  } else if (toml::array* array = node.as_array(); array != nullptr && std::get<std::size_t>(step) < array->size()) {
    array->erase(array->begin() + static_cast<std::ptrdiff_t>(std::get<std::size_t>(step)));
  }
}

/// False: the change does not fit the document, or its value is not one TOML value.
bool changeDocument(toml::table& document, const Change& change) {
  toml::node* node = &document;
  for (std::size_t step = 0; step + 1 < change.key.size(); ++step) {
    node = stepInto(*node, change.key[step], std::holds_alternative<std::size_t>(change.key[step + 1]));
    if (node == nullptr) return change.value.empty();
  }
  if (change.value.empty()) {
    eraseIn(*node, change.key.back());
    return true;
  }
  const toml::table value = toml::parse("value = " + change.value);
  return value.size() == 1 && value.contains("value") && setIn(*node, change.key.back(), *value.get("value"));
}

/// Emptied tables and lists may stay in one form and vanish in the other.
void prune(toml::node& node) {
  const auto isEmpty = [](const toml::node& child) {
    return (child.is_table() && child.as_table()->empty()) || (child.is_array() && child.as_array()->empty());
  };
  if (toml::array* array = node.as_array()) {
    for (toml::node& element : *array) prune(element);
  } else if (toml::table* table = node.as_table()) {
    for (auto member = table->begin(); member != table->end();) {
      prune(member->second);
      member = isEmpty(member->second) ? table->erase(member) : std::next(member);
    }
  }
}

tl::unexpected<base::Error> cannotChange(const Change& change, const std::filesystem::path& file) {
  return base::failure(
      fmt::format("cannot change {} in {}; edit the file by hand", pathText(change.key), file.string()));
}

}  // namespace

base::Result<std::string> applyChanges(std::string_view text, const std::vector<Change>& changes,
                                       const std::filesystem::path& file) {
  std::string edited(text);
  try {
    toml::table wanted = toml::parse(text);
    for (const Change& change : changes) {
      if (change.key.empty() || !changeDocument(wanted, change)) return cannotChange(change, file);
      auto next = withChange(std::move(edited), change);
      if (!next) return cannotChange(change, file);
      edited = std::move(*next);
    }
    toml::table outcome = toml::parse(edited);
    prune(wanted);
    prune(outcome);
    if (wanted != outcome) return cannotChange(changes.empty() ? Change{} : changes.front(), file);
  } catch (const toml::parse_error&) {
    // What is wrong with the given text, parse() says best; else a change or the editor is to blame.
    if (const auto before = parse(text, file); !before) return base::failure(before.error());
    return cannotChange(changes.empty() ? Change{} : changes.front(), file);
  }
  if (const auto after = parse(edited, file); !after) return base::failure(after.error());
  return edited;
}

}  // namespace config
