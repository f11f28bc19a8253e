// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/control/message_json.h"

#include <fmt/format.h>

#include <cmath>

namespace control {

namespace {

/// Hands characters to the parser and lets the handler see how far it is.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* position, std::size_t* count) : m_position(position), m_count(count) {}
  const char& operator*() const { return *m_position; }
  CountingIterator& operator++() {
    ++m_position;
    ++*m_count;
    return *this;
  }
  bool operator==(const CountingIterator& other) const { return m_position == other.m_position; }

 private:
  const char* m_position;
  std::size_t* m_count;
};

/// Builds the value while it watches depth and keys: nothing is built that is refused later.
class BoundedBuilder : public nlohmann::json_sax<Json> {
 public:
  explicit BoundedBuilder(const std::size_t& position) : m_position(position) {}

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t& /*spelling*/) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*elements*/) override { return open(Json::object()); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t /*elements*/) override { return open(Json::array()); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    if (m_open.back()->contains(name)) return refuse("the same key twice", m_position);
    m_next = &(*m_open.back())[name];
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/, const Json::exception& thrown) override {
    // The parser's own text quotes the input, which has no bound and no manners.
    const bool isUtf8 = std::string_view(thrown.what()).find("UTF-8") != std::string_view::npos;
    return refuse(isUtf8 ? "invalid UTF-8" : "not valid JSON", position);
  }

  Json root;
  std::string error;

 private:
  bool refuse(std::string_view what, std::size_t position) {
    error = fmt::format("{} at byte {}", what, position);
    return false;
  }
  Json& place(Json value) {
    if (m_open.empty()) return root = std::move(value);
    Json& parent = *m_open.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return parent.back();
    }
    return *m_next = std::move(value);
  }
  bool add(Json value) {
    place(std::move(value));
    return true;
  }
  bool open(Json empty) {
    if (m_open.size() == maximumDepth) return refuse(fmt::format("deeper than {} levels", maximumDepth), m_position);
    m_open.push_back(&place(std::move(empty)));
    return true;
  }
  bool close() {
    m_open.pop_back();
    return true;
  }

  const std::size_t& m_position;
  std::vector<Json*> m_open;  ///< a parent's storage does not move while a child of it is open
  Json* m_next = nullptr;     ///< the value of the key last read
};

const Json absent;

}  // namespace

tl::expected<Json, std::string> parseJson(std::string_view text) {
  std::size_t position = 0;
  BoundedBuilder builder(position);
  const CountingIterator begin(text.data(), &position);
  const CountingIterator end(text.data() + text.size(), &position);
  if (!Json::sax_parse(begin, end, &builder)) return tl::unexpected(builder.error);
  return std::move(builder.root);
}

