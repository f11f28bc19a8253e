// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Where an app listens, from whatever a person types for it.

#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "server/config/backend_address.h"

namespace typedBackend {

/// "3000", ":3000", "localhost:3000", "http://127.0.0.1:3000/", "https://app.test", "unix:/run/app.sock" or
/// "/run/app.sock". Empty: none of these.
std::optional<config::BackendAddress> read(const QString& typed);
/// Several, separated by commas or spaces; empty: there is none, or one of them is no address.
std::vector<config::BackendAddress> readAll(const QString& typed);
/// "127.0.0.1:3000", "/run/app.sock"; what was typed, where that is no address.
QString shortText(const config::BackendAddress& address);

}  // namespace typedBackend
