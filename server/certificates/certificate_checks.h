// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a person should know about a certificate before clients tell them: warnings, with which it is served all the
// same, and the security level's refusals, with which it cannot be.

#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "server/base/problem.h"
#include "server/base/time.h"
#include "server/certificates/openssl_pointers.h"

namespace certificates {

/// Below it OpenSSL refuses: RSA under 2048 bits, elliptic curves under 224, signatures by SHA-1 and MD5.
inline constexpr int securityLevel = 2;

/// Expired and NotYetValid at `now`; for any certificate that is sent.
std::vector<base::Problem> dateWarnings(const X509* certificate, const std::filesystem::path& file,
                                        base::UnixMilliseconds now);
/// CaAsLeaf, NotForServers, and NameNotCovered where it has no subject alternative name at all.
std::vector<base::Problem> usageWarnings(X509* leaf, const std::filesystem::path& file);

enum class Place { Leaf, Chain };
/// TooWeak, or that TLS cannot use it, asked of OpenSSL itself.
std::optional<base::Problem> refusal(X509* certificate, Place place, const std::filesystem::path& file);

struct Judgement {
  std::vector<base::Problem> warnings;
  std::vector<base::Problem> refusals;
};
/// All of the above for a leaf and what is sent after it. `fileOf` says where each came from.
Judgement judge(X509* leaf, const std::vector<X509Pointer>& chain, base::UnixMilliseconds now,
                const std::function<std::filesystem::path(const X509*)>& fileOf);

/// Without a key to go by: the first that is no authority, else the first; null: there is none.
X509* likelyLeaf(const std::vector<X509*>& candidates);

}  // namespace certificates
