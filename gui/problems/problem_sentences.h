// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What is wrong, in the person's language: one sentence for each code of base::Problem.

#pragma once

#include <QString>

#include "server/base/error.h"
#include "server/base/problem.h"

namespace problemSentences {

/// The English source of the translation, with the same {names} as base::sentenceTemplate().
const char* source(base::ProblemCode code);
/// The sentence with its arguments, translated. A configuration problem names its key first.
QString sentence(const base::Problem& problem);
/// "forkyard.toml, line 3, column 11"; empty where no file is to blame.
QString place(const base::Problem& problem);
/// Every problem's sentence, one a line; the error's own words where there is none.
QString text(const base::Error& error);

}  // namespace problemSentences
