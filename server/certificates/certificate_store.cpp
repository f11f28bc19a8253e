// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A name from a configuration is compared with what is in the folder before it becomes part of a path.

#include "server/certificates/certificate_store.h"

#include <algorithm>
#include <system_error>

#include "server/base/nearest_name.h"
#include "server/base/xdg_directories.h"

namespace certificates {

namespace {

constexpr const char* certificateName = "certificate.pem";

std::vector<std::string> entryNames(const std::filesystem::path& store) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator at(store, error), end; !error && at != end; at.increment(error)) {
    std::string name = at->path().filename().string();
    std::error_code ignored;
    if (isEntryName(name) && at->is_directory(ignored)) names.push_back(std::move(name));
    if (names.size() == maximumStoreEntries) break;
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool isLink(const std::filesystem::path& file) {
  std::error_code error;
  return std::filesystem::is_symlink(std::filesystem::symlink_status(file, error));
}

/// The file itself, or where a link leads, whether it is there or not.
std::filesystem::path target(const std::filesystem::path& file) {
  std::error_code error;
  if (!isLink(file)) return file;
  const std::filesystem::path aim = std::filesystem::read_symlink(file, error);
  return error ? file : file.parent_path() / aim;
}

StoreEntry look(const std::filesystem::path& store, const std::string& name) {
  StoreEntry entry;
  entry.name = name;
  entry.files = entryFiles(store, name);
  entry.linked = isLinkedEntry(store, name);
  if (auto identity = loadIdentity(entry.files)) {
    entry.facts = std::move(identity->facts);
    entry.problems = std::move(identity->warnings);
    return entry;
  } else {
    entry.problems = std::move(identity.error().problems);
  }
  const auto certificates = readCertificates(entry.files.certificate);
  if (certificates && !certificates->empty()) entry.facts = factsOf(certificates->front().get());
  std::error_code error;
  entry.awaitsCertificate = !std::filesystem::exists(entry.files.certificate, error) &&
                            std::filesystem::exists(requestFile(store, name), error);
  return entry;
}

}  // namespace

bool isEntryName(std::string_view name) {
  constexpr std::size_t longest = 100;
  if (name.empty() || name.size() > longest || name.front() == '.') return false;
  return std::none_of(name.begin(), name.end(), [](char character) {
    const auto byte = static_cast<unsigned char>(character);
    return character == '/' || byte < 0x20 || byte == 0x7F;
  });
}

std::filesystem::path storeFolder() {
  return base::dataDirectory() / "certificates";
}

bool isLinkedEntry(const std::filesystem::path& store, std::string_view name) {
  return isLink(store / name / certificateName);
}

std::filesystem::path requestFile(const std::filesystem::path& store, std::string_view name) {
  return store / name / "request.pem";
}

std::filesystem::path orderFile(const std::filesystem::path& store, std::string_view name) {
  return store / name / "acme.order";
}

IdentityFiles entryFiles(const std::filesystem::path& store, std::string_view name) {
  const std::filesystem::path folder = store / name;
  IdentityFiles files{target(folder / certificateName), target(folder / "key.pem"), {}};
  for (std::size_t number = 1; number <= maximumLinkedCas; ++number) {
    const std::filesystem::path ca = folder / ("ca-" + std::to_string(number) + ".pem");
    if (!isLink(ca)) break;
    files.ca.push_back(target(ca));
  }
  return files;
}

std::optional<StoreEntry> storeEntry(const std::filesystem::path& store, std::string_view name) {
  std::error_code error;
  if (!isEntryName(name) || !std::filesystem::is_directory(store / name, error)) return std::nullopt;
  return look(store, std::string(name));
}

std::vector<StoreEntry> storeEntries(const std::filesystem::path& store) {
  std::vector<StoreEntry> entries;
  for (const std::string& name : entryNames(store)) entries.push_back(look(store, name));
  return entries;
}

std::string freeEntryName(const std::filesystem::path& store, std::string_view wished) {
  std::string base(wished);
  if (base.starts_with("*.")) base.replace(0, 1, "wildcard");
  if (!isEntryName(base)) base = "certificate";
  std::string name = base;
  std::error_code error;
  for (int number = 2; std::filesystem::exists(std::filesystem::symlink_status(store / name, error)); ++number)
    name = base + "-" + std::to_string(number);
  return name;
}

std::optional<std::string> entryWithFingerprint(const std::filesystem::path& store, std::string_view fingerprint) {
  for (const std::string& name : entryNames(store)) {
    const auto certificates = readCertificates(entryFiles(store, name).certificate);
    if (certificates && factsOf(certificates->front().get()).fingerprint == fingerprint) return name;
  }
  return std::nullopt;
}

base::Result<IdentityFiles> storedFiles(const std::filesystem::path& store, const std::string& name) {
  if (name == localhostEntry) return localhostFiles(store);
  std::vector<std::string> names = entryNames(store);
  if (std::binary_search(names.begin(), names.end(), name)) return entryFiles(store, name);
  constexpr std::size_t longestTold = 100;
  const std::string told = name.substr(0, longestTold);
  // Always to be had, as it is made on first use: among the candidates, and the answer where none is near.
  names.emplace_back(localhostEntry);
  base::Problem problem;
  problem.code = base::ProblemCode::CertificateNotStored;
  problem.arguments = {{"name", told},
                       {"suggestion", base::nearestName(told, names).value_or(std::string(localhostEntry))}};
  return base::failure(std::move(problem));
}

}  // namespace certificates
