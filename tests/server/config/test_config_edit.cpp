// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Edits of hand-written files: the wanted bytes change, every other byte stays.

#include <QTest>
#include <random>

#include "server/config/config_edit.h"
#include "server/config/config_toml.h"

using config::Change;
using config::KeyPath;

class TestConfigEdit : public QObject {
  Q_OBJECT

 private slots:
  void spellsValues();
  void changesOnlyWhatIsMeant_data();
  void changesOnlyWhatIsMeant();
  void keepsEveryOtherByteOfAWildFile_data();
  void keepsEveryOtherByteOfAWildFile();
  void severalChangesAtOnce();
  void mendsAFileThatIsWrong();
  void survivesAnyText();
  void refuses_data();
  void refuses();

 private:
  static QByteArray edited(const QByteArray& text, const std::vector<Change>& changes) {
    const auto result = config::applyChanges({text.data(), std::size_t(text.size())}, changes, "f.toml");
    if (!result) qWarning("%s", result.error().sentence.c_str());
    return result ? QByteArray::fromStdString(*result) : QByteArray("refused");
  }
};

Q_DECLARE_METATYPE(config::Change)

void TestConfigEdit::spellsValues() {
  QCOMPARE(config::tomlString("a\"b\\c\n\t\x01 ä"), std::string("\"a\\\"b\\\\c\\n\\t\\u0001 ä\""));
  QCOMPARE(config::tomlStrings({}), std::string("[]"));
  QCOMPARE(config::tomlStrings({"a", "b"}), std::string("[\"a\", \"b\"]"));
  QCOMPARE(config::tomlKey("boot_timeout"), std::string("boot_timeout"));
  QCOMPARE(config::tomlKey("a.b"), std::string("\"a.b\""));
  QCOMPARE(config::tomlKey(""), std::string("\"\""));
  QCOMPARE(config::tomlPath("/etc/x/sub/a.pem", "/etc/x"), std::string("\"sub/a.pem\""));
  QCOMPARE(config::tomlPath("/etc/xy/a.pem", "/etc/x"), std::string("\"/etc/xy/a.pem\""));
  QCOMPARE(config::tomlPath("/etc/x", "/etc/x"), std::string("\"/etc/x\""));
  QCOMPARE(config::tomlCertificates(
               {config::StoredCertificate{"localhost"}, config::CertificateFiles{"/x/a.pem", "/y/a.key", {"/x/b.pem"}}},
               "/x"),
           std::string("[\"localhost\", { certificate = \"a.pem\", key = \"/y/a.key\", ca = [\"b.pem\"] }]"));
}

