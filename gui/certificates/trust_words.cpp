// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The phrases.

#include "gui/certificates/trust_words.h"

#include <QCoreApplication>
#include <QPainter>

#include "gui/base/text.h"
#include "gui/style/state_colors.h"

using certificates::CheckAnswer;
using certificates::CheckSubject;
using certificates::TrustPackaging;
using certificates::TrustState;
using certificates::TrustStoreKind;

namespace {

constexpr int shapeSize = 14;

struct TrustPhrases {
  Q_DECLARE_TR_FUNCTIONS(TrustWords)
};

QString firefox(const certificates::TrustStore& store) {
  const QString edition = store.edition.empty() ? QString() : QLatin1Char(' ') + toQt(store.edition);
  const QString text = TrustPhrases::tr("Firefox%1, profile %2").arg(edition, toQt(store.profile));
  if (store.packaging == TrustPackaging::Native) return text;
  return text + (store.packaging == TrustPackaging::Snap ? QStringLiteral(" (snap)") : QStringLiteral(" (flatpak)"));
}

style::Shape shapeOf(style::Tone tone) {
  switch (tone) {
    case style::Tone::Good:
      return style::Shape::Disc;
    case style::Tone::Warning:
      return style::Shape::Triangle;
    case style::Tone::Bad:
      return style::Shape::Cross;
    default:
      return style::Shape::DashedRing;
  }
}

}  // namespace

namespace trustWords {

QString store(const certificates::TrustStore& store) {
  if (store.kind == TrustStoreKind::System) return TrustPhrases::tr("This system");
  if (store.kind == TrustStoreKind::Firefox) return firefox(store);
  if (store.packaging == TrustPackaging::Snap) return TrustPhrases::tr("Chromium (snap)");
  return store.packaging == TrustPackaging::Flatpak ? TrustPhrases::tr("Chromium (flatpak)")
                                                    : TrustPhrases::tr("Chromium, Chrome and Edge");
}

QString state(TrustState state) {
  switch (state) {
    case TrustState::Trusted:
      return TrustPhrases::tr("Trusted");
    case TrustState::NotTrusted:
      return TrustPhrases::tr("Not trusted");
    case TrustState::Untrusted:
      return TrustPhrases::tr("There, but not trusted");
    case TrustState::Outdated:
      return TrustPhrases::tr("Trusts the one from before");
    case TrustState::CannotTell:
      break;
  }
  return TrustPhrases::tr("Cannot tell");
}

style::Tone tone(TrustState state) {
  if (state == TrustState::Trusted) return style::Tone::Good;
  return state == TrustState::NotTrusted || state == TrustState::CannotTell ? style::Tone::Quiet : style::Tone::Warning;
}

QString check(CheckSubject subject, const QString& host) {
  switch (subject) {
    case CheckSubject::CertificateRead:
      return TrustPhrases::tr("The certificate can be read");
    case CheckSubject::KeyRead:
      return TrustPhrases::tr("Its key is there, and nobody else can read it");
    case CheckSubject::KeyFits:
      return TrustPhrases::tr("The key belongs to the certificate");
    case CheckSubject::ChainComplete:
      return TrustPhrases::tr("The chain is complete up to a root");
    case CheckSubject::ChainOrdered:
      return TrustPhrases::tr("The chain is in order");
    case CheckSubject::NameCovered:
      return TrustPhrases::tr("It covers %1").arg(host);
    case CheckSubject::Dates:
      return TrustPhrases::tr("It is valid today");
    case CheckSubject::Strength:
      return TrustPhrases::tr("Its key and signatures are strong enough");
    case CheckSubject::Usage:
      return TrustPhrases::tr("Servers may use it");
    case CheckSubject::NotAuthority:
      return TrustPhrases::tr("It is a server's certificate, not an authority's");
  }
  return {};
}

QString answer(CheckAnswer answer) {
  switch (answer) {
    case CheckAnswer::Yes:
      return TrustPhrases::tr("Yes");
    case CheckAnswer::Warning:
      return TrustPhrases::tr("Warning");
    case CheckAnswer::No:
      return TrustPhrases::tr("No");
    case CheckAnswer::CannotTell:
      break;
  }
  return TrustPhrases::tr("Cannot tell");
}

style::Tone tone(CheckAnswer answer) {
  switch (answer) {
    case CheckAnswer::Yes:
      return style::Tone::Good;
    case CheckAnswer::Warning:
      return style::Tone::Warning;
    case CheckAnswer::No:
      return style::Tone::Bad;
    case CheckAnswer::CannotTell:
      break;
  }
  return style::Tone::Quiet;
}

QPixmap shape(style::Tone tone, const QPalette& palette, double ratio) {
  QPixmap pixmap(QSize(shapeSize, shapeSize) * ratio);
  pixmap.setDevicePixelRatio(ratio);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  style::paintShape(painter, QRectF(1, 1, shapeSize - 2, shapeSize - 2), shapeOf(tone),
                    style::colorsOf(palette).of(tone));
  return pixmap;
}

base::Problem named(base::Problem problem, const certificates::TrustStore& store) {
  const auto found = problem.arguments.find("store");
  // "this system" stands within a sentence; problemSentences knows it.
  if (found != problem.arguments.end() && store.kind != certificates::TrustStoreKind::System)
    found->second = trustWords::store(store).toStdString();
  return problem;
}

}  // namespace trustWords
