// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A name from a configuration is compared with what is in the folder before it becomes part of a path.

#include "server/certificates/certificate_store.h"

#include <algorithm>
#include <system_error>

#include "server/base/nearest_name.h"

namespace certificates {

namespace {

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

}  // namespace

bool isEntryName(std::string_view name) {
  constexpr std::size_t longest = 100;
  if (name.empty() || name.size() > longest || name.front() == '.') return false;
  return std::none_of(name.begin(), name.end(), [](char character) {
    const auto byte = static_cast<unsigned char>(character);
    return character == '/' || byte < 0x20 || byte == 0x7F;
  });
}

IdentityFiles entryFiles(const std::filesystem::path& store, std::string_view name) {
  return {store / name / "certificate.pem", store / name / "key.pem", {}};
}

std::vector<StoreEntry> storeEntries(const std::filesystem::path& store) {
  std::vector<StoreEntry> entries;
  for (const std::string& name : entryNames(store)) {
    StoreEntry entry;
    entry.name = name;
    entry.files = entryFiles(store, name);
    if (auto identity = loadIdentity(entry.files)) {
      entry.facts = std::move(identity->facts);
      entry.problems = std::move(identity->warnings);
    } else {
      entry.problems = std::move(identity.error().problems);
      const auto certificates = readCertificates(entry.files.certificate);
      if (certificates && !certificates->empty()) entry.facts = factsOf(certificates->front().get());
    }
    entries.push_back(std::move(entry));
  }
  return entries;
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
