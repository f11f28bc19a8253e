// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See redis_address.h.

#include "server/config/redis_address.h"

#include <charconv>
#include <optional>

#include "server/config/network_location.h"

namespace config {

const char* const redisAddressForm =
    R"(an address such as "redis://127.0.0.1:6379/0", "rediss://user:password@redis.example", "unix:/run/redis.sock?db=0" or "redis+sentinel://one.example,two.example/mymaster")";

namespace {

/// What "%41" stands for; empty: it is not spelled so.
std::optional<std::string> decoded(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      plain += text[at];
      continue;
    }
    const std::string_view digits = text.substr(at + 1, 2);
    unsigned char byte = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (error != std::errc() || digits.size() != 2 || end != digits.data() + 2) return {};
    plain += static_cast<char>(byte);
    at += 2;
  }
  return plain;
}

/// Takes "user:password@" from the front of `text`. False: it is wrong.
bool takeUser(std::string_view& text, RedisAddress& address) {
  const std::size_t at = text.substr(0, text.find('/')).rfind('@');
  if (at == std::string_view::npos) return true;
  const std::string_view both = text.substr(0, at);
  text.remove_prefix(at + 1);
  const std::size_t colon = both.find(':');
  if (colon == std::string_view::npos) return false;
  const auto user = decoded(both.substr(0, colon));
  const auto password = decoded(both.substr(colon + 1));
  if (!user || !password || password->empty()) return false;
  address.user = *user;
  address.password = *password;
  return true;
}

bool parseDatabase(std::string_view text, int& database) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), database);
  return error == std::errc() && end == text.data() + text.size() && database >= 0 && database < mostRedisDatabases;
}

bool parseUnix(std::string_view text, RedisAddress& address) {
  address.kind = RedisAddress::Kind::Unix;
  address.port = 0;
  if (text.starts_with("//")) {
    text.remove_prefix(2);
    if (!takeUser(text, address)) return false;
  }
  const std::size_t query = text.find('?');
  address.host = text.substr(0, query);
  // sockaddr_un has 108 bytes, with the zero at the end.
  if (!address.host.starts_with('/') || address.host.size() >= 108) return false;
  if (query == std::string_view::npos) return true;
  text.remove_prefix(query + 1);
  return text.starts_with("db=") && parseDatabase(text.substr(3), address.database);
}

/// As Sentinel itself has them.
bool isMasterName(std::string_view name) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
  return !name.empty() && name.size() <= 255 && name.find_first_not_of(letters) == std::string_view::npos;
}

/// "host,host:port/NAME/DATABASE", the last part or its digits optional.
bool parseSentinels(std::string_view text, RedisAddress& address) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  std::string_view list = text.substr(0, slash);
  std::string_view name = text.substr(slash + 1);
  const std::size_t next = name.find('/');
  const std::string_view database = next == std::string_view::npos ? std::string_view() : name.substr(next + 1);
  name = name.substr(0, next);
  if (!isMasterName(name)) return false;
  address.masterName = name;
  for (bool isLast = false; !isLast;) {
    const std::size_t comma = list.find(',');
    isLast = comma == std::string_view::npos;
    RedisAddress::Sentinel& each = address.sentinels.emplace_back();
    if (address.sentinels.size() > mostSentinels) return false;
    if (!parseNetworkLocation(list.substr(0, comma), each.host, each.port)) return false;
    if (!isLast) list.remove_prefix(comma + 1);
  }
  return database.empty() || parseDatabase(database, address.database);
}

/// "redis://" and its kin: takes it from the front of `text`. False: it is none of them.
bool takeScheme(std::string_view& text, RedisAddress::Kind& kind, bool& hasSentinels) {
  const std::size_t end = text.find("://");
  if (end == std::string_view::npos) return false;
  std::string_view scheme = text.substr(0, end);
  text.remove_prefix(end + 3);
  hasSentinels = scheme.ends_with("+sentinel");
  if (hasSentinels) scheme.remove_suffix(9);
  kind = scheme == "rediss" ? RedisAddress::Kind::Tls : RedisAddress::Kind::Plain;
  return scheme == "redis" || scheme == "rediss";
}

}  // namespace

bool parseRedisAddress(std::string_view text, RedisAddress& address) {
  address = RedisAddress();
  address.text = text;
  if (text.starts_with("unix:")) return parseUnix(text.substr(5), address);
  bool hasSentinels = false;
  if (!takeScheme(text, address.kind, hasSentinels) || !takeUser(text, address)) return false;
  if (hasSentinels) return parseSentinels(text, address);
  const std::size_t slash = text.find('/');
  if (!parseNetworkLocation(text.substr(0, slash), address.host, address.port)) return false;
  if (slash == std::string_view::npos || slash + 1 == text.size()) return true;
  return parseDatabase(text.substr(slash + 1), address.database);
}

std::string withoutSecrets(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) return std::string(text);
  const std::size_t letters = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz+");
  const std::size_t from = text.substr(letters).starts_with("://") ? letters + 3 : 0;
  return std::string(text.substr(0, from)) + "***" + std::string(text.substr(at));
}

}  // namespace config
