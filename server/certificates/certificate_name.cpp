// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Names outside ASCII go through libidn2 (RFC 5891, with the mapping of UTS #46 as browsers do it).

#include "server/certificates/certificate_name.h"

#include <idn2.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "server/certificates/address_bytes.h"

namespace certificates {

namespace {

constexpr std::size_t longestLabel = 63;
constexpr std::size_t longestName = 253;

/// Top-level domains on the HSTS preload list that browsers ship: those that anybody may come to use.
constexpr std::array<std::string_view, 34> httpsOnly{
    "android", "app",  "bank",  "boo",    "channel", "chrome", "dad",       "day", "dev",     "eat",  "esq", "fly",
    "foo",     "gle",  "gmail", "google", "hangout", "how",    "insurance", "ing", "meet",    "meme", "mov", "new",
    "nexus",   "page", "phd",   "play",   "prof",    "rsvp",   "search",    "soy", "youtube", "zip"};

struct Idn2Release {
  void operator()(char* text) const { idn2_free(text); }
};
using Idn2Text = std::unique_ptr<char, Idn2Release>;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool isAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) { return (letter & '\x80') == 0; });
}

std::optional<CertificateName> addressName(std::string_view token) {
  if (token.starts_with('[') && token.ends_with(']')) token = token.substr(1, token.size() - 2);
  const auto bytes = addressBytes(std::string(token));
  if (!bytes) return std::nullopt;
  const std::string text = addressText(*bytes);
  return CertificateName{bytes->size() == ipv4Size ? NameKind::Ipv4 : NameKind::Ipv6, text, text};
}

/// One line of bounded length, whatever was typed.
std::string told(std::string_view token) {
  constexpr std::size_t longestTold = 100;
  std::string text(token.substr(0, longestTold));
  for (char& letter : text) {
    if (static_cast<unsigned char>(letter) < 0x20 || letter == '\x7F') letter = '?';
  }
  return text;
}

/// What is wrong with the spelling of something that was meant as a host; empty: nothing.
struct Refusal {
  std::string reason;
  std::string suggestion;
};

std::string hostOfUri(std::string_view uri) {
  uri.remove_prefix(uri.find("://") + 3);
  uri = uri.substr(0, uri.find_first_of("/?#"));
  if (const std::size_t at = uri.rfind('@'); at != std::string_view::npos) uri.remove_prefix(at + 1);
  if (uri.starts_with('[')) return std::string(uri.substr(0, uri.find(']') + 1));
  return std::string(uri.substr(0, uri.find(':')));
}

std::optional<Refusal> refusedForm(std::string_view token) {
  if (token.find("://") != std::string_view::npos)
    return Refusal{"it is a web address; give its host alone", hostOfUri(token)};
  if (token.find('@') != std::string_view::npos)
    return Refusal{"it is an e-mail address, which certificates of servers do not hold", ""};
  if (token.find('/') != std::string_view::npos)
    return Refusal{"it has a path or is a range; give a host name or one address",
                   std::string(token.substr(0, token.find('/')))};
  if (token.find('%') != std::string_view::npos)
    return Refusal{"an address with a zone (%) is for one machine alone", ""};
  const std::size_t colon = token.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view port = token.substr(token.rfind(':') + 1);
  const bool isPort = !port.empty() && port.find_first_not_of("0123456789") == std::string_view::npos;
  const bool hostAndPort = token.rfind(':') == colon || token.find("]:") != std::string_view::npos;
  if (isPort && hostAndPort)
    return Refusal{"it has a port; a certificate is for all ports of a host",
                   std::string(token.substr(0, token.rfind(':')))};
  return Refusal{"it is not a valid address", ""};
}

std::string_view labelFault(std::string_view label) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789-_";
  if (label.empty()) return "a part of it is empty";
  if (label.size() > longestLabel) return "a part of it is longer than 63 characters";
  if (label.find_first_not_of(letters) != std::string_view::npos)
    return "it has characters that host names do not have";
  if (label.front() == '-' || label.back() == '-') return "a part of it starts or ends with a hyphen";
  return {};
}

/// Of an ASCII name in lower case; empty: none.
std::string_view hostFault(std::string_view host) {
  if (host.size() > longestName) return "it is longer than 253 characters";
  std::string_view label;
  for (std::size_t start = 0; start <= host.size(); start += label.size() + 1) {
    label = host.substr(start, host.find('.', start) - start);
    if (const std::string_view fault = labelFault(label); !fault.empty()) return fault;
  }
  // A last label of digits makes it an address, which it is not, or it would have been taken for one.
  if (label.find_first_not_of("0123456789") == std::string_view::npos) return "it is not a valid address";
  return {};
}

