// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A scanner over the bytes of TOML 1.0: it knows where strings, lists, inline tables and comments end, and no more.

#include "server/config/config_outline.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>

namespace config {

namespace {

constexpr int deepestNesting = 256;

void appendUtf8(std::string& text, unsigned long code) {
  const auto add = [&text](unsigned long byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xC0 | (code >> 6));
    add(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    add(0xE0 | (code >> 12));
    add(0x80 | ((code >> 6) & 0x3F));
    add(0x80 | (code & 0x3F));
  } else {
    add(0xF0 | (code >> 18));
    add(0x80 | ((code >> 12) & 0x3F));
    add(0x80 | ((code >> 6) & 0x3F));
    add(0x80 | (code & 0x3F));
  }
}

/// What a key in quotes means.
std::string unquotedKey(std::string_view quoted) {
  const bool literal = quoted.front() == '\'';
  quoted = quoted.substr(1, quoted.size() - 2);
  std::string key;
  while (!quoted.empty()) {
    const char letter = quoted.front();
    quoted.remove_prefix(1);
    if (literal || letter != '\\' || quoted.empty()) {
      key += letter;
      continue;
    }
    constexpr std::string_view escapes = "btnfr\"\\";
    const char escape = quoted.front();
    quoted.remove_prefix(1);
    if (const std::size_t index = escapes.find(escape); index != std::string_view::npos) {
      key += "\b\t\n\f\r\"\\"[index];
      continue;
    }
    const std::size_t digits = std::min<std::size_t>(escape == 'U' ? 8 : 4, quoted.size());
    appendUtf8(key, std::strtoul(std::string(quoted.substr(0, digits)).c_str(), nullptr, 16));
    quoted.remove_prefix(digits);
  }
  return key;
}

/// Every function answers false where the text is not TOML; the position never passes the end.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : m_text(text) {}

  [[nodiscard]] std::optional<Outline> scan();

