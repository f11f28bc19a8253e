// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The certificate of this machine's own authority, as those see it who only want to know what it issued. A root is not
// sent, so that its file need not lie beside what it issued to be found.

#pragma once

#include <vector>

#include "server/certificates/openssl_pointers.h"

namespace certificates {

/// Empty where no authority was made, or where it cannot be read.
std::vector<X509Pointer> localRoots();
/// Whether it issued the end of what is sent: the last of `chain`, or `leaf` where that is empty.
bool endsAtLocalRoot(X509* leaf, const std::vector<X509Pointer>& chain);

}  // namespace certificates
