// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Certificates for a terminal and for --json: what all of the commands `cert` and `ca` share.

#pragma once

#include <string>
#include <vector>

#include "server/base/error.h"
#include "server/certificates/certificate_authority.h"
#include "server/certificates/certificate_store.h"
#include "server/control/certificate_report.h"

namespace command_line {

control::CertificateReport reportOf(const certificates::CertificateFacts& facts);
control::CertificateReport reportOf(const certificates::StoreEntry& entry);
control::AuthorityReport reportOf(const certificates::AuthorityFacts& facts);

/// "localhost, bücher.test": names of other scripts as people read them.
std::string namesText(const certificates::CertificateFacts& facts);
/// "820 days left", "expired 3 days ago".
std::string daysText(const certificates::CertificateFacts& facts);

/// Prints the outcome: JSON on standard output, or the text there and the problems on standard error. The exit code.
int tell(const control::OutcomeReport& report, bool json, const std::string& text);
int tellFailure(const base::Error& error, bool json);

}  // namespace command_line
