// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What is remembered of visitors from one request to the next, and of TLS sessions by all machines: where, and by which
// routes.

#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

#include "server/config/redis_address.h"

namespace config {

enum class SessionStoreKind { Cluster, Worker, Redis };

/// Where handlers keep what they remember of visitors.
struct Sessions {
  SessionStoreKind store = SessionStoreKind::Cluster;
  std::uint64_t memory = 64 * 1024 * 1024;  ///< bytes; of the keeper process, or of each worker
  std::chrono::milliseconds lifetime{std::chrono::hours(24)};
  RedisAddress redis{};
  std::filesystem::path redisCa{};           ///< PEM: whom to trust with rediss; empty: the system's authorities
  std::filesystem::path redisCertificate{};  ///< PEM: who we are with rediss; empty: nobody in particular
  std::filesystem::path redisKey{};          ///< PEM, of redisCertificate
  /// What seals the keys of TLS tickets, so that all machines with that secret share them there; empty: each has its
  /// own.
  std::filesystem::path ticketSecret{};
  bool operator==(const Sessions&) const = default;
};

/// A page that counts visits, by visitor and in all, in the session store.
struct VisitsRoute {
  bool operator==(const VisitsRoute&) const = default;
};

}  // namespace config
