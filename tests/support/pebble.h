// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A public authority of a test's own: pebble, which really looks for the proof, and the name server that it asks.

#pragma once

#include <QProcess>

#include "tests/integration/test_authority.h"
#include "tests/support/temporary_home.h"

/// A program of a test's own, ended with it.
class Companion {
 public:
  ~Companion();
  /// True once it said `words`.
  bool start(const QString& program, const QStringList& arguments, const QProcessEnvironment& environment,
             const QByteArray& words);
  [[nodiscard]] QByteArray said();
  [[nodiscard]] pid_t pid() const { return static_cast<pid_t>(m_process.processId()); }

 private:
  QProcess m_process;
  QByteArray m_said;
};

class Pebble {
 public:
  /// The first of the programs that is not installed; empty: all are.
  [[nodiscard]] static QString missing();
  /// `port`: where proofs are looked for, of each name on 127.0.0.1. `seconds`: how long its certificates live, 0 for
  /// five years. False: complaint() says why.
  bool start(const TemporaryHome& home, int port, int seconds = 0);

  [[nodiscard]] QString directory() const { return m_directory; }
  /// PEM: whom to trust for directory().
  [[nodiscard]] QString trustedCa() const { return m_authority.path("ca.pem"); }
  /// A program for EXEC_PATH, where lego's DNS provider "exec" looks: it has the name server answer with the record.
  [[nodiscard]] QString publisher(const TemporaryHome& home) const;
  [[nodiscard]] pid_t pid() const { return m_pebble.pid(); }
  [[nodiscard]] QByteArray complaint();

 private:
  TestAuthority m_authority;
  Companion m_names;
  Companion m_pebble;
  int m_management = 0;
  QString m_directory;
};
