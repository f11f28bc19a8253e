// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The key decides which certificate is the leaf, as in identity.cpp.

#include "server/certificates/import.h"

#include <openssl/err.h>

#include <algorithm>
#include <iterator>

#include "server/certificates/bounded_file.h"
#include "server/certificates/certificate_chain.h"
#include "server/certificates/certificate_checks.h"
#include "server/certificates/file_problem.h"
#include "server/certificates/import_content.h"
#include "server/certificates/local_root.h"
#include "server/certificates/private_key.h"
#include "server/certificates/store_changes.h"

namespace certificates {

namespace {

using base::Problem;
using base::ProblemCode;

struct Pair {
  std::size_t certificate = 0;  ///< index in ImportContent
  std::size_t key = 0;
};

/// One a key: of several certificates for it (before and after a renewal) the one that ends last.
std::vector<Pair> pairsOf(const ImportContent& content) {
  std::vector<Pair> pairs;
  for (std::size_t key = 0; key < content.keys.size(); ++key) {
    std::optional<std::size_t> best;
    for (std::size_t at = 0; at < content.certificates.size(); ++at) {
      X509* const candidate = content.certificates[at].certificate.get();
      if (!fits(candidate, content.keys[key].key.get())) continue;
      if (!best || factsOf(candidate).notAfter > factsOf(content.certificates[*best].certificate.get()).notAfter)
        best = at;
    }
    if (best) pairs.push_back({*best, key});
  }
  return pairs;
}

const ImportContent::Certificate& likelyLeafOf(const ImportContent& content) {
  std::vector<X509*> candidates;
  for (const ImportContent::Certificate& one : content.certificates) candidates.push_back(one.certificate.get());
  return *std::ranges::find(content.certificates, likelyLeaf(candidates),
                            [](const ImportContent::Certificate& one) { return one.certificate.get(); });
}

/// An entry that waits for the certificate of its key.
std::optional<StoreEntry> waitingEntry(const std::filesystem::path& store, const ImportContent& content,
                                       FoundIdentity& found) {
  for (StoreEntry& entry : storeEntries(store)) {
    if (!entry.awaitsCertificate) continue;
    KeyReading key = readKeyFile(entry.files.key);
    if (!key.key || !key.problems.empty()) continue;
    for (const ImportContent::Certificate& one : content.certificates) {
      if (!fits(one.certificate.get(), key.key.get())) continue;
      found.leaf = shared(one.certificate.get());
      found.key = std::move(key.key);
      return std::move(entry);
    }
  }
  return std::nullopt;
}

base::Result<void> choosePair(ImportContent& content, const std::filesystem::path& store, FoundIdentity& found) {
  const std::vector<Pair> pairs = pairsOf(content);
  if (pairs.size() > 1) {
    std::string candidates;
    for (const Pair& pair : pairs)
      candidates +=
          (candidates.empty() ? "" : ", ") + factsOf(content.certificates[pair.certificate].certificate.get()).subject;
    return base::failure(Problem{.code = ProblemCode::KeysAmbiguous, .arguments = {{"subjects", candidates}}});
  }
  if (pairs.size() == 1) {
    found.leaf = shared(content.certificates[pairs.front().certificate].certificate.get());
    found.key = std::move(content.keys[pairs.front().key].key);
    return {};
  }
  if (const auto entry = waitingEntry(store, content, found)) {
    found.completes = entry->name;
    return {};
  }
  const ImportContent::Certificate& leaf = likelyLeafOf(content);
  const std::string subject = factsOf(leaf.certificate.get()).subject;
  if (content.keys.empty())
    return base::failure(fileProblem(ProblemCode::KeyNotAmong, leaf.file, {{"subject", subject}}));
  return base::failure(fileProblem(ProblemCode::KeyMismatch, content.keys.front().file,
                                   {{"certificate", leaf.file.string()}, {"subject", subject}}));
}

void sortChain(const ImportContent& content, FoundIdentity& found) {
  std::vector<X509Pointer> pool;
  for (const ImportContent::Certificate& one : content.certificates) pool.push_back(shared(one.certificate.get()));
  CertificateChain chain = orderChain(found.leaf.get(), pool);
  const auto isUsed = [&](X509* candidate) {
    const auto same = [candidate](const X509Pointer& one) { return one && X509_cmp(one.get(), candidate) == 0; };
    return same(found.leaf) || same(chain.root) || std::any_of(chain.toSend.begin(), chain.toSend.end(), same);
  };
  for (const X509Pointer& one : pool) {
    if (!isUsed(one.get())) found.leftOut.push_back(factsOf(one.get()).subject);
  }
  if (!chain.complete && !endsAtLocalRoot(found.leaf.get(), chain.toSend))
    found.warnings.push_back(
        fileProblem(ProblemCode::ChainIncomplete, {}, {{"issuer", chain.missingIssuer}}, Problem::Severity::Warning));
  found.chain = std::move(chain.toSend);
  found.root = std::move(chain.root);
}

/// In place of one that no server can use: its key is missing, encrypted, or another's. Links go, their files stay.
base::Result<std::string> mendEntry(const std::filesystem::path& store, const std::string& name,
                                    const EntryContent& content) {
  base::Result<void> done;
  if (isLinkedEntry(store, name)) {
    done = removeEntry(store, name);
    if (done) done = addEntry(store, name, content);
  } else {
    done = replaceEntry(store, name, content);
  }
  if (!done) return base::failure(std::move(done.error()));
  return name;
}

}  // namespace

base::Result<std::vector<ImportSource>> readSources(const std::vector<std::filesystem::path>& files) {
  std::vector<ImportSource> sources;
  std::vector<Problem> problems;
  for (const std::filesystem::path& file : files) {
    BoundedFile read = readBoundedFile(file);
    if (read.outcome == BoundedFile::Outcome::Read)
      sources.push_back({file, Secret(std::move(read.bytes))});
    else if (read.outcome == BoundedFile::Outcome::Missing)
      problems.push_back(fileProblem(ProblemCode::CertificateMissing, file));
    else
      problems.push_back(fileProblem(ProblemCode::CertificateUnreadable, file, {{"reason", read.reason}}));
  }
  if (!problems.empty()) return base::failure(std::move(problems));
  return sources;
}

base::Result<FoundIdentity> findIdentity(const std::vector<ImportSource>& sources, const Secret& passphrase,
                                         const std::filesystem::path& store) {
  ImportContent content = takeApart(sources, passphrase);
  if (!content.problems.empty()) return base::failure(std::move(content.problems));
  if (content.certificates.empty()) {
    const std::filesystem::path file = content.keys.empty() ? std::filesystem::path() : content.keys.front().file;
    return base::failure(fileProblem(
        ProblemCode::CertificateUnreadable, file,
        {{"reason", content.keys.empty() ? "it holds nothing" : "it is a private key, without a certificate"}}));
  }
  FoundIdentity found;
  found.duplicates = content.duplicates;
  if (auto chosen = choosePair(content, store, found); !chosen) return base::failure(std::move(chosen.error()));
  found.facts = factsOf(found.leaf.get());
  sortChain(content, found);
  Judgement judgement =
      judge(found.leaf.get(), found.chain, base::unixNow(), [](const X509*) { return std::filesystem::path(); });
  if (!judgement.refusals.empty()) return base::failure(std::move(judgement.refusals));
  found.warnings.insert(found.warnings.end(), std::make_move_iterator(judgement.warnings.begin()),
                        std::make_move_iterator(judgement.warnings.end()));
  return found;
}

base::Result<std::string> importIdentity(const std::filesystem::path& store, const std::string& name,
                                         const FoundIdentity& found) {
  const auto stored = entryWithFingerprint(store, found.facts.fingerprint);
  if (stored && loadIdentity(entryFiles(store, *stored)))
    return base::failure(Problem{.code = ProblemCode::AlreadyStored, .arguments = {{"name", *stored}}});
  EntryContent content;
  content.certificate = found.leaf.get();
  content.key = found.key.get();
  for (const X509Pointer& sent : found.chain) content.chain.push_back(sent.get());
  if (found.root) content.chain.push_back(found.root.get());
  if (stored) return mendEntry(store, *stored, content);
  const bool completes = !found.completes.empty() && (name.empty() || name == found.completes);
  if (completes) {
    if (auto replaced = replaceEntry(store, found.completes, content); !replaced)
      return base::failure(std::move(replaced.error()));
    return found.completes;
  }
  const std::string wished = found.facts.names.empty() ? found.facts.subject : found.facts.names.front();
  const std::string chosen = name.empty() ? freeEntryName(store, wished) : name;
  if (auto added = addEntry(store, chosen, content); !added) return base::failure(std::move(added.error()));
  return chosen;
}

}  // namespace certificates
