// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The menu's "copy as command", and the diagnostics, of the server that is looked at.

#pragma once

class Actions;
class ServerPage;

void connectCopies(Actions& actions, ServerPage& page);
