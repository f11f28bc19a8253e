// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The table of problem codes: wire name and English sentence, and how both become one line for a terminal.

#include "server/base/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace base {

namespace {

struct Row {
  ProblemCode code;
  std::string_view name;
  std::string_view sentence;
};

using enum ProblemCode;

// In the order of the enumerators: a row is found by its number (checked below).
constexpr Row rows[] = {
    {ConfigUnreadable, "config-unreadable", "cannot read it: {reason}"},
    {ConfigTooLarge, "config-too-large", "is larger than {limit}; this does not look like a configuration file"},
    {ConfigSyntax, "config-syntax", "not valid TOML: {reason}"},
    {ConfigUnknownKey, "config-unknown-key", "unknown key; did you mean \"{suggestion}\"?"},
    {ConfigUnknownKeyBare, "config-unknown-key-bare", "unknown key; remove it, or see forkyard.toml(5) for the keys"},
    {ConfigWrongType, "config-wrong-type", "must be {expected}, not {found}"},
    {ConfigOutOfRange, "config-out-of-range", "must be {minimum} to {maximum}, not {value}"},
    {ConfigInvalidValue, "config-invalid-value", "must be {expected}, not {value}"},
    {ConfigMissingKey, "config-missing-key", "is missing; give {expected}"},
    {FolderMissing, "folder-missing", "there is no folder {folder}; make it, or pick another one"},
    {ConfigDuplicate, "config-duplicate", "{value} is there twice; remove one of them"},
    {CertificateMissing, "certificate-missing", "there is no such certificate file"},
    {CertificateUnreadable, "certificate-unreadable", "cannot read the certificate: {reason}"},
    {CertificateNotPem, "certificate-not-pem", "is {found}, not PEM; convert it: {command}"},
    {CertificateNotStored, "certificate-not-stored",
     "there is no certificate named \"{name}\" in the store; did you mean \"{suggestion}\"?"},
    {KeyMissing, "key-missing", "there is no such private key file"},
    {KeyUnreadable, "key-unreadable", "cannot read the private key: {reason}"},
    {KeyMismatch, "key-mismatch", "the key {file} does not belong to the certificate {certificate} ({subject})"},
    {KeyPermissions, "key-permissions", "{file} can be read by others (mode {mode}); run: {command}"},
    {KeyNotOwned, "key-not-owned", "{file} belongs to {owner}, who could change it; run: {command}"},
    {KeyEncrypted, "key-encrypted",
     "{file} needs a passphrase, which a server cannot ask for; run: openssl pkey -in {file} -out plain.key"},
    {ChainIncomplete, "chain-incomplete",
     "the chain is incomplete: add the certificate of \"{issuer}\" to ca, or some clients will refuse"},
    {Expired, "expired", "expired on {date}; renew it, clients refuse it"},
    {NotYetValid, "not-yet-valid", "is valid only from {date}; check the clock, clients refuse it until then"},
    {NotForServers, "not-for-servers", "is made for {usage}, not for servers; clients may refuse it"},
    {CaAsLeaf, "ca-as-leaf", "{subject} is a certificate authority; use a certificate that it issued instead"},
    {NameNotCovered, "name-not-covered", "does not cover {host}, only {names}; issue one that does"},
    {TooWeak, "too-weak", "is too weak for OpenSSL's security level ({reason}); make a new key and certificate"},
    {ChainUnordered, "chain-unordered",
     "its certificates are not in the order of the chain; it is served in order, but other programs may refuse it"},
    {NameNotUsable, "name-not-usable", "\"{name}\" cannot be in a certificate: {reason}"},
    {NameForcesHttps, "name-forces-https",
     "{name}: browsers open every name under .{domain} by https only, so no plain http server can have it"},
    {WildcardTooBroad, "wildcard-too-broad",
     "{name}: browsers accept no wildcard right below a top-level domain; take one such as *.shop.test"},
    {NameOutsideAuthority, "name-outside-authority",
     "clients will refuse {name}: the local authority can vouch only for {allowed}; add it: forkyard ca reissue --add "
     "{name}"},
    {ValidTooLong, "valid-too-long",
     "clients of Apple refuse certificates that are valid for {days} days, over {limit}"},
    {AuthorityEndsBefore, "authority-ends-before",
     "the local authority ends on {date}, and the certificate with it; renew it: forkyard ca reissue"},
    {AuthorityMissing, "authority-missing", "there is no local authority yet; make one: forkyard ca create"},
    {AuthorityExists, "authority-exists", "there is a local authority already; to change it: forkyard ca reissue"},
    {PassphraseNeeded, "passphrase-needed", "needs a passphrase"},
    {PassphraseWrong, "passphrase-wrong", "the passphrase does not open it"},
    {KeyNotAmong, "key-not-among", "the private key of \"{subject}\" is in none of the files; add its file"},
    {KeysAmbiguous, "keys-ambiguous",
     "there are several certificates with their keys ({subjects}); bring one at a time"},
    {AlreadyStored, "already-stored", "this certificate is in the store already, as \"{name}\""},
    {EntryExists, "entry-exists", "there is an entry named \"{name}\" in the store; take another name"},
    {EntryNameNotUsable, "entry-name-not-usable",
     "\"{name}\" cannot name an entry: 1 to 100 bytes, no \"/\", no dot at the start, no control characters"},
    {EntryLinked, "entry-linked", "\"{name}\" is linked to files of somebody else, which are never changed here"},
    {RenewElsewhere, "renew-elsewhere",
     "\"{name}\" was issued by {issuer}, which is not here; send it a request: forkyard cert issue --csr"},
    {FileExists, "file-exists", "the file exists; give another name, or --force to write over it"},
    {CertutilMissing, "certutil-missing",
     "browsers keep their own stores, and certutil, which opens them, is not installed; run: {command}"},
    {SystemStoreUnknown, "system-store-unknown",
     "this system has neither update-ca-certificates nor trust(1), so its store cannot be changed from here"},
    {TrustNeedsRoot, "trust-needs-root", "only an administrator can change this system's store; run: {command}"},
    {TrustChangeFailed, "trust-change-failed", "cannot change whom {store} trusts: {reason}"},
    {TrustNotConfirmed, "trust-not-confirmed",
     "{store} was changed without a complaint, but reading it back does not show it"},
    {TrustUnreadable, "trust-unreadable", "cannot tell whom {store} trusts: {reason}"},
    {BrowserOpen, "browser-open",
     "{store} is open, and reads its store only when it starts; close it and open it again"},
    {AuthorityNotTrusted, "authority-not-trusted", "{store} does not trust \"{issuer}\"; run: forkyard ca trust"},
    {RootNotTrusted, "root-not-trusted",
     "{store} does not trust \"{issuer}\", which was not made here; whoever runs it tells how to install it"},
    {AuthorityTrustless, "authority-trustless",
     "{store} has \"{issuer}\", but not to vouch for websites; run: forkyard ca trust"},
    {AuthorityOutdated, "authority-outdated",
     "{store} trusts an older certificate of \"{issuer}\"; run: forkyard ca trust"},
    {SelfSignedLeaf, "self-signed-leaf",
     "it vouches for itself, which no browser accepts; make an authority that issues it: forkyard ca create"},
    {HandshakeFailed, "handshake-failed", "no TLS handshake with {address}: {reason}"},
    {HandshakeDistrusted, "handshake-distrusted",
     "programs that trust what this system trusts refuse {address}: {reason}"},
    {HandshakeOther, "handshake-other",
     "{address} shows another certificate (\"{subject}\"); reload the server, or see whose port it is"},
    {AcmeClientMissing, "acme-client-missing",
     "certificates of public authorities come through lego, which is not installed; run: {command}"},
    {AcmeFailed, "acme-failed", "no certificate for {names}: {reason}"},
    {PortInUse, "port-in-use", "cannot listen on {address}:{port}: the port is in use; stop its user or take another"},
    {PortInUseBy, "port-in-use-by", "cannot listen on {address}:{port}: the port is in use by {program} (PID {pid})"},
    {PortPrivileged, "port-privileged",
     "cannot listen on {address}:{port}: ports below 1024 need permission; run: {command}"},
    {AddressUnavailable, "address-unavailable", "cannot listen on {address}: this machine does not have that address"},
    {AddressUnknown, "address-unknown", "cannot find the address of {address}: {reason}"},
    {ListenFailed, "listen-failed", "cannot listen on {address}:{port}: {reason}"},
    {AlreadyRunning, "already-running", "{name} is already running (PID {pid})"},
    {NotRunning, "not-running", "{name} is not running"},
    {ControlPathTooLong, "control-path-too-long",
     "the path of the control socket is longer than {limit} bytes: {path}; take a shorter name or XDG_RUNTIME_DIR"},
    {ControlPathTaken, "control-path-taken", "{path} is not a socket of Forkyard; move it away"},
    {ControlUnavailable, "control-unavailable", "cannot use the control socket {path}: {reason}"},
    {ControlOtherUser, "control-other-user", "the control socket {path} belongs to another user"},
    {ProtocolMismatch, "protocol-mismatch",
     "the server speaks version {theirs} of the control protocol, this program version {ours}; restart the server"},
    {UserUnknown, "user-unknown", "there is no user {user} on this machine"},
    {PrivilegeDropFailed, "privilege-drop-failed", "cannot become user {user}: {reason}"},
    {BootFailed, "boot-failed", "no worker became ready: {reason}"},
    {ServerProgramMissing, "server-program-missing", "cannot find the server program {path}; install forkyard"},
    {UpgradeFailed, "upgrade-failed", "{program} could not take over the running server: {reason}"},
    {OutOfDescriptors, "out-of-descriptors", "out of file descriptors (limit {limit}); raise it: ulimit -n"},
    {DiskFull, "disk-full", "cannot write {path}: the disk is full; the old file is unchanged"},
    {TicketSecretMissing, "ticket-secret-missing",
     "there is no such file; make it once, and copy it to each machine: {command}"},
    {TicketSecretUnreadable, "ticket-secret-unreadable", "cannot read the secret of TLS tickets: {reason}"},
    {TicketSecretShort, "ticket-secret-short",
     "has fewer than {minimum} bytes, which is no secret; make a new one: {command}"},
    {TicketSecretPermissions, "ticket-secret-permissions",
     "{file} can be read by others (mode {mode}), who could read TLS sessions; run: {command}"},
    {TicketSecretNotOwned, "ticket-secret-not-owned", "{file} belongs to {owner}, who could change it; run: {command}"},
    {TicketSecretNotMade, "ticket-secret-not-made", "cannot make the secret of TLS tickets: {reason}"},
    {MasterVanished, "master-vanished", "the master of {name} (PID {pid}) vanished; its workers ended with it"},
    {NotAnswering, "not-answering", "{name} (PID {pid}) has said nothing for {seconds} s"},
    {WorkersGaveUp, "workers-gave-up", "no worker of {name} is started again, as each ended too soon too often"},
};

constexpr auto codes = [] {
  std::array<ProblemCode, std::size(rows)> list{};
  for (std::size_t index = 0; index < std::size(rows); ++index) list[index] = rows[index].code;
  return list;
}();

static_assert(
    [] {
      for (std::size_t index = 0; index < std::size(rows); ++index) {
        if (static_cast<std::size_t>(rows[index].code) != index) return false;
      }
      return std::size(rows) == static_cast<std::size_t>(WorkersGaveUp) + 1;
    }(),
    "one row a code, in the order of the enumerators");

const Row& rowOf(ProblemCode code) {
  return rows[static_cast<std::size_t>(code)];
}

std::optional<std::string> argumentOf(const Problem& problem, std::string_view name) {
  if (const auto found = problem.arguments.find(std::string(name)); found != problem.arguments.end()) {
    return found->second;
  }
  if (name == "file") return problem.file;
  if (name == "key") return problem.key;
  return std::nullopt;
}

}  // namespace