std::optional<std::string> punycode(const std::string& host) {
  char* written = nullptr;
  const int outcome = idn2_to_ascii_8z(host.c_str(), &written, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const Idn2Text owner(written);
  if (outcome != IDN2_OK) return std::nullopt;
  return std::string(written);
}

struct Reading {
  CertificateName name;
  Refusal refusal;  ///< its reason is empty where the name can be used
};

Reading readName(std::string_view token) {
  if (auto address = addressName(token)) return {*std::move(address), {}};
  if (auto refusal = refusedForm(token)) return {{}, *std::move(refusal)};
  std::string host(token);
  std::transform(host.begin(), host.end(), host.begin(), lower);
  const bool wildcard = host.starts_with("*.");
  if (wildcard) host.erase(0, 2);
  if (host.find('*') != std::string::npos)
    return {{}, {"a wildcard is the whole first part of a name, as in *.shop.test", ""}};
  if (!isAscii(host)) {
    const auto ascii = punycode(host);
    if (!ascii) return {{}, {"it has characters that host names do not have", ""}};
    host = *ascii;
  }
  if (host.ends_with('.')) host.pop_back();
  if (const std::string_view fault = hostFault(host); !fault.empty()) return {{}, {std::string(fault), ""}};
  const std::string text = (wildcard ? "*." : "") + host;
  const std::string shown = shownName(text);
  // What decodes to characters that no name may have is not what anybody registered (RFC 5891 5.4).
  if (shown.empty() || (shown != text && punycode(shownName(host)) != host))
    return {{}, {"its punycode is damaged", ""}};
  return {{wildcard ? NameKind::Wildcard : NameKind::Dns, text, shown}, {}};
}

base::Problem problemOf(base::ProblemCode code, const std::string& name,
                        base::Problem::Severity severity = base::Problem::Severity::Warning) {
  base::Problem problem;
  problem.code = code;
  problem.severity = severity;
  problem.arguments = {{"name", name}};
  return problem;
}

void warn(const CertificateName& name, std::vector<base::Problem>& problems) {
  if (name.kind != NameKind::Dns && name.kind != NameKind::Wildcard) return;
  const std::size_t dot = name.text.rfind('.');
  if (name.kind == NameKind::Wildcard && dot == 1)
    problems.push_back(problemOf(base::ProblemCode::WildcardTooBroad, name.shown));
  const std::string_view top = std::string_view(name.text).substr(dot == std::string::npos ? 0 : dot + 1);
  if (std::find(httpsOnly.begin(), httpsOnly.end(), top) == httpsOnly.end()) return;
  base::Problem problem = problemOf(base::ProblemCode::NameForcesHttps, name.shown);
  problem.arguments["domain"] = top;
  problems.push_back(std::move(problem));
}

void refuse(std::string_view token, Refusal refusal, std::vector<base::Problem>& problems) {
  base::Problem problem = problemOf(base::ProblemCode::NameNotUsable, told(token), base::Problem::Severity::Error);
  problem.arguments["reason"] = std::move(refusal.reason);
  // Only what could be used itself is worth suggesting.
  if (!refusal.suggestion.empty() && readName(refusal.suggestion).refusal.reason.empty())
    problem.arguments["suggestion"] = std::move(refusal.suggestion);
  problems.push_back(std::move(problem));
}

std::vector<std::string_view> tokensOf(std::string_view text) {
  constexpr std::string_view separators = " \t\r\n,;";
  std::vector<std::string_view> tokens;
  while (true) {
    const std::size_t start = text.find_first_not_of(separators);
    if (start == std::string_view::npos) return tokens;
    const std::size_t end = text.find_first_of(separators, start);
    tokens.push_back(text.substr(start, end - start));
    if (end == std::string_view::npos) return tokens;
    text.remove_prefix(end);
  }
}

}  // namespace

bool CertificateNames::isUsable() const {
  return !names.empty() && std::none_of(problems.begin(), problems.end(), [](const base::Problem& problem) {
    return problem.severity == base::Problem::Severity::Error;
  });
}

std::vector<std::string> CertificateNames::texts() const {
  std::vector<std::string> list;
  for (const CertificateName& name : names) list.push_back(name.text);
  return list;
}

CertificateNames parseNames(const std::vector<std::string>& given) {
  CertificateNames result;
  for (const std::string& text : given) {
    for (const std::string_view token : tokensOf(text)) {
      Reading reading = readName(token);
      if (!reading.refusal.reason.empty()) {
        refuse(token, std::move(reading.refusal), result.problems);
        continue;
      }
      if (std::find(result.names.begin(), result.names.end(), reading.name) != result.names.end()) continue;
      if (result.names.size() == maximumNames) {
        refuse(token, {"there are more than 100 names", ""}, result.problems);
        return result;
      }
      warn(reading.name, result.problems);
      result.names.push_back(std::move(reading.name));
    }
  }
  return result;
}

std::string shownName(std::string_view name) {
  const std::string text(name);
  if (text.find("xn--") == std::string::npos) return text;
  char* written = nullptr;
  const int outcome = idn2_to_unicode_8z8z(text.c_str(), &written, 0);
  const Idn2Text owner(written);
  return outcome == IDN2_OK ? std::string(written) : std::string();
}

}  // namespace certificates
