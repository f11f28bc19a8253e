// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Looks once a day at the certificates that are served: has those renewed that the local authority or, by an order of
// ours, a public one issued, and reminds of the others. A renewed file is seen by the file watch, which has it served.

#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "server/certificates/renewal.h"
#include "server/cluster/acme_renewal.h"
#include "server/cluster/generation.h"
#include "server/net/event_loop.h"

namespace cluster {

class ExpiryWatch {
 public:
  struct Expiring {
    const certificates::Identity& identity;
    int daysLeft = 0;
    std::vector<base::Problem> problems;  ///< why it was not renewed, where that was tried
  };
  using Remind = std::function<void(const Expiring&)>;

  /// `program`: our own file, for what takes long.
  ExpiryWatch(net::EventLoop& loop, const std::string& program, Remind remind);
  /// From now on these. The first look is a turn of the loop later, when the files are watched.
  void watch(GenerationPointer generation);
  /// Whether the process that ended was ours.
  bool handleExit(pid_t pid, int status) { return m_acme.handleExit(pid, status); }
  void stop();

 private:
  using Failures = std::map<std::filesystem::path, std::vector<base::Problem>>;  ///< by the certificate's file
  void look();
  void handleOrdered(const std::vector<control::AcmeOutcome>& outcomes);
  /// Of what ends soon, but for entries that were `renewed`, or are being.
  void remind(const Failures& failures, const std::vector<std::string>& renewed);

  Remind m_remind;
  AcmeRenewal m_acme;
  net::Timer m_timer;
  GenerationPointer m_generation;
  certificates::ExpiryReminder m_reminder;
};

}  // namespace cluster
