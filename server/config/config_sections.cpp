// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The tables that are plain lists of keys. Minimum and maximum stand here and in forkyard.toml(5).

#include "server/config/config_sections.h"

#include <fmt/format.h>

namespace config {

using base::ProblemCode;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t kibibyte = 1024;
constexpr std::uint64_t mebibyte = 1024 * kibibyte;
constexpr std::uint64_t gibibyte = 1024 * mebibyte;

void readWorkers(TableReader& table, std::optional<int>& target) {
  const toml::node* node = table.find("workers");
  if (node == nullptr) return;
  if (const auto number = node->value_exact<std::int64_t>()) {
    if (*number >= 1 && *number <= maximumWorkers) {
      target = static_cast<int>(*number);
      return;
    }
    return table.report(
        ProblemCode::ConfigOutOfRange, "workers",
        {{"value", std::to_string(*number)}, {"minimum", "1"}, {"maximum", std::to_string(maximumWorkers)}});
  }
  const std::string expected = fmt::format("1 to {}, or \"auto\"", maximumWorkers);
  const auto text = node->value_exact<std::string>();
  if (!text) return table.reportWrongType({*node, table.pathOf("workers")}, expected);
  if (*text != "auto") {
    table.report(ProblemCode::ConfigInvalidValue, "workers", {{"expected", expected}, {"value", inQuotes(*text)}});
  }
}

/// "off", or how long browsers remember it: up to Mozilla's two years.
void readHsts(TableReader& table, base::Milliseconds& target) {
  const toml::node* node = table.find("hsts");
  if (node != nullptr && node->value_exact<std::string>() == "off") {
    target = 0ms;
    return;
  }
  table.readDuration("hsts", target, 1s, 730 * 24h);
}

}  // namespace

Cluster readCluster(TableReader table) {
  Cluster cluster;
  readWorkers(table, cluster.workers);
  table.readChoice("model", cluster.model, models);
  table.readChoice("distribution", cluster.distribution, distributions);
  table.readText("user", cluster.user, 32);
  table.readDuration("boot_timeout", cluster.bootTimeout, 100ms, 1h);
  table.readDuration("hang_timeout", cluster.hangTimeout, 1s, 1h);
  table.readDuration("drain_timeout", cluster.drainTimeout, 0s, 24h);
  table.rejectUnknownKeys();
  return cluster;
}

Restart readRestart(TableReader table) {
  Restart restart;
  table.readDuration("first_delay", restart.firstDelay, 0s, 1h);
  table.readDuration("max_delay", restart.maxDelay, 0s, 24h);
  table.readDuration("stable_after", restart.stableAfter, 100ms, 24h);
  table.readInteger("give_up_after", restart.giveUpAfter, 0, 1'000'000);
  if (restart.maxDelay < restart.firstDelay) {
    // Told where it was written: the other one may be only the default.
    const bool maximumWritten = table.has("max_delay");
    const std::string limit = base::durationText(maximumWritten ? restart.firstDelay : restart.maxDelay);
    const std::string value = base::durationText(maximumWritten ? restart.maxDelay : restart.firstDelay);
    const std::string expected =
        maximumWritten ? fmt::format("at least first_delay ({})", limit) : fmt::format("at most max_delay ({})", limit);
    table.report(ProblemCode::ConfigInvalidValue, maximumWritten ? "max_delay" : "first_delay",
                 {{"expected", expected}, {"value", value}});
  }
  table.rejectUnknownKeys();
  return restart;
}

