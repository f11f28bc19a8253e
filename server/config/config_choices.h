// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The spellings of the enumerations of config.h, one list each, for reading, writing and showing.

#pragma once

#include <span>
#include <string_view>

#include "server/config/config.h"

namespace config {

template<typename Value>
struct Choice {
  std::string_view name;
  Value value;
};

inline constexpr Choice<Model> models[] = {{"processes", Model::Processes}, {"threads", Model::Threads}};
inline constexpr Choice<Distribution> distributions[] = {{"shared", Distribution::Shared},
                                                         {"round-robin", Distribution::RoundRobin}};
inline constexpr Choice<Protocol> protocols[] = {
    {"http", Protocol::Http}, {"https", Protocol::Https}, {"http2", Protocol::Http2}};
inline constexpr Choice<Scheme> schemes[] = {{"any", Scheme::Any}, {"http", Scheme::Http}, {"https", Scheme::Https}};
inline constexpr Choice<TlsProfile> tlsProfiles[] = {{"modern", TlsProfile::Modern},
                                                     {"intermediate", TlsProfile::Intermediate}};
inline constexpr Choice<ClientCertificates> clientCertificateModes[] = {{"off", ClientCertificates::Off},
                                                                        {"optional", ClientCertificates::Optional},
                                                                        {"required", ClientCertificates::Required}};

inline constexpr Choice<AutomaticRenewal> automaticRenewals[] = {{"off", AutomaticRenewal::Off},
                                                                 {"auto", AutomaticRenewal::Auto}};
inline constexpr Choice<ForwardedPolicy> forwardedPolicies[] = {{"replace", ForwardedPolicy::Replace},
                                                                {"append", ForwardedPolicy::Append}};
inline constexpr Choice<UnknownNames> unknownNameModes[] = {{"default", UnknownNames::Default},
                                                            {"refuse", UnknownNames::Refuse}};
inline constexpr Choice<SessionStoreKind> sessionStoreKinds[] = {
    {"cluster", SessionStoreKind::Cluster}, {"worker", SessionStoreKind::Worker}, {"redis", SessionStoreKind::Redis}};
/// What a route may ask for: whether clients are asked at all is the listener's to say.
inline constexpr Choice<ClientCertificates> routeCertificateModes[] = {{"off", ClientCertificates::Off},
                                                                       {"required", ClientCertificates::Required}};

/// The spelling of `value`, which must be in `choices`.
template<typename Value, std::size_t count>
constexpr std::string_view nameOf(const Choice<Value> (&choices)[count], Value value) {
  for (const auto& choice : choices) {
    if (choice.value == value) return choice.name;
  }
  return {};
}

}  // namespace config
