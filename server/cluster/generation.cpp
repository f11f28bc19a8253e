// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/generation.h"

#include <fmt/format.h>

#include "server/base/xdg_directories.h"
#include "server/certificates/certificate.h"
#include "server/cluster/privileges.h"
#include "server/cluster/ticket_seal.h"

namespace cluster {

namespace {

void collect(base::Error error, std::vector<base::Problem>& problems) {
  for (base::Problem& problem : error.problems) problems.push_back(std::move(problem));
}

void checkAuthorities(const std::filesystem::path& file, const std::string& key, std::vector<base::Problem>& problems) {
  if (file.empty()) return;
  auto read = certificates::readCertificates(file);
  if (read) return;
  for (base::Problem& problem : read.error().problems) problem.key = key;
  collect(std::move(read.error()), problems);
}

/// Workers read these files again, each for itself; here a start learns of one that cannot be read.
void checkTrustedAuthorities(const config::Config& config, std::vector<base::Problem>& problems) {
  for (std::size_t i = 0; i < config.routes.size(); ++i) {
    if (const auto* proxy = std::get_if<config::ProxyRoute>(&config.routes[i].handler))
      checkAuthorities(proxy->ca, fmt::format("route[{}].ca", i), problems);
  }
  checkAuthorities(config.sessions.redisCa, "sessions.redis_ca", problems);
}

}  // namespace

base::Result<LoadedFiles> checkAndLoad(const config::Config& config) {
  std::vector<base::Problem> problems;
  if (base::Result<void> user = checkUser(config.cluster.user); !user) {
    for (base::Problem& problem : user.error().problems) problem.file = config.file.string();
    collect(std::move(user.error()), problems);
  }
  checkTrustedAuthorities(config, problems);
  auto seal = loadTicketSeal(config);
  if (!seal) {
    if (seal.error().problems.empty()) return base::failure(std::move(seal.error()));
    collect(std::move(seal.error()), problems);
  }
  base::Result<IdentitySet> identities = loadIdentities(config, base::dataDirectory() / "certificates");
  if (!identities) {
    collect(std::move(identities.error()), problems);
    return base::failure(std::move(problems));
  }
  // Built once here only to see that every worker will be able to.
  const base::Result<net::TicketKeys> keys = net::TicketKeys::generate();
  if (!keys) return base::failure(keys.error());
  if (auto contexts = makeTlsContexts(config, *identities, *keys); !contexts) {
    if (contexts.error().problems.empty()) return base::failure(std::move(contexts.error()));
    collect(std::move(contexts.error()), problems);
  }
  if (!problems.empty()) return base::failure(std::move(problems));
  return LoadedFiles{std::make_shared<const IdentitySet>(std::move(*identities)), std::move(*seal)};
}

std::shared_ptr<AccessFile> accessFileFor(const config::Config& config, const std::shared_ptr<AccessFile>& current) {
  if (config.log.access != config::AccessLog::File) return nullptr;
  if (current && current->path() == config.log.file) return current;
  return std::make_shared<AccessFile>(config.log.file);
}

base::Result<void> checkName(const config::Config& config, const std::string& running) {
  if (config.name == running) return {};
  base::Problem problem;
  problem.code = base::ProblemCode::ConfigInvalidValue;
  problem.file = config.file.string();
  problem.key = "name";
  problem.arguments = {{"value", config.name}, {"expected", running}};
  return base::failure(std::move(problem));
}

base::Result<std::vector<std::unique_ptr<net::TlsContext>>> makeTlsContexts(const config::Config& config,
                                                                            const IdentitySet& identities,
                                                                            const net::TicketKeys& ticketKeys) {
  std::vector<std::unique_ptr<net::TlsContext>> contexts;
  for (std::size_t i = 0; i < config.listeners.size(); ++i) {
    std::vector<const certificates::Identity*> shown;
    for (const certificates::Identity& identity : identities.ofListener[i]) shown.push_back(&identity);
    if (shown.empty()) {
      contexts.emplace_back();
      continue;
    }
    const config::Listener& listener = config.listeners[i];
    auto context = net::TlsContext::create(shown, listener.tls.value_or(config.tls), listener.protocol, ticketKeys);
    if (!context) {
      for (base::Problem& problem : context.error().problems) {
        if (problem.key.empty()) problem.key = fmt::format("listener[{}].tls", i);
      }
      return base::failure(std::move(context.error()));
    }
    contexts.push_back(std::move(*context));
  }
  return contexts;
}

}  // namespace cluster
