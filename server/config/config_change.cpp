// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Finding a key in the outline, and the few bytes that have to change for it.

#include "server/config/config_change.h"

#include <algorithm>

#include "server/config/config_outline.h"
#include "server/config/config_outline_search.h"

namespace config {

namespace {

bool isBlankLine(std::string_view text, std::size_t start) {
  return text.substr(start, afterLine(text, start) - start).find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// One text while it is changed; the outline is made anew after each cut or insertion.
class Editing {
 public:
  explicit Editing(std::string text) : m_text(std::move(text)) {
    const std::size_t newline = m_text.find('\n');
    m_newline = newline != std::string::npos && newline > 0 && m_text[newline - 1] == '\r' ? "\r\n" : "\n";
    outlineAnew();
  }

  bool set(const KeyPath& path, const std::string& value);
  bool remove(const KeyPath& path);
  [[nodiscard]] std::string text() && { return std::move(m_text); }
  [[nodiscard]] bool isSound() const { return m_sound; }

 private:
  void outlineAnew() {
    auto outline = outlineOf(m_text);
    m_sound = outline.has_value();
    m_outline = m_sound ? std::move(*outline) : Outline{{OutlineSection{}}};
  }
  void replace(Span span, const std::string& bytes) {
    m_text.replace(span.begin, span.end - span.begin, bytes);
    outlineAnew();
  }
  /// Whole lines at `position`, which is the start of a line or the end of the text.
  void insertLines(std::size_t position, const std::string& lines) {
    const bool openLine = position > 0 && m_text[position - 1] != '\n' && position != lineStart(m_text, position);
    replace({position, position}, (openLine ? m_newline : "") + lines);
  }

  void cut(const Found& found);
  void cutLastSection(const KeyPath& path);
  void cutEmptied(const KeyPath& table);
  [[nodiscard]] const OutlineSection* sectionOf(Steps path) const;
  [[nodiscard]] std::size_t elementCount(Steps array) const;
  bool addTo(const Found& table, Steps rest, const std::string& value);
  bool addItem(const OutlineValue& container, const std::string& item);
  bool addDotted(const KeyPath& path, std::size_t ancestor, const std::string& value);
  void addMember(const OutlineSection& section, const std::string& line);
  [[nodiscard]] std::size_t placeAtTop() const;
  bool addSection(Steps path);
  bool addElements(Steps table);

  std::string m_text;
  std::string m_newline;
  Outline m_outline;
  bool m_sound = true;
};

const OutlineSection* Editing::sectionOf(Steps path) const {
  for (const OutlineSection& section : m_outline.sections) {
    if (section.path.size() == path.size() && beginsWith(path, section.path)) return &section;
  }
  return nullptr;
}

std::size_t Editing::elementCount(Steps array) const {
  KeyPath path(array.begin(), array.end());
  for (std::size_t count = 0;; ++count) {
    path.emplace_back(count);
    if (sectionOf(path) == nullptr) return count;
    path.pop_back();
  }
}

// ---- Removing

void Editing::cut(const Found& found) {
  const auto spanOf = [&found](std::size_t index) {
    if (found.member == nullptr) return found.container->elements[index].span;
    const OutlineMember& member = found.container->members[index];
    return Span{member.keySpan.begin, member.value.span.end};
  };
  if (found.container == nullptr) {
    const std::size_t begin = lineStart(m_text, found.member->keySpan.begin);
    return replace({begin, afterLine(m_text, found.value->span.end)}, "");
  }
  const std::size_t count =
      found.member == nullptr ? found.container->elements.size() : found.container->members.size();
  if (found.index + 1 < count) return replace({spanOf(found.index).begin, spanOf(found.index + 1).begin}, "");
  if (count > 1) return replace({spanOf(found.index - 1).end, spanOf(found.index).end}, "");
  replace({found.container->span.begin + 1, found.container->span.end - 1}, "");
}

void Editing::cutLastSection(const KeyPath& path) {
  const auto section =
      std::ranges::find_if(m_outline.sections.rbegin(), m_outline.sections.rend(),
                           [&path](const OutlineSection& candidate) { return startsWith(candidate.path, path); });
  if (section == m_outline.sections.rend()) return;
  Span span{section->header.begin, section->end};
  // Not two blank lines where there was one on either side.
  const std::size_t before = span.begin == 0 ? 0 : lineStart(m_text, span.begin - 1);
  if (before < span.begin && isBlankLine(m_text, before) && isBlankLine(m_text, span.end)) span.begin = before;
  replace(span, "");
}

/// A table that lost its last key leaves no header behind, unless a comment stands beside or below it. Only one of the
/// top: an empty [listener.tls] says something.
void Editing::cutEmptied(const KeyPath& table) {
  const OutlineSection* section = table.size() == 1 && m_sound ? sectionOf(table) : nullptr;
  if (section == nullptr || !section->members.empty()) return;
  const auto [begin, end] = section->header;
  const std::string below = m_text.substr(end, afterLine(m_text, end) - end);
  const std::size_t word = below.find_first_not_of(" \t");
  const bool commented = m_text.substr(begin, end - begin).find('#') != std::string::npos ||
                         (word != std::string::npos && below[word] == '#');
  const auto sections = std::ranges::count_if(
      m_outline.sections, [&table](const OutlineSection& candidate) { return startsWith(candidate.path, table); });
  if (!commented && sections == 1) cutLastSection(table);
}

bool Editing::remove(const KeyPath& path) {
  if (path.empty()) return false;
  if (const auto found = find(m_outline, path)) {
    cut(*found);
    cutEmptied(KeyPath(path.begin(), path.end() - 1));
    return m_sound;
  }
  // A whole table: first what dotted keys say of it, then its sections. Each cut moves the rest.
  for (bool again = true; again && m_sound;) {
    again = false;
    for (const OutlineSection& section : m_outline.sections) {
      if (startsWith(section.path, path)) continue;
      const auto member = std::ranges::find_if(section.members, [&](const OutlineMember& candidate) {
        KeyPath full = section.path;
        full.insert(full.end(), candidate.key.begin(), candidate.key.end());
        return startsWith(full, path);
      });
      if (member == section.members.end()) continue;
      cut(Found{&member->value, &*member, nullptr, 0});
      again = true;
      break;
    }
  }
  // From the last to the first, because [listener.tls] is found by the [[listener]] above it; and only as many as there
  // are now, because the elements behind a removed one move up into its place.
  auto left = std::ranges::count_if(m_outline.sections,
                                    [&path](const OutlineSection& section) { return startsWith(section.path, path); });
  for (; left > 0 && m_sound; --left) cutLastSection(path);
  return m_sound;
}

// ---- Adding

bool Editing::addItem(const OutlineValue& container, const std::string& item) {
  const bool table = container.form == OutlineValue::Form::InlineTable;
  const std::size_t count = table ? container.members.size() : container.elements.size();
  if (count == 0) {
    const std::string room = table ? " " : "";
    replace({container.span.begin + 1, container.span.end - 1}, room + item + room);
    return m_sound;
  }
  const std::size_t end = table ? container.members.back().value.span.end : container.elements.back().span.end;
  replace({end, end}, ", " + item);
  return m_sound;
}

/// Dotted below an inline table, so that tables which are dotted there already stay so.
bool Editing::addTo(const Found& table, Steps rest, const std::string& value) {
  if (table.value->form == OutlineValue::Form::InlineTable) {
    return allNames(rest) && addItem(*table.value, dotted(rest) + " = " + value);
  }
  const auto* index = std::get_if<std::size_t>(&rest.front());
  if (table.value->form != OutlineValue::Form::Array || index == nullptr || *index != table.value->elements.size()) {
    return false;
  }
  const Steps below = rest.subspan(1);
  if (!allNames(below)) return false;
  return addItem(*table.value, below.empty() ? value : "{ " + dotted(below) + " = " + value + " }");
}

/// Where a.b = 1 made the table a, TOML allows no [a]: the new key is dotted too, after the last of them.
bool Editing::addDotted(const KeyPath& path, std::size_t ancestor, const std::string& value) {
  const KeyPath prefix(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(ancestor));
  for (const OutlineSection& section : m_outline.sections) {
    if (section.path.size() >= ancestor || !startsWith(prefix, section.path)) continue;
    for (auto member = section.members.rbegin(); member != section.members.rend(); ++member) {
      KeyPath full = section.path;
      full.insert(full.end(), member->key.begin(), member->key.end());
      if (full.size() <= ancestor || !startsWith(full, prefix)) continue;
      const Steps relative = Steps(path).subspan(section.path.size());
      if (!allNames(relative)) return false;
      const std::size_t begin = lineStart(m_text, member->keySpan.begin);
      const std::string indent = m_text.substr(begin, member->keySpan.begin - begin);
      insertLines(afterLine(m_text, member->value.span.end), indent + dotted(relative) + " = " + value + m_newline);
      return m_sound;
    }
  }
  return false;
}

/// Below the comment that heads a file, if a blank line sets it apart.
std::size_t Editing::placeAtTop() const {
  const std::size_t top = m_outline.sections.front().header.begin;
  std::size_t position = top;
  while (position < m_text.size() && m_text[position] == '#') position = afterLine(m_text, position);
  if (position == top || !isBlankLine(m_text, position)) return top;
  return afterLine(m_text, position);
}

void Editing::addMember(const OutlineSection& section, const std::string& line) {
  const bool root = section.path.empty();
  if (!section.members.empty() || !root) {
    std::string indent;
    if (!section.members.empty()) {
      const std::size_t key = section.members.back().keySpan.begin;
      const std::size_t begin = lineStart(m_text, key);
      indent = m_text.substr(begin, key - begin);
    }
    return insertLines(section.end, indent + line + m_newline);
  }
  const std::size_t position = placeAtTop();
  const bool followed = position < m_text.size() && !isBlankLine(m_text, position);
  insertLines(position, line + m_newline + (followed ? m_newline : ""));
}

/// An empty [header] or [[header]] for `path`: after its relatives, else at the end.
bool Editing::addSection(Steps path) {
  const bool element = std::holds_alternative<std::size_t>(path.back());
  if (element && std::get<std::size_t>(path.back()) != elementCount(path.first(path.size() - 1))) return false;
  std::size_t position = m_text.size();
  for (std::size_t length = path.size() - 1; length > 0; --length) {
    const KeyPath relative(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(length));
    const auto last =
        std::ranges::find_if(m_outline.sections.rbegin(), m_outline.sections.rend(),
                             [&relative](const OutlineSection& section) { return startsWith(section.path, relative); });
    if (last == m_outline.sections.rend()) continue;
    position = last->end;
    break;
  }
  const bool first = position <= m_outline.sections.front().header.begin;
  const bool spaced = first || (position > 0 && isBlankLine(m_text, lineStart(m_text, position - 1)));
  const std::string header = element ? "[[" + dotted(path) + "]]" : "[" + dotted(path) + "]";
  insertLines(position, (spaced ? "" : m_newline) + header + m_newline);
  return m_sound;
}

/// The [[headers]] that `table` is below, where they are absent.
bool Editing::addElements(Steps table) {
  // [[listener]] number 0 is there by default when none is written: number 1 makes both.
  for (std::size_t length = 1; length <= table.size(); ++length) {
    const Steps above = table.first(length);
    const auto* index = std::get_if<std::size_t>(&above.back());
    if (index == nullptr || sectionOf(above) != nullptr) continue;
    KeyPath missing(above.begin(), above.end());
    if (*index == 1 && elementCount(above.first(length - 1)) == 0) {
      missing.back() = std::size_t{0};
      if (!addSection(missing)) return false;
      missing.back() = std::size_t{1};
    }
    if (!addSection(missing)) return false;
  }
  return true;
}

bool Editing::set(const KeyPath& path, const std::string& value) {
  if (path.empty()) return false;
  if (const auto found = find(m_outline, path)) {
    replace(found->value->span, value);
    return m_sound;
  }
  const Steps steps(path);
  // From the nearest table above that the text has in some form.
  for (std::size_t length = path.size() - 1; length > 0; --length) {
    const Steps above = steps.first(length);
    if (const auto found = find(m_outline, above)) return addTo(*found, steps.subspan(length), value);
    if (sectionOf(above) != nullptr) break;
    if (addDotted(path, length, value)) return true;
    if (!m_sound) return false;
  }
  if (!std::holds_alternative<std::string>(path.back())) return false;
  const Steps table = steps.first(path.size() - 1);
  if (!addElements(table)) return false;
  if (sectionOf(table) == nullptr && !addSection(table)) return false;
  const OutlineSection* section = sectionOf(table);
  if (section == nullptr) return false;
  addMember(*section, tomlKey(std::get<std::string>(path.back())) + " = " + value);
  return m_sound;
}

}  // namespace

std::optional<std::string> withChange(std::string text, const Change& change) {
  Editing editing(std::move(text));
  if (!editing.isSound()) return std::nullopt;
  const bool done = change.value.empty() ? editing.remove(change.key) : editing.set(change.key, change.value);
  if (!done) return std::nullopt;
  return std::move(editing).text();
}

}  // namespace config
