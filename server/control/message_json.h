// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// JSON for the message files beside it, and for nothing else: what comes in is parsed within bounds and read field by
// field with its type and range; what goes out is one line. Which fields a message has is for message_*.cpp.

#pragma once

#include <nlohmann/json.hpp>

#include "server/base/error.h"

namespace control {

using Json = nlohmann::json;                 ///< what came in; sorted keys, so that a lookup is never a long walk
using OrderedJson = nlohmann::ordered_json;  ///< what goes out; keys in the order a person reads them
inline constexpr int largest = std::numeric_limits<int>::max();
inline constexpr std::size_t maximumDepth = 32;  ///< of arrays and objects in each other

/// RFC 8259, stricter: one value, UTF-8, no key twice in an object, at most maximumDepth deep. The error is a sentence
/// with the byte where it went wrong, counted from 1; it quotes nothing of the input.
tl::expected<Json, std::string> parseJson(std::string_view text);

/// One line without its newline. What is not UTF-8 (a worker's output) gets replacement characters.
std::string lineOf(const OrderedJson& json);

/// Reads an object's fields. The first field that is wrong is remembered and what is read afterwards is worthless, so
/// that a reader checks once, at its end. An absent or null field gives `otherwise`; unknown fields are nobody's.
class ObjectReader {
 public:
  /// `what` names the object where it turns out to be none: "params must be an object".
  ObjectReader(const Json& json, const std::string& what);

  [[nodiscard]] bool has(const char* key) const { return find(key) != nullptr; }
  void require(const char* key);
  std::string text(const char* key, std::string otherwise = {});
  bool flag(const char* key, bool otherwise = false);
  std::int64_t integer(const char* key, std::int64_t minimum, std::int64_t maximum, std::int64_t otherwise = 0);
  std::int64_t count(const char* key) { return integer(key, 0, std::numeric_limits<std::int64_t>::max()); }
  int number(const char* key, int minimum, int maximum, int otherwise = 0) {
    return static_cast<int>(integer(key, minimum, maximum, otherwise));
  }
  /// Seconds on the wire, with fractions; milliseconds here. 0 to `maximumSeconds`.
  std::int64_t seconds(const char* key, std::int64_t maximumSeconds = 100'000'000'000);
  std::vector<std::string> texts(const char* key);
  std::vector<std::int64_t> counts(const char* key);
  /// The elements of an array; empty where it is absent.
  const Json::array_t& list(const char* key);
  /// Any value, null where it is absent.
  [[nodiscard]] const Json& value(const char* key) const;

  void fail(std::string sentence);
  /// Empty: all well.
  [[nodiscard]] const std::string& error() const { return m_error; }

 private:
  [[nodiscard]] const Json* find(const char* key) const;

  const Json* m_object = nullptr;
  std::string m_error;
};

/// `value`, or the reader's error as the Error of a message that cannot be read.
template<typename T>
base::Result<T> readWhole(const ObjectReader& reader, T value) {
  if (!reader.error().empty()) return base::failure("not a message of ours: " + reader.error());
  return value;
}

double secondsOf(std::int64_t milliseconds);

OrderedJson jsonOf(const base::Problem& problem);
OrderedJson jsonOf(const std::vector<base::Problem>& problems);
/// Problems of unknown codes, from a newer program, are left out.
std::vector<base::Problem> readProblems(ObjectReader& reader, const char* key);

}  // namespace control
