// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Entries change as a whole. A child is killed before each of its system calls in turn: what it leaves is always the
// old entry or the new one, and never a key that others can read.

#include "server/certificates/store_changes.h"

#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>
#include <csignal>
#include <fstream>

#include "server/certificates/certificate_issue.h"
#include "server/certificates/private_key.h"
#include "tests/server/certificates/problem_words.h"

using certificates::EntryContent;
using certificates::IdentityFiles;

namespace {

struct Made {
  certificates::EvpKeyPointer key;
  certificates::X509Pointer certificate;
  [[nodiscard]] EntryContent content() const {
    EntryContent content;
    content.certificate = certificate.get();
    content.key = key.get();
    return content;
  }
  [[nodiscard]] std::string fingerprint() const { return certificates::factsOf(certificate.get()).fingerprint; }
};

Made make(const std::string& name) {
  certificates::IssueRequest request;
  request.names = certificates::parseNames({name}).names;
  Made made;
  made.key = std::move(*certificates::generateKey(certificates::KeyType::P256));
  made.certificate = std::move(*certificates::selfSign(request, made.key.get(), base::unixNow()));
  return made;
}

std::string contentOf(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Runs `work` in a child and kills it as it is about to make its system call number `last`. False: it was done before.
template<typename Work>
bool killedAtCall(int last, Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    ::raise(SIGSTOP);
    work();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ::ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_EXITKILL);
  // A stop at the call's begin and one at its end.
  for (int stops = 0; stops < 2 * last - 1; ++stops) {
    ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status)) return false;
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, &status, 0);
  return true;
}

/// Every file below that holds a key and that somebody else could read.
QStringList openKeys(const std::filesystem::path& folder) {
  QStringList open;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    struct stat status {};
    if (::lstat(file.path().c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    const bool isKey = contentOf(file.path()).find("PRIVATE KEY") != std::string::npos;
    if (isKey && (status.st_mode & 077U) != 0) open << QString::fromStdString(file.path().string());
  }
  return open;
}

}  // namespace

class TestStoreChanges : public QObject {
  Q_OBJECT

 private:
  std::unique_ptr<QTemporaryDir> m_folder;
  [[nodiscard]] std::filesystem::path path(const char* name) const { return m_folder->filePath(name).toStdString(); }
  [[nodiscard]] std::filesystem::path store() const { return path("certificates"); }
  [[nodiscard]] QStringList names() const {
    QStringList list;
    for (const auto& entry : certificates::storeEntries(store())) list << QString::fromStdString(entry.name);
    return list;
  }

 private slots:
  void init() {
    m_folder = std::make_unique<QTemporaryDir>();
    ::umask(0);  // the modes are ours, whatever the umask
  }
  void cleanup() { ::umask(022); }

  void addsAnEntryForItsOwnerAlone() {
    const Made made = make("shop.test");
    QVERIFY(certificates::addEntry(store(), "shop.test", made.content()));
    const auto entry = certificates::storeEntry(store(), "shop.test");
    QVERIFY(entry && !entry->linked);
    QVERIFY2(entry->problems.empty(), qPrintable(sentencesOf(entry->problems)));
    struct stat status {};
    QCOMPARE(::stat(entry->files.key.c_str(), &status), 0);
    QCOMPARE(status.st_mode & 07777U, mode_t{0600});
    QCOMPARE(::stat((store() / "shop.test").c_str(), &status), 0);
    QCOMPARE(status.st_mode & 07777U, mode_t{0700});
    QCOMPARE(codesOf(certificates::addEntry(store(), "shop.test", made.content()).error().problems),
             QString("entry-exists"));
  }

  void killedInTheMiddleOfANewEntryLeavesItOrNothing() {
    const Made made = make("shop.test");
    int outcomes[2] = {0, 0};
    for (int call = 1;; ++call) {
      std::filesystem::remove_all(store());
      if (!killedAtCall(call, [&] { static_cast<void>(certificates::addEntry(store(), "new", made.content())); }))
        break;
      if (!std::filesystem::exists(store())) continue;
      QVERIFY2(openKeys(store()).isEmpty(), qPrintable(openKeys(store()).join('\n')));
      const auto entries = certificates::storeEntries(store());
      ++outcomes[entries.size()];
      if (entries.empty()) continue;
      QVERIFY2(entries.front().problems.empty(), qPrintable(sentencesOf(entries.front().problems)));
      QCOMPARE(entries.front().facts.fingerprint, made.fingerprint());
    }
    QVERIFY2(outcomes[0] > 10 && outcomes[1] > 1, qPrintable(QString("%1, %2").arg(outcomes[0]).arg(outcomes[1])));
  }

  void killedInTheMiddleOfAChangeLeavesTheOldOrTheNew() {
    const Made before = make("shop.test");
    const Made after = make("shop.test");
    QVERIFY(certificates::addEntry(store(), "shop.test", before.content()));
    int old = 0;
    int fresh = 0;
    for (int call = 1;; ++call) {
      QVERIFY(certificates::replaceEntry(store(), "shop.test", before.content()));
      if (!killedAtCall(call,
                        [&] { static_cast<void>(certificates::replaceEntry(store(), "shop.test", after.content())); }))
        break;
      QVERIFY2(openKeys(store()).isEmpty(), qPrintable(openKeys(store()).join('\n')));
      const auto entries = certificates::storeEntries(store());
      QCOMPARE(entries.size(), std::size_t{1});
      QVERIFY2(entries.front().problems.empty(), qPrintable(sentencesOf(entries.front().problems)));
      const std::string& found = entries.front().facts.fingerprint;
      QVERIFY(found == before.fingerprint() || found == after.fingerprint());
      ++(found == before.fingerprint() ? old : fresh);
    }
    QVERIFY2(old > 10 && fresh > 1, qPrintable(QString("%1 old, %2 new").arg(old).arg(fresh)));
    // What the killed ones left is cleared away by the next change.
    QVERIFY(certificates::renameEntry(store(), "shop.test", "kept"));
    QVERIFY(certificates::replaceEntry(store(), "kept", before.content()));
    QStringList left;
    for (const auto& file : std::filesystem::directory_iterator(store()))
      left << QString::fromStdString(file.path().filename().string());
    left.sort();
    QCOMPARE(left, (QStringList{".lock", "kept"}));
  }

