// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A Redis's address as a person types it: its password stands in a field of its own, where nobody else reads it.

#pragma once

#include <QString>

#include "server/config/redis_address.h"

namespace typedRedis {

struct Fields {
  QString address;   ///< with the user, where there is one: "redis://app@localhost:6379/0"
  QString password;  ///< as it is, without "%40"
  bool operator==(const Fields&) const = default;
};

/// A password that `text` has moves into its field.
Fields split(const QString& text);
/// What is left out is filled in: "6379", "localhost", "/run/redis.sock". Where that is no address it is its text
/// alone, as typed, and isUsable() says no.
config::RedisAddress read(const Fields& typed);
bool isUsable(const config::RedisAddress& address);
/// The same place, and as the same user, however it is spelled.
bool isSame(const config::RedisAddress& one, const config::RedisAddress& other);

}  // namespace typedRedis
