// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The phrases.

#include "gui/certificates/certificate_words.h"

#include <QCoreApplication>
#include <QStringList>

#include "gui/base/text.h"

namespace {

constexpr int soonDays = 30;
constexpr std::size_t shownNames = 3;
constexpr qsizetype blockLetters = 4;

struct Words {
  Q_DECLARE_TR_FUNCTIONS(CertificateWords)
};

}  // namespace

namespace certificateWords {

QString daysLeft(const certificates::CertificateFacts& facts, base::UnixMilliseconds now) {
  const int days = facts.daysLeft(now);
  if (facts.notAfter < now) return Words::tr("expired %n day(s) ago", nullptr, std::max(1, -days));
  if (days == 0) return Words::tr("expires within a day");
  return Words::tr("%n day(s) left", nullptr, days);
}

style::Tone tone(const certificates::CertificateFacts& facts, base::UnixMilliseconds now) {
  if (facts.notAfter < now) return style::Tone::Bad;
  return facts.daysLeft(now) <= soonDays ? style::Tone::Warning : style::Tone::Good;
}

QString names(const certificates::CertificateFacts& facts) {
  QStringList shown;
  for (const std::string& name : facts.names) {
    if (static_cast<std::size_t>(shown.size()) == shownNames) break;
    shown += toQt(name);
  }
  const QString list = shown.join(QStringLiteral(", "));
  const auto more = static_cast<int>(facts.names.size()) - static_cast<int>(shown.size());
  return more > 0 ? Words::tr("%1 and %n more", nullptr, more).arg(list) : list;
}

QString keyType(certificates::KeyType type) {
  switch (type) {
    case certificates::KeyType::P256:
      return Words::tr("ECDSA P-256: what everybody understands");
    case certificates::KeyType::P384:
      return QStringLiteral("ECDSA P-384");
    case certificates::KeyType::Rsa2048:
      return Words::tr("RSA 2048: for old clients");
    case certificates::KeyType::Rsa3072:
      return QStringLiteral("RSA 3072");
    case certificates::KeyType::Rsa4096:
      return QStringLiteral("RSA 4096");
  }
  return {};
}

QString issuer(const certificates::CertificateFacts& facts) {
  return facts.selfSigned ? Words::tr("self-signed") : toQt(facts.issuer);
}

QString blocks(const std::string& hexadecimal) {
  QString text = toQt(hexadecimal);
  for (qsizetype at = blockLetters; at < text.size(); at += blockLetters + 1) text.insert(at, QLatin1Char(' '));
  return text;
}

}  // namespace certificateWords
