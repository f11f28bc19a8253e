// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See precondition.h.

#include "server/handlers/precondition.h"

#include <optional>

#include "server/handlers/http_date.h"

namespace handlers {

namespace {

enum class Comparison { Strong, Weak };

/// Takes the next entity tag from a list (RFC 9110 8.8.3); empty: no more, or nothing that is one.
std::string_view takeEntityTag(std::string_view& list) {
  list.remove_prefix(std::min(list.find_first_not_of(" \t,"), list.size()));
  const std::size_t start = list.starts_with("W/") ? 2 : 0;
  if (start >= list.size() || list[start] != '"') return {};
  const std::size_t end = list.find('"', start + 1);
  if (end == std::string_view::npos) return {};
  const std::string_view tag = list.substr(0, end + 1);
  list.remove_prefix(end + 1);
  return tag;
}

/// Every field of that name, as their values are one list (RFC 9110 5.3).
bool listsTag(const http::Headers& headers, std::string_view name, std::string_view wanted, Comparison comparison) {
  for (const http::Header field : headers) {
    if (field.name != name) continue;
    std::string_view list = field.value;
    if (list == "*") return true;
    for (std::string_view tag = takeEntityTag(list); !tag.empty(); tag = takeEntityTag(list)) {
      if (comparison == Comparison::Weak && tag.starts_with("W/")) tag.remove_prefix(2);
      if (tag == wanted) return true;
    }
  }
  return false;
}

/// Whether it was modified after the date in that field; nothing: there is no such field, or it holds no date.
std::optional<bool> isNewerThan(const http::Headers& request, std::string_view name, const Validators& representation) {
  const auto text = request.find(name);
  if (!text) return std::nullopt;
  if (*text == representation.modifiedText) return false;
  const auto date = parseHttpDate(*text);
  if (!date) return std::nullopt;
  return representation.modified > *date;
}

}  // namespace

Precondition evaluate(const http::Headers& request, const Validators& representation) {
  if (request.contains("if-match")) {
    if (!listsTag(request, "if-match", representation.entityTag, Comparison::Strong)) return Precondition::Failed;
  } else if (isNewerThan(request, "if-unmodified-since", representation).value_or(false)) {
    return Precondition::Failed;
  }
  if (request.contains("if-none-match")) {
    const bool known = listsTag(request, "if-none-match", representation.entityTag, Comparison::Weak);
    return known ? Precondition::NotModified : Precondition::Holds;
  }
  const bool newer = isNewerThan(request, "if-modified-since", representation).value_or(true);
  return newer ? Precondition::Holds : Precondition::NotModified;
}

bool rangeApplies(const http::Headers& request, const Validators& representation) {
  const auto condition = request.find("if-range");
  if (!condition) return true;
  if (condition->starts_with('"')) return *condition == representation.entityTag;
  // A date is exact here, not a lower bound; a weak tag never fits.
  const auto date = parseHttpDate(*condition);
  return date && *date == representation.modified;
}

}  // namespace handlers