Limits readLimits(TableReader table) {
  Limits limits;
  table.readInteger("connections_per_worker", limits.connectionsPerWorker, 1, 1'000'000);
  table.readSize("request_line", limits.requestLine, 256, mebibyte);
  table.readSize("header_block", limits.headerBlock, kibibyte, 16 * mebibyte);
  table.readInteger("header_fields", limits.headerFields, 1, 10'000);
  table.readSize("body", limits.body, 0, 1024 * gibibyte);
  table.readInteger("streams", limits.streams, 1, 10'000);
  table.rejectUnknownKeys();
  return limits;
}

Timeouts readTimeouts(TableReader table) {
  Timeouts timeouts;
  table.readDuration("handshake", timeouts.handshake, 100ms, 24h);
  table.readDuration("request_header", timeouts.requestHeader, 100ms, 24h);
  table.readDuration("request_body", timeouts.requestBody, 100ms, 24h);
  table.readDuration("keep_alive", timeouts.keepAlive, 100ms, 24h);
  table.readDuration("send", timeouts.send, 100ms, 24h);
  table.readDuration("backend", timeouts.backend, 100ms, 24h);
  table.rejectUnknownKeys();
  return timeouts;
}

namespace {

void readRedis(TableReader& table, Sessions& sessions) {
  std::string text = sessions.redis.text;
  table.readText("redis", text, 1024);
  if (RedisAddress address; parseRedisAddress(text, address)) {
    sessions.redis = std::move(address);
  } else {
    table.report(ProblemCode::ConfigInvalidValue, "redis",
                 {{"expected", redisAddressForm}, {"value", inQuotes(withoutSecrets(text))}});
  }
  table.readPathOrNone("redis_ca", sessions.redisCa);
  table.readPathOrNone("redis_certificate", sessions.redisCertificate);
  table.readPathOrNone("redis_key", sessions.redisKey);
  if (sessions.redisCertificate.empty() == sessions.redisKey.empty()) return;
  table.report(ProblemCode::ConfigMissingKey, sessions.redisKey.empty() ? "redis_key" : "redis_certificate",
               {{"expected", "the PEM files of a client certificate and of its key, both or neither"}});
}

}  // namespace

Sessions readSessions(TableReader table) {
  Sessions sessions;
  table.readChoice("store", sessions.store, sessionStoreKinds);
  table.readSize("memory", sessions.memory, mebibyte, 64 * gibibyte);
  table.readDuration("lifetime", sessions.lifetime, 1s, 366 * 24h);
  readRedis(table, sessions);
  table.readPathOrNone("ticket_secret", sessions.ticketSecret);
  if (!sessions.ticketSecret.empty() && sessions.store != SessionStoreKind::Redis) {
    table.report(
        ProblemCode::ConfigInvalidValue, "ticket_secret",
        {{"expected", "left out where store is not \"redis\""}, {"value", inQuotes(sessions.ticketSecret.string())}});
  }
  table.rejectUnknownKeys();
  return sessions;
}

Control readControl(TableReader table) {
  Control control;
  table.readText("group", control.group, 32);
  table.rejectUnknownKeys();
  return control;
}

Log readLog(TableReader table) {
  Log log;
  std::string access = "off";
  table.readText("access", access, 4096);
  if (access == "events") {
    log.access = AccessLog::Events;
  } else if (access.find('/') != std::string::npos && !access.ends_with('/')) {
    log.access = AccessLog::File;
    log.file = table.resolved(access).lexically_normal();
  } else if (access != "off") {
    table.report(ProblemCode::ConfigInvalidValue, "access",
                 {{"expected", "\"off\", \"events\", or a file's path with a \"/\" (\"./access.log\")"},
                  {"value", inQuotes(access)}});
  }
  table.rejectUnknownKeys();
  return log;
}

Tls readTls(TableReader table, const Tls& inherited) {
  Tls tls = inherited;
  const std::size_t before = table.problemCount();
  table.readChoice("profile", tls.profile, tlsProfiles);
  table.readChoice("client_certificates", tls.clientCertificates, clientCertificateModes);
  table.readPathOrNone("client_ca", tls.clientCa);
  table.readChoice("unknown_names", tls.unknownNames, unknownNameModes);
  readHsts(table, tls.hsts);
  table.readDuration("ticket_rotation", tls.ticketRotation, 1s, 7 * 24h);
  table.readChoice("renew", tls.renew, automaticRenewals);
  // Told where one of the two is written: a listener that inherits the mistake does not repeat it.
  const bool needsCa = tls.clientCertificates != ClientCertificates::Off;
  const bool written = table.has("client_certificates") || table.has("client_ca");
  if (needsCa && written && tls.clientCa.empty() && before == table.problemCount()) {
    table.report(ProblemCode::ConfigMissingKey, "client_ca",
                 {{"expected", "the PEM file of the authorities whose client certificates are accepted"}});
  }
  table.rejectUnknownKeys();
  return tls;
}

}  // namespace config
