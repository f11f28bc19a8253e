// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One function a kind of value; each reports what is wrong where it stands.

#include "server/config/config_table_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "server/base/nearest_name.h"
#include "server/config/config_edit.h"

namespace config {

using base::ProblemCode;

namespace {

std::string typeName(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a number with a fraction";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::table:
      return "a table";
    default:
      return "a date or time";
  }
}

bool isInteger(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

/// Quotes too many or too few are the most frequent slip: say how it would be right.
Arguments wrongType(const toml::node& node, std::string expected) {
  Arguments arguments = {{"expected", std::move(expected)}, {"found", typeName(node)}};
  const std::string& wanted = arguments.at("expected");
  if (const auto text = node.value_exact<std::string>()) {
    if (wanted == "a whole number" && isInteger(*text)) arguments.emplace("suggestion", *text);
  } else if (const auto number = node.value_exact<std::int64_t>(); number && *number >= 0) {
    if (wanted.starts_with("a duration")) arguments.emplace("suggestion", fmt::format("\"{}s\"", *number));
    if (wanted.starts_with("a size")) arguments.emplace("suggestion", fmt::format("\"{}B\"", *number));
  }
  return arguments;
}

}  // namespace

Place placeOf(const toml::node& node) {
  const toml::source_position begin = node.source().begin;
  return {static_cast<int>(begin.line), static_cast<int>(begin.column)};
}

TableReader::TableReader(Reading& reading, const toml::table* table, std::string path, std::string shape, Place place)
    : m_reading(reading), m_table(table), m_path(std::move(path)), m_shape(std::move(shape)), m_place(place) {}

const toml::node* TableReader::find(std::string_view key) {
  m_asked.emplace_back(key);
  m_reading.know(m_shape, key);
  return m_table == nullptr ? nullptr : m_table->get(key);
}

std::vector<std::string> TableReader::keys() const {
  std::vector<std::string> names;
  if (m_table == nullptr) return names;
  for (const auto& [key, value] : *m_table) names.emplace_back(key.str());
  return names;
}

std::string TableReader::pathOf(std::string_view key) const {
  const std::string spelled = tomlKey(key);
  return m_path.empty() ? spelled : m_path + "." + spelled;
}

Place TableReader::placeOf(std::string_view key) const {
  const toml::node* node = m_table == nullptr ? nullptr : m_table->get(key);
  return node == nullptr ? m_place : config::placeOf(*node);
}

void TableReader::report(ProblemCode code, std::string_view key, Arguments arguments) {
  m_reading.report(code, placeOf(key), pathOf(key), std::move(arguments));
}

void TableReader::reportAt(const Element& element, ProblemCode code, Arguments arguments) {
  m_reading.report(code, config::placeOf(element.node), element.path, std::move(arguments));
}

void TableReader::reportWrongType(const Element& element, std::string expected) {
  reportAt(element, ProblemCode::ConfigWrongType, wrongType(element.node, std::move(expected)));
}

const std::string* TableReader::textOf(std::string_view key, std::string expected) {
  const toml::node* node = find(key);
  if (node == nullptr) return nullptr;
  if (const auto* text = node->as_string()) return &text->get();
  reportWrongType({*node, pathOf(key)}, std::move(expected));
  return nullptr;
}

void TableReader::readText(std::string_view key, std::string& target, std::size_t longest) {
  const std::string* text = textOf(key, "a string");
  if (text == nullptr) return;
  const bool control = std::ranges::any_of(
      *text, [](char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F; });
  if (!control && text->size() <= longest) {
    target = *text;
    return;
  }
  report(ProblemCode::ConfigInvalidValue, key,
         {{"expected", fmt::format("one line of at most {} bytes", longest)}, {"value", inQuotes(*text)}});
}

void TableReader::readBoolean(std::string_view key, bool& target) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  const auto* truth = node->as_boolean();
  if (truth == nullptr) return reportWrongType({*node, pathOf(key)}, "true or false");
  target = truth->get();
}

void TableReader::readInteger(std::string_view key, int& target, int minimum, int maximum) {
  const toml::node* node = find(key);
  if (node == nullptr) return;
  const auto number = node->value_exact<std::int64_t>();
  if (!number) return reportWrongType({*node, pathOf(key)}, "a whole number");
  if (*number < minimum || *number > maximum) {
    return report(ProblemCode::ConfigOutOfRange, key,
                  {{"value", std::to_string(*number)},
                   {"minimum", std::to_string(minimum)},
                   {"maximum", std::to_string(maximum)}});
  }
  target = static_cast<int>(*number);
}

void TableReader::readDuration(std::string_view key, base::Milliseconds& target, base::Milliseconds minimum,
                               base::Milliseconds maximum) {
  const std::string expected = R"(a duration such as "250ms", "10s", "5m" or "12h")";
  const std::string* text = textOf(key, expected);
  if (text == nullptr) return;
  const auto duration = base::parseDuration(*text);
  if (!duration) {
    return report(ProblemCode::ConfigInvalidValue, key, {{"expected", expected}, {"value", inQuotes(*text)}});
  }
  if (*duration < minimum || *duration > maximum) {
    return report(
        ProblemCode::ConfigOutOfRange, key,
        {{"value", *text}, {"minimum", base::durationText(minimum)}, {"maximum", base::durationText(maximum)}});
  }
  target = *duration;
}

