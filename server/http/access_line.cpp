// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See access_line.h.

#include "server/http/access_line.h"

#include <array>
#include <charconv>
#include <ctime>

namespace http {

namespace {

constexpr std::size_t longestText = 4 * 1024;  ///< of one text, escaped
constexpr int clientClosedRequest = 499;

void appendEscaped(std::string& out, std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  const std::size_t start = out.size();
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (out.size() - start > longestText - 8) {
      out += "...";
      return;
    }
    if (byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\') {
      out += c;
    } else {
      out += "\\x";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
}

void appendNumber(std::string& out, std::uint64_t number) {
  std::array<char, 20> text;
  out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr);
}

void appendQuotedField(std::string& out, const Headers& headers, std::string_view name) {
  const auto value = headers.find(name);
  out += " \"";
  if (value && !value->empty())
    appendEscaped(out, *value);
  else
    out += '-';
  out += '"';
}

}  // namespace

std::string accessTime(base::UnixMilliseconds time) {
  const auto seconds = static_cast<std::time_t>(time / 1000);
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  // Not strftime's %b: the log is the same in every locale.
  constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::array<char, 16> day{};
  std::array<char, 32> rest{};
  std::strftime(day.data(), day.size(), "%d/", &parts);
  std::strftime(rest.data(), rest.size(), "/%Y:%H:%M:%S %z", &parts);
  return std::string(day.data()) + months[parts.tm_mon] + rest.data();
}

std::string_view versionText(Version version) {
  switch (version) {
    case Version::Http10:
      return "HTTP/1.0";
    case Version::Http11:
      return "HTTP/1.1";
    case Version::Http2:
      return "HTTP/2.0";
  }
  return "";
}

void appendAccessLine(std::string& out, const ServedRequest& served, std::string_view time) {
  const Request& request = served.request;
  const bool hasAddress = request.client != nullptr && !request.client->address.empty();
  out += hasAddress ? std::string_view(request.client->address) : "-";
  out += " - - [";
  out += time;
  out += "] \"";
  appendEscaped(out, request.method);
  out += ' ';
  appendEscaped(out, request.received.empty() ? request.target : request.received);
  out += ' ';
  out += versionText(request.version);
  out += "\" ";
  appendNumber(out, static_cast<std::uint64_t>(served.status == 0 ? clientClosedRequest : served.status));
  out += ' ';
  appendNumber(out, served.bytes);
  appendQuotedField(out, request.headers, "referer");
  appendQuotedField(out, request.headers, "user-agent");
  out += '\n';
}

}  // namespace http
