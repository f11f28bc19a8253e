// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See firefox_profiles.h.

#include "server/certificates/firefox_profiles.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <set>

#include "server/certificates/bounded_file.h"

namespace certificates {

namespace {

struct ProfileRoot {
  std::filesystem::path folder;
  TrustPackaging packaging;
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Firefox names the folders of its editions' own profiles so.
std::string editionOf(std::string_view folder) {
  if (folder.find("dev-edition") != std::string_view::npos) return "Developer Edition";
  return folder.find("nightly") != std::string_view::npos ? "Nightly" : "";
}

std::vector<ListedProfile> profilesIn(const std::filesystem::path& base) {
  std::vector<ListedProfile> profiles = listedProfiles(readBoundedFile(base / "profiles.ini").bytes, base);
  // One that nobody lists any more may still be opened by its path.
  std::error_code ignored;
  for (const auto& each : std::filesystem::directory_iterator(base, ignored)) {
    if (std::filesystem::exists(each.path() / "cert9.db", ignored)) profiles.push_back({each.path().filename(), each});
  }
  return profiles;
}

}  // namespace

std::vector<ListedProfile> listedProfiles(std::string_view text, const std::filesystem::path& base) {
  std::vector<ListedProfile> profiles;
  std::string name;
  std::string path;
  bool isRelative = true;
  bool inProfile = false;
  const auto finish = [&] {
    if (inProfile && !path.empty())
      profiles.push_back({name.empty() ? path : name, isRelative ? base / path : std::filesystem::path(path)});
    name.clear();
    path.clear();
    isRelative = true;
  };
  while (!text.empty()) {
    const std::string_view line = trimmed(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(text.size(), text.find('\n')));
    if (!text.empty()) text.remove_prefix(1);
    if (line.starts_with('[')) {
      finish();
      inProfile = line.starts_with("[Profile");
    } else if (line.starts_with("Name=")) {
      name = line.substr(5);
    } else if (line.starts_with("Path=")) {
      path = line.substr(5);
    } else if (line.starts_with("IsRelative=")) {
      isRelative = line.substr(11) != "0";
    }
  }
  finish();
  return profiles;
}

std::vector<TrustStore> firefoxProfiles(const std::filesystem::path& home, const std::filesystem::path& configHome) {
  const std::filesystem::path flatpak = home / ".var/app/org.mozilla.firefox";
  const std::array roots = {ProfileRoot{home / ".mozilla/firefox", TrustPackaging::Native},
                            ProfileRoot{configHome / "mozilla/firefox", TrustPackaging::Native},
                            ProfileRoot{home / "snap/firefox/common/.mozilla/firefox", TrustPackaging::Snap},
                            ProfileRoot{home / "snap/firefox/common/.config/mozilla/firefox", TrustPackaging::Snap},
                            ProfileRoot{flatpak / ".mozilla/firefox", TrustPackaging::Flatpak},
                            ProfileRoot{flatpak / "config/mozilla/firefox", TrustPackaging::Flatpak}};
  std::vector<TrustStore> stores;
  std::set<std::filesystem::path> seen;
  for (const ProfileRoot& root : roots) {
    for (const ListedProfile& profile : profilesIn(root.folder)) {
      std::error_code error;
      const std::filesystem::path folder = std::filesystem::canonical(profile.folder, error);
      if (error || !std::filesystem::is_directory(folder) || !seen.insert(folder).second) continue;
      TrustStore store{.kind = TrustStoreKind::Firefox,
                       .id = "firefox:" + folder.filename().string(),
                       .folder = folder,
                       .profile = profile.name,
                       .edition = editionOf(folder.filename().string()),
                       .packaging = root.packaging};
      if (root.packaging != TrustPackaging::Native) store.id += '@' + std::string(name(root.packaging));
      stores.push_back(std::move(store));
    }
  }
  return stores;
}

bool isProfileInUse(const std::filesystem::path& profile) {
  // A symbolic link to "ADDRESS:+PID", which a crash leaves behind.
  std::error_code error;
  const std::string lock = std::filesystem::read_symlink(profile / "lock", error).string();
  const std::size_t plus = lock.rfind('+');
  if (error || plus == std::string::npos) return false;
  pid_t pid = 0;
  std::from_chars(lock.data() + plus + 1, lock.data() + lock.size(), pid);
  return pid > 0 && (::kill(pid, 0) == 0 || errno == EPERM);
}

}  // namespace certificates
