// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The address a browser on this machine opens a server by.

#pragma once

#include <QString>
#include <QUrl>

#include "server/config/config.h"
#include "server/control/message.h"

namespace serverAddress {

/// Of the first listener; the port really bound while the server runs. Invalid without a listener, and with port 0
/// before it is bound.
QUrl of(const config::Config& config, const control::Status* running);
/// "https://localhost:8443".
QString text(const QUrl& url);

}  // namespace serverAddress
