// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "tests/gui/screenshots/scenes.h"

#include <signal.h>

#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QTreeWidget>
#include <functional>

#include "gui/certificates/authority_card.h"
#include "gui/certificates/certificate_page.h"
#include "gui/certificates/certificate_task.h"
#include "gui/certificates/local_authority.h"
#include "gui/certificates/qr_code.h"
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

QPushButton* primaryIn(const QWidget* dialog) {
  for (QPushButton* button : dialog->findChildren<QPushButton*>()) {
    if (button->isDefault()) return button;
  }
  return nullptr;
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
  file.close();
  return waitFor([&] { return m_window.serverPage()->draft().profile().text != before; });
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

void Scenes::editRoutes() const {
  m_window.findChild<QPushButton*>(QStringLiteral("routes"))->click();
}

bool Scenes::loseSessions() {
  return writeConfig(
             "\n[[route]]\npath = \"/visits\"\nhandler = \"visits\"\n\n[sessions]\nstore = \"redis\"\n"
             "redis = \"redis://127.0.0.1:1\"\n") &&
         waitFor([this] { return cluster()->status().sessions.downSince != 0; }) &&
         click(&m_window, QStringLiteral("Change the setup")) && click(&m_window, QStringLiteral("More options"));
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
  page()->showEntry(QStringLiteral("shop.test"));
  auto* table = page()->findChild<QTableView*>();
  return waitFor(
      [table] { return table->currentIndex().siblingAtColumn(0).data().toString() == QStringLiteral("shop.test"); });
}

CertificatePage* Scenes::page() const {
  return m_window.findChild<CertificatePage*>();
}

// In any language: by their place in the menu, and by what they are.
void Scenes::signRequest(const CertificatePage& page) {
  page.moreActions().at(2)->trigger();
  const auto text = certificateTask::requestText("www.example.com");
  if (text) dialog()->findChild<QPlainTextEdit*>()->setPlainText(QString::fromStdString(*text));
  waitFor([] { return primaryIn(dialog())->isEnabled(); });
}

void Scenes::inspect(const CertificatePage& page) {
  page.moreActions().at(3)->trigger();
  dialog()->findChild<QLineEdit*>()->setText(QStringLiteral("localhost:8443"));
  primaryIn(dialog())->click();
  waitFor([] { return dialog()->findChild<QTreeWidget*>()->topLevelItemCount() > 0; });
}

void Scenes::certify(const CertificatePage& page, int proof) {
  page.moreActions().at(0)->trigger();
  const auto fields = dialog()->findChildren<QLineEdit*>();
  fields.at(0)->setText(QStringLiteral("shop.example www.shop.example"));
  fields.at(1)->setText(QStringLiteral("you@shop.example"));
  const auto choices = dialog()->findChildren<QComboBox*>();
  choices.at(0)->setCurrentIndex(proof);
  choices.at(1)->setCurrentIndex(proof * (choices.at(1)->count() - 1));
}

void Scenes::share(CertificatePage& page) {
  page.findChild<AuthorityCard*>()->giveToPhone();
  auto* address = dialog()->findChild<QComboBox*>();
  address->setCurrentIndex(address->count() - 1);
  primaryIn(dialog())->click();
  waitFor([] { return dialog()->findChild<QrCode*>()->isVisible(); });
}

QWidget* Scenes::dialog() {
  const auto isSettled = [] {
    const QWidget* shown = QApplication::activeModalWidget();
    if (shown == nullptr) return false;
    for (const QProgressBar* bar : shown->findChildren<QProgressBar*>()) {
      if (bar->isVisible()) return false;
    }
    return true;
  };
  return waitFor(isSettled) ? QApplication::activeModalWidget() : nullptr;
}
