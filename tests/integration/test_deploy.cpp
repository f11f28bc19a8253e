// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What is in resources/deploy, as each program's own checker sees it, and the template unit's commands run. HAProxy,
// keepalived and Prometheus run with these files in test_two_machines.

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include "tests/support/command.h"
#include "tests/support/server_process.h"

namespace {

const QString folder = qEnvironmentVariable("FORKYARD_SOURCE") + "/resources/deploy/";

QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The last assignment of that name in a unit.
QString assigned(const QByteArray& unit, const QString& name) {
  const QRegularExpression line("^" + name + "=(.*)$", QRegularExpression::MultilineOption);
  return line.match(unit).captured(1);
}

}  // namespace

class TestDeploy : public QObject {
  Q_OBJECT

 private slots:
  void forkyardAcceptsIts();
  void haproxyAcceptsIts();
  void keepalivedAcceptsIts_data();
  void keepalivedAcceptsIts();
  void prometheusAcceptsIts();
  void systemdAcceptsIts();
  void theTemplateIsAsStrictAsTheService();
  void theTemplatesCommandsServeAndReload();
};

void TestDeploy::forkyardAcceptsIts() {
  if (!hasProgram("openssl")) QSKIP("openssl is not installed");
  TemporaryHome home;
  const QString config = home.write("site/forkyard.toml", contentOf(folder + "forkyard.toml"));
  const CommandResult made =
      runCommand("openssl", {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                             "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "30", "-keyout",
                             home.path("site/site.key"), "-out", home.path("site/site.pem")});
  QVERIFY2(made.exitCode == 0, made.text().constData());
  home.write("site/tickets.secret", QByteArray(48, 'x'));
  const CommandResult checked = runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"), {"check", config});
  QVERIFY2(checked.exitCode == 0, checked.text().constData());
}

void TestDeploy::haproxyAcceptsIts() {
  if (!hasProgram("haproxy")) QSKIP("haproxy is not installed");
  const CommandResult checked = runCommand("haproxy", {"-c", "-f", folder + "haproxy.cfg"});
  QVERIFY2(checked.exitCode == 0, checked.text().constData());
  QVERIFY2(!checked.text().contains("WARNING"), checked.text().constData());
}

void TestDeploy::keepalivedAcceptsIts_data() {
  QTest::addColumn<QString>("balancer");
  QTest::addColumn<QByteArray>("addition");
  QTest::addColumn<bool>("isSound");
  for (const char* balancer : {"balancer1", "balancer2"}) QTest::newRow(balancer) << balancer << QByteArray() << true;
  QTest::newRow("with a mistake") << "balancer1" << QByteArray("vrrp_instance b {\n  mistake\n}\n") << false;
}

void TestDeploy::keepalivedAcceptsIts() {
  if (!hasProgram("keepalived")) QSKIP("keepalived is not installed");
  QFETCH(QString, balancer);
  QFETCH(QByteArray, addition);
  TemporaryHome home;
  // The interface is another machine's; only its presence is looked at.
  const QByteArray text = contentOf(folder + "keepalived.conf") + addition;
  const QString file = home.write("keepalived.conf", text);
  // Where there are scripts it ends itself with its whole group (2.2.7), so that its exit code says nothing.
  const CommandResult checked =
      runCommand("setsid", {"--wait", "keepalived", "--config-test", "--log-console", "-i", balancer, "-f", file});
  const QByteArray said = checked.output + checked.errors;
  QTEST(!said.contains("Unknown keyword") && !said.contains("ignoring"), "isSound");
}

void TestDeploy::prometheusAcceptsIts() {
  if (!hasProgram("promtool")) QSKIP("promtool (Debian: prometheus) is not installed");
  const CommandResult checked = runCommand("promtool", {"check", "config", folder + "prometheus.yml"});
  QVERIFY2(checked.exitCode == 0, checked.text().constData());
}

void TestDeploy::systemdAcceptsIts() {
  if (!hasProgram("systemd-analyze")) QSKIP("systemd-analyze is not installed");
  const QString program = qEnvironmentVariable("FORKYARD_PROGRAM");
  QByteArray unit = contentOf(QFileInfo(program).path() + "/forkyard@.service");
  QVERIFY(!unit.isEmpty());
  // Not installed where it says, here.
  unit.replace(assigned(unit, "ExecStart").section(' ', 0, 0).toUtf8(), program.toUtf8());
  TemporaryHome home;
  home.write("forkyard@.service", unit);
  CommandOptions options;
  options.environment = home.environment();
  options.environment.insert("SYSTEMD_UNIT_PATH", home.path(".") + ":");
  const CommandResult verified = runCommand(
      "systemd-analyze", {"verify", "--man=no", home.path("forkyard@.service"), "forkyard@shop.service"}, options);
  QVERIFY2(verified.exitCode == 0 && !verified.errors.contains("forkyard@"), verified.text().constData());
}

void TestDeploy::theTemplateIsAsStrictAsTheService() {
  const QByteArray service = contentOf(folder + "../systemd/forkyard.service.in");
  const QByteArray unit = contentOf(folder + "forkyard@.service.in");
  const qsizetype from = unit.indexOf("\nUser=");
  QVERIFY(from > 0);
  QCOMPARE(unit.mid(from), service.mid(service.indexOf("\nUser=")));
}

void TestDeploy::theTemplatesCommandsServeAndReload() {
  // As systemd would for forkyard@shop.service, with the folders that it makes.
  TemporaryHome home;
  const QString program = qEnvironmentVariable("FORKYARD_PROGRAM");
  const QByteArray unit = contentOf(QFileInfo(program).path() + "/forkyard@.service");
  const QString config = home.write("etc/shop.toml", "[cluster]\nworkers = 1\n[[listener]]\nport = 0\n");
  const auto command = [&](const QString& name) {
    QStringList words = assigned(unit, name).replace("/etc/forkyard/%i.toml", config).replace("%i", "shop").split(' ');
    words.removeFirst();
    return words;
  };
  QVERIFY(QDir().mkpath(home.path("run")));
  ServerProcess server(home);
  server.setVariable("RUNTIME_DIRECTORY", home.path("run"));
  server.setVariable("STATE_DIRECTORY", home.path("state"));
  QCOMPARE(command("ExecStart").first(), QString("run"));
  QVERIFY2(server.startWith(command("ExecStart").mid(1)), server.text().constData());
  const std::size_t before = server.events().size();
  CommandOptions options;
  options.environment = home.environment();
  options.environment.insert("RUNTIME_DIRECTORY", home.path("run"));
  const CommandResult reloaded = runCommand(program, command("ExecReload"), options);
  QVERIFY2(reloaded.exitCode == 0, reloaded.text().constData());
  QVERIFY(server.waitFor([](const control::Event& e) { return e.kind == control::EventKind::ReloadFinished; }, before));
  QCOMPARE(server.stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestDeploy)

#include "test_deploy.moc"
