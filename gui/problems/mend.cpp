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

bool isOfMetrics(const base::Problem& problem) {
  return problem.key == "metrics.listen";
}

// The neighbour above; for a privileged one and past the last, the customary one.
Mend otherPort(const base::Problem& problem) {
  const int port = argument(problem, "port").toInt();
  const bool ofMetrics = isOfMetrics(problem);
  const int customary = ofMetrics ? 9100 : port == 80 ? 8080 : 8443;
  return {Mend::Kind::UsePort, QString::number(port >= 1024 && port < 65535 ? port + 1 : customary), port, ofMetrics};
}

QList<Mend> withCommand(Mend first, const QString& command) {
  QList<Mend> mends{std::move(first)};
  if (!command.isEmpty()) mends += Mend{Mend::Kind::CopyCommand, command};
  return mends;
}

QList<Mend> commandOf(const base::Problem& problem) {
  const QString command = argument(problem, "command");
  return command.isEmpty() ? QList<Mend>() : QList<Mend>{{Mend::Kind::CopyCommand, command}};
}

/// Of a certificate, its key and its chain. Empty: what was typed is to be changed, or it is to be tried again.
QList<Mend> identityMends(const base::Problem& problem) {
  const Mend pickFiles{Mend::Kind::PickFiles, {}};
  const Mend makeNew{Mend::Kind::NewCertificate, argument(problem, "host")};
  switch (problem.code) {
    case CertificateNotPem:
    case KeyNotOwned:
      return QList<Mend>{pickFiles} + commandOf(problem);
    case CertificateNotStored:
      return {{Mend::Kind::UseSelfSigned, {}}, pickFiles};
    case KeyPermissions:
      return {{Mend::Kind::FixPermissions, toQt(problem.file)}};
    case KeyEncrypted:
      return {{Mend::Kind::GivePassphrase, toQt(problem.file)}, pickFiles};
    case CertificateMissing:
    case CertificateUnreadable:
    case KeyMissing:
    case KeyUnreadable:
    case KeyMismatch:
    case KeyNotAmong:
    case KeysAmbiguous:
    case EntryLinked:
    case RenewElsewhere:
      return {pickFiles};
    case ChainIncomplete:
      return {{Mend::Kind::AddIntermediate, {}}, pickFiles};
    case ChainUnordered:
      return {{Mend::Kind::OrderChain, {}}, pickFiles};
    case Expired:
    case NotYetValid:
    case ValidTooLong:
      return {{Mend::Kind::Renew, {}}, pickFiles};
    case NameNotCovered:
    case TooWeak:
    case NotForServers:
    case CaAsLeaf:
    case SelfSignedLeaf:
      return {makeNew, pickFiles};
    default:
      return {};
  }
}

/// Of authorities and those who trust them.
QList<Mend> authorityMends(const base::Problem& problem) {
  switch (problem.code) {
    case AuthorityMissing:
      return {{Mend::Kind::MakeAuthority, {}}};
    case NameOutsideAuthority:
    case AuthorityEndsBefore:
      return {{Mend::Kind::ExtendAuthority, argument(problem, "name")}};
    case AuthorityExists:
    case AuthorityNotTrusted:
    case AuthorityTrustless:
    case AuthorityOutdated:
    case HandshakeDistrusted:
      return {{Mend::Kind::TrustAuthority, {}}};
    case HandshakeFailed:
      return {{Mend::Kind::StartServer, {}}};
    case HandshakeOther:
      return {{Mend::Kind::ReloadServer, {}}};
    case CertutilMissing:
    case TrustNeedsRoot:
    case AcmeClientMissing:
      return commandOf(problem);
    default:
      return {};
  }
}

QList<Mend> certificateMends(const base::Problem& problem) {
  const QList<Mend> mends = identityMends(problem);
  return mends.isEmpty() ? authorityMends(problem) : mends;
}

QString certificateLabel(Mend::Kind kind) {
  switch (kind) {
    case Mend::Kind::Renew:
      return Words::tr("Renew…");
    case Mend::Kind::OrderChain:
      return Words::tr("Put in order");
    case Mend::Kind::AddIntermediate:
      return Words::tr("Add the missing one…");
    case Mend::Kind::GivePassphrase:
      return Words::tr("Give the passphrase…");
    case Mend::Kind::NewCertificate:
      return Words::tr("Make a trusted one…");
    case Mend::Kind::TrustAuthority:
      return Words::tr("Trust…");
    case Mend::Kind::MakeAuthority:
      return Words::tr("Make an authority…");
    case Mend::Kind::ExtendAuthority:
      return Words::tr("More names…");
    default:
      return {};
  }
}

}  // namespace

QList<Mend> mendsFor(const base::Problem& problem) {
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
    case FolderMissing:
    case ConfigDuplicate:
    case UserUnknown:
    case PrivilegeDropFailed:
      return {openFile};
    case TicketSecretPermissions:
      return {Mend{Mend::Kind::FixPermissions, toQt(problem.file)}};
    case PortInUse:
    case PortInUseBy:
    case ListenFailed:
      return {otherPort(problem), tryAgain};
    case PortPrivileged:
      return withCommand(otherPort(problem), argument(problem, "command"));
    case AddressUnavailable:
    case AddressUnknown:
      return {Mend{Mend::Kind::UseAddress, QStringLiteral("127.0.0.1"), 0, isOfMetrics(problem)}};
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
      return {Mend{Mend::Kind::StartServer, {}}};
    case ControlPathTooLong:
    case ControlPathTaken:
    case ControlUnavailable:
    case ControlOtherUser:
    case BootFailed:
    case ServerProgramMissing:
    case UpgradeFailed:
    case OutOfDescriptors:
    case DiskFull:
    case TicketSecretMissing:
    case TicketSecretUnreadable:
    case TicketSecretShort:
    case TicketSecretNotOwned:
      return withCommand(tryAgain, argument(problem, "command"));
    default:
      break;
  }
  const QList<Mend> mends = certificateMends(problem);
  return mends.isEmpty() ? QList<Mend>{tryAgain} : mends;
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
      return Words::tr("Make it private");
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
    case Mend::Kind::StartServer:
      return Words::tr("Start server");
    case Mend::Kind::ReloadServer:
      return Words::tr("Reload server");
    default:
      break;
  }
  return certificateLabel(mend.kind);
}