std::span<const ProblemCode> allProblemCodes() {
  return codes;
}

std::string_view name(ProblemCode code) {
  return rowOf(code).name;
}

std::optional<ProblemCode> problemCodeFromName(std::string_view name) {
  const auto* found = std::ranges::find(rows, name, &Row::name);
  if (found == std::end(rows)) return std::nullopt;
  return found->code;
}

std::string_view sentenceTemplate(ProblemCode code) {
  return rowOf(code).sentence;
}

std::string fillTemplate(std::string_view text, const Problem& problem) {
  // One pass: a brace inside an argument is text, never a name.
  std::string filled;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    filled += text.substr(0, open);
    if (open == std::string_view::npos) break;
    text.remove_prefix(open);
    const std::size_t close = text.find('}');
    const auto argument =
        close == std::string_view::npos ? std::nullopt : argumentOf(problem, text.substr(1, close - 1));
    filled += argument ? *argument : std::string(text.substr(0, 1));
    text.remove_prefix(argument ? close + 1 : 1);
  }
  return filled;
}

std::string sentence(const Problem& problem) {
  const std::string_view text = sentenceTemplate(problem.code);
  std::string line;
  // A sentence that names the file itself does not have it twice.
  if (!problem.file.empty() && text.find("{file}") == std::string_view::npos) {
    line = problem.file;
    if (problem.line > 0) line += fmt::format(":{}", problem.line);
    if (problem.line > 0 && problem.column > 0) line += fmt::format(":{}", problem.column);
    line += ": ";
  }
  if (!problem.key.empty()) line += problem.key + ": ";
  line += fillTemplate(text, problem);
  const auto suggestion = problem.arguments.find("suggestion");
  if (suggestion != problem.arguments.end() && text.find("{suggestion}") == std::string_view::npos) {
    line += fmt::format("; did you mean {}?", suggestion->second);
  }
  return line;
}

}  // namespace base
