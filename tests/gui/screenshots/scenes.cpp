// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "tests/gui/screenshots/scenes.h"

#include <signal.h>

#include <QFile>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <functional>

#include "gui/certificates/certificate_page.h"
#include "gui/certificates/certificate_task.h"
#include "gui/profiles/profile_folder.h"
#include "gui/shell/server_page.h"
#include "gui/workers/worker_model.h"
#include "server/certificates/export.h"
#include "server/certificates/identity.h"
#include "tests/gui/shell/widgets.h"

namespace {

constexpr int patienceMs = 60'000;

bool waitFor(const std::function<bool()>& condition) {
  return QTest::qWaitFor(condition, patienceMs);
}

}  // namespace

Cluster* Scenes::cluster() const {
  return m_window.serverPage()->cluster();
}

bool Scenes::writeCertificate() const {
  const QString folder = m_home.path(QStringLiteral("site"));
  for (const char* file : {"localhost/certificate.pem", "localhost/key.pem"})
    QFile::remove(folder + QLatin1Char('/') + QString::fromLatin1(file));
  return certificates::localhostFiles(folder.toStdString()).has_value();
}

bool Scenes::writeConfig(const QByteArray& route) const {
  const std::string before = m_window.serverPage()->draft().profile().text;
  return writeFile(route) && waitFor([&] { return m_window.serverPage()->draft().profile().text != before; });
}

bool Scenes::writeFile(const QByteArray& route) const {
  QFile file(QString::fromStdString(profileFolder::fileOf(QStringLiteral("demo")).string()));
  if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)) return false;
  const QByteArray folder = m_home.path(QStringLiteral("site/localhost/")).toUtf8();
  file.write(
      "name = \"demo\"\ntitle = \"demo\"\n\n[cluster]\nworkers = 4\n\n[[listener]]\nport = 8443\n"
      "protocol = \"http2\"\ncertificates = [{ certificate = \"" +
      folder + "certificate.pem\", key = \"" + folder +
      "key.pem\" }]\n\n[[route]]\npath = \"/\"\n"
      "handler = \"hello\"\n" +
      route);
  return true;
}

bool Scenes::start() {
  if (!writeCertificate() || !writeConfig("")) return false;
  return click(&m_window, QStringLiteral("Start")) &&
         waitFor([this] { return cluster()->state() == Cluster::State::Running; });
}

