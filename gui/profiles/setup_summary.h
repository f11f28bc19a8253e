// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A setup in one line, for the folded card: "HTTP/2 · port 8443 · localhost · Hello page · 4 workers".

#pragma once

#include <QString>

#include "server/config/config.h"

namespace setupSummary {

/// "HTTP/2", "HTTPS", "HTTP".
QString protocolName(config::Protocol protocol);
/// The certificate's name, or its file's.
QString certificateName(const config::Listener& listener);
/// What is served, in words.
QString served(const config::Config& config);
QString line(const config::Config& config);

}  // namespace setupSummary