void TableReader::readSize(std::string_view key, std::uint64_t& target, std::uint64_t minimum, std::uint64_t maximum) {
  const std::string expected = R"(a size such as "512B", "8KiB" or "1MiB")";
  const std::string* text = textOf(key, expected);
  if (text == nullptr) return;
  const auto size = base::parseSize(*text);
  if (!size) {
    return report(ProblemCode::ConfigInvalidValue, key, {{"expected", expected}, {"value", inQuotes(*text)}});
  }
  if (*size < minimum || *size > maximum) {
    return report(ProblemCode::ConfigOutOfRange, key,
                  {{"value", *text}, {"minimum", base::sizeText(minimum)}, {"maximum", base::sizeText(maximum)}});
  }
  target = *size;
}

std::filesystem::path TableReader::resolved(const std::string& path) const {
  return m_reading.folder() / path;
}

void TableReader::readPath(std::string_view key, std::filesystem::path& target) {
  const std::string* text = textOf(key, "a file's path as a string");
  if (text == nullptr) return;
  if (!text->empty()) {
    target = resolved(*text);
    return;
  }
  report(ProblemCode::ConfigInvalidValue, key, {{"expected", "a file's path"}, {"value", inQuotes(*text)}});
}

void TableReader::readPathOrNone(std::string_view key, std::filesystem::path& target) {
  const std::string* text = textOf(key, "a file's path as a string");
  if (text != nullptr) target = text->empty() ? std::filesystem::path() : resolved(*text);
}

void TableReader::readPaths(std::string_view key, std::vector<std::filesystem::path>& target) {
  std::vector<std::filesystem::path> paths;
  for (const Element& element : elements(key)) {
    const auto* text = element.node.as_string();
    if (text == nullptr) {
      reportWrongType(element, "a file's path as a string");
    } else if (text->get().empty()) {
      reportAt(element, ProblemCode::ConfigInvalidValue, {{"expected", "a file's path"}, {"value", "\"\""}});
    } else {
      paths.push_back(resolved(text->get()));
    }
  }
  if (has(key)) target = std::move(paths);
}

void TableReader::reportUnknownChoice(std::string_view key, const std::string& text,
                                      const std::vector<std::string>& names) {
  std::string expected;
  for (std::size_t index = 0; index < names.size(); ++index) {
    if (index > 0) expected += index + 1 == names.size() ? " or " : ", ";
    expected += inQuotes(names[index]);
  }
  Arguments arguments = {{"expected", expected}, {"value", inQuotes(text)}};
  if (const auto nearest = base::nearestName(text, names)) arguments.emplace("suggestion", inQuotes(*nearest));
  report(ProblemCode::ConfigInvalidValue, key, std::move(arguments));
}

TableReader TableReader::table(std::string_view key) {
  const std::string shape = m_shape.empty() ? std::string(key) : fmt::format("{}.{}", m_shape, key);
  const toml::node* node = find(key);
  const toml::table* table = node == nullptr ? nullptr : node->as_table();
  if (node != nullptr && table == nullptr) reportWrongType({*node, pathOf(key)}, fmt::format("a table ([{}])", shape));
  return {m_reading, table, pathOf(key), shape, placeOf(key)};
}

std::vector<TableReader::Element> TableReader::elements(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return {};
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    reportWrongType({*node, pathOf(key)}, "a list in [brackets]");
    return {};
  }
  std::vector<Element> list;
  for (const toml::node& element : *array) {
    list.push_back({element, fmt::format("{}[{}]", pathOf(key), list.size())});
  }
  return list;
}

TableReader TableReader::tableAt(const Element& element, std::string_view key) const {
  const std::string shape = m_shape.empty() ? std::string(key) : fmt::format("{}.{}", m_shape, key);
  return {m_reading, element.node.as_table(), element.path, shape, config::placeOf(element.node)};
}

std::vector<TableReader> TableReader::tables(std::string_view key, int most) {
  const toml::node* node = find(key);
  std::vector<TableReader> readers;
  const std::string expected = fmt::format("a list of tables ([[{}]])", key);
  if (node == nullptr || !node->is_array()) {
    if (node != nullptr) reportWrongType({*node, pathOf(key)}, expected);
    readers.push_back(TableReader(m_reading, nullptr, fmt::format("{}[0]", key), std::string(key), m_place));
    return readers;
  }
  const auto count = static_cast<int>(node->as_array()->size());
  if (count < 1 || count > most) {
    report(ProblemCode::ConfigOutOfRange, key,
           {{"value", std::to_string(count)}, {"minimum", "1"}, {"maximum", std::to_string(most)}});
  }
  for (const Element& element : elements(key)) {
    if (static_cast<int>(readers.size()) == most) break;
    if (!element.node.is_table()) reportWrongType(element, expected);
    readers.push_back(tableAt(element, key));
  }
  return readers;
}

void TableReader::rejectUnknownKeys() {
  if (m_table == nullptr) return;
  for (const auto& [key, value] : *m_table) {
    if (std::ranges::find(m_asked, key.str()) != m_asked.end()) continue;
    const toml::source_position begin = key.source().begin;
    m_reading.reportUnknown(m_shape, pathOf(key.str()), key.str(),
                            {static_cast<int>(begin.line), static_cast<int>(begin.column)});
  }
}

}  // namespace config
