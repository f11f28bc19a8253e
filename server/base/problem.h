// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a person can mend. The server and the command line render a Problem in English; the panel has one translated
// sentence and its mend buttons for each code. This file holds the one list of codes.

#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace base {

/// Wire names are the enumerators in kebab case: PortInUse is "port-in-use".
enum class ProblemCode {
  // the configuration file
  ConfigUnreadable,      // {reason}
  ConfigTooLarge,        // {limit}
  ConfigSyntax,          // {reason}
  ConfigUnknownKey,      // {suggestion}: the nearest known key
  ConfigUnknownKeyBare,  // no known key is near
  ConfigWrongType,       // {expected} {found}
  ConfigOutOfRange,      // {value} {minimum} {maximum}
  ConfigInvalidValue,    // {value} {expected} and, where a known value is near, {suggestion}
  ConfigMissingKey,      // {expected}
  ConfigDuplicate,       // {value}: the same listener, route or name twice
  // certificates and keys; Problem::file is the file
  CertificateMissing,     // no such file
  CertificateUnreadable,  // {reason}
  CertificateNotPem,      // {found} {command}: "this is DER; convert with ..."
  CertificateNotStored,   // {name} {suggestion}: no such name in the store; "localhost" where none is near
  KeyMissing,
  KeyUnreadable,    // {reason}
  KeyMismatch,      // {certificate} {subject}
  KeyPermissions,   // {mode} {command}: others can read it; the exact chmod
  KeyNotOwned,      // {owner} {command}
  KeyEncrypted,     // needs a passphrase
  ChainIncomplete,  // {issuer}; warning
  Expired,          // {date}; warning
  NotYetValid,      // {date}; warning
  NotForServers,    // {usage}; warning: extended key usage without serverAuth
  CaAsLeaf,         // {subject}; warning
  NameNotCovered,   // {host} {names}; warning
  TooWeak,          // {reason}: OpenSSL's security level refuses it
  // listeners
  PortInUse,           // {address} {port}; in all of these IPv6 addresses in [brackets]
  PortInUseBy,         // {address} {port} {program} {pid}
  PortPrivileged,      // {address} {port} {command}
  AddressUnavailable,  // {address}: not on this machine
  AddressUnknown,      // {address} {reason}: the name does not resolve
  ListenFailed,        // {address} {port} {reason}
  // the master and its control socket
  AlreadyRunning,        // {name} {pid}
  NotRunning,            // {name}
  ControlPathTooLong,    // {path} {limit}
  ControlPathTaken,      // {path}: something that is not our socket stands there
  ControlUnavailable,    // {path} {reason}
  ControlOtherUser,      // {path}
  ProtocolMismatch,      // {ours} {theirs}
  UserUnknown,           // {user}
  PrivilegeDropFailed,   // {user} {reason}
  BootFailed,            // {reason}: no worker became ready
  ServerProgramMissing,  // {path}
  UpgradeFailed,         // {program} {reason}: the new master did not take over, the old one serves on
  OutOfDescriptors,      // {limit}
  DiskFull,              // {path}
};

struct Problem {
  enum class Severity { Error, Warning };

  ProblemCode code{};
  std::string file{};  ///< absolute or as given by the person; empty where no file is to blame
  int line = 0;        ///< 1-based; 0: not known
  int column = 0;      ///< 1-based, in characters; 0: not known
  std::string key{};   ///< dotted configuration key ("cluster.workers", "listener[0].port"); may be empty
  std::map<std::string, std::string> arguments{};
  Severity severity = Severity::Error;

  bool operator==(const Problem&) const = default;
};

std::span<const ProblemCode> allProblemCodes();
std::string_view name(ProblemCode code);
std::optional<ProblemCode> problemCodeFromName(std::string_view name);

/// The English sentence with {named} arguments, without the place. The panel's translations use the same names.
std::string_view sentenceTemplate(ProblemCode code);
/// `template` with each {name} replaced from the problem's arguments, {file} and {key} included; unknown names stay.
std::string fillTemplate(std::string_view sentenceTemplate, const Problem& problem);
/// One line for a terminal: "forkyard.toml:3:11: cluster.workers: must be 1 to 256, not -1". Parts that are not known
/// are left out, and so is the file where the sentence itself names it. A {suggestion} that the sentence does not name
/// is added as a question.
std::string sentence(const Problem& problem);

}  // namespace base
