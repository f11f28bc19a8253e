// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// For programs that cannot be asked to choose a port themselves.

#pragma once

/// A TCP port of 127.0.0.1 that nobody has at this moment; 0: there is none.
int freePort();