std::string lineOf(const OrderedJson& json) {
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

ObjectReader::ObjectReader(const Json& json, const std::string& what) {
  if (json.is_object())
    m_object = &json;
  else
    m_error = what + " must be an object";
}

const Json* ObjectReader::find(const char* key) const {
  if (m_object == nullptr) return nullptr;
  const auto found = m_object->find(key);
  return found == m_object->end() || found->is_null() ? nullptr : &*found;
}

void ObjectReader::fail(std::string sentence) {
  if (m_error.empty()) m_error = std::move(sentence);
}

void ObjectReader::require(const char* key) {
  if (!has(key)) fail(fmt::format("{} is missing", key));
}

std::string ObjectReader::text(const char* key, std::string otherwise) {
  const Json* value = find(key);
  if (value == nullptr) return otherwise;
  if (value->is_string()) return value->get<std::string>();
  fail(fmt::format("{} must be a string", key));
  return otherwise;
}

bool ObjectReader::flag(const char* key, bool otherwise) {
  const Json* value = find(key);
  if (value == nullptr) return otherwise;
  if (value->is_boolean()) return value->get<bool>();
  fail(fmt::format("{} must be true or false", key));
  return otherwise;
}

std::int64_t ObjectReader::integer(const char* key, std::int64_t minimum, std::int64_t maximum,
                                   std::int64_t otherwise) {
  const Json* value = find(key);
  if (value == nullptr) return otherwise;
  // An unsigned one too large for int64 must not come out negative.
  const bool fits = value->is_number_integer() && (!value->is_number_unsigned() ||
                                                   value->get<std::uint64_t>() <= static_cast<std::uint64_t>(maximum));
  const std::int64_t number = fits ? value->get<std::int64_t>() : 0;
  if (fits && number >= minimum && number <= maximum) return number;
  fail(maximum == std::numeric_limits<std::int64_t>::max()
           ? fmt::format("{} must be a whole number from {} up", key, minimum)
           : fmt::format("{} must be {} to {}", key, minimum, maximum));
  return otherwise;
}

std::int64_t ObjectReader::seconds(const char* key, std::int64_t maximumSeconds) {
  const Json* value = find(key);
  if (value == nullptr) return 0;
  const double number = value->is_number() ? value->get<double>() : -1;
  if (number >= 0 && number <= static_cast<double>(maximumSeconds)) return std::llround(number * 1000.0);
  fail(fmt::format("{} must be 0 to {} seconds", key, maximumSeconds));
  return 0;
}

std::vector<std::string> ObjectReader::texts(const char* key) {
  std::vector<std::string> all;
  for (const Json& each : list(key)) {
    if (!each.is_string()) {
      fail(fmt::format("{} must be a list of strings", key));
      return {};
    }
    all.push_back(each.get<std::string>());
  }
  return all;
}

std::vector<std::int64_t> ObjectReader::counts(const char* key) {
  std::vector<std::int64_t> all;
  for (const Json& each : list(key)) {
    if (!each.is_number_integer()) {
      fail(fmt::format("{} must be a list of whole numbers", key));
      return {};
    }
    all.push_back(each.get<std::int64_t>());
  }
  return all;
}

const Json::array_t& ObjectReader::list(const char* key) {
  static const Json::array_t none;
  const Json* value = find(key);
  if (value == nullptr) return none;
  if (value->is_array()) return value->get_ref<const Json::array_t&>();
  fail(fmt::format("{} must be a list", key));
  return none;
}

const Json& ObjectReader::value(const char* key) const {
  const Json* found = find(key);
  return found != nullptr ? *found : absent;
}

double secondsOf(std::int64_t milliseconds) {
  return static_cast<double>(milliseconds) / 1000.0;
}

OrderedJson jsonOf(const base::Problem& problem) {
  OrderedJson json = {{"code", base::name(problem.code)}, {"sentence", base::sentence(problem)}};
  if (!problem.file.empty()) json["file"] = problem.file;
  if (problem.line > 0) json["line"] = problem.line;
  if (problem.column > 0) json["column"] = problem.column;
  if (!problem.key.empty()) json["key"] = problem.key;
  if (!problem.arguments.empty()) json["arguments"] = problem.arguments;
  if (problem.severity == base::Problem::Severity::Warning) json["severity"] = "warning";
  return json;
}

OrderedJson jsonOf(const std::vector<base::Problem>& problems) {
  OrderedJson list = OrderedJson::array();
  for (const base::Problem& problem : problems) list.push_back(jsonOf(problem));
  return list;
}

std::vector<base::Problem> readProblems(ObjectReader& reader, const char* key) {
  std::vector<base::Problem> problems;
  for (const Json& each : reader.list(key)) {
    ObjectReader fields(each, "a problem");
    const auto code = base::problemCodeFromName(fields.text("code"));
    base::Problem problem;
    problem.file = fields.text("file");
    problem.line = fields.number("line", 0, std::numeric_limits<int>::max());
    problem.column = fields.number("column", 0, std::numeric_limits<int>::max());
    problem.key = fields.text("key");
    if (fields.text("severity") == "warning") problem.severity = base::Problem::Severity::Warning;
    const Json& arguments = fields.value("arguments");
    if (arguments.is_object())
      for (const auto& [argument, value] : arguments.items())
        if (value.is_string()) problem.arguments[argument] = value.get<std::string>();
    if (!fields.error().empty()) reader.fail(fields.error());
    if (!code) continue;
    problem.code = *code;
    problems.push_back(std::move(problem));
  }
  return problems;
}

}  // namespace control
