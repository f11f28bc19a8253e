// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See typed_redis.h.

#include "gui/profiles/typed_redis.h"

#include <QRegularExpression>
#include <QUrl>

#include "gui/base/text.h"

namespace typedRedis {

namespace {

/// "redis://" "app:secret" "@localhost:6379/0": the middle is empty where there is no "@".
struct Parts {
  QString scheme;
  QString user;
  QString rest;
};

Parts partsOf(const QString& text) {
  const qsizetype scheme = text.indexOf(QLatin1String("://"));
  const bool isPath = scheme < 0 && text.startsWith(QLatin1String("unix:"));
  if (scheme < 0 && !isPath) return {{}, {}, text};
  const qsizetype begin = isPath ? 5 : scheme + 3;
  const qsizetype end = text.indexOf(QLatin1Char('/'), begin);
  const QString authority = text.mid(begin, end < 0 ? -1 : end - begin);
  const qsizetype at = authority.lastIndexOf(QLatin1Char('@'));
  if (at < 0) return {text.left(begin), {}, text.mid(begin)};
  return {text.left(begin), authority.left(at), text.mid(begin + at + 1)};
}

QString withScheme(const QString& typed) {
  static const QRegularExpression portAlone(QStringLiteral("^:?([0-9]{1,5})$"));
  const QString text = typed.trimmed();
  if (text.isEmpty()) return text;
  if (const auto match = portAlone.match(text); match.hasMatch())
    return QStringLiteral("redis://127.0.0.1:") + match.captured(1);
  if (text.startsWith(QLatin1Char('/'))) return QStringLiteral("unix:") + text;
  const bool hasScheme = text.contains(QLatin1String("://")) || text.startsWith(QLatin1String("unix:"));
  return hasScheme ? text : QStringLiteral("redis://") + text;
}

/// A path's user stands after "unix://", a path alone after "unix:".
QString joined(const Parts& parts) {
  if (parts.user.isEmpty())
    return (parts.scheme == QLatin1String("unix://") ? QStringLiteral("unix:") : parts.scheme) + parts.rest;
  const QString scheme = parts.scheme == QLatin1String("unix:") ? QStringLiteral("unix://") : parts.scheme;
  return scheme + parts.user + QLatin1Char('@') + parts.rest;
}

}  // namespace

Fields split(const QString& text) {
  Parts parts = partsOf(text);
  const qsizetype colon = parts.user.indexOf(QLatin1Char(':'));
  if (colon < 0) return {text, {}};
  const QString password = QUrl::fromPercentEncoding(parts.user.mid(colon + 1).toUtf8());
  parts.user.truncate(colon);
  return {joined(parts), password};
}

config::RedisAddress read(const Fields& typed) {
  Parts parts = partsOf(withScheme(typed.address));
  // One that is still in the address is the newer one.
  if (!typed.password.isEmpty() && !parts.user.contains(QLatin1Char(':')))
    parts.user += QLatin1Char(':') + QString::fromLatin1(QUrl::toPercentEncoding(typed.password));
  config::RedisAddress address;
  const std::string text = joined(parts).toStdString();
  if (!typed.address.trimmed().isEmpty() && config::parseRedisAddress(text, address)) return address;
  address = config::RedisAddress();
  address.text = typed.address.trimmed().isEmpty() ? std::string() : text;
  return address;
}

bool isUsable(const config::RedisAddress& address) {
  config::RedisAddress ignored;
  return config::parseRedisAddress(address.text, ignored);
}

bool isSame(const config::RedisAddress& one, const config::RedisAddress& other) {
  if (one.text == other.text) return true;
  config::RedisAddress spelledAlike = one;
  spelledAlike.text = other.text;
  return spelledAlike == other && isUsable(one) && isUsable(other);
}

}  // namespace typedRedis
