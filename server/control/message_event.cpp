// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Event as JSON: one flat object, the kind's own fields beside the common ones. "time" is Unix milliseconds.

#include <algorithm>
#include <array>

#include "server/control/message_parts.h"

namespace control {

namespace {

constexpr std::array<std::string_view, 8> commonFields = {"seq", "time", "kind",     "slot",
                                                          "pid", "text", "problems", "generation"};

/// Empty where no field of ours can hold it: a newer program's, left out.
std::optional<FieldValue> fieldFrom(const Json& json) {
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_unsigned() && json.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max())
    return std::nullopt;
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number_float()) return json.get<double>();
  if (json.is_string()) return json.get<std::string>();
  const auto isString = [](const Json& each) { return each.is_string(); };
  if (json.is_array() && std::all_of(json.begin(), json.end(), isString)) return json.get<std::vector<std::string>>();
  return std::nullopt;
}

}  // namespace

OrderedJson jsonOf(const Event& event) {
  OrderedJson json = {{"seq", event.seq}, {"time", event.time}, {"kind", name(event.kind)}};
  if (event.slot) json["slot"] = *event.slot;
  if (event.pid) json["pid"] = *event.pid;
  if (event.generation) json["generation"] = *event.generation;
  for (const auto& field : event.fields)
    std::visit([&](const auto& value) { json[field.first] = value; }, field.second);
  if (!event.problems.empty()) json["problems"] = jsonOf(event.problems);
  json["text"] = event.text;
  return json;
}

base::Result<std::optional<Event>> readEvent(const Json& json) {
  ObjectReader reader(json, "an event");
  const auto kind = eventKindFromName(reader.text("kind"));
  if (reader.error().empty() && !kind) return std::nullopt;
  Event event;
  event.kind = kind.value_or(EventKind{});
  event.seq = static_cast<std::uint64_t>(reader.count("seq"));
  event.time = reader.count("time");
  if (reader.has("slot")) event.slot = reader.number("slot", 0, largest);
  if (reader.has("pid")) event.pid = reader.number("pid", 0, largest);
  if (reader.has("generation")) event.generation = reader.number("generation", 0, largest);
  event.text = reader.text("text");
  event.problems = readProblems(reader, "problems");
  if (!reader.error().empty()) return base::failure("not a message of ours: " + reader.error());
  for (const auto& [field, value] : json.items()) {
    if (std::find(commonFields.begin(), commonFields.end(), field) != commonFields.end()) continue;
    if (auto read = fieldFrom(value)) event.fields[field] = std::move(*read);
  }
  return event;
}

std::string toJson(const Event& event) {
  return lineOf(jsonOf(event));
}

base::Result<Event> eventFromJson(std::string_view json) {
  const auto parsed = parseJson(json);
  if (!parsed) return base::failure(parsed.error());
  auto event = readEvent(*parsed);
  if (!event) return base::failure(std::move(event.error()));
  if (!*event) return base::failure("an event of an unknown kind");
  return std::move(**event);
}

}  // namespace control
