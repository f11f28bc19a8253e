// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// certutil's options and what it prints.

#include "server/certificates/nss_database.h"

#include <fmt/format.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>

#include "server/base/program.h"
#include "server/base/xdg_directories.h"
#include "server/certificates/content_form.h"
#include "server/certificates/system_anchors.h"

namespace certificates {

namespace {

/// What installs certutil, by what this distribution installs with.
std::string installCommand() {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> ways{{
      {"apt-get", "sudo apt-get install libnss3-tools"},
      {"dnf", "sudo dnf install nss-tools"},
      {"pacman", "sudo pacman -S nss"},
      {"zypper", "sudo zypper install mozilla-nss-tools"},
      {"apk", "sudo apk add nss-tools"},
  }};
  for (const auto& [program, command] : ways) {
    if (base::findProgram(program)) return std::string(command);
  }
  return std::string(ways.front().second);
}

std::string nicknameFor(const X509* authority) {
  return "Forkyard local CA " + anchorName(authority);
}

struct Listed {
  std::string nickname;
  std::string trust;  ///< "C,,"
};

/// "Nickname with spaces        CT,C,c": the trust is the last word and has two commas.
std::vector<Listed> listedIn(std::string_view text) {
  std::vector<Listed> all;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t end = line.find_last_not_of(" \t\r");
    if (end == std::string_view::npos) continue;
    line = line.substr(0, end + 1);
    const std::size_t gap = line.find_last_of(" \t");
    if (gap == std::string_view::npos) continue;
    const std::string_view trust = line.substr(gap + 1);
    const std::size_t last = line.find_last_not_of(" \t", gap);
    if (std::ranges::count(trust, ',') != 2 || last == std::string_view::npos) continue;
    if (trust.find_first_not_of("pPcCTuw,") != std::string_view::npos) continue;
    all.push_back({std::string(line.substr(0, last + 1)), std::string(trust)});
  }
  return all;
}

std::vector<X509Pointer> certificatesIn(const std::string& text) {
  std::vector<X509Pointer> all;
  for (const PemBlock& block : pemBlocks(text).blocks) {
    const BioPointer bio(BIO_new_mem_buf(block.text.data(), static_cast<int>(block.text.size())));
    if (X509Pointer certificate{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
      all.push_back(std::move(certificate));
    }
  }
  return all;
}

}  // namespace

base::Result<NssDatabase> NssDatabase::open(std::filesystem::path folder) {
  if (!base::findProgram("certutil")) {
    return base::failure(
        base::Problem{.code = base::ProblemCode::CertutilMissing, .arguments = {{"command", installCommand()}}});
  }
  return NssDatabase(std::move(folder));
}

base::Result<std::string> NssDatabase::certutil(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), "certutil");
  arguments.insert(arguments.end(), {"-d", "sql:" + m_folder.string()});
  auto end = base::runProgram({.arguments = std::move(arguments)});
  if (!end) return base::failure(std::move(end.error()));
  if (end->exitCode != 0) return base::failure(end->reason());
  return std::move(end->output);
}

base::Result<std::vector<NssDatabase::Entry>> NssDatabase::entriesOf(const X509* authority) const {
  std::vector<Entry> entries;
  std::error_code ignored;
  if (!std::filesystem::exists(m_folder / "cert9.db", ignored)) return entries;
  const auto list = certutil({"-L"});
  if (!list) return base::failure(list.error());
  const std::string ours = nicknameFor(authority);
  for (const Listed& listed : listedIn(*list)) {
    const std::string servers = listed.trust.substr(0, listed.trust.find(','));
    // Browsers keep the intermediates of every site here, without trust: those are not worth a look.
    const bool trusted = servers.find_first_of("CTP") != std::string::npos;
    if (!trusted && !listed.nickname.starts_with(ours)) continue;
    const auto text = certutil({"-L", "-a", "-n", listed.nickname});
    if (!text) return base::failure(text.error());
    for (X509Pointer& certificate : certificatesIn(*text)) {
      if (!sameKey(certificate.get(), authority)) continue;
      entries.push_back({listed.nickname, std::move(certificate), servers.find('C') != std::string::npos});
    }
  }
  return entries;
}

base::Result<void> NssDatabase::makeIfAbsent() const {
  std::error_code ignored;
  if (std::filesystem::exists(m_folder / "cert9.db", ignored)) return {};
  if (auto made = base::createPrivateDirectory(m_folder); !made) return made;
  if (const auto made = certutil({"-N", "--empty-password"}); !made) return base::failure(made.error());
  return {};
}

base::Result<void> NssDatabase::add(const X509* authority, const std::filesystem::path& file) const {
  if (auto made = makeIfAbsent(); !made) return made;
  if (auto removed = remove(authority); !removed) return removed;
  const std::string nickname = nicknameFor(authority);
  const auto added = certutil({"-A", "-t", "C,,", "-n", nickname, "-i", file.string()});
  if (added) return {};
  // Of a database with a password it is now there, but trusted with nothing: no half of it stays.
  static_cast<void>(certutil({"-D", "-n", nickname}));
  return base::failure(added.error());
}

base::Result<void> NssDatabase::remove(const X509* authority) const {
  // Several certificates of one name go one at a time.
  constexpr int most = 20;
  for (int round = 0; round < most; ++round) {
    const auto entries = entriesOf(authority);
    if (!entries) return base::failure(entries.error());
    if (entries->empty()) return {};
    if (const auto gone = certutil({"-D", "-n", entries->front().nickname}); !gone) return base::failure(gone.error());
  }
  return base::failure("it keeps coming back");
}

}  // namespace certificates