 private:
  [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
  [[nodiscard]] bool startsHere(std::string_view token) const { return m_text.substr(m_at).starts_with(token); }
  [[nodiscard]] bool isOneOf(std::string_view set) const {
    return !atEnd() && set.find(m_text[m_at]) != std::string_view::npos;
  }
  bool take(std::string_view token) {
    if (!startsHere(token)) return false;
    m_at += token.size();
    return true;
  }
  void skip(std::string_view set) {
    while (isOneOf(set)) ++m_at;
  }
  void skipComment() {
    if (isOneOf("#")) m_at = std::min(m_text.find('\n', m_at), m_text.size());
  }
  /// Spaces, newlines and comments, as between the elements of a list.
  void skipGap() {
    do {
      skip(" \t\r\n");
      skipComment();
    } while (isOneOf(" \t\r\n"));
  }

  bool readLine(Outline& outline);
  bool readHeader(Outline& outline);
  bool readMember(OutlineMember& member, int depth);
  bool readKey(KeyPath& key);
  bool readKeyPart(std::string& part);
  bool readValue(OutlineValue& value, int depth);
  bool readArray(OutlineValue& value, int depth);
  bool readInlineTable(OutlineValue& value, int depth);
  bool skipString();
  KeyPath absolutePath(const KeyPath& name, bool element);

  std::string_view m_text;
  std::size_t m_at = 0;
  std::map<KeyPath, std::size_t> m_elements;  // how many [[headers]] of each path so far
};

std::optional<Outline> Scanner::scan() {
  take("\xEF\xBB\xBF");
  Outline outline;
  outline.sections.emplace_back();
  outline.sections.front().end = outline.sections.front().header.begin = outline.sections.front().header.end = m_at;
  while (!atEnd()) {
    if (!readLine(outline)) return std::nullopt;
  }
  return outline;
}

bool Scanner::readLine(Outline& outline) {
  skip(" \t");
  const std::size_t start = m_at;
  if (isOneOf("[")) {
    if (!readHeader(outline)) return false;
  } else if (!isOneOf("#\r\n") && !atEnd()) {
    OutlineMember member;
    if (!readMember(member, 0)) return false;
    outline.sections.back().members.push_back(std::move(member));
  }
  const bool blank = m_at == start;
  skip(" \t");
  skipComment();
  skip("\r");
  if (!atEnd() && !take("\n")) return false;
  if (!blank) outline.sections.back().end = m_at;
  return true;
}

bool Scanner::readHeader(Outline& outline) {
  OutlineSection section;
  section.header.begin = lineStart(m_text, m_at);
  section.element = take("[[");
  if (!section.element && !take("[")) return false;
  KeyPath name;
  if (!readKey(name) || !take(section.element ? "]]" : "]")) return false;
  section.header.end = afterLine(m_text, m_at);
  section.path = absolutePath(name, section.element);
  outline.sections.push_back(std::move(section));
  return true;
}

/// [listener.tls] belongs to the newest [[listener]].
KeyPath Scanner::absolutePath(const KeyPath& name, bool element) {
  KeyPath path;
  for (std::size_t step = 0; step < name.size(); ++step) {
    path.push_back(name[step]);
    const bool last = step + 1 == name.size();
    if (last && element) {
      path.emplace_back(m_elements[path]++);
    } else if (const auto count = m_elements.find(path); count != m_elements.end()) {
      path.emplace_back(count->second - 1);
    }
  }
  return path;
}

bool Scanner::readMember(OutlineMember& member, int depth) {
  member.keySpan.begin = m_at;
  if (!readKey(member.key)) return false;
  member.keySpan.end = m_at;
  while (member.keySpan.end > member.keySpan.begin &&
         (m_text[member.keySpan.end - 1] == ' ' || m_text[member.keySpan.end - 1] == '\t')) {
    --member.keySpan.end;
  }
  if (!take("=")) return false;
  skip(" \t");
  return readValue(member.value, depth);
}

/// With the spaces around it.
bool Scanner::readKey(KeyPath& key) {
  do {
    std::string part;
    skip(" \t");
    if (!readKeyPart(part)) return false;
    key.emplace_back(std::move(part));
    skip(" \t");
  } while (take("."));
  return true;
}

bool Scanner::readKeyPart(std::string& part) {
  const std::size_t begin = m_at;
  if (isOneOf("\"'")) {
    if (!skipString()) return false;
    part = unquotedKey(m_text.substr(begin, m_at - begin));
    return true;
  }
  while (!atEnd() && !isOneOf(" \t\r\n.=]\"'#")) ++m_at;
  part = m_text.substr(begin, m_at - begin);
  return !part.empty();
}

bool Scanner::readValue(OutlineValue& value, int depth) {
  if (depth > deepestNesting) return false;
  value.span.begin = m_at;
  bool good = true;
  if (isOneOf("\"'")) {
    good = skipString();
  } else if (isOneOf("[")) {
    good = readArray(value, depth);
  } else if (isOneOf("{")) {
    good = readInlineTable(value, depth);
  } else {
    // A date and a time may have a space between; no scalar holds a comma or '#'.
    while (!atEnd() && !isOneOf(",]}#\r\n")) ++m_at;
    while (m_at > value.span.begin && (m_text[m_at - 1] == ' ' || m_text[m_at - 1] == '\t')) --m_at;
    good = m_at > value.span.begin;
  }
  value.span.end = m_at;
  return good;
}

bool Scanner::readArray(OutlineValue& value, int depth) {
  value.form = OutlineValue::Form::Array;
  take("[");
  for (;;) {
    skipGap();
    if (take("]")) return true;
    value.elements.emplace_back();
    if (!readValue(value.elements.back(), depth + 1)) return false;
    skipGap();
    if (!take(",") && !isOneOf("]")) return false;
  }
}

bool Scanner::readInlineTable(OutlineValue& value, int depth) {
  value.form = OutlineValue::Form::InlineTable;
  take("{");
  for (;;) {
    skip(" \t");
    if (take("}")) return true;
    value.members.emplace_back();
    if (!readMember(value.members.back(), depth + 1)) return false;
    skip(" \t");
    if (!take(",") && !isOneOf("}")) return false;
  }
}

bool Scanner::skipString() {
  const char quote = m_text[m_at];
  const std::string triple(3, quote);
  const bool multiline = take(triple);
  if (!multiline) ++m_at;
  while (!atEnd()) {
    if (quote == '"' && m_text[m_at] == '\\') {
      m_at = std::min(m_at + 2, m_text.size());
    } else if (multiline && take(triple)) {
      // One or two quotes may stand right before the closing three.
      for (int extra = 0; extra < 2 && isOneOf(triple.substr(0, 1)); ++extra) ++m_at;
      return true;
    } else if (!multiline && m_text[m_at] == quote) {
      ++m_at;
      return true;
    } else if (!multiline && m_text[m_at] == '\n') {
      return false;
    } else {
      ++m_at;
    }
  }
  return false;
}

}  // namespace

std::optional<Outline> outlineOf(std::string_view text) {
  return Scanner(text).scan();
}

std::size_t afterLine(std::string_view text, std::size_t position) {
  const std::size_t newline = text.find('\n', position);
  return newline == std::string_view::npos ? text.size() : newline + 1;
}

std::size_t lineStart(std::string_view text, std::size_t position) {
  const std::size_t newline = position == 0 ? std::string_view::npos : text.rfind('\n', position - 1);
  const std::size_t start = newline == std::string_view::npos ? 0 : newline + 1;
  // A byte order mark stays before everything.
  return start == 0 && text.starts_with("\xEF\xBB\xBF") ? 3 : start;
}

bool startsWith(const KeyPath& path, const KeyPath& prefix) {
  return prefix.size() <= path.size() && std::equal(prefix.begin(), prefix.end(), path.begin());
}

}  // namespace config
