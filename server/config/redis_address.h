// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Where a Redis listens, and as whom to go there, as a person writes it: "redis://127.0.0.1:6379/0",
// "rediss://user:password@redis.example", "unix:/run/redis/redis.sock?db=1"; or who knows where it is at the time:
// "redis+sentinel://one.example,two.example:26380/mymaster/0".

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace config {

struct RedisAddress {
  enum class Kind { Plain, Tls, Unix };
  /// One that is asked where the master is; by TLS where the master is reached so.
  struct Sentinel {
    std::string host{};  ///< a name or an address, without brackets
    int port = 26379;    ///< 1..65535
    bool operator==(const Sentinel&) const = default;
  };
  Kind kind = Kind::Plain;
  std::string host = "127.0.0.1";     ///< a name or an address, without brackets; with Unix: the socket's absolute path
  int port = 6379;                    ///< 1..65535; with Unix: 0
  std::string user{};                 ///< empty: the default user
  std::string password{};             ///< empty: none is asked for
  int database = 0;                   ///< 0..mostRedisDatabases - 1
  std::vector<Sentinel> sentinels{};  ///< at most mostSentinels; host and port are what they say, where there are any
  std::string masterName{};           ///< of which the sentinels are asked
  std::string text = "redis://127.0.0.1:6379";  ///< as it was written: never to be shown, see withoutSecrets()
  bool operator==(const RedisAddress&) const = default;
};

inline constexpr int mostRedisDatabases = 100'000;
inline constexpr std::size_t mostSentinels = 16;
/// How it is right, for a sentence.
extern const char* const redisAddressForm;

/// "%40" in user and password is "@". False: it is no such address.
bool parseRedisAddress(std::string_view text, RedisAddress& address);
/// `text` with "***" in place of what stands before its "@", whether or not it is an address.
std::string withoutSecrets(std::string_view text);

}  // namespace config