void TestConfigEdit::changesOnlyWhatIsMeant_data() {
  QTest::addColumn<QByteArray>("before");
  QTest::addColumn<config::Change>("change");
  QTest::addColumn<QByteArray>("after");
  const auto row = [](const char* name, const char* before, const KeyPath& key, const char* value, const char* after) {
    QTest::newRow(name) << QByteArray(before) << Change{key, value} << QByteArray(after);
  };
  const KeyPath workers = {"cluster", "workers"};

  row("empty file, root key", "", {"name"}, "'a'", "name = 'a'\n");
  row("empty file, table key", "", workers, "4", "[cluster]\nworkers = 4\n");
  row("empty file, first listener", "", {"listener", 0u, "port"}, "1", "[[listener]]\nport = 1\n");
  row("empty file, second listener", "", {"listener", 1u, "port"}, "1", "[[listener]]\n\n[[listener]]\nport = 1\n");
  row("below the heading comment", "# Mine\n\n[cluster]\nworkers = 1\n", {"name"}, "'a'",
      "# Mine\n\nname = 'a'\n\n[cluster]\nworkers = 1\n");
  row("above a table's comment", "# The cluster\n[cluster]\n", {"name"}, "'a'",
      "name = 'a'\n\n# The cluster\n[cluster]\n");
  row("after the byte order mark", "\xEF\xBB\xBF[cluster]\n", {"name"}, "'a'", "\xEF\xBB\xBFname = 'a'\n\n[cluster]\n");
  row("after the last root key", "name = 'a'  # c\n\n[cluster]\n", {"title"}, "'b'",
      "name = 'a'  # c\ntitle = 'b'\n\n[cluster]\n");

  row("value before a comment", "[cluster]\nworkers=1#c\n", workers, "256", "[cluster]\nworkers=256#c\n");
  row("string value", "name = \"a # \\\" b\" # c", {"name"}, "'b'", "name = 'b' # c");
  row("literal string", "name = 'a # \\' # c", {"name"}, "'b'", "name = 'b' # c");
  row("multi-line string", "title = \"\"\"a\n# b\\\n\"\"\"\"\" # c\nname = 'a'", {"title"}, "'b'",
      "title = 'b' # c\nname = 'a'");
  row("multi-line literal", "title = '''a'\n''' # c", {"title"}, "'b'", "title = 'b' # c");
  row("list over lines", "[[listener]]\ncertificates = [ # one\n  'a', # two ]\n  'b',\n] # three\nport = 1\n",
      {"listener", 0u, "certificates"}, "['c']", "[[listener]]\ncertificates = ['c'] # three\nport = 1\n");
  row("no newline at the end", "[cluster]\nworkers = 1", workers, "2", "[cluster]\nworkers = 2");
  row("CRLF", "[cluster]\r\nworkers = 1 # c\r\n", workers, "2", "[cluster]\r\nworkers = 2 # c\r\n");
  row("quoted key", "[\"cluster\"]\n'workers' = 1\n", workers, "2", "[\"cluster\"]\n'workers' = 2\n");
  row("escaped key", "[\"clus\\u0074er\"]\nworkers = 1\n", workers, "2", "[\"clus\\u0074er\"]\nworkers = 2\n");
  row("spaced header and key", "  [ cluster ] # c\n\tworkers\t=\t1\t\n", workers, "2",
      "  [ cluster ] # c\n\tworkers\t=\t2\t\n");
  row("dotted key", "cluster . workers = 1\n", workers, "2", "cluster . workers = 2\n");
  row("inline table", "cluster = {workers=1,distribution='round-robin'}\n", workers, "2",
      "cluster = {workers=2,distribution='round-robin'}\n");
  row("second of three listeners", "[[listener]]\nport = 1\n[[listener]]\nport = 2\n[[listener]]\nport = 3\n",
      {"listener", 1u, "port"}, "9", "[[listener]]\nport = 1\n[[listener]]\nport = 9\n[[listener]]\nport = 3\n");
  row("table of the second listener",
      "[[listener]]\nport = "
      "1\n[listener.tls]\nticket_rotation='1h'\n[[listener]]\n[listener.tls]\nticket_rotation='1h'\n",
      {"listener", 1u, "tls", "ticket_rotation"}, "'2h'",
      "[[listener]]\nport = "
      "1\n[listener.tls]\nticket_rotation='1h'\n[[listener]]\n[listener.tls]\nticket_rotation='2h'\n");
  row("listener in an inline list", "listener = [ {port = 1}, {port = 2} ]", {"listener", 1u, "port"}, "9",
      "listener = [ {port = 1}, {port = 9} ]");

  row("append to a table", "[cluster]\nworkers = 1 # c\n\n# next\n[restart]\n", {"cluster", "distribution"},
      "'round-robin'", "[cluster]\nworkers = 1 # c\ndistribution = 'round-robin'\n\n# next\n[restart]\n");
  row("append keeps the indent", "[cluster]\n\tworkers = 1", {"cluster", "distribution"}, "'round-robin'",
      "[cluster]\n\tworkers = 1\n\tdistribution = 'round-robin'\n");
  row("append to an empty table", "[cluster] # c\n\n[restart]\n", {"cluster", "distribution"}, "'round-robin'",
      "[cluster] # c\ndistribution = 'round-robin'\n\n[restart]\n");
  row("append with CRLF", "name = 'a'\r\n", workers, "2", "name = 'a'\r\n\r\n[cluster]\r\nworkers = 2\r\n");
  row("append to dotted keys", "cluster.workers = 1\n\n[restart]\n", {"cluster", "distribution"}, "'round-robin'",
      "cluster.workers = 1\ncluster.distribution = 'round-robin'\n\n[restart]\n");
  row("append to an inline table", "cluster = { workers = 1 } # c", {"cluster", "distribution"}, "'round-robin'",
      "cluster = { workers = 1, distribution = 'round-robin' } # c");
  row("append to an empty inline table", "cluster = {}", workers, "1", "cluster = { workers = 1 }");
  row("append below an inline table", "listener = [{ port = 1 }]", {"listener", 0u, "tls", "ticket_rotation"}, "'1h'",
      "listener = [{ port = 1, tls.ticket_rotation = '1h' }]");
  row("append to dotted keys of an inline table", "listener = [{ tls.ticket_rotation = '1h' }]",
      {"listener", 0u, "tls", "profile"}, "'modern'",
      "listener = [{ tls.ticket_rotation = '1h', tls.profile = 'modern' }]");
  row("append a listener to an inline list", "listener = [{ port = 1 }]", {"listener", 1u, "port"}, "2",
      "listener = [{ port = 1 }, { port = 2 }]");
  row("append a listener", "[[listener]]\nport = 1\n\n[[route]]\n", {"listener", 1u, "port"}, "2",
      "[[listener]]\nport = 1\n\n[[listener]]\nport = 2\n\n[[route]]\n");
  row("append a listener after a table of the last",
      "[[listener]]\nport = 1\n[listener.tls]\nticket_rotation = '1h'\n[[route]]\n", {"listener", 1u, "port"}, "2",
      "[[listener]]\nport = 1\n[listener.tls]\nticket_rotation = '1h'\n\n[[listener]]\nport = 2\n[[route]]\n");
  row("append a table to the first listener", "[[listener]]\nport = 1\n[[listener]]\nport = 2\n",
      {"listener", 0u, "tls", "ticket_rotation"}, "'1h'",
      "[[listener]]\nport = 1\n\n[listener.tls]\nticket_rotation = '1h'\n[[listener]]\nport = 2\n");
  row("append a table where only its child is", "[[listener]]\n[listener.tls]\nticket_rotation = '1h'\n",
      {"listener", 0u, "port"}, "1", "[[listener]]\nport = 1\n[listener.tls]\nticket_rotation = '1h'\n");
  row("append an element", "[[listener]]\ncertificates = ['a']\n", {"listener", 0u, "certificates", 1u}, "'b'",
      "[[listener]]\ncertificates = ['a', 'b']\n");
  row("change an element", "[[listener]]\ncertificates = ['a', 'b' ,]\n", {"listener", 0u, "certificates", 1u}, "'c'",
      "[[listener]]\ncertificates = ['a', 'c' ,]\n");

  row("remove a line and its comment", "# a\nname = 'a' # c\n# b\n", {"name"}, "", "# a\n# b\n");
  row("remove a value of many lines", "title = '''a\nb'''\nname = 'a'\n", {"title"}, "", "name = 'a'\n");
  row("remove the last line", "name = 'a'\ntitle = 'b'", {"title"}, "", "name = 'a'\n");
  row("remove with CRLF", "name = 'a'\r\ntitle = 'b'\r\n", {"name"}, "", "title = 'b'\r\n");
  row("remove what is absent", "name = 'a'\n", workers, "", "name = 'a'\n");
  row("remove the first member", "cluster = { workers = 1, distribution = 'round-robin' }", workers, "",
      "cluster = { distribution = 'round-robin' }");
  row("remove the last member", "cluster = { workers = 1, distribution = 'round-robin' }", {"cluster", "distribution"},
      "", "cluster = { workers = 1 }");
  row("remove the only member", "cluster = { workers = 1 } # c", workers, "", "cluster = {} # c");
  row("remove an element", "[[listener]]\ncertificates = ['a', 'b']", {"listener", 0u, "certificates", 0u}, "",
      "[[listener]]\ncertificates = ['b']");
  row("remove the only element with its comma", "[[listener]]\ncertificates = [ 'a', ]",
      {"listener", 0u, "certificates", 0u}, "", "[[listener]]\ncertificates = []");
  row("remove a listener and its tables",
      "[[listener]]\nport = 1\n\n[[listener]]\nport = 2\n[listener.tls]\nticket_rotation = '1h'\n\n[[listener]]\nport "
      "= 3\n",
      {"listener", 1u}, "", "[[listener]]\nport = 1\n\n[[listener]]\nport = 3\n");
  row("remove the first listener and its tables",
      "[[listener]]\n[listener.tls]\nticket_rotation = '1h'\n[[listener]]\nport = 3\n", {"listener", 0u}, "",
      "[[listener]]\nport = 3\n");
  row("remove a listener of an inline list", "listener = [ { port = 1 }, { port = 2 } ]", {"listener", 0u}, "",
      "listener = [ { port = 2 } ]");
  row("remove a whole table", "name = 'a'\n\n[cluster]\nworkers = 1\n\n[restart]\n", {"cluster"}, "",
      "name = 'a'\n\n[restart]\n");
  row("remove the only key of a table", "name = 'a'\n\n[cluster]\nworkers = 1\n\n[log]\naccess = 'events'\n", workers,
      "", "name = 'a'\n\n[log]\naccess = 'events'\n");
  row("remove the only key of the last table", "name = 'a'\n\n[cluster]\nworkers = 1\n", workers, "", "name = 'a'\n");
  row("remove the only key below a comment", "[cluster]\n# c\nworkers = 1\n", workers, "", "[cluster]\n# c\n");
  row("remove the only key of a commented table", "[cluster] # c\nworkers = 1\n", workers, "", "[cluster] # c\n");
  row("remove the only key of a listener's table", "[[listener]]\n[listener.tls]\nticket_rotation = '1h'\n",
      {"listener", 0u, "tls", "ticket_rotation"}, "", "[[listener]]\n[listener.tls]\n");
  row("remove a table of dotted keys", "cluster.workers = 1\nname = 'a'\ncluster.distribution = 'round-robin'\n",
      {"cluster"}, "", "name = 'a'\n");
  row("remove all listeners", "[[listener]]\nport = 1\n[listener.tls]\n[[listener]]\nport = 2\n[cluster]\n",
      {"listener"}, "", "[cluster]\n");
}

