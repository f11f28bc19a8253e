// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What HTTP/2 must not take: one table for the codec and for the real server.

#pragma once

#include "tests/server/http/http1_cases.h"

/// Frames from the preface on. Expected is "GOAWAY" with its error code, which ends the connection, or what happens to
/// stream 1 alone, "RST" with its code or a status.
std::vector<HostileCase> http2Cases();

/// Much of what is sound in small numbers; "/slow" asks for a handler that takes its time. Expected as above.
std::vector<HostileCase> http2Floods();