  void keepsWhatAPersonPutBeside() {
    QVERIFY(certificates::addEntry(store(), "mine", make("a.test").content()));
    std::ofstream(store() / "mine" / "notes.txt") << "why";
    QVERIFY(certificates::replaceEntry(store(), "mine", make("b.test").content()));
    QCOMPARE(contentOf(store() / "mine" / "notes.txt"), std::string("why"));
    QVERIFY(certificates::removeEntry(store(), "mine"));
    QVERIFY(std::filesystem::exists(store() / "mine" / "notes.txt"));
    QVERIFY(!std::filesystem::exists(store() / "mine" / "key.pem"));
    QVERIFY(!std::filesystem::exists(store() / "mine" / "certificate.pem"));
  }

  void removesAndRenames() {
    QVERIFY(certificates::addEntry(store(), "one", make("one.test").content()));
    QVERIFY(certificates::addEntry(store(), "two", make("two.test").content()));
    QCOMPARE(codesOf(certificates::renameEntry(store(), "one", "two").error().problems), QString("entry-exists"));
    QCOMPARE(codesOf(certificates::renameEntry(store(), "one", "a/b").error().problems),
             QString("entry-name-not-usable"));
    QCOMPARE(codesOf(certificates::renameEntry(store(), "ome", "b").error().problems),
             QString("certificate-not-stored"));
    QVERIFY(certificates::renameEntry(store(), "one", "uno"));
    QCOMPARE(names(), (QStringList{"two", "uno"}));
    QVERIFY(certificates::removeEntry(store(), "two"));
    QCOMPARE(names(), QStringList{"uno"});
    QVERIFY(!certificates::removeEntry(store(), "two"));
    QVERIFY(!certificates::removeEntry(store(), ".."));
  }

  void linksFilesWhereTheyAre() {
    const Made made = make("shop.test");
    const IdentityFiles files{path("elsewhere/site.pem"), path("elsewhere/site.key"), {path("elsewhere/ca.pem")}};
    std::filesystem::create_directories(path("elsewhere"));
    QVERIFY(certificates::addEntry(store(), "source", made.content()));
    const IdentityFiles source = certificates::entryFiles(store(), "source");
    std::filesystem::copy_file(source.certificate, files.certificate);
    std::filesystem::copy_file(source.certificate, files.ca.front());
    std::filesystem::copy_file(source.key, files.key);
    QVERIFY(certificates::linkEntry(store(), "linked", files));
    const auto entry = certificates::storeEntry(store(), "linked");
    QVERIFY(entry && entry->linked);
    QCOMPARE(entry->files.certificate, files.certificate);
    QCOMPARE(entry->files.key, files.key);
    QCOMPARE(entry->files.ca, files.ca);
    QCOMPARE(entry->facts.fingerprint, made.fingerprint());
    // Never changed, and never removed with the entry.
    QCOMPARE(codesOf(certificates::replaceEntry(store(), "linked", made.content()).error().problems),
             QString("entry-linked"));
    QCOMPARE(codesOf(certificates::orderEntryChain(store(), "linked").error().problems), QString("entry-linked"));
    QVERIFY(certificates::removeEntry(store(), "linked"));
    QVERIFY(std::filesystem::exists(files.key) && std::filesystem::exists(files.certificate));
    QCOMPARE(names(), QStringList{"source"});
  }

  void aLinkThatLeadsNowhereIsTold() {
    QVERIFY(certificates::linkEntry(store(), "gone", {path("no.pem"), path("no.key"), {}}));
    const auto entry = certificates::storeEntry(store(), "gone");
    QCOMPARE(codesOf(entry->problems), QString("certificate-missing|key-missing"));
    QCOMPARE(entry->problems.front().file, path("no.pem").string());
  }

  void linkedLocalhostIsNeverMadeAnew() {
    const Made made = make("localhost");
    std::filesystem::create_directories(path("elsewhere"));
    QVERIFY(certificates::writePrivateKey(path("elsewhere/key.pem"), make("localhost").key.get()));
    std::ofstream(path("elsewhere/site.pem")) << "";
    QVERIFY(certificates::linkEntry(store(), "localhost", {path("elsewhere/site.pem"), path("elsewhere/key.pem"), {}}));
    const std::string before = contentOf(path("elsewhere/key.pem"));
    std::filesystem::remove(path("elsewhere/site.pem"));
    QVERIFY(certificates::localhostFiles(store()));
    QCOMPARE(contentOf(path("elsewhere/key.pem")), before);
    QVERIFY(!std::filesystem::exists(path("elsewhere/site.pem")));
  }

  void findsFreeNames() {
    QCOMPARE(certificates::freeEntryName(store(), "*.shop.test"), std::string("wildcard.shop.test"));
    QCOMPARE(certificates::freeEntryName(store(), "a/b"), std::string("certificate"));
    QVERIFY(certificates::addEntry(store(), "shop.test", make("shop.test").content()));
    QCOMPARE(certificates::freeEntryName(store(), "shop.test"), std::string("shop.test-2"));
  }
};

QTEST_GUILESS_MAIN(TestStoreChanges)
#include "test_store_changes.moc"
