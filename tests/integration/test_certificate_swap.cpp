// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Certificate files that change under a running server with load on it: what is good is taken by all workers without a
// failed request, and what is bad changes nothing.

#include <openssl/x509.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <csignal>

#include "tests/integration/tls_peer.h"
#include "tests/load/load_generator.h"
#include "tests/support/command.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

using control::Event;
using control::EventKind;

namespace {

bool makePair(const QString& certificate, const QString& key) {
  return runCommand("openssl", {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                                "-days", "30", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                                "-keyout", key, "-out", certificate})
             .exitCode == 0;
}

bool overwriteInPlace(const QString& from, const QString& to) {
  QFile source(from);
  QFile target(to);
  if (!source.open(QIODevice::ReadOnly) || !target.open(QIODevice::WriteOnly | QIODevice::Truncate)) return false;
  return target.write(source.readAll()) > 0;
}

bool renameOver(const QString& from, const QString& to) {
  return ::rename(from.toUtf8().constData(), to.toUtf8().constData()) == 0;
}

/// SHA-256 of the certificate that a client is shown, in lower-case hexadecimal.
QByteArray shownFingerprint(int port) {
  TlsPeer peer(port);
  if (!peer.handshake()) return {};
  const X509* certificate = SSL_get0_peer_certificate(peer.ssl());
  QByteArray digest(EVP_MAX_MD_SIZE, '\0');
  unsigned length = 0;
  X509_digest(certificate, EVP_sha256(), reinterpret_cast<unsigned char*>(digest.data()), &length);
  return digest.left(static_cast<qsizetype>(length)).toHex();
}

QByteArray plainHex(const QString& fingerprint) {
  return QByteArray::fromHex(fingerprint.toLatin1()).toHex();
}

}  // namespace

class TestCertificateSwap : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void everyWorkerShowsTheNewOne_data();
  void everyWorkerShowsTheNewOne();
  void aBadOneChangesNothing();

 private:
  /// Of each worker, as status tells them.
  std::vector<QByteArray> fingerprints();
  [[nodiscard]] QByteArray settings() const;

  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<ServerProcess> m_server;
};

void TestCertificateSwap::init() {
  m_server.reset();
  m_home = std::make_unique<TemporaryHome>();
  m_server = std::make_unique<ServerProcess>(*m_home);
  QVERIFY(QDir().mkpath(m_home->path("tls")));
  QVERIFY(makePair(m_home->path("tls/site.pem"), m_home->path("tls/site.key")));
}

QByteArray TestCertificateSwap::settings() const {
  return QString(
             "name = \"swapped\"\n[cluster]\nworkers = 4\n[[listener]]\nport = 0\nprotocol = \"http2\"\n"
             "certificates = [{ certificate = \"%1\", key = \"%2\" }]\n")
      .arg(m_home->path("tls/site.pem"), m_home->path("tls/site.key"))
      .toUtf8();
}

std::vector<QByteArray> TestCertificateSwap::fingerprints() {
  CommandOptions options;
  options.environment = m_home->environment();
  const CommandResult status = runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"),
                                          {"status", "--json", "--control", m_server->controlSocket()}, options);
  std::vector<QByteArray> all;
  for (const QJsonValue& worker : QJsonDocument::fromJson(status.output).object()["workers"].toArray())
    if (worker["state"] == "ready") all.push_back(plainHex(worker["fingerprint"].toString()));
  return all;
}

void TestCertificateSwap::everyWorkerShowsTheNewOne_data() {
  QTest::addColumn<bool>("inPlace");
  QTest::newRow("rewritten in place") << true;
  QTest::newRow("renamed over") << false;
}

void TestCertificateSwap::everyWorkerShowsTheNewOne() {
  QFETCH(const bool, inPlace);
  QVERIFY2(m_server->start(settings()), m_server->text());
  const QByteArray before = shownFingerprint(m_server->port());
  QCOMPARE(fingerprints(), std::vector<QByteArray>(4, before));
  const QString certificate = m_home->path("new.pem");
  const QString key = m_home->path("new.key");
  QVERIFY(makePair(certificate, key));

  LoadGenerator load({.port = m_server->port()});
  load.start();
  QVERIFY(waitUntil([&] { return load.report().answered > 100; }, 20'000));
  const std::size_t seen = m_server->events().size();
  const auto replace = inPlace ? &overwriteInPlace : &renameOver;
  QVERIFY(replace(certificate, m_home->path("tls/site.pem")) && replace(key, m_home->path("tls/site.key")));
  const auto finished =
      m_server->waitFor([](const Event& event) { return event.kind == EventKind::ReloadFinished; }, seen, 30'000);
  QVERIFY2(finished && finished->string("outcome") == "done", m_server->text());
  const LoadReport report = load.finish();
  qInfo("%s", report.text().c_str());
  QCOMPARE(report.failed(), 0);

  const QByteArray after = shownFingerprint(m_server->port());
  QVERIFY(!after.isEmpty() && after != before);
  QCOMPARE(fingerprints(), std::vector<QByteArray>(4, after));
  const auto loaded =
      m_server->waitFor([](const Event& event) { return event.kind == EventKind::CertificateLoaded; }, seen);
  QVERIFY2(loaded && plainHex(QString::fromStdString(loaded->string("fingerprint"))) == after, m_server->text());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestCertificateSwap::aBadOneChangesNothing() {
  QVERIFY2(m_server->start(settings()), m_server->text());
  const QByteArray before = shownFingerprint(m_server->port());
  const auto workers = m_server->workers();
  const std::size_t seen = m_server->events().size();
  // A certificate of another key.
  QVERIFY(makePair(m_home->path("new.pem"), m_home->path("new.key")));
  QVERIFY(overwriteInPlace(m_home->path("new.pem"), m_home->path("tls/site.pem")));
  const auto rejected =
      m_server->waitFor([](const Event& event) { return event.kind == EventKind::ConfigRejected; }, seen);
  QVERIFY2(rejected && !rejected->problems.empty(), m_server->text());
  QCOMPARE(shownFingerprint(m_server->port()), before);
  QCOMPARE(fingerprints(), std::vector<QByteArray>(4, before));
  QVERIFY(m_server->workers() == workers);
  QCOMPARE(m_server->stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestCertificateSwap)
#include "test_certificate_swap.moc"
