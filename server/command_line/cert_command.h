// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// `forkyard cert ...`: the certificate store. Which options each command takes is in certificate_options.cpp.

#pragma once

#include <optional>
#include <string>
#include <vector>

namespace command_line {

struct CertArguments {
  std::vector<std::string> targets;  ///< names, files or entries
  std::string name;                  ///< --name: the entry
  bool replace = false;
  std::string keyType = "p256";
  std::optional<int> days;
  bool client = false;
  bool selfSigned = false;
  bool csr = false;
  bool newKey = false;
  bool passphrase = false;  ///< ask for a new one
  std::string passphraseFile;
  std::string key;              ///< of link and check: a file
  std::vector<std::string> ca;  ///< likewise
  std::string form = "pem";     ///< of export
  std::string output;
  bool force = false;
  std::string host;
  bool pem = false;
  bool json = false;
};

int issueCertificate(const CertArguments& arguments);
int signRequest(const CertArguments& arguments);
int renewCertificate(const CertArguments& arguments);

int importCertificate(const CertArguments& arguments);
int exportCertificate(const CertArguments& arguments);
int linkCertificate(const CertArguments& arguments);

int listCertificates(const CertArguments& arguments);
int showCertificate(const CertArguments& arguments);
int removeCertificate(const CertArguments& arguments);
int renameCertificate(const CertArguments& arguments);
int orderChain(const CertArguments& arguments);
int checkCertificate(const CertArguments& arguments);

}  // namespace command_line