bool Scenes::stir() {
  for (const int slot : {2, 0, 2}) {
    QTest::qWait(7'000);
    if (!click(&m_window, QStringLiteral("Send 20 requests"))) return false;
    QTest::qWait(3'000);
    for (const control::WorkerStatus& worker : cluster()->status().workers) {
      if (worker.slot == slot && worker.pid > 0) ::kill(worker.pid, slot == 0 ? SIGSEGV : SIGKILL);
    }
  }
  QTest::qWait(8'000);
  if (!click(&m_window, QStringLiteral("Send 20 requests"))) return false;
  QTest::qWait(2'000);
  return true;
}

bool Scenes::swapCertificate() {
  const WorkerModel* model = WorkerModel::of(cluster());
  return writeCertificate() && waitFor([model] { return model->reload().outcome() == ReloadWatch::Outcome::Done; });
}

bool Scenes::showLives(bool shown) {
  QAbstractButton* toggle = button(&m_window, QStringLiteral("Lives as a table"));
  if (toggle == nullptr) return false;
  toggle->setChecked(shown);
  return true;
}

bool Scenes::serveSeveral() {
  const QByteArray folder = m_home.write(QStringLiteral("docs/index.html"), "<h1>Docs</h1>").toUtf8();
  return writeConfig(
      "\n[[route]]\nhost = \"docs.test\"\nhandler = \"files\"\nroot = \"" + folder.chopped(11) +
      "\"\n\n[[route]]\npath = \"/api\"\nhandler = \"proxy\"\nto = \"http://127.0.0.1:3000\"\n\n[[route]]\n"
      "host = \"*.old.test\"\nhandler = \"redirect\"\nto = \"https://shop.test\"\n");
}

bool Scenes::loseSessions() {
  return writeConfig(
             "\n[[route]]\npath = \"/visits\"\nhandler = \"visits\"\n\n[sessions]\nstore = \"redis\"\n"
             "redis = \"redis://127.0.0.1:1\"\n") &&
         waitFor([this] { return cluster()->status().sessions.downSince != 0; }) &&
         click(&m_window, QStringLiteral("Change the setup")) && click(&m_window, QStringLiteral("More options"));
}

bool Scenes::encryptSessions() {
  return writeConfig(
      "\n[[route]]\npath = \"/visits\"\nhandler = \"visits\"\n\n[sessions]\nstore = \"redis\"\n"
      "redis = \"rediss://127.0.0.1:1\"\n");
}

bool Scenes::openCharts(bool shown) {
  QAbstractButton* toggle = button(&m_window, QStringLiteral("Charts"));
  if (toggle == nullptr) return false;
  toggle->setChecked(shown);
  return true;
}

bool Scenes::breakFile() {
  return writeConfig("\n[[route]]\npath = \"shop\"\nhandler = \"helo\"\n");
}

bool Scenes::mendFile() {
  return writeConfig("");
}

bool Scenes::changeBoth() {
  m_window.findChild<QSpinBox*>(QStringLiteral("port"))->setValue(9443);
  return writeFile("# From here on, everything at once.\n") &&
         waitFor([this] { return button(&m_window, QStringLiteral("Reload the file")) != nullptr; });
}

bool Scenes::takeFile() {
  return click(&m_window, QStringLiteral("Reload the file")) &&
         waitFor([this] { return button(&m_window, QStringLiteral("Reload the file")) == nullptr; });
}

bool Scenes::crashLoop() {
  if (!writeConfig("crash_after = \"200ms\"\n")) return false;
  for (int burst = 0; burst < 12; ++burst) {
    if (cluster()->state() == Cluster::State::CrashLooping) break;
    m_window.serverPage()->sendRequests();
    QTest::qWait(2'500);
  }
  return waitFor([this] { return cluster()->state() != Cluster::State::Running; });
}

bool Scenes::wantTakenPort() {
  const Cluster* first = cluster();
  if (!click(&m_window, QStringLiteral("New server")) ||
      !waitFor([&] { return cluster() != nullptr && cluster() != first; }))
    return false;
  m_window.findChild<QSpinBox*>(QStringLiteral("port"))->setValue(8443);
  return click(&m_window, QStringLiteral("Start")) &&
         waitFor([this] { return button(&m_window, QStringLiteral("Stop it")) != nullptr; });
}

bool Scenes::stop() {
  for (Cluster* running : m_window.servers().running()) running->stop();
  return waitFor([this] { return m_window.servers().running().empty(); });
}

bool Scenes::showCertificates() {
  const auto make = [](std::initializer_list<std::string> names, int days, certificateTask::Signer signer) {
    certificateTask::Order order;
    order.signer = signer;
    order.request.names = certificates::parseNames(names).names;
    order.request.days = days;
    return certificateTask::make(order).has_value();
  };
  using Signer = certificateTask::Signer;
  if (!make({"shop.test", "*.shop.test", "127.0.0.1"}, 820, Signer::Authority) ||
      !make({"api.internal"}, 12, Signer::Authority) || !make({"old.test"}, 90, Signer::Itself) ||
      !make({"www.example.com"}, 90, Signer::Elsewhere))
    return false;
  const auto bytes =
      certificates::exportIdentity({m_home.path(QStringLiteral("site/localhost/certificate.pem")).toStdString(),
                                    m_home.path(QStringLiteral("site/localhost/key.pem")).toStdString(),
                                    {}},
                                   certificates::ExportForm::PemAll, {});
  if (!bytes || !certificates::writeExport(bundle().toStdString(), *bytes, true, certificates::Overwrite::Yes))
    return false;
  if (!click(&m_window, QStringLiteral("Certificates"))) return false;
  auto* page = m_window.findChild<CertificatePage*>();
  page->showEntry(QStringLiteral("shop.test"));
  auto* table = page->findChild<QTableView*>();
  return waitFor(
      [table] { return table->currentIndex().siblingAtColumn(0).data().toString() == QStringLiteral("shop.test"); });
}
