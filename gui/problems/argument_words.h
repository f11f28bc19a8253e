// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The words that the reading of a configuration puts into a problem's arguments ("a whole number"), in the person's
// language. A value, which a person wrote, is never touched.

#pragma once

#include <QString>
#include <string>

#include "server/base/problem.h"

namespace argumentWords {

/// The translation of a phrase of server/config; any other text as it is.
QString translated(const std::string& phrase);
/// The problem with {expected}, {found} and {reason} translated; only problems of a configuration are changed.
base::Problem translated(base::Problem problem);

}  // namespace argumentWords
