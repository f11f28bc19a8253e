// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Chromium without a window: what it is started with, and what its network log says afterwards.

#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

class TemporaryHome;

/// Of `chromium`, which writes the page at `url` to its standard output once it has loaded. What belongs to `profile`
/// is in the home: visits of one profile share a cache. shop.test and all below it are this machine.
QStringList browserArguments(const TemporaryHome& home, const QString& profile, const QString& url);

/// What the last visit of a profile did on the network.
class BrowserLog {
 public:
  BrowserLog(const TemporaryHome& home, const QString& profile);
  /// The parameters of each event of that type ("HTTP2_SESSION"), in their order.
  [[nodiscard]] QList<QJsonObject> events(const QString& type) const;
  /// An HTTP/2 connection was made to "host:port".
  [[nodiscard]] bool spokeHttp2With(const QString& authority) const;

 private:
  QJsonObject m_log;
};
