// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What HTTP/1.1 must not take, and some of what it must: one table for the codec and for the real server. What needs
// time, a backend or files is tested where those are.

#pragma once

#include <string>
#include <string_view>
#include <vector>

struct HostileCase {
  int number = 0;  ///< in the list of hostile inputs
  std::string name;
  std::string input;
  std::string expected;  ///< see http1Cases() and http2Cases()
};

/// Expected are the statuses sent, "close" after them where the connection is over: "200 400 close". 200 stands for
/// what a handler answers.
std::vector<HostileCase> http1Cases();

/// The statuses of the answers in these bytes: "200 400".
std::string statusesIn(std::string_view sent);
