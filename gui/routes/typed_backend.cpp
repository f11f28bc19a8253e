// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What is left out is filled in: http, and this computer.

#include "gui/routes/typed_backend.h"

#include <QRegularExpression>

#include "gui/base/text.h"

namespace typedBackend {

std::optional<config::BackendAddress> read(const QString& typed) {
  static const QRegularExpression portAlone(QStringLiteral("^:?([0-9]{1,5})$"));
  QString text = typed.trimmed();
  if (const auto match = portAlone.match(text); match.hasMatch())
    text = QStringLiteral("http://127.0.0.1:") + match.captured(1);
  else if (text.startsWith(QLatin1Char('/')))
    text.prepend(QLatin1String("unix:"));
  else if (!text.contains(QLatin1String("://")) && !text.startsWith(QLatin1String("unix:")))
    text.prepend(QLatin1String("http://"));
  if (text.endsWith(QLatin1Char('/'))) text.chop(1);
  config::BackendAddress address;
  const bool sound = config::parseBackendAddress(text.toStdString(), address).expected.empty();
  return sound ? std::optional(address) : std::nullopt;
}

std::vector<config::BackendAddress> readAll(const QString& typed) {
  static const QRegularExpression between(QStringLiteral("[,;\\s]+"));
  std::vector<config::BackendAddress> addresses;
  for (const QString& part : typed.split(between, Qt::SkipEmptyParts)) {
    const auto address = read(part);
    if (!address) return {};
    addresses.push_back(*address);
  }
  return addresses;
}

QString shortText(const config::BackendAddress& address) {
  const QString host = toQt(address.host);
  if (host.isEmpty()) return toQt(address.text);
  if (address.kind == config::BackendAddress::Kind::Unix) return host;
  const bool six = host.contains(QLatin1Char(':'));
  return (six ? QStringLiteral("[%1]:%2") : QStringLiteral("%1:%2")).arg(host).arg(address.port);
}

}  // namespace typedBackend
