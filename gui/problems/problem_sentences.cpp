// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The table of sentences. A code without a row does not compile.

#include "gui/problems/problem_sentences.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStringList>
#include <iterator>

#include "gui/base/text.h"
#include "gui/problems/argument_words.h"

namespace {

using enum base::ProblemCode;

struct Row {
  base::ProblemCode code;
  const char* sentence;
};

// In the order of the enumerators.
constexpr Row rows[] = {
    {ConfigUnreadable, QT_TRANSLATE_NOOP("ProblemSentences", "The file cannot be read: {reason}.")},
    {ConfigTooLarge, QT_TRANSLATE_NOOP("ProblemSentences",
                                       "The file is larger than {limit}. This does not look like a "
                                       "configuration file.")},
    {ConfigSyntax, QT_TRANSLATE_NOOP("ProblemSentences", "The file is not valid TOML: {reason}.")},
    {ConfigUnknownKey,
     QT_TRANSLATE_NOOP("ProblemSentences", "This setting is not known. Did you mean “{suggestion}”?")},
    {ConfigUnknownKeyBare, QT_TRANSLATE_NOOP("ProblemSentences", "This setting is not known. Remove it.")},
    {ConfigWrongType, QT_TRANSLATE_NOOP("ProblemSentences", "The value must be {expected}, not {found}.")},
    {ConfigOutOfRange,
     QT_TRANSLATE_NOOP("ProblemSentences", "The value must be from {minimum} to {maximum}, not {value}.")},
    {ConfigInvalidValue, QT_TRANSLATE_NOOP("ProblemSentences", "The value must be {expected}, not {value}.")},
    {ConfigMissingKey, QT_TRANSLATE_NOOP("ProblemSentences", "This setting is missing. Give {expected}.")},
    {FolderMissing,
     QT_TRANSLATE_NOOP("ProblemSentences", "There is no folder {folder}. Make it, or pick another one.")},
    {ConfigDuplicate, QT_TRANSLATE_NOOP("ProblemSentences", "{value} is there twice. Remove one of them.")},
    {CertificateMissing, QT_TRANSLATE_NOOP("ProblemSentences", "There is no certificate file {file}.")},
    {CertificateUnreadable, QT_TRANSLATE_NOOP("ProblemSentences", "The certificate {file} cannot be read: {reason}.")},
    {CertificateNotPem,
     QT_TRANSLATE_NOOP("ProblemSentences", "{file} is {found}, not PEM. It can be converted with: {command}")},
    {CertificateNotStored,
     QT_TRANSLATE_NOOP("ProblemSentences",
                       "There is no certificate named “{name}” in the store. Did you mean “{suggestion}”?")},
    {KeyMissing, QT_TRANSLATE_NOOP("ProblemSentences", "There is no private key file {file}.")},
    {KeyUnreadable, QT_TRANSLATE_NOOP("ProblemSentences", "The private key {file} cannot be read: {reason}.")},
    {KeyMismatch, QT_TRANSLATE_NOOP("ProblemSentences",
                                    "The private key {file} does not belong to the certificate {certificate} "
                                    "({subject}). They must be made together.")},
    {KeyPermissions, QT_TRANSLATE_NOOP("ProblemSentences",
                                       "Others on this computer can read the private key {file} (mode {mode}). "
                                       "Only its owner may: {command}")},
    {KeyNotOwned, QT_TRANSLATE_NOOP("ProblemSentences",
                                    "The private key {file} belongs to {owner}, who could change "
                                    "it. Take it over with: {command}")},
    {KeyEncrypted, QT_TRANSLATE_NOOP("ProblemSentences",
                                     "The private key {file} needs a passphrase, and a server "
                                     "cannot ask for one. Save it without passphrase.")},
    {ChainIncomplete, QT_TRANSLATE_NOOP("ProblemSentences",
                                        "The chain is incomplete: the certificate of “{issuer}” is "
                                        "not among the CA files. Some clients will refuse it.")},
    {Expired, QT_TRANSLATE_NOOP("ProblemSentences", "The certificate expired on {date}. Clients refuse it.")},
    {NotYetValid, QT_TRANSLATE_NOOP("ProblemSentences",
                                    "The certificate is valid only from {date}. Clients refuse it "
                                    "until then; or is this computer’s clock wrong?")},
    {NotForServers, QT_TRANSLATE_NOOP("ProblemSentences",
                                      "The certificate is made for {usage}, not for servers. Clients may refuse it.")},
    {CaAsLeaf, QT_TRANSLATE_NOOP("ProblemSentences",
                                 "“{subject}” is a certificate authority. Use a certificate that it "
                                 "issued instead.")},
    {NameNotCovered, QT_TRANSLATE_NOOP("ProblemSentences",
                                       "The certificate does not cover {host}, only {names}. Browsers will refuse "
                                       "it.")},
    {TooWeak, QT_TRANSLATE_NOOP("ProblemSentences",
                                "The certificate or its key is too weak to be accepted ({reason}). "
                                "Make a new one.")},
    {ChainUnordered, QT_TRANSLATE_NOOP("ProblemSentences",
                                       "The certificates in {file} are not in the order of the chain. They are served "
                                       "in order, but other programs may refuse the file.")},
    {NameNotUsable, QT_TRANSLATE_NOOP("ProblemSentences", "“{name}” cannot be in a certificate: {reason}.")},
    {NameForcesHttps,
     QT_TRANSLATE_NOOP(
         "ProblemSentences",
         "Browsers open every name under .{domain} by https only, so {name} can have no plain http server.")},
    {WildcardTooBroad,
     QT_TRANSLATE_NOOP("ProblemSentences",
                       "Browsers do not accept {name}: a wildcard needs two labels after it, as in *.shop.test.")},
    {NameOutsideAuthority,
     QT_TRANSLATE_NOOP("ProblemSentences",
                       "Browsers will refuse {name}: the local authority can vouch only for {allowed}.")},
    {ValidTooLong,
     QT_TRANSLATE_NOOP(
         "ProblemSentences",
         "Apple’s clients refuse certificates that are valid for {days} days. Up to {limit} days are accepted.")},
    {AuthorityEndsBefore,
     QT_TRANSLATE_NOOP("ProblemSentences",
                       "The local authority ends on {date}, and the certificate with it. Renew the authority first.")},
    {AuthorityMissing, QT_TRANSLATE_NOOP("ProblemSentences", "There is no local authority yet.")},
    {AuthorityExists, QT_TRANSLATE_NOOP("ProblemSentences", "There is a local authority already.")},
    {PassphraseNeeded, QT_TRANSLATE_NOOP("ProblemSentences", "A passphrase is needed to open {file}.")},
    {PassphraseWrong, QT_TRANSLATE_NOOP("ProblemSentences", "The passphrase does not open {file}.")},
    {KeyNotAmong,
     QT_TRANSLATE_NOOP("ProblemSentences", "The private key of “{subject}” is in none of the files. Add its file.")},
    {KeysAmbiguous,
     QT_TRANSLATE_NOOP("ProblemSentences",
                       "There are several certificates with their keys: {subjects}. Import one at a time.")},
    {AlreadyStored, QT_TRANSLATE_NOOP("ProblemSentences", "This certificate is in the store already, as “{name}”.")},
    {EntryExists,
     QT_TRANSLATE_NOOP("ProblemSentences", "There is a certificate named “{name}” in the store. Take another name.")},
    {EntryNameNotUsable,
     QT_TRANSLATE_NOOP(
         "ProblemSentences",
         "“{name}” cannot name a certificate in the store: it takes 1 to 100 bytes, no “/” and no dot at the start.")},
    {EntryLinked, QT_TRANSLATE_NOOP("ProblemSentences",
                                    "“{name}” is linked to files elsewhere, which are never changed from here.")},
    {RenewElsewhere,
     QT_TRANSLATE_NOOP(
         "ProblemSentences",
         "“{name}” was issued by {issuer}, which is not on this computer. Create a request and send it there.")},
    {FileExists, QT_TRANSLATE_NOOP("ProblemSentences", "The file {file} exists already.")},
    {CertutilMissing, QT_TRANSLATE_NOOP("ProblemSentences",
                                        "Browsers keep certificate stores of their own, and certutil, the program that "
                                        "opens them, is not installed. It can be installed with: {command}")},
    {SystemStoreUnknown, QT_TRANSLATE_NOOP("ProblemSentences",
                                           "This system has neither update-ca-certificates nor trust, so its "
                                           "certificate store cannot be changed from here.")},
    {TrustNeedsRoot,
     QT_TRANSLATE_NOOP(
         "ProblemSentences",
         "Only an administrator can change the certificate store of this system. The command is: {command}")},
    {TrustChangeFailed, QT_TRANSLATE_NOOP("ProblemSentences", "Whom {store} trusts could not be changed: {reason}")},
    {TrustNotConfirmed,
     QT_TRANSLATE_NOOP("ProblemSentences",
                       "The trust of {store} was changed without a complaint, but reading it back does not show it.")},
    {TrustUnreadable, QT_TRANSLATE_NOOP("ProblemSentences", "It cannot be told whom {store} trusts: {reason}")},
    {BrowserOpen,
     QT_TRANSLATE_NOOP(
         "ProblemSentences",
         "A browser that is open reads its store only when it starts. Close it and open it again: {store}")},
    {AuthorityNotTrusted, QT_TRANSLATE_NOOP("ProblemSentences", "“{issuer}” is not trusted by {store}.")},
    {RootNotTrusted, QT_TRANSLATE_NOOP("ProblemSentences",
                                       "“{issuer}”, which was not made here, is not trusted by {store}. Whoever runs "
                                       "that authority can say how it is installed.")},
    {AuthorityTrustless,
     QT_TRANSLATE_NOOP("ProblemSentences",
                       "“{issuer}” is in the store of {store}, but not with the right to vouch for websites.")},
    {AuthorityOutdated,
     QT_TRANSLATE_NOOP("ProblemSentences", "An older certificate of “{issuer}” is trusted by {store}.")},
    {SelfSignedLeaf,
     QT_TRANSLATE_NOOP("ProblemSentences",
                       "It vouches for itself, which no browser accepts. Create a local authority and issue it anew.")},
    {HandshakeFailed, QT_TRANSLATE_NOOP("ProblemSentences", "No TLS handshake with {address}: {reason}")},
    {HandshakeDistrusted,
     QT_TRANSLATE_NOOP("ProblemSentences", "Programs that trust what this system trusts refuse {address}: {reason}")},
    {HandshakeOther,
     QT_TRANSLATE_NOOP(
         "ProblemSentences",
         "{address} shows another certificate (“{subject}”). Reload the server, or see whose port it is.")},
    {AcmeClientMissing, QT_TRANSLATE_NOOP("ProblemSentences",
                                          "Certificates of public authorities come through the program lego, which is "
                                          "not installed. It can be installed with: {command}")},
    {AcmeFailed, QT_TRANSLATE_NOOP("ProblemSentences", "There was no certificate for {names}: {reason}")},
    {PortInUse,
     QT_TRANSLATE_NOOP("ProblemSentences", "Port {port} of {address} is already in use by another program.")},
    {PortInUseBy,
     QT_TRANSLATE_NOOP("ProblemSentences", "Port {port} of {address} is already in use by {program} (PID {pid}).")},
    {PortPrivileged,
     QT_TRANSLATE_NOOP("ProblemSentences",
                       "Port {port} of {address} needs permission, like every port below 1024. It can be given with: "
                       "{command}")},
    {AddressUnavailable, QT_TRANSLATE_NOOP("ProblemSentences", "This computer does not have the address {address}.")},
    {AddressUnknown, QT_TRANSLATE_NOOP("ProblemSentences", "The name {address} has no address: {reason}.")},
    {ListenFailed,
     QT_TRANSLATE_NOOP("ProblemSentences", "The server cannot listen on port {port} of {address}: {reason}.")},
    {AlreadyRunning, QT_TRANSLATE_NOOP("ProblemSentences", "A server named “{name}” is already running (PID {pid}).")},
    {NotRunning, QT_TRANSLATE_NOOP("ProblemSentences", "The server “{name}” is not running.")},
    {ControlPathTooLong, QT_TRANSLATE_NOOP("ProblemSentences",
                                           "The path of the control socket is longer than {limit} bytes: {path}. "
                                           "Give the server a shorter name.")},
    {ControlPathTaken, QT_TRANSLATE_NOOP("ProblemSentences",
                                         "Something that is not a control socket stands at {path}. "
                                         "Move it away.")},
    {ControlUnavailable, QT_TRANSLATE_NOOP("ProblemSentences", "The control socket {path} cannot be used: {reason}.")},
    {ControlOtherUser, QT_TRANSLATE_NOOP("ProblemSentences", "The control socket {path} belongs to another user.")},
    {ProtocolMismatch,
     QT_TRANSLATE_NOOP("ProblemSentences",
                       "The running server is of another version: it speaks control protocol {theirs}, this panel "
                       "{ours}. It has to be restarted to be steered from here.")},
    {UserUnknown, QT_TRANSLATE_NOOP("ProblemSentences", "There is no user “{user}” on this computer.")},
    {PrivilegeDropFailed,
     QT_TRANSLATE_NOOP("ProblemSentences", "The server cannot become the user “{user}”: {reason}.")},
    {BootFailed, QT_TRANSLATE_NOOP("ProblemSentences", "No worker became ready: {reason}.")},
    {ServerProgramMissing, QT_TRANSLATE_NOOP("ProblemSentences",
                                             "The server program {path} was not found. It belongs "
                                             "beside this panel, or on the search path.")},
    {UpgradeFailed, QT_TRANSLATE_NOOP("ProblemSentences",
                                      "The program {program} could not take over: {reason}. The old server "
                                      "serves on.")},
    {OutOfDescriptors, QT_TRANSLATE_NOOP("ProblemSentences",
                                         "The limit of {limit} open files is reached. New "
                                         "connections wait until others end.")},
    {DiskFull, QT_TRANSLATE_NOOP("ProblemSentences",
                                 "{path} cannot be written: the disk is full. The old file is "
                                 "unchanged.")},
    {TicketSecretMissing,
     QT_TRANSLATE_NOOP(
         "ProblemSentences",
         "There is no file {file}, which is to hold the secret of TLS tickets. Make it on one machine, and "
         "copy it to the others: {command}")},
    {TicketSecretUnreadable,
     QT_TRANSLATE_NOOP("ProblemSentences", "The secret of TLS tickets, {file}, cannot be read: {reason}.")},
    {TicketSecretShort, QT_TRANSLATE_NOOP("ProblemSentences",
                                          "The secret of TLS tickets, {file}, has fewer than {minimum} bytes, so it "
                                          "could be guessed. Make a new one: {command}")},
    {TicketSecretPermissions,
     QT_TRANSLATE_NOOP(
         "ProblemSentences",
         "Others on this computer can read the secret of TLS tickets, {file} (mode {mode}). Only its owner "
         "may: {command}")},
    {TicketSecretNotOwned, QT_TRANSLATE_NOOP("ProblemSentences",
                                             "The secret of TLS tickets, {file}, belongs to {owner}, who could change "
                                             "it. Take it over with: {command}")},
    {TicketSecretNotMade,
     QT_TRANSLATE_NOOP("ProblemSentences", "The secret of TLS tickets cannot be written to {file}: {reason}.")},
    {MasterVanished,
     QT_TRANSLATE_NOOP("ProblemSentences",
                       "The master process of “{name}” (PID {pid}) vanished without being asked to, and "
                       "its workers ended with it.")},
    {NotAnswering,
     QT_TRANSLATE_NOOP("ProblemSentences",
                       "“{name}” (PID {pid}) has said nothing for {seconds} seconds: it was halted, or it "
                       "hangs.")},
    {WorkersGaveUp, QT_TRANSLATE_NOOP("ProblemSentences",
                                      "Every worker of “{name}” ended too soon, too often. None is started again, and "
                                      "nobody is answered; the log says why they ended.")},
};

static_assert(
    [] {
      for (std::size_t index = 0; index < std::size(rows); ++index) {
        if (static_cast<std::size_t>(rows[index].code) != index) return false;
      }
      return std::size(rows) == static_cast<std::size_t>(WorkersGaveUp) + 1;
    }(),
    "one row a code, in the order of the enumerators");

struct SentenceWords {
  Q_DECLARE_TR_FUNCTIONS(ProblemSentences)
};

bool isOfConfiguration(base::ProblemCode code) {
  return code <= ConfigDuplicate;
}

}  // namespace

