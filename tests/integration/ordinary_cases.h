// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Sound requests, and odd ones that real clients send: beside the hostile cases, what two servers should agree on.

#pragma once

#include <string>
#include <vector>

struct OrdinaryCase {
  std::string name;
  std::string input;
};

std::vector<OrdinaryCase> ordinaryHttp1Cases();
/// From the preface on; the request is stream 1.
std::vector<OrdinaryCase> ordinaryHttp2Cases();
