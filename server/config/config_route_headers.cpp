// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// headers = { "X-Frame-Options" = "DENY" } and strip = "/api".

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "server/config/config_route_checks.h"
#include "server/config/route_pattern.h"

namespace config {

using base::ProblemCode;

namespace {

constexpr int mostHeaders = 50;
constexpr std::size_t longestValue = 4096;

/// Fields that say how this one answer is sent, or that only its handler can know.
constexpr std::string_view ownFields[] = {
    "connection", "content-encoding", "content-length",    "content-range",
    "date",       "keep-alive",       "proxy-connection",  "set-cookie",
    "te",         "trailer",          "transfer-encoding", "upgrade",
};

}  // namespace

void readRouteHeaders(TableReader& table, std::map<std::string, std::string>& target) {
  TableReader fields = table.table("headers");
  std::set<std::string> seen;
  for (const std::string& name : fields.keys()) {
    const std::string lower = lowerCase(name);
    if (!isFieldName(name) || std::ranges::find(ownFields, lower) != std::end(ownFields)) {
      fields.report(ProblemCode::ConfigInvalidValue, name,
                    {{"expected", "a header field's name, and none that the server or the handler sets itself"},
                     {"value", inQuotes(name)}});
      continue;
    }
    if (!seen.insert(lower).second) fields.report(ProblemCode::ConfigDuplicate, name, {{"value", inQuotes(name)}});
    std::string value;
    const std::size_t before = fields.problemCount();
    fields.readText(name, value, longestValue);
    // RFC 9110 5.5: white space around a value is not part of it.
    if (fields.problemCount() == before && (value.empty() || value.front() == ' ' || value.back() == ' ')) {
      fields.report(ProblemCode::ConfigInvalidValue, name,
                    {{"expected", "text without spaces at its ends"}, {"value", inQuotes(value)}});
    }
    target.emplace(name, std::move(value));
  }
  if (target.size() > mostHeaders) {
    table.report(
        ProblemCode::ConfigOutOfRange, "headers",
        {{"value", std::to_string(target.size())}, {"minimum", "0"}, {"maximum", std::to_string(mostHeaders)}});
  }
}

void checkStrip(TableReader& table, const Route& route) {
  const std::string& strip = route.strip;
  if (strip.empty()) return;
  if (std::holds_alternative<FilesRoute>(route.handler)) {
    table.report(ProblemCode::ConfigInvalidValue, "strip",
                 {{"expected", "absent with \"files\", which looks below root for what follows the route's path"},
                  {"value", inQuotes(strip)}});
    return;
  }
  const bool isPath = strip.size() > 1 && strip.front() == '/' && strip.back() != '/';
  const bool isPrefix =
      route.path.starts_with(strip) && (route.path.size() == strip.size() || route.path[strip.size()] == '/');
  if (isPath && isPrefix) return;
  table.report(ProblemCode::ConfigInvalidValue, "strip",
               {{"expected",
                 fmt::format("the beginning of the route's path (\"{}\"), up to a \"/\" and without it", route.path)},
                {"value", inQuotes(strip)}});
}

}  // namespace config
