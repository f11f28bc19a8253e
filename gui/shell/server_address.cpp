// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Listener to URL.

#include "gui/shell/server_address.h"

#include "gui/base/text.h"

namespace serverAddress {

namespace {

// The certificate for localhost covers the name, and a browser finds each of these addresses by it.
QString hostFor(const std::string& address) {
  if (address == "127.0.0.1" || address == "0.0.0.0" || address == "::1" || address == "::")
    return QStringLiteral("localhost");
  return toQt(address);
}

}  // namespace

QUrl of(const config::Config& config, const control::Status* running) {
  if (config.listeners.empty()) return {};
  const config::Listener& listener = config.listeners.front();
  std::string address = listener.address;
  int port = listener.port;
  bool encrypted = listener.protocol != config::Protocol::Http;
  if (running && !running->listeners.empty()) {
    address = running->listeners.front().address;
    port = running->listeners.front().port;
    encrypted = running->listeners.front().protocol != "http";
  }
  if (port <= 0) return {};
  QUrl url;
  url.setScheme(encrypted ? QStringLiteral("https") : QStringLiteral("http"));
  url.setHost(hostFor(address));
  if (port != (encrypted ? 443 : 80)) url.setPort(port);
  return url;
}

QString text(const QUrl& url) {
  return url.isValid() ? url.toString(QUrl::RemovePath) : QString();
}

}  // namespace serverAddress
