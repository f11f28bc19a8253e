// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A home and a system store of a test's own, and an authority of ours in it.

#pragma once

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "server/certificates/certificate_authority.h"
#include "server/certificates/trust_store.h"

class TrustFixture {
 public:
  TrustFixture() {
    surroundings.home = path("home");
    surroundings.configHome = path("home/.config");
    for (const char* folder : {"home", "local", "etc", "hooks", "shipped"}) QDir(m_folder.path()).mkpath(folder);
    // Without any authority of the distribution, its script would leave the last bundle where it is.
    const auto shipped = createAuthority(certificates::authorityFiles(path("other")), {}, base::unixNow());
    if (!shipped) qFatal("%s", shipped.error().sentence.c_str());
    QFile::copy(m_folder.filePath("other/authority/certificate.pem"), m_folder.filePath("shipped/other.crt"));
    write("ca-certificates.conf", "other.crt\n");
    surroundings.system = {.way = certificates::SystemAnchors::Way::UpdateCaCertificates,
                           .folder = path("local"),
                           .bundle = path("etc/ca-certificates.crt"),
                           .refresh = {"update-ca-certificates", "--certsconf", path("ca-certificates.conf"),
                                       "--certsdir", path("shipped"), "--localcertsdir", path("local"), "--etccertsdir",
                                       path("etc"), "--hooksdir", path("hooks")}};
    files = certificates::authorityFiles(path("data"));
    const auto made = createAuthority(files, {}, base::unixNow());
    if (!made) qFatal("%s", made.error().sentence.c_str());
    load();
  }

  /// What the authority's file holds now.
  void load() {
    auto read = certificates::readCertificates(files.certificate);
    if (!read) qFatal("%s", read.error().sentence.c_str());
    authority = std::move(read->front());
  }
  [[nodiscard]] std::string path(const char* name) const { return m_folder.filePath(name).toStdString(); }
  void write(const char* name, const QByteArray& content) const {
    QFile file(m_folder.filePath(name));
    QDir().mkpath(QFileInfo(file).path());
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) qFatal("cannot write %s", name);
  }
  [[nodiscard]] certificates::TrustStore store(const std::string& id) const {
    for (certificates::TrustStore& each : trustStores(surroundings)) {
      if (each.id == id) return std::move(each);
    }
    qFatal("no store %s", id.c_str());
  }
  [[nodiscard]] certificates::TrustState stateOf(const certificates::TrustStore& store) const {
    return readTrust(store, authority.get(), surroundings).state;
  }
  base::Result<certificates::TrustReading> change(const certificates::TrustStore& store,
                                                  certificates::TrustChange change) const {
    return changeTrust(store, change, authority.get(), files.certificate, surroundings);
  }

  certificates::TrustSurroundings surroundings;
  certificates::AuthorityFiles files;
  certificates::X509Pointer authority;

 private:
  QTemporaryDir m_folder;
};
