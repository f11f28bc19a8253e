// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The words that the reading of a configuration ("a whole number") or a handshake ("self-signed certificate") puts into
// a problem's arguments, in the person's language. A value, which a person wrote, is never touched.

#pragma once

#include <QString>
#include <string>

#include "server/base/problem.h"

namespace argumentWords {

/// The translation of a phrase of the server; any other text as it is.
QString translated(const std::string& phrase);
/// The problem with {expected}, {found} and {reason} translated; only those of a configuration, a certificate's name or
/// a handshake are changed.
base::Problem translated(base::Problem problem);

}  // namespace argumentWords
