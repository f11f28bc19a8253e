// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Who may include whom, and which library is spoken to in which file: ARCHITECTURE.md's floors, read off the includes.

#include <QRegularExpression>
#include <QTest>
#include <map>

#include "tests/lint/source_tree.h"

namespace {

/// Folder of server/ to its floor. Siblings on one floor do not include each other.
const std::map<QString, int>& floors() {
  static const std::map<QString, int> table = {{"base", 0},    {"config", 1},      {"certificates", 1}, {"control", 1},
                                               {"net", 2},     {"http", 3},        {"sessions", 4},     {"handlers", 5},
                                               {"cluster", 6}, {"command_line", 7}};
  return table;
}

QString serverFolder(const QString& path) {
  return path.section(QLatin1Char('/'), 1, 1);
}

/// Which third-party header may be included by which files.
struct Privilege {
  const char* library;
  const char* header;   ///< a regular expression on what stands between < and >
  const char* allowed;  ///< a regular expression on the path of the including file
};

constexpr Privilege privileges[] = {
    {"Qt", "^Q[A-Z].*|^Qt.*", "^(gui|tests)/"},
    {"OpenSSL", "^openssl/", "^(server/certificates/|server/net/(tls_|ticket_keys)|tests/)"},
    {"libidn2", "^idn2\\.h", "^server/certificates/certificate_name\\.cpp$"},
    {"nghttp2", "^nghttp2/", "^(server/http/http2_[a-z_]+\\.(h|cpp)|tests/)"},
    {"Boost.Beast", "^boost/", "^(server/http/http1_[a-z_]+\\.(h|cpp)|tests/)"},
    {"JSON", "^nlohmann/", "^(server/control/[a-z_]+\\.(h|cpp)|tests/)"},
    {"TOML", "^toml\\+\\+/|^toml\\.hpp|^toml", "^(server/config/config_[a-z_]+\\.(h|cpp)|tests/)"},
    {"hiredis", "^hiredis/", "^server/sessions/redis_protocol\\.(h|cpp)$"},
    {"c-ares", "^ares", "^server/net/resolver\\.(h|cpp)$"},
};

QRegularExpression includeLine() {
  return QRegularExpression("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]");
}

}  // namespace

class TestFloors : public QObject {
  Q_OBJECT

 private slots:
  void everySourceFileIsSeen() { QVERIFY(sourceFiles({"server", "gui"}, {"h", "cpp"}).size() > 60); }
  void serverIncludesOnlyDownwards();
  void panelIncludesOnlyWhatItMay();
  void includesAreWrittenFromTheRoot();
  void librariesStayInTheirFiles();
};

void TestFloors::serverIncludesOnlyDownwards() {
  QStringList wrong;
  for (const SourceFile& file : sourceFiles({"server"}, {"h", "cpp"})) {
    const QString own = serverFolder(file.path);
    const bool isMain = own == "main.cpp";
    if (!isMain && !floors().contains(own)) wrong << file.path + ": a folder without a floor";
    for (const QString& line : file.lines) {
      const auto match = includeLine().match(line);
      const QString target = match.captured(2);
      if (!match.hasMatch() || match.captured(1) == "<") continue;
      if (!target.startsWith("server/")) {
        wrong << file.path + " includes " + target;
        continue;
      }
      const QString other = serverFolder(target);
      if (isMain || other == own) continue;
      if (!floors().contains(other) || floors().at(other) >= floors().at(own))
        wrong << file.path + " includes " + target;
    }
  }
  QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void TestFloors::panelIncludesOnlyWhatItMay() {
  static const QRegularExpression allowed("^(gui/|server/(config|certificates|control|base)/|ui_)");
  QStringList wrong;
  for (const SourceFile& file : sourceFiles({"gui"}, {"h", "cpp"})) {
    for (const QString& line : file.lines) {
      const auto match = includeLine().match(line);
      if (match.hasMatch() && match.captured(1) == "\"" && !allowed.match(match.captured(2)).hasMatch() &&
          !match.captured(2).endsWith(".moc"))
        wrong << file.path + " includes " + match.captured(2);
    }
  }
  QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void TestFloors::includesAreWrittenFromTheRoot() {
  QStringList wrong;
  for (const SourceFile& file : sourceFiles({"server", "gui", "tests"}, {"h", "cpp"})) {
    for (const QString& line : file.lines) {
      const auto match = includeLine().match(line);
      if (!match.hasMatch() || match.captured(1) == "<") continue;
      const QString target = match.captured(2);
      const bool generated = target.endsWith(".moc") || target.startsWith("ui_");
      if (!generated && !QFile::exists(sourceRoot() + target)) wrong << file.path + " includes " + target;
    }
  }
  QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void TestFloors::librariesStayInTheirFiles() {
  QStringList wrong;
  for (const SourceFile& file : sourceFiles({"server", "gui", "tests"}, {"h", "cpp"})) {
    for (const QString& line : file.lines) {
      const auto match = includeLine().match(line);
      if (!match.hasMatch() || match.captured(1) != "<") continue;
      for (const Privilege& privilege : privileges) {
        if (QRegularExpression(privilege.header).match(match.captured(2)).hasMatch() &&
            !QRegularExpression(privilege.allowed).match(file.path).hasMatch())
          wrong << file.path + " includes " + privilege.library + ": " + match.captured(2);
      }
    }
  }
  QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

QTEST_GUILESS_MAIN(TestFloors)
#include "test_floors.moc"
