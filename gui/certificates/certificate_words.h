// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Facts about a certificate as short phrases for lists and combo boxes.

#pragma once

#include <QString>

#include "gui/style/palette.h"
#include "server/certificates/certificate.h"
#include "server/certificates/private_key.h"

namespace certificateWords {

/// "820 days left", "expires today", "expired 3 days ago".
QString daysLeft(const certificates::CertificateFacts& facts, base::UnixMilliseconds now);
/// Good; Warning within 30 days of the end; Bad once expired.
style::Tone tone(const certificates::CertificateFacts& facts, base::UnixMilliseconds now);
/// "localhost, 127.0.0.1, ::1"; past three names "and 4 more".
QString names(const certificates::CertificateFacts& facts);
/// "ECDSA P-256, small and fast".
QString keyType(certificates::KeyType type);
/// "self-signed", or who issued it.
QString issuer(const certificates::CertificateFacts& facts);
/// A fingerprint as it is compared by eye, "3f12 abfc"; so it can wrap, too.
QString blocks(const std::string& hexadecimal);

}  // namespace certificateWords
