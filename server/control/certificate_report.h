// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the commands `cert` and `ca` print with --json: one line each. Times are Unix milliseconds.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/base/problem.h"
#include "server/base/time.h"

namespace control {

/// One entry of the certificate store.
struct CertificateReport {
  std::string name;
  std::string certificate;  ///< the files
  std::string key;
  std::vector<std::string> ca;
  bool linked = false;
  bool awaitsCertificate = false;
  std::string subject;
  std::string issuer;
  std::vector<std::string> names;
  std::string fingerprint;  ///< SHA-256, hex
  std::string keyKind;      ///< "ECDSA P-256"
  base::UnixMilliseconds notBefore = 0;
  base::UnixMilliseconds notAfter = 0;
  int daysLeft = 0;
  bool selfSigned = false;
  std::vector<base::Problem> problems;
};
std::string toJson(const std::vector<CertificateReport>& reports);

/// Every field of one certificate.
struct CertificateDetailReport {
  CertificateReport facts;  ///< without entry and files
  std::string serial;
  std::string sha1;
  std::string signature;
  std::vector<std::string> usage;
  std::string keyIdentifier;
  std::string issuerKeyIdentifier;
  bool authority = false;
  std::optional<int> pathLength;
  std::optional<std::vector<std::string>> vouchesFor;  ///< of an authority with constraints
  std::string pem;
};
struct ChainReport {
  std::vector<CertificateDetailReport> chain;  ///< leaf first
  std::vector<CertificateDetailReport> others;
  bool complete = false;
  std::string missingIssuer;
};
std::string toJson(const ChainReport& report);

struct AuthorityReport {
  bool exists = false;
  std::string certificate;
  CertificateReport facts;
  std::vector<std::string> vouchesFor;
  bool hasKey = false;
  bool needsPassphrase = false;
  std::vector<std::string> added;  ///< of a re-issue; the rest likewise
  std::vector<std::string> removed;
  std::vector<std::string> keptEntries;
  std::vector<std::string> lostEntries;
};
std::string toJson(const AuthorityReport& report);

/// What a command that changes something did, or why not.
struct OutcomeReport {
  bool done = false;
  std::string name;                ///< the entry
  std::vector<std::string> files;  ///< that were written
  std::string error;
  std::vector<base::Problem> problems;  ///< why not; where done, what is worth knowing
};
std::string toJson(const OutcomeReport& report);

}  // namespace control
