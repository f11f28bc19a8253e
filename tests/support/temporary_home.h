// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A home of a test's own: no test reads or writes the folders of whoever runs it, and each starts with empty ones.

#pragma once

#include <QProcessEnvironment>
#include <QTemporaryDir>

class TemporaryHome {
 public:
  TemporaryHome();
  [[nodiscard]] bool isValid() const { return m_directory.isValid(); }
  /// A file or folder in it. The home's own path is short, so that control sockets fit into sun_path.
  [[nodiscard]] QString path(const QString& name) const { return m_directory.filePath(name); }
  /// Writes a file that only its owner may read, and makes its folders; its path.
  QString write(const QString& name, const QByteArray& content) const;
  /// The system's environment with HOME and XDG_* in here and nothing of systemd's.
  [[nodiscard]] QProcessEnvironment environment() const;
  /// The same for this process itself.
  void enter() const;
  [[nodiscard]] QString controlSocket(const QString& server) const;

 private:
  QTemporaryDir m_directory;
};
