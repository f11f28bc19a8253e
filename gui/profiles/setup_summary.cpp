// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The phrases and their order.

#include "gui/profiles/setup_summary.h"

#include <QCoreApplication>
#include <QStringList>

#include "gui/base/text.h"
#include "gui/routes/route_words.h"

namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(SetupSummary)
};

}  // namespace

namespace setupSummary {

QString protocolName(config::Protocol protocol) {
  switch (protocol) {
    case config::Protocol::Http2:
      return QStringLiteral("HTTP/2");
    case config::Protocol::Https:
      return QStringLiteral("HTTPS");
    case config::Protocol::Http:
      return QStringLiteral("HTTP");
  }
  return {};
}

QString certificateName(const config::Listener& listener) {
  if (listener.certificates.empty()) return QStringLiteral("localhost");
  const config::CertificateReference& first = listener.certificates.front();
  if (const auto* stored = std::get_if<config::StoredCertificate>(&first)) return toQt(stored->name);
  return toQt(std::get<config::CertificateFiles>(first).certificate.filename());
}

QString served(const config::Config& config) {
  if (config.routes.empty()) return {};
  return routeWords::served(config.routes[routeWords::mainIndex(config.routes)].handler);
}

QString line(const config::Config& config) {
  if (config.listeners.empty()) return {};
  const config::Listener& listener = config.listeners.front();
  QStringList parts{protocolName(listener.protocol), Words::tr("port %1").arg(listener.port)};
  if (listener.protocol != config::Protocol::Http) parts += certificateName(listener);
  parts += served(config);
  return parts.join(QStringLiteral("  ·  "));
}

}  // namespace setupSummary
