// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A temporary folder filled by make_certificates.sh, and a trust store that knows nobody.

#pragma once

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <filesystem>

class MadeCertificates {
 public:
  /// False, with the reason in `output`, where the script failed.
  bool make() {
    // What this machine trusts must not decide a test.
    qputenv("SSL_CERT_FILE", QFile::encodeName(m_folder.filePath("nobody.pem")));
    qputenv("SSL_CERT_DIR", QFile::encodeName(m_folder.filePath("nobody")));
    QProcess script;
    script.setProcessChannelMode(QProcess::MergedChannels);
    script.start("sh", {QFINDTESTDATA("make_certificates.sh"), m_folder.path()});
    const bool ended = script.waitForFinished(60'000);
    output = script.readAll();
    return ended && script.exitStatus() == QProcess::NormalExit && script.exitCode() == 0;
  }
  [[nodiscard]] std::filesystem::path path(const QString& name) const {
    return std::filesystem::path(QFile::encodeName(m_folder.filePath(name)).toStdString());
  }

  QByteArray output;

 private:
  QTemporaryDir m_folder;
};