void TestConfigEdit::changesOnlyWhatIsMeant() {
  QFETCH(QByteArray, before);
  QFETCH(config::Change, change);
  QTEST(edited(before, {change}), "after");
}

namespace {

// Everything a hand may write that is legal and unusual.
const QByteArray wild =
    "\xEF\xBB\xBF# Überschrift \t \n"
    "\n"
    "  \t# indented = \"comment\" [not.a.table]\n"
    "\"name\"   =\t'wild'   # name = 'other'\n"
    "title = \"\"\"\\\n"
    "   Zwei Zeilen \\\"\"\" [cluster] \\\n"
    "   日本語 # kein Kommentar\"\"\"\t# doch\n"
    "\n"
    "restart.first_delay = '1s'   \n"
    "'restart' . \"max_delay\" = '2s'\n"
    "\n\n\n"
    "[ cluster ]#c\n"
    "\tworkers=0x3 # hexadecimal\n"
    "   # alone\n"
    "   distribution = 'shared'\r\n"
    "[[ listener ]]\n"
    "port = 8_443\n"
    "certificates = [ # first\n"
    "  \"a]#\", # second ]\n"
    "\n"
    "  { certificate = 'x}.pem', key = \"y\\\"{.key\", ca = [ 'p.pem' , 'q.pem' , ] }  , # third\n"
    "] # fourth\n"
    "\n"
    "[listener . tls]\n"
    "ticket_rotation = \"1h\"\n"
    "\n"
    "[[listener]] # second\n"
    "port = 1 # eins\n"
    "tls = { profile = 'modern' }\n"
    "\n"
    "[[route]]\n"
    "path = '/a'\n"
    "[[route]]\n"
    "path = '/b' # ä\n"
    "# the end, without newline";

}  // namespace

