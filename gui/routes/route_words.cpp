// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The phrases.

#include "gui/routes/route_words.h"

#include <QCoreApplication>
#include <algorithm>

#include "gui/base/text.h"
#include "gui/routes/typed_backend.h"

namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(RouteWords)
};

struct Served {
  QString operator()(const config::HelloRoute& hello) const {
    return hello.crashAfter ? Words::tr("Hello page that crashes") : Words::tr("Hello page");
  }
  QString operator()(const config::AcmeChallengeRoute&) const {
    return Words::tr("Answers for a certificate authority (acme-challenge)");
  }
  QString operator()(const config::FilesRoute& files) const {
    if (files.root.empty()) return Words::tr("Folder, not chosen yet");
    const std::filesystem::path name = files.root.filename();
    return Words::tr("Folder %1").arg(toQt(name.empty() ? files.root : name));
  }
  QString operator()(const config::ProxyRoute& proxy) const {
    if (proxy.to.empty() || proxy.to.front().text.empty()) return Words::tr("App, address not chosen yet");
    const QString text = typedBackend::shortText(proxy.to.front());
    if (proxy.to.size() == 1) return Words::tr("App at %1").arg(text);
    return Words::tr("App at %1 and %n more", nullptr, static_cast<int>(proxy.to.size()) - 1).arg(text);
  }
  QString operator()(const config::RedirectRoute& redirect) const {
    if (redirect.to.empty()) return Words::tr("Redirect, address not chosen yet");
    return Words::tr("Redirect to %1").arg(toQt(redirect.to));
  }
  QString operator()(const config::VisitsRoute&) const { return Words::tr("Visits page"); }
};

}  // namespace

namespace routeWords {

bool isOfFile(const config::RouteHandler& handler) {
  return std::holds_alternative<config::AcmeChallengeRoute>(handler);
}

QString served(const config::RouteHandler& handler) {
  return std::visit(Served(), handler);
}

QString host(const config::Route& route) {
  const QString name = route.host == "*" ? Words::tr("any host") : toQt(route.host);
  switch (route.scheme) {
    case config::Scheme::Any:
      return name;
    case config::Scheme::Http:
      return Words::tr("%1, only http").arg(name);
    case config::Scheme::Https:
      return Words::tr("%1, only https").arg(name);
  }
  return name;
}

std::size_t mainIndex(const std::vector<config::Route>& routes) {
  const auto rank = [](const config::Route& route) {
    if (route.host != "*" || route.path != "/") return 0;
    return route.scheme == config::Scheme::Http ? 1 : 2;
  };
  return static_cast<std::size_t>(std::ranges::max_element(routes, {}, rank) - routes.begin());
}

}  // namespace routeWords
