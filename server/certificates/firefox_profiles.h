// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Every Firefox profile of a person: of the distribution's package, of snap and of flatpak, in the old place and the
// new one, as profiles.ini lists them and as they lie there.

#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "server/certificates/trust_store.h"

namespace certificates {

/// Profiles whose folder exists, without twice the same one.
std::vector<TrustStore> firefoxProfiles(const std::filesystem::path& home, const std::filesystem::path& configHome);
/// Whether a Firefox has the profile open now: it reads its database at its start only.
bool isProfileInUse(const std::filesystem::path& profile);

struct ListedProfile {
  std::string name;
  std::filesystem::path folder;
};
/// What a profiles.ini in `base` says; sections without a path are passed over.
std::vector<ListedProfile> listedProfiles(std::string_view text, const std::filesystem::path& base);

}  // namespace certificates
