// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// `forkyard cert acme renew` as a child of the master: it takes minutes and talks to the internet, and the master does
// neither. What it says goes into a file in memory that is read after its end, so that nothing of it can block.

#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "server/base/error.h"
#include "server/base/time.h"
#include "server/base/unique_fd.h"
#include "server/control/message_acme.h"

namespace cluster {

class AcmeRenewal {
 public:
  /// One outcome for each entry.
  using Finished = std::function<void(const std::vector<control::AcmeOutcome>& outcomes)>;

  /// `program`: our own file.
  AcmeRenewal(std::string program, Finished finished);
  ~AcmeRenewal() { stop(); }
  AcmeRenewal(const AcmeRenewal&) = delete;
  AcmeRenewal& operator=(const AcmeRenewal&) = delete;

  /// Renews these entries of the store. Nothing happens while others are under way, or where it was tried today: an
  /// authority counts failures.
  base::Result<void> start(const std::vector<std::string>& entries);
  /// Those that are under way.
  [[nodiscard]] const std::vector<std::string>& entries() const { return m_entries; }
  /// Whether it was ours.
  bool handleExit(pid_t pid, int status);
  /// Tells nothing more. The program ends lego with itself.
  void stop();

 private:
  [[noreturn]] void execute(const std::vector<std::string>& entries) const;
  [[nodiscard]] std::string readOutput() const;

  const std::string m_program;
  Finished m_finished;
  pid_t m_pid = -1;
  base::UniqueFd m_output;
  std::vector<std::string> m_entries;
  std::optional<base::MonotonicTime> m_triedAt;
};

}  // namespace cluster
