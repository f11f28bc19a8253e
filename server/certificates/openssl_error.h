// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// OpenSSL's error queue as words for a person. The queue belongs to the thread: what a call left there is taken and
// cleared, so that it is never blamed on a later one.

#pragma once

#include <string>
#include <string_view>

#include "server/base/error.h"

namespace certificates {

/// What the last failed call says, and an empty queue. Plain words where we have them ("its key is too short"), else
/// OpenSSL's own reason; "OpenSSL gave no reason" when the queue was empty.
std::string takeOpenSslReason();

/// "`what`: reason", as an Error; the queue is empty afterwards.
base::Error openSslError(std::string_view what);

}  // namespace certificates
