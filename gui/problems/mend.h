// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What can be done about a problem with one press. Which mend fits is decided here; doing it is the page's business.

#pragma once

#include <QList>
#include <QString>

#include "server/base/problem.h"

struct Mend {
  enum class Kind {
    UsePort,         ///< argument: the port
    UseAddress,      ///< argument: the address
    UseSelfSigned,   ///< the certificate for localhost instead
    PickFiles,       ///< choose certificate, key and CA files
    FixPermissions,  ///< argument: the key file, to become 0600
    CopyCommand,     ///< argument: the command
    OpenFile,        ///< argument: the file
    TryAgain,
    Attach,        ///< a server of this name runs already: show it
    Restart,       ///< stop the running server and start the installed one
    EndHolder,     ///< end the program that holds the port
    EndMaster,     ///< end a master that does not answer
    StartWorkers,  ///< start the workers that were given up
    StartAgain,
    StartServer,
    ReloadServer,     ///< it shows another certificate than its file says
    Renew,            ///< the certificate, with its names
    OrderChain,       ///< of the certificate's file
    AddIntermediate,  ///< bring what the chain lacks
    GivePassphrase,   ///< argument: the key file, to be brought into the store without one
    NewCertificate,   ///< argument: a name that it must cover; may be empty
    TrustAuthority,   ///< where, store by store
    MakeAuthority,
    ExtendAuthority,  ///< argument: a name that it must vouch for; may be empty
  };

  Kind kind{};
  QString argument;
  int insteadOf = 0;       ///< UsePort: the port that cannot be had
  bool ofMetrics = false;  ///< UsePort, UseAddress: of [metrics], not of a listener

  bool operator==(const Mend&) const = default;
};

/// Best first, at least one for each code, at most two.
QList<Mend> mendsFor(const base::Problem& problem);
/// What the button says.
QString label(const Mend& mend);