namespace problemSentences {

const char* source(base::ProblemCode code) {
  return rows[static_cast<std::size_t>(code)].sentence;
}

QString sentence(const base::Problem& problem) {
  const QString translated = QCoreApplication::translate("ProblemSentences", source(problem.code));
  QString filled = toQt(base::fillTemplate(translated.toStdString(), argumentWords::translated(problem)));
  const auto suggestion = problem.arguments.find("suggestion");
  if (suggestion != problem.arguments.end() && !translated.contains(QStringLiteral("{suggestion}"))) {
    filled = SentenceWords::tr("%1 Did you mean %2?", "what is wrong, then the value spelled right")
                 .arg(filled, toQt(suggestion->second));
  }
  // Of a port or a certificate the sentence says enough; of a setting, the key is what is looked for.
  return problem.key.empty() || !isOfConfiguration(problem.code)
             ? filled
             : SentenceWords::tr("%1: %2", "a setting's key, then what is wrong with it")
                   .arg(toQt(problem.key), filled);
}

QString place(const base::Problem& problem) {
  if (problem.file.empty() || (problem.line <= 0 && !isOfConfiguration(problem.code))) return {};
  const QString file = QFileInfo(toQt(problem.file)).fileName();
  if (problem.line <= 0) return file;
  if (problem.column <= 0) return SentenceWords::tr("%1, line %2").arg(file).arg(problem.line);
  return SentenceWords::tr("%1, line %2, column %3").arg(file).arg(problem.line).arg(problem.column);
}

QString text(const base::Error& error) {
  if (error.problems.empty()) return toQt(error.sentence);
  QStringList lines;
  for (const base::Problem& problem : error.problems) lines += problemSentences::sentence(problem);
  return lines.join(QLatin1Char('\n'));
}

}  // namespace problemSentences
