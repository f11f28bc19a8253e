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

struct Words {
  Q_DECLARE_TR_FUNCTIONS(TrustWords)
};

QString firefox(const certificates::TrustStore& store) {
  const QString edition = store.edition.empty() ? QString() : QLatin1Char(' ') + toQt(store.edition);
  const QString text = Words::tr("Firefox%1, profile %2").arg(edition, toQt(store.profile));
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
  if (store.kind == TrustStoreKind::System) return Words::tr("This system");
  if (store.kind == TrustStoreKind::Firefox) return firefox(store);
  if (store.packaging == TrustPackaging::Snap) return Words::tr("Chromium (snap)");
  return store.packaging == TrustPackaging::Flatpak ? Words::tr("Chromium (flatpak)")
                                                    : Words::tr("Chromium, Chrome and Edge");
}

QString state(TrustState state) {
  switch (state) {
    case TrustState::Trusted:
      return Words::tr("Trusted");
    case TrustState::NotTrusted:
      return Words::tr("Not trusted");
    case TrustState::Untrusted:
      return Words::tr("There, but not trusted");
    case TrustState::Outdated:
      return Words::tr("Trusts the one from before");
    case TrustState::CannotTell:
      break;
  }
  return Words::tr("Cannot tell");
}

style::Tone tone(TrustState state) {
  if (state == TrustState::Trusted) return style::Tone::Good;
  return state == TrustState::NotTrusted || state == TrustState::CannotTell ? style::Tone::Quiet : style::Tone::Warning;
}

QString check(CheckSubject subject, const QString& host) {
  switch (subject) {
    case CheckSubject::CertificateRead:
      return Words::tr("The certificate can be read");
    case CheckSubject::KeyRead:
      return Words::tr("Its key is there, and nobody else can read it");
    case CheckSubject::KeyFits:
      return Words::tr("The key belongs to the certificate");
    case CheckSubject::ChainComplete:
      return Words::tr("The chain is complete up to a root");
    case CheckSubject::ChainOrdered:
      return Words::tr("The chain is in order");
    case CheckSubject::NameCovered:
      return Words::tr("It covers %1").arg(host);
    case CheckSubject::Dates:
      return Words::tr("It is valid today");
    case CheckSubject::Strength:
      return Words::tr("Its key and signatures are strong enough");
    case CheckSubject::Usage:
      return Words::tr("Servers may use it");
    case CheckSubject::NotAuthority:
      return Words::tr("It is a server's certificate, not an authority's");
  }
  return {};
}

QString answer(CheckAnswer answer) {
  switch (answer) {
    case CheckAnswer::Yes:
      return Words::tr("Yes");
    case CheckAnswer::Warning:
      return Words::tr("Warning");
    case CheckAnswer::No:
      return Words::tr("No");
    case CheckAnswer::CannotTell:
      break;
  }
  return Words::tr("Cannot tell");
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
  if (found != problem.arguments.end()) found->second = trustWords::store(store).toStdString();
  return problem;
}

}  // namespace trustWords
