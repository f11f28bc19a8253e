// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The table from codes to mends.

#include "gui/problems/mend.h"

#include <QCoreApplication>

#include "gui/base/text.h"

namespace {

using enum base::ProblemCode;

struct Words {
  Q_DECLARE_TR_FUNCTIONS(Mend)
};

QString argument(const base::Problem& problem, const char* name) {
  const auto found = problem.arguments.find(name);
  return found == problem.arguments.end() ? QString() : toQt(found->second);
}

// The neighbour above; past the last port, the customary one.
Mend otherPort(const base::Problem& problem) {
  const int port = argument(problem, "port").toInt();
  return {Mend::Kind::UsePort, QString::number(port >= 1024 && port < 65535 ? port + 1 : 8443)};
}

QList<Mend> withCommand(Mend first, const QString& command) {
  QList<Mend> mends{std::move(first)};
  if (!command.isEmpty()) mends += Mend{Mend::Kind::CopyCommand, command};
  return mends;
}

}  // namespace

QList<Mend> mendsFor(const base::Problem& problem) {
  const Mend pickFiles{Mend::Kind::PickFiles, {}};
  const Mend openFile{Mend::Kind::OpenFile, toQt(problem.file)};
  const Mend tryAgain{Mend::Kind::TryAgain, {}};
  switch (problem.code) {
    case ConfigUnreadable:
    case ConfigTooLarge:
    case ConfigSyntax:
    case ConfigUnknownKey:
    case ConfigUnknownKeyBare:
    case ConfigWrongType:
    case ConfigOutOfRange:
    case ConfigInvalidValue:
    case ConfigMissingKey:
    case ConfigDuplicate:
    case UserUnknown:
    case PrivilegeDropFailed:
      return {openFile};
    case CertificateNotPem:
      return withCommand(pickFiles, argument(problem, "command"));
    case CertificateNotStored:
      return {Mend{Mend::Kind::UseSelfSigned, {}}, pickFiles};
    case KeyPermissions:
      return {Mend{Mend::Kind::FixPermissions, toQt(problem.file)}};
    case KeyNotOwned:
      return withCommand(pickFiles, argument(problem, "command"));
    case KeyEncrypted:
      return withCommand(pickFiles, QStringLiteral("openssl pkey -in %1 -out plain.key").arg(toQt(problem.file)));
    case CertificateMissing:
    case CertificateUnreadable:
    case KeyMissing:
    case KeyUnreadable:
    case KeyMismatch:
    case ChainIncomplete:
    case Expired:
    case NotYetValid:
    case NotForServers:
    case CaAsLeaf:
    case NameNotCovered:
    case TooWeak:
    case KeyNotAmong:
      return {pickFiles};
    case PortInUse:
    case PortInUseBy:
    case ListenFailed:
      return {otherPort(problem), tryAgain};
    case PortPrivileged:
      return withCommand({Mend::Kind::UsePort, QStringLiteral("8443")}, argument(problem, "command"));
    case AddressUnavailable:
    case AddressUnknown:
      return {Mend{Mend::Kind::UseAddress, QStringLiteral("127.0.0.1")}};
    case AlreadyRunning:
      return {Mend{Mend::Kind::Attach, {}}};
    case ProtocolMismatch:
      return {Mend{Mend::Kind::Restart, {}}};
    case MasterVanished:
      return {Mend{Mend::Kind::StartAgain, {}}};
    case NotAnswering:
      return {Mend{Mend::Kind::EndMaster, {}}};
    case WorkersGaveUp:
      return {Mend{Mend::Kind::StartWorkers, {}}};
    case NotRunning:
    case ControlPathTooLong:
    case ControlPathTaken:
    case ControlUnavailable:
    case ControlOtherUser:
    case BootFailed:
    case ServerProgramMissing:
    case UpgradeFailed:
    case OutOfDescriptors:
    case DiskFull:
    case ChainUnordered:
    case NameNotUsable:
    case NameForcesHttps:
    case WildcardTooBroad:
    case NameOutsideAuthority:
    case ValidTooLong:
    case AuthorityEndsBefore:
    case AuthorityMissing:
    case AuthorityExists:
    case PassphraseNeeded:
    case PassphraseWrong:
    case KeysAmbiguous:
    case AlreadyStored:
    case EntryExists:
    case EntryNameNotUsable:
    case EntryLinked:
    case RenewElsewhere:
    case CertutilMissing:
    case TrustNeedsRoot:
    case AcmeClientMissing:
      return withCommand(tryAgain, argument(problem, "command"));
    case FileExists:
    case SystemStoreUnknown:
    case TrustChangeFailed:
    case TrustNotConfirmed:
    case TrustUnreadable:
    case BrowserOpen:
    case AuthorityNotTrusted:
    case AuthorityTrustless:
    case AuthorityOutdated:
    case SelfSignedLeaf:
    case HandshakeFailed:
    case HandshakeDistrusted:
    case HandshakeOther:
    case AcmeFailed:
      break;
  }
  return {tryAgain};
}

QString label(const Mend& mend) {
  switch (mend.kind) {
    case Mend::Kind::UsePort:
      return Words::tr("Use port %1").arg(mend.argument);
    case Mend::Kind::UseAddress:
      return Words::tr("Use %1").arg(mend.argument);
    case Mend::Kind::UseSelfSigned:
      return Words::tr("Use the self-signed one");
    case Mend::Kind::PickFiles:
      return Words::tr("Pick files…");
    case Mend::Kind::FixPermissions:
      return Words::tr("Fix permissions");
    case Mend::Kind::CopyCommand:
      return Words::tr("Copy command");
    case Mend::Kind::OpenFile:
      return Words::tr("Open file");
    case Mend::Kind::TryAgain:
      return Words::tr("Try again");
    case Mend::Kind::Attach:
      return Words::tr("Show it");
    case Mend::Kind::Restart:
      return Words::tr("Restart server");
    case Mend::Kind::EndHolder:
      return Words::tr("Stop it");
    case Mend::Kind::EndMaster:
      return Words::tr("End it");
    case Mend::Kind::StartWorkers:
      return Words::tr("Start them again");
    case Mend::Kind::StartAgain:
      return Words::tr("Start again");
  }
  return {};
}
