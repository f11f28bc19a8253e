// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/generation.h"

#include <fmt/format.h>

#include "server/base/xdg_directories.h"
#include "server/cluster/privileges.h"

namespace cluster {

namespace {

void collect(base::Error error, std::vector<base::Problem>& problems) {
  for (base::Problem& problem : error.problems) problems.push_back(std::move(problem));
}

}  // namespace

base::Result<std::shared_ptr<const IdentitySet>> checkAndLoad(const config::Config& config) {
  std::vector<base::Problem> problems;
  if (base::Result<void> user = checkUser(config.cluster.user); !user) {
    for (base::Problem& problem : user.error().problems) problem.file = config.file.string();
    collect(std::move(user.error()), problems);
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
  return std::make_shared<const IdentitySet>(std::move(*identities));
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
