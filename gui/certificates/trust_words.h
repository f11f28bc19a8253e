// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Trust stores, what they say, and the rungs of the ladder, in words and shapes.

#pragma once

#include <QPixmap>
#include <QString>
#include <string>

#include "gui/style/palette.h"
#include "server/certificates/identity_checks.h"
#include "server/certificates/trust_store.h"

namespace trustWords {

/// "This system", "Chromium and Chrome", "Firefox, profile default-release (snap)".
QString store(const certificates::TrustStore& store);
QString state(certificates::TrustState state);
style::Tone tone(certificates::TrustState state);

QString check(certificates::CheckSubject subject, const QString& host);
QString answer(certificates::CheckAnswer answer);
style::Tone tone(certificates::CheckAnswer answer);

/// A disc, a triangle, a cross or a dashed ring, 14 px: no state by colour alone.
QPixmap shape(style::Tone tone, const QPalette& palette, double ratio);

/// The problem with its {store} in the person's language.
base::Problem named(base::Problem problem, const certificates::TrustStore& store);

}  // namespace trustWords
