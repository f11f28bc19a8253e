// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The words and options of the commands `cert` and `ca`, and what each calls.

#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>

#include "server/command_line/ca_command.h"
#include "server/command_line/ca_share_command.h"
#include "server/command_line/cert_command.h"

namespace command_line {

class CertificateOptions {
 public:
  /// Adds both commands to `app`. What a person chose is put into `chosen`; this must outlive it.
  CertificateOptions(CLI::App& app, std::function<int()>& chosen);
  CertificateOptions(const CertificateOptions&) = delete;
  CertificateOptions& operator=(const CertificateOptions&) = delete;

 private:
  CLI::App* add(CLI::App& parent, const char* name, const char* text, int (*action)(const CertArguments&));
  CLI::App* add(CLI::App& parent, const char* name, const char* text, int (*action)(const CaArguments&));
  void addIssue(CLI::App& cert);
  void addSignAndRenew(CLI::App& cert);
  void addImportAndLink(CLI::App& cert);
  void addExport(CLI::App& cert);
  void addList(CLI::App& cert);
  void addCheck(CLI::App& cert);
  void addCa(CLI::App& app);
  void addShare(CLI::App& ca);

  std::function<int()>& m_chosen;
  CertArguments m_cert;
  CaArguments m_ca;
  ShareArguments m_share;
};

}  // namespace command_line
