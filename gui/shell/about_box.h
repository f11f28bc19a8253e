// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What this is, which version, and what it is built with.

#pragma once

class QWidget;

void openAboutBox(QWidget* window);
