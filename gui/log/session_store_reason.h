// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Why a store of sessions does not answer, in the person's language: the server says it in English.

#pragma once

#include <QString>

/// What the server did not say in words that are known here stays as it is.
QString sessionStoreReason(const QString& english);