void TestConfigEdit::keepsEveryOtherByteOfAWildFile_data() {
  QTest::addColumn<config::Change>("change");
  QTest::addColumn<QByteArray>("from");
  QTest::addColumn<QByteArray>("to");
  const auto row = [](const KeyPath& key, const char* value, const char* from, const char* to) {
    const QByteArray name = QByteArray(from).simplified() + " to " + value;
    QTest::newRow(name.constData()) << Change{key, value} << QByteArray(from) << QByteArray(to);
  };
  row({"name"}, "\"w\"", "'wild'", "\"w\"");
  row({"restart", "max_delay"}, "'3s'", "'2s'", "'3s'");
  row({"restart", "give_up_after"}, "1", "\"max_delay\" = '2s'\n", "\"max_delay\" = '2s'\nrestart.give_up_after = 1\n");
  row({"cluster", "workers"}, "\"auto\"", "0x3", "\"auto\"");
  row({"cluster", "user"}, "'me'", "'shared'\r\n", "'shared'\r\n   user = 'me'\n");
  row({"listener", 0u, "port"}, "8444", "8_443", "8444");
  row({"listener", 0u, "certificates", 1u, "key"}, "'z'", "\"y\\\"{.key\"", "'z'");
  row({"listener", 0u, "certificates", 1u, "ca", 0u}, "", "'p.pem' , 'q", "'q");
  row({"listener", 0u, "tls", "ticket_rotation"}, "\"2h\"", "ticket_rotation = \"1h\"", "ticket_rotation = \"2h\"");
  row({"listener", 0u, "tls"}, "", "\n[listener . tls]\nticket_rotation = \"1h\"\n", "");
  row({"listener", 1u, "tls", "ticket_rotation"}, "'1h'", "profile = 'modern' ",
      "profile = 'modern', ticket_rotation = '1h' ");
  row({"listener", 1u, "port"}, "2", "port = 1 #", "port = 2 #");
  row({"listener", 1u, "address"}, "'::'", "tls = { profile = 'modern' }\n",
      "tls = { profile = 'modern' }\naddress = '::'\n");
  row({"route", 1u}, "", "[[route]]\npath = '/b' # ä\n", "");
  row({"route", 2u, "path"}, "'/c'", "'/b' # ä\n", "'/b' # ä\n\n[[route]]\npath = '/c'\n");
  row({"limits", "streams"}, "7", "without newline", "without newline\n\n[limits]\nstreams = 7\n");
}

