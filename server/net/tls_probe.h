// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A real TLS handshake with a server, to tell what it says: for a person who wonders what a browser will see. Blocks;
// for the command line, never for a loop.

#pragma once

#include <string>
#include <vector>

#include "server/base/error.h"
#include "server/base/time.h"
#include "server/certificates/certificate.h"

namespace net {

struct TlsHandshake {
  std::string version;   ///< "TLSv1.3"
  std::string cipher;    ///< "TLS_AES_256_GCM_SHA384"
  std::string protocol;  ///< agreed by ALPN of "h2" and "http/1.1"; empty: none
  certificates::CertificateFacts certificate;
  std::vector<certificates::X509Pointer> chain;  ///< as it was sent, the leaf first
  bool trusted = false;                          ///< by this system's store, and for this host
  std::string distrust;                          ///< why not: "self-signed certificate"
};

/// Connects to `host` (a name or an address) and shakes hands. Each step waits at most `patience`. An untrusted
/// certificate is a finding and no error.
/// `anchors` are trusted beside the system's own.
base::Result<TlsHandshake> probeTls(const std::string& host, int port, base::Milliseconds patience,
                                    const std::vector<certificates::X509Pointer>& anchors = {});

}  // namespace net
