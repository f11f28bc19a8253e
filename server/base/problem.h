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
  FolderMissing,         // {folder}: what a files route is to serve
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
  ChainUnordered,   // warning: the file's order is not the chain's; it is served in order all the same
  // making, keeping and bringing certificates
  NameNotUsable,         // {name} {reason} and, where the host can be seen, {suggestion}
  NameForcesHttps,       // {name} {domain}; warning: browsers allow only https there
  WildcardTooBroad,      // {name}; warning: "*.test", which browsers do not match
  NameOutsideAuthority,  // {name} {allowed}; warning
  ValidTooLong,          // {days} {limit}; warning
  AuthorityEndsBefore,   // {date}; warning: the certificate ends with its authority
  AuthorityMissing,      // no local authority was made
  AuthorityExists,       // file: its certificate
  PassphraseNeeded,      // file, or empty where it was pasted
  PassphraseWrong,       // likewise
  KeyNotAmong,           // {subject}: none of the files holds its key
  KeysAmbiguous,         // {subjects}: several certificates with their keys
  AlreadyStored,         // {name}: the entry with this very certificate
  EntryExists,           // {name}
  EntryNameNotUsable,    // {name}
  EntryLinked,           // {name}: its files belong to somebody else
  RenewElsewhere,        // {name} {issuer}
  FileExists,            // file: would be written over
  // trust stores, real handshakes, and public authorities; {store} is TrustStore::title()
  CertutilMissing,      // {command}: browsers keep stores of their own, which certutil opens
  SystemStoreUnknown,   // neither of the known ways is here
  TrustNeedsRoot,       // {command}
  TrustChangeFailed,    // {store} {reason}
  TrustNotConfirmed,    // {store}: changed without a complaint, and read back otherwise
  TrustUnreadable,      // {store} {reason}
  BrowserOpen,          // {store}; warning: it reads its store when it starts
  AuthorityNotTrusted,  // {store} {issuer}
  RootNotTrusted,       // {store} {issuer}: an authority of somebody else's
  AuthorityTrustless,   // {store} {issuer}: it is there, without trust
  AuthorityOutdated,    // {store} {issuer}: it has the certificate of before a re-issue
  SelfSignedLeaf,       // no store can help
  HandshakeFailed,      // {address} {reason}
  HandshakeDistrusted,  // {address} {reason}
  HandshakeOther,       // {address} {subject}: the server shows another certificate than the checked one
  AcmeClientMissing,    // {command}
  AcmeFailed,           // {names} {reason}
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
  // what seals the keys of TLS tickets; Problem::file is the file
  TicketSecretMissing,      // {command}: makes one
  TicketSecretUnreadable,   // {reason}
  TicketSecretShort,        // {minimum} bytes, {command} as above
  TicketSecretPermissions,  // {mode} {command}
  TicketSecretNotOwned,     // {owner} {command}
  TicketSecretNotMade,      // {reason}
  // what the panel sees of a server; no server tells these of itself
  MasterVanished,  // {name} {pid}: its socket closed, and nobody had asked it to stop
  NotAnswering,    // {name} {pid} {seconds}: connected, and silent
  WorkersGaveUp,   // {name}: no worker is started again
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
