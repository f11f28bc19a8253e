// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Every change holds the store's lock, so that two programs never fill or exchange the same folder.

#include "server/certificates/store_changes.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <stdio.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "server/base/nearest_name.h"
#include "server/base/xdg_directories.h"
#include "server/certificates/certificate_chain.h"
#include "server/certificates/certificate_fields.h"
#include "server/certificates/folder_draft.h"
#include "server/certificates/folder_lock.h"
#include "server/certificates/private_key.h"

namespace certificates {

namespace {

using base::ProblemCode;

constexpr const char* certificateName = "certificate.pem";
constexpr const char* keyName = "key.pem";
constexpr const char* requestName = "request.pem";
constexpr const char* orderName = "acme.order";

base::Problem aboutEntry(ProblemCode code, const std::string& name) {
  base::Problem problem;
  problem.code = code;
  problem.arguments = {{"name", name.substr(0, 100)}};
  return problem;
}

std::vector<std::string> ownNames() {
  std::vector<std::string> names{certificateName, keyName, requestName, orderName};
  for (std::size_t number = 1; number <= maximumLinkedCas; ++number)
    names.push_back("ca-" + std::to_string(number) + ".pem");
  return names;
}

bool isOwn(const std::string& name) {
  const std::vector<std::string> own = ownNames();
  return name == ".lock" || std::find(own.begin(), own.end(), name) != own.end();
}

bool isThere(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::exists(std::filesystem::symlink_status(path, error));
}

base::Result<base::UniqueFd> lockStore(const std::filesystem::path& store) {
  if (auto made = base::createPrivateDirectory(store); !made) return base::failure(std::move(made.error()));
  return lockFolder(store);
}

/// The entry is there, and is not somebody else's files where it must be ours.
base::Result<void> checkOurs(const std::filesystem::path& store, const std::string& name) {
  if (!isEntryName(name) || !isThere(store / name)) {
    base::Problem problem = aboutEntry(ProblemCode::CertificateNotStored, name);
    std::vector<std::string> names;
    for (const StoreEntry& entry : storeEntries(store)) names.push_back(entry.name);
    problem.arguments["suggestion"] = base::nearestName(name, names).value_or(std::string(localhostEntry));
    return base::failure(std::move(problem));
  }
  if (isLinkedEntry(store, name)) return base::failure(aboutEntry(ProblemCode::EntryLinked, name));
  return {};
}

base::Result<void> fill(const FolderDraft& draft, const EntryContent& content) {
  if (content.key != nullptr) {
    const auto pem = privateKeyPem(content.key);
    if (!pem) return base::failure(pem.error());
    if (auto written = draft.write(keyName, pem->view(), 0600); !written) return written;
  }
  if (content.certificate != nullptr) {
    std::string pem = certificatePem(content.certificate);
    for (const X509* sent : content.chain) pem += certificatePem(sent);
    if (auto written = draft.write(certificateName, pem, 0644); !written) return written;
  }
  if (!content.order.empty()) {
    if (auto written = draft.write(orderName, content.order, 0600); !written) return written;
  }
  if (!content.request.empty()) return draft.write(requestName, content.request, 0644);
  return {};
}

base::Result<void> publish(FolderDraft& draft, const std::filesystem::path& store, const std::string& name) {
  const auto published = draft.publish(store / name);
  if (!published) return base::failure(published.error());
  if (*published == FolderDraft::Published::Taken) return base::failure(aboutEntry(ProblemCode::EntryExists, name));
  return {};
}

base::Result<void> checkNew(const std::filesystem::path& store, const std::string& name) {
  if (!isEntryName(name)) return base::failure(aboutEntry(ProblemCode::EntryNameNotUsable, name));
  if (isThere(store / name)) return base::failure(aboutEntry(ProblemCode::EntryExists, name));
  return {};
}

base::Result<void> rewriteChain(const std::filesystem::path& store, const std::string& name,
                                const std::vector<X509Pointer>& more) {
  auto lock = lockStore(store);
  if (!lock) return base::failure(std::move(lock.error()));
  if (auto ours = checkOurs(store, name); !ours) return ours;
  const IdentityFiles files = entryFiles(store, name);
  auto pool = readCertificates(files.certificate);
  if (!pool) return base::failure(std::move(pool.error()));
  auto identity = loadIdentity(files);
  if (!identity) return base::failure(std::move(identity.error()));
  for (const X509Pointer& one : more) pool->push_back(shared(one.get()));
  const CertificateChain chain = orderChain(identity->leaf.get(), *pool);
  std::string pem = certificatePem(identity->leaf.get());
  for (const X509Pointer& sent : chain.toSend) pem += certificatePem(sent.get());
  // The root is not sent, but with it a private authority's chain is known to be complete.
  if (chain.root) pem += certificatePem(chain.root.get());
  return base::writeFileAtomically(files.certificate, pem, 0644);
}

}  // namespace

base::Result<void> addEntry(const std::filesystem::path& store, const std::string& name, const EntryContent& content) {
  auto lock = lockStore(store);
  if (!lock) return base::failure(std::move(lock.error()));
  if (auto fresh = checkNew(store, name); !fresh) return fresh;
  auto draft = FolderDraft::create(store);
  if (!draft) return base::failure(std::move(draft.error()));
  if (auto filled = fill(*draft, content); !filled) return filled;
  return publish(*draft, store, name);
}

base::Result<void> replaceEntry(const std::filesystem::path& store, const std::string& name,
                                const EntryContent& content) {
  auto lock = lockStore(store);
  if (!lock) return base::failure(std::move(lock.error()));
  if (auto ours = checkOurs(store, name); !ours) return ours;
  auto draft = FolderDraft::create(store);
  if (!draft) return base::failure(std::move(draft.error()));
  if (auto filled = fill(*draft, content); !filled) return filled;
  return draft->exchange(store / name, ownNames());
}

base::Result<void> linkEntry(const std::filesystem::path& store, const std::string& name, const IdentityFiles& files) {
  auto lock = lockStore(store);
  if (!lock) return base::failure(std::move(lock.error()));
  if (auto fresh = checkNew(store, name); !fresh) return fresh;
  if (files.ca.size() > maximumLinkedCas)
    return base::failure("an entry links at most " + std::to_string(maximumLinkedCas) + " CA files");
  auto draft = FolderDraft::create(store);
  if (!draft) return base::failure(std::move(draft.error()));
  std::error_code error;
  if (auto made = draft->link(certificateName, std::filesystem::absolute(files.certificate, error)); !made) return made;
  if (auto made = draft->link(keyName, std::filesystem::absolute(files.key, error)); !made) return made;
  for (std::size_t at = 0; at < files.ca.size(); ++at) {
    const std::string link = "ca-" + std::to_string(at + 1) + ".pem";
    if (auto made = draft->link(link, std::filesystem::absolute(files.ca[at], error)); !made) return made;
  }
  return publish(*draft, store, name);
}

base::Result<void> removeEntry(const std::filesystem::path& store, const std::string& name) {
  auto lock = lockStore(store);
  if (!lock) return base::failure(std::move(lock.error()));
  if (auto there = checkOurs(store, name); !there && there.error().problems.front().code != ProblemCode::EntryLinked)
    return there;
  const std::filesystem::path folder = store / name;
  bool onlyOurs = true;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    onlyOurs = onlyOurs && isOwn(at->path().filename().string());
  if (!onlyOurs) {
    // The key first: without it the rest is public.
    for (const char* own : {keyName, certificateName, requestName}) std::filesystem::remove(folder / own, error);
    for (const std::string& own : ownNames()) std::filesystem::remove(folder / own, error);
    return {};
  }
  // Under a draft's name it is no entry any more; what a killed program leaves of it the next change clears away.
  const std::filesystem::path away = store / (".draft-removed-" + name);
  std::filesystem::remove_all(away, error);
  if (::rename(folder.c_str(), away.c_str()) != 0)
    return base::failure("cannot remove " + folder.string() + ": " + base::errnoText(errno));
  std::filesystem::remove_all(away, error);
  if (error) return base::failure("cannot remove " + away.string() + ": " + base::errnoText(error.value()));
  return {};
}

base::Result<void> renameEntry(const std::filesystem::path& store, const std::string& name, const std::string& to) {
  auto lock = lockStore(store);
  if (!lock) return base::failure(std::move(lock.error()));
  if (auto there = checkOurs(store, name); !there && there.error().problems.front().code != ProblemCode::EntryLinked)
    return there;
  if (auto fresh = checkNew(store, to); !fresh) return fresh;
  if (::rename((store / name).c_str(), (store / to).c_str()) == 0) return {};
  return base::failure("cannot rename " + (store / name).string() + ": " + base::errnoText(errno));
}

base::Result<void> orderEntryChain(const std::filesystem::path& store, const std::string& name) {
  return rewriteChain(store, name, {});
}

base::Result<void> addToEntryChain(const std::filesystem::path& store, const std::string& name,
                                   const std::vector<X509Pointer>& more) {
  return rewriteChain(store, name, more);
}

}  // namespace certificates
