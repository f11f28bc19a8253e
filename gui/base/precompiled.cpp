// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Nothing: a precompiled header needs a target, and a target a source.
