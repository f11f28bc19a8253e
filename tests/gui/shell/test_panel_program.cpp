// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The panel's program from a terminal.

#include <QTest>

#include "tests/support/command.h"
#include "tests/support/temporary_home.h"

class TestPanelProgram : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup() { m_home.reset(); }
  void tellsItsVersionWithoutADisplay();
  void refusesAFile();

 private:
  std::unique_ptr<TemporaryHome> m_home;
  QString m_program = qEnvironmentVariable("FORKYARD_PANEL_PROGRAM");
};

void TestPanelProgram::init() {
  m_home = std::make_unique<TemporaryHome>();
  m_home->enter();
}

void TestPanelProgram::tellsItsVersionWithoutADisplay() {
  CommandOptions options;
  for (const char* name : {"QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"})
    options.environment.remove(QString::fromLatin1(name));
  const CommandResult version = runCommand(m_program, {QStringLiteral("--version")}, options);
  QVERIFY2(version.exitCode == 0 && version.output.startsWith("forkyard-panel "), version.text());
  const CommandResult help = runCommand(m_program, {QStringLiteral("--help")}, options);
  QVERIFY2(help.exitCode == 0 && help.output.contains("--minimized"), help.text());
}

void TestPanelProgram::refusesAFile() {
  const CommandResult result = runCommand(m_program, {QStringLiteral("shop.toml")});
  QCOMPARE(result.exitCode, 64);
  QVERIFY2(result.errors.contains("shop.toml"), result.text());
}

QTEST_GUILESS_MAIN(TestPanelProgram)
#include "test_panel_program.moc"
