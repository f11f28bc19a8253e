// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The walk through sections, members and elements.

#include "server/config/config_outline_search.h"

#include <algorithm>

namespace config {

bool beginsWith(Steps steps, const KeyPath& prefix) {
  return steps.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), steps.begin());
}

namespace {

std::optional<Found> findBelow(const OutlineValue& value, Steps steps);

std::optional<Found> findAmong(const std::vector<OutlineMember>& members, Steps steps, const OutlineValue* container) {
  for (std::size_t index = 0; index < members.size(); ++index) {
    const OutlineMember& member = members[index];
    if (!beginsWith(steps, member.key)) continue;
    const Steps rest = steps.subspan(member.key.size());
    if (rest.empty()) return Found{&member.value, &member, container, index};
    if (auto found = findBelow(member.value, rest)) return found;
  }
  return std::nullopt;
}

std::optional<Found> findBelow(const OutlineValue& value, Steps steps) {
  if (value.form == OutlineValue::Form::InlineTable) return findAmong(value.members, steps, &value);
  const auto* index = std::get_if<std::size_t>(&steps.front());
  if (index == nullptr || *index >= value.elements.size()) return std::nullopt;
  const OutlineValue& element = value.elements[*index];
  if (steps.size() == 1) return Found{&element, nullptr, &value, *index};
  return findBelow(element, steps.subspan(1));
}

}  // namespace

std::optional<Found> find(const Outline& outline, Steps path) {
  if (path.empty()) return std::nullopt;
  for (const OutlineSection& section : outline.sections) {
    if (!beginsWith(path, section.path) || path.size() == section.path.size()) continue;
    if (auto found = findAmong(section.members, path.subspan(section.path.size()), nullptr)) return found;
  }
  return std::nullopt;
}

std::string dotted(Steps steps) {
  std::string text;
  for (const KeyStep& step : steps) {
    const auto* name = std::get_if<std::string>(&step);
    if (name == nullptr) continue;
    if (!text.empty()) text += '.';
    text += tomlKey(*name);
  }
  return text;
}

bool allNames(Steps steps) {
  return std::ranges::all_of(steps, [](const KeyStep& step) { return std::holds_alternative<std::string>(step); });
}

}  // namespace config
