// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Builds the Problems of this folder, which all have a file to blame.

#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "server/base/problem.h"

namespace certificates {

inline base::Problem fileProblem(base::ProblemCode code, const std::filesystem::path& file,
                                 std::map<std::string, std::string> arguments = {},
                                 base::Problem::Severity severity = base::Problem::Severity::Error) {
  base::Problem result;
  result.code = code;
  result.file = file.string();
  result.arguments = std::move(arguments);
  result.severity = severity;
  return result;
}

}  // namespace certificates