void TestConfigEdit::keepsEveryOtherByteOfAWildFile() {
  QFETCH(config::Change, change);
  QFETCH(QByteArray, from);
  QFETCH(QByteArray, to);
  QCOMPARE(wild.count(from), 1);
  const QByteArray wanted = QByteArray(wild).replace(from, to);
  QCOMPARE(edited(wild, {change}), wanted);
}

void TestConfigEdit::severalChangesAtOnce() {
  const QByteArray text = "# Demo\n\n[[listener]]\nport = 1 # p\n";
  const std::vector<Change> changes = {
      {{"name"}, "'demo'"},
      {{"cluster", "workers"}, "3"},
      {{"listener", 0u, "port"}, "2"},
      {{"listener", 1u, "port"}, "3"},
      {{"listener", 1u, "protocol"}, "'http'"},
      {{"listener", 1u, "tls", "ticket_rotation"}, "'1h'"},
      {{"listener", 1u, "tls", "profile"}, "'modern'"},
      {{"cluster", "distribution"}, "'round-robin'"},
  };
  QCOMPARE(edited(text, changes),
           QByteArray("# Demo\n\nname = 'demo'\n\n[[listener]]\nport = 2 # p\n\n[[listener]]\nport = 3\nprotocol = "
                      "'http'\n\n[listener.tls]\nticket_rotation = '1h'\nprofile = 'modern'\n\n[cluster]\nworkers = "
                      "3\ndistribution = "
                      "'round-robin'\n"));
}

