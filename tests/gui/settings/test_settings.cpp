// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the person chose is there again at the next start; nonsense in the file is the default.

#include <QCheckBox>
#include <QFile>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>

#include "gui/settings/autostart.h"
#include "gui/settings/language.h"
#include "gui/settings/settings.h"
#include "gui/settings/settings_dialog.h"
#include "tests/support/temporary_home.h"

class TestSettings : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void startsWithDefaults();
  void keepsWhatWasChosen();
  void tellsOnlyOfChanges();
  void nonsenseIsTheDefault();
  void aLanguageWithoutTranslationIsEnglish();
  void qtsOwnWordsAreTranslatedToo();
  void startAtLoginIsAFile();
  void theDialogsBoxesAreInForceAtOnce();

 private:
  std::unique_ptr<TemporaryHome> m_home;
};

void TestSettings::init() {
  m_home = std::make_unique<TemporaryHome>();
  m_home->enter();
}

void TestSettings::startsWithDefaults() {
  const Settings settings;
  QCOMPARE(settings.language(), QString());
  QCOMPARE(settings.theme(), Theme::Choice::System);
  QCOMPARE(settings.closing(), Settings::Closing::Ask);
  QVERIFY(!settings.hintsDone());
  QVERIFY(!settings.tray());
  QVERIFY(settings.notifications());
  QVERIFY(!autostart::isOn());
}

void TestSettings::keepsWhatWasChosen() {
  {
    Settings settings;
    settings.setLanguage(QStringLiteral("ko"));
    settings.setTheme(Theme::Choice::Dark);
    settings.setClosing(Settings::Closing::Stop);
    settings.setHintsDone(true);
    settings.setLastServer(QStringLiteral("shop"));
  }
  const Settings settings;
  QCOMPARE(settings.language(), QStringLiteral("ko"));
  QCOMPARE(settings.theme(), Theme::Choice::Dark);
  QCOMPARE(settings.closing(), Settings::Closing::Stop);
  QVERIFY(settings.hintsDone());
  QCOMPARE(settings.lastServer(), QStringLiteral("shop"));
  QVERIFY(QFile::exists(m_home->path(QStringLiteral("config/forkyard/panel.ini"))));
}

void TestSettings::tellsOnlyOfChanges() {
  Settings settings;
  QSignalSpy themes(&settings, &Settings::themeChanged);
  settings.setTheme(Theme::Choice::System);
  QCOMPARE(themes.size(), 0);
  settings.setTheme(Theme::Choice::Light);
  QCOMPARE(themes.size(), 1);
}

void TestSettings::nonsenseIsTheDefault() {
  {
    QSettings file(m_home->path(QStringLiteral("config/forkyard/panel.ini")), QSettings::IniFormat);
    file.setValue(QStringLiteral("theme"), QStringLiteral("Purple"));
    file.setValue(QStringLiteral("closing"), 17);
  }
  const Settings settings;
  QCOMPARE(settings.theme(), Theme::Choice::System);
  QCOMPARE(settings.closing(), Settings::Closing::Ask);
}

void TestSettings::aLanguageWithoutTranslationIsEnglish() {
  Language language;
  language.setChoice(QStringLiteral("xx"));
  QCOMPARE(language.current(), QStringLiteral("en"));
  language.setChoice(QStringLiteral("ko"));
  QCOMPARE(language.current(), QStringLiteral("ko"));
  QCOMPARE(QCoreApplication::translate("SettingsDialog", "Dark"), QStringLiteral("어둡게"));
  language.setChoice(QStringLiteral("en"));
  QCOMPARE(QCoreApplication::translate("SettingsDialog", "Dark"), QStringLiteral("Dark"));
  QCOMPARE(QCoreApplication::translate("CertificateWords", "%n day(s) left", nullptr, 1), QStringLiteral("1 day left"));
  QCOMPARE(QCoreApplication::translate("CertificateWords", "%n day(s) left", nullptr, 2),
           QStringLiteral("2 days left"));
}

void TestSettings::qtsOwnWordsAreTranslatedToo() {
  Language language;
  language.setChoice(QStringLiteral("ko"));
  QVERIFY(QCoreApplication::translate("QPlatformTheme", "Cancel") != QStringLiteral("Cancel"));
}

void TestSettings::startAtLoginIsAFile() {
  QVERIFY(autostart::setOn(true));
  QVERIFY(autostart::isOn());
  QFile file(m_home->path(QStringLiteral("config/autostart/org.forkyard.Panel.desktop")));
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QString text = QString::fromUtf8(file.readAll());
  QVERIFY2(text.contains(QStringLiteral("Exec=\"%1\" --minimized\n").arg(QCoreApplication::applicationFilePath())),
           qPrintable(text));
  QVERIFY(autostart::setOn(false));
  QVERIFY(!autostart::isOn());
  QVERIFY(autostart::setOn(false));  // nothing to remove is no failure
}

void TestSettings::theDialogsBoxesAreInForceAtOnce() {
  Settings settings;
  SettingsDialog dialog(settings, nullptr);
  dialog.show();
  for (QCheckBox* box : dialog.findChildren<QCheckBox*>()) box->click();
  QVERIFY(settings.tray());
  QVERIFY(!settings.notifications());
  QVERIFY(autostart::isOn());
}

QTEST_MAIN(TestSettings)
#include "test_settings.moc"
