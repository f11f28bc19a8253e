// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See http_date.h.

#include "server/handlers/http_date.h"

#include <chrono>

#include "server/http/request_rules.h"

namespace handlers {

namespace {

struct Fields {
  int year = 0;
  unsigned month = 0;  ///< 1..12
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

template<typename Field>
bool addDigit(Field& field, char digit) {
  if (!http::isDigit(digit)) return false;
  field = static_cast<Field>(field * 10 + static_cast<Field>(digit - '0'));
  return true;
}

/// Whether `text` fits `pattern`: y, d, h, m, s are digits of a field, "bbb" a month's name, "?" any letter, and the
/// rest itself. The first "d" may be a space.
bool fits(std::string_view text, std::string_view pattern, Fields& fields) {
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != pattern.size()) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    bool good = true;
    switch (pattern[at]) {
      case 'b': {
        const std::size_t month = months.find(text.substr(at, 3));
        good = month != std::string_view::npos && month % 3 == 0;
        fields.month = static_cast<unsigned>(month / 3 + 1);
        at += 2;
        break;
      }
      case 'y':
        good = addDigit(fields.year, c);
        break;
      case 'd':
        good = (c == ' ' && pattern[at + 1] == 'd') || addDigit(fields.day, c);
        break;
      case 'h':
        good = addDigit(fields.hour, c);
        break;
      case 'm':
        good = addDigit(fields.minute, c);
        break;
      case 's':
        good = addDigit(fields.second, c);
        break;
      case '?':
        break;
      default:
        good = c == pattern[at];
    }
    if (!good) return false;
  }
  return true;
}

/// Two digits more than 50 years ahead are of the century before (RFC 9110 5.6.7).
int wholeYear(int digits) {
  using namespace std::chrono;
  const int now = static_cast<int>(year_month_day(floor<days>(system_clock::now())).year());
  const int year = now - now % 100 + digits;
  return year > now + 50 ? year - 100 : year;
}

std::optional<Fields> fieldsOf(std::string_view text) {
  Fields fields;
  if (fits(text, "???, dd bbb yyyy hh:mm:ss GMT", fields)) return fields;
  fields = {};
  if (fits(text, "??? bbb dd hh:mm:ss yyyy", fields)) return fields;
  fields = {};
  const std::size_t comma = text.find(", ");
  if (comma == std::string_view::npos || !fits(text.substr(comma), ", dd-bbb-yy hh:mm:ss GMT", fields)) return {};
  fields.year = wholeYear(fields.year);
  return fields;
}

}  // namespace

std::optional<std::int64_t> parseHttpDate(std::string_view text) {
  using namespace std::chrono;
  const std::optional<Fields> fields = fieldsOf(text);
  if (!fields || fields->hour > 23 || fields->minute > 59 || fields->second > 60) return std::nullopt;
  const year_month_day date{year(fields->year), month(fields->month), day(fields->day)};
  if (!date.ok()) return std::nullopt;
  const auto time = sys_days(date) + hours(fields->hour) + minutes(fields->minute) + seconds(fields->second);
  return time.time_since_epoch().count();
}

}  // namespace handlers