void TestConfigEdit::mendsAFileThatIsWrong() {
  QCOMPARE(edited("[cluster]\nworkers = -1 # c\n", {{{"cluster", "workers"}, "1"}}),
           QByteArray("[cluster]\nworkers = 1 # c\n"));
  QCOMPARE(edited("nam = 'a'\n", {{{"nam"}, ""}}), QByteArray());
}

void TestConfigEdit::survivesAnyText() {
  std::mt19937 random(1);
  const auto upTo = [&random](qsizetype most) { return std::uniform_int_distribution<qsizetype>(0, most)(random); };
  const QByteArray letters = "[]{}=,.#\"'\\\n\r\t a1\xC3\xFF";
  const std::vector<Change> changes = {{{"listener", 1u, "tls", "ticket_rotation"}, "'1h'"},
                                       {{"listener", 0u}, ""},
                                       {{"cluster", "user"}, "'me'"},
                                       {{"restart"}, ""},
                                       {{"title"}, "'t'"}};
  int edits = 0;
  for (int round = 0; round < 3000; ++round) {
    QByteArray text = wild;
    for (qsizetype count = upTo(2); count >= 0; --count) {
      const qsizetype at = upTo(text.size() - 1);
      if (upTo(1) == 0) text.remove(at, upTo(5));
      text.insert(at, letters.at(upTo(letters.size() - 1)));
    }
    if (upTo(9) == 0) text.truncate(upTo(text.size()));
    const auto result = config::applyChanges(text.toStdString(), changes, "f.toml");
    if (!result) continue;
    ++edits;
    QVERIFY2(config::parse(*result, "f.toml"), result->c_str());
  }
  QVERIFY2(edits > 100, qPrintable(QString::number(edits)));
}

void TestConfigEdit::refuses_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<config::Change>("change");
  QTest::addColumn<QString>("sentence");
  const auto row = [](const char* text, const KeyPath& key, const char* value, const char* sentence) {
    QTest::newRow(sentence) << QByteArray(text) << Change{key, value} << QString(sentence);
  };
  const char* cannot = "cannot change cluster.workers in f.toml; edit the file by hand";
  row("name = ", {"name"}, "'a'", "f.toml:1:8: not valid TOML: in this key-value pair: encountered end-of-file");
  row("", {"cluster", "workers"}, "-1", "f.toml:2:11: cluster.workers: must be 1 to 256, not -1");
  row("", {"cluster", "wrokers"}, "1", "f.toml:2:1: cluster.wrokers: unknown key; did you mean \"workers\"?");
  row("", {"cluster", "workers"}, "1\ndistribution = 'round-robin'", cannot);
  row("", {"listener", 2u, "port"}, "1", "cannot change listener[2].port in f.toml; edit the file by hand");
  row("", {"name", "a.b"}, "x", "cannot change name.\"a.b\" in f.toml; edit the file by hand");
  row("name = 'a'", {"name", "x"}, "1", "cannot change name.x in f.toml; edit the file by hand");
  row("", {}, "1", "cannot change  in f.toml; edit the file by hand");
}

void TestConfigEdit::refuses() {
  QFETCH(QByteArray, text);
  QFETCH(config::Change, change);
  const auto result = config::applyChanges({text.data(), std::size_t(text.size())}, {change}, "f.toml");
  QVERIFY(!result);
  QTEST(QString::fromStdString(result.error().sentence), "sentence");
}

QTEST_GUILESS_MAIN(TestConfigEdit)
#include "test_config_edit.moc"
