// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See session_store_reason.h.

#include "gui/log/session_store_reason.h"

#include <QCoreApplication>

namespace {

/// As server/sessions and the system's list of errors spell them; here for the translators.
[[maybe_unused]] constexpr const char* reasons[] = {
    QT_TRANSLATE_NOOP("SessionStoreReason", "its process has ended"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "its process does not answer"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "it cannot be reached"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "it does not answer"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "it does not answer in time"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "it closed the connection"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "the connection broke"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "connection refused"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "connection reset by peer"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "connection timed out"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "network is unreachable"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "no route to host"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "no such file or directory"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "permission denied"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "the connection ended in the TLS handshake"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "the TLS handshake failed"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "not a TLS handshake"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "not a TLS record, or of an unknown version"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "the other side does not trust our certificate's issuer"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "the other side does not accept our certificate"),
    // What c-ares and OpenSSL say, in the patterns below.
    QT_TRANSLATE_NOOP("SessionStoreReason", "it has no address"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "Domain name not found"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "DNS server returned answer with no data"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "Could not contact DNS servers"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "Timeout while contacting DNS servers"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "self-signed certificate"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "self-signed certificate in certificate chain"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "unable to get local issuer certificate"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "unable to verify the first certificate"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "certificate has expired"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "hostname mismatch"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "IP address mismatch"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "what it says is not Redis"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "it wants a password"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "it refuses the user or the password"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "it does not let this user do what sessions need"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "it is still loading its data"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "it is a replica, which takes no changes"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "it is a replica that has lost its master"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "its memory is full"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "it takes no changes, as it cannot save them"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "it is a part of a Redis Cluster, which is not supported"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "it has no database of that number"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "the sentinels know no master of that name"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "a sentinel wants a password, which is not supported"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "a sentinel refuses to say where the master is"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "what a sentinel says is no address of a master"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "the sentinels name a server that is not the master"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "another secret sealed the keys that are there"),
};

/// Around another reason: of the sentinel that was asked last, of the resolver, of OpenSSL.
constexpr const char* patterns[] = {
    QT_TRANSLATE_NOOP("SessionStoreReason", "no sentinel answers (%1)"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "the name has no address: %1"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "its certificate is not trusted: %1"),
    QT_TRANSLATE_NOOP("SessionStoreReason", "the other side refused: %1"),
};

QString translated(const QString& english) {
  return QCoreApplication::translate("SessionStoreReason", english.toUtf8().constData());
}

}  // namespace

QString sessionStoreReason(const QString& english) {
  for (const char* pattern : patterns) {
    const QString around = QString::fromUtf8(pattern);
    const qsizetype mark = around.indexOf(QStringLiteral("%1"));
    const qsizetype after = around.size() - mark - 2;
    if (english.size() <= mark + after || !english.startsWith(around.left(mark)) ||
        !english.endsWith(around.right(after)))
      continue;
    return translated(around).arg(sessionStoreReason(english.mid(mark, english.size() - mark - after)));
  }
  return translated(english);
}
