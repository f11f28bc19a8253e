// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Translations are complete, and say the same as the source: the same arguments, shortcuts and ends.

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

class TestTranslations : public QObject {
  Q_OBJECT

 private slots:
  void isComplete_data();
  void isComplete();
  void holdsEveryVisibleText_data();
  void holdsEveryVisibleText();
};

namespace {

struct Message {
  QString context;
  QString source;
  QString comment;
  QStringList translations;
  bool finished = true;
  [[nodiscard]] QString key() const { return context + QLatin1Char('|') + source + QLatin1Char('|') + comment; }
};

QString sourceFolder() {
  return qEnvironmentVariable("FORKYARD_SOURCE");
}

void addTranslations() {
  QTest::addColumn<QString>("language");
  const QDir folder(sourceFolder() + QStringLiteral("/translations"));
  for (const QString& file : folder.entryList({QStringLiteral("forkyard_*.ts")}))
    QTest::newRow(qPrintable(file)) << file.mid(9).chopped(3);
}

QList<Message> read(const QString& path) {
  QList<Message> messages;
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return messages;
  QXmlStreamReader xml(&file);
  QString context;
  Message message;
  while (!xml.atEnd()) {
    xml.readNext();
    if (xml.isStartElement()) {
      const auto name = xml.name();
      if (name == QStringLiteral("message")) message = Message{context, {}, {}, {}, true};
      if (name == QStringLiteral("name"))
        context = xml.readElementText();
      else if (name == QStringLiteral("source"))
        message.source = xml.readElementText();
      else if (name == QStringLiteral("comment"))
        message.comment = xml.readElementText();
      else if (name == QStringLiteral("translation")) {
        message.finished = !xml.attributes().hasAttribute(QStringLiteral("type"));
        message.translations = {xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed()};
      }
    } else if (xml.isEndElement() && xml.name() == QStringLiteral("message")) {
      messages += message;
    }
  }
  return messages;
}

QStringList arguments(const QString& text) {
  static const QRegularExpression pattern(QStringLiteral("%(?:\\d|n)|\\{[a-z_]+\\}"));
  QStringList found;
  for (const QRegularExpressionMatch& match : pattern.globalMatch(text)) found += match.captured();
  found.sort();
  found.removeDuplicates();
  return found;
}

}  // namespace

void TestTranslations::isComplete_data() {
  addTranslations();
}

void TestTranslations::isComplete() {
  QFETCH(QString, language);
  const QList<Message> messages = read(QStringLiteral("%1/translations/forkyard_%2.ts").arg(sourceFolder(), language));
  QVERIFY(messages.size() > 20);
  for (const Message& message : messages) {
    const QString& translation = message.translations.first();
    QVERIFY2(message.finished && !translation.isEmpty(), qPrintable(message.key()));
    // Of "%n worker", English leaves the number out of some singular forms; no other language may lose an argument.
    QStringList wanted = arguments(message.source);
    QStringList given = arguments(translation);
    QVERIFY2(given == wanted, qPrintable(message.key() + QStringLiteral(" -> ") + translation));
    QCOMPARE(translation.count(QLatin1Char('&')) > 0, message.source.count(QLatin1Char('&')) > 0);
  }
}

void TestTranslations::holdsEveryVisibleText_data() {
  addTranslations();
}

void TestTranslations::holdsEveryVisibleText() {
  QFETCH(QString, language);
  const QString lupdate = QStandardPaths::findExecutable(
      QStringLiteral("lupdate"), {QStringLiteral("/usr/lib/qt6/bin"), QStringLiteral("/usr/bin")});
  if (lupdate.isEmpty()) QSKIP("lupdate is not installed");
  const QTemporaryDir folder;
  const QString fresh = folder.filePath(QStringLiteral("fresh.ts"));
  QStringList call{QStringLiteral("-silent"),
                   QStringLiteral("-no-obsolete"),
                   QStringLiteral("-locations"),
                   QStringLiteral("none"),
                   sourceFolder() + QStringLiteral("/gui"),
                   QStringLiteral("-ts"),
                   fresh};
  if (language == QStringLiteral("en")) call.prepend(QStringLiteral("-pluralonly"));
  QProcess process;
  process.start(lupdate, call);
  QVERIFY(process.waitForFinished(60'000));
  QStringList known;
  for (const Message& message : read(QStringLiteral("%1/translations/forkyard_%2.ts").arg(sourceFolder(), language)))
    known += message.key();
  QStringList missing;
  for (const Message& message : read(fresh)) {
    if (!known.contains(message.key())) missing += message.key();
  }
  QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QLatin1Char('\n'))));
}

QTEST_GUILESS_MAIN(TestTranslations)
#include "test_translations.moc"
