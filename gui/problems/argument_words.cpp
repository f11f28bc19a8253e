// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Phrases that never vary are found as they are; the others by what stands before and after the varying part.

#include "gui/problems/argument_words.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <optional>

#include "gui/base/text.h"

namespace {

// "%1" is what varies: a number, a table's name, a duration. Never translated itself.
constexpr const char* phrases[] = {
    QT_TRANSLATE_NOOP("ArgumentWords", "a string"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a whole number"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a number with a fraction"),
    QT_TRANSLATE_NOOP("ArgumentWords", "true or false"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a list"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a table"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a date or time"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a list in [brackets]"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a list of tables ([[%1]])"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a table ([%1])"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a duration such as \"250ms\", \"10s\", \"5m\" or \"12h\""),
    QT_TRANSLATE_NOOP("ArgumentWords", "a size such as \"512B\", \"8KiB\" or \"1MiB\""),
    QT_TRANSLATE_NOOP("ArgumentWords", "a file's path"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a file's path as a string"),
    QT_TRANSLATE_NOOP("ArgumentWords", "one line of at most %1 bytes"),
    QT_TRANSLATE_NOOP("ArgumentWords", "1 to %1, or \"auto\""),
    QT_TRANSLATE_NOOP("ArgumentWords", "1 to %1 of the letters a-z, 0-9 and -"),
    QT_TRANSLATE_NOOP("ArgumentWords", "at least first_delay (%1)"),
    QT_TRANSLATE_NOOP("ArgumentWords", "at most max_delay (%1)"),
    QT_TRANSLATE_NOOP("ArgumentWords",
                      "an address (\"127.0.0.1\", \"::1\") or a name, without brackets and without port"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a name in the certificate store"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a name in the certificate store, or a table of files"),
    QT_TRANSLATE_NOOP("ArgumentWords",
                      "a name in the certificate store, or files: { certificate = \"site.pem\", key = \"site.key\" }"),
    QT_TRANSLATE_NOOP("ArgumentWords", "the certificate's PEM file"),
    QT_TRANSLATE_NOOP("ArgumentWords", "the private key's PEM file"),
    QT_TRANSLATE_NOOP("ArgumentWords", "the PEM file of the authorities whose client certificates are accepted"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a host name without port, \"*.example.test\" or \"*\""),
    QT_TRANSLATE_NOOP("ArgumentWords", "a path that starts with \"/\", without \"?\", \"#\" and spaces"),
    QT_TRANSLATE_NOOP("ArgumentWords", "the text is not UTF-8"),
    QT_TRANSLATE_NOOP("ArgumentWords", "the text is UTF-16; save it as UTF-8"),
    QT_TRANSLATE_NOOP("ArgumentWords", "this is not a value; text needs \"quotes\""),
    QT_TRANSLATE_NOOP("ArgumentWords", "it is a folder"),
    QT_TRANSLATE_NOOP("ArgumentWords", "it is a pipe, not a file"),
    QT_TRANSLATE_NOOP("ArgumentWords", "it is a socket, not a file"),
    QT_TRANSLATE_NOOP("ArgumentWords", "it is a device, not a file"),
    QT_TRANSLATE_NOOP("ArgumentWords", "it is an e-mail address, which certificates of servers do not hold"),
    QT_TRANSLATE_NOOP("ArgumentWords", "it is a web address; give its host alone"),
    QT_TRANSLATE_NOOP("ArgumentWords", "it has a port; a certificate is for all ports of a host"),
    QT_TRANSLATE_NOOP("ArgumentWords", "it has a path or is a range; give a host name or one address"),
    QT_TRANSLATE_NOOP("ArgumentWords", "an address with a zone (%) is for one machine alone"),
    QT_TRANSLATE_NOOP("ArgumentWords", "it is not a valid address"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a wildcard is the whole first part of a name, as in *.shop.test"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a part of it is empty"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a part of it is longer than 63 characters"),
    QT_TRANSLATE_NOOP("ArgumentWords", "it is longer than 253 characters"),
    QT_TRANSLATE_NOOP("ArgumentWords", "it has characters that host names do not have"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a part of it starts or ends with a hyphen"),
    QT_TRANSLATE_NOOP("ArgumentWords", "its punycode is damaged"),
    QT_TRANSLATE_NOOP("ArgumentWords", "there are more than 100 names"),
    QT_TRANSLATE_NOOP("ArgumentWords", "the range is too wide for a local authority"),
    QT_TRANSLATE_NOOP("ArgumentWords", "the local authority does not vouch for it now"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a local authority keeps at least one domain and one range of addresses"),
    QT_TRANSLATE_NOOP("ArgumentWords",
                      "\"off\" while no listener asks for certificates (client_certificates in [tls])"),
    QT_TRANSLATE_NOOP("ArgumentWords", "\"/.well-known/acme-challenge/\" with this handler"),
    QT_TRANSLATE_NOOP("ArgumentWords", "the folder to serve"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a file's name as a string"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a file's name without folders"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a file below root, such as \"index.html\""),
    QT_TRANSLATE_NOOP("ArgumentWords", "an address as a string"),
    QT_TRANSLATE_NOOP("ArgumentWords",
                      "an address such as \"http://127.0.0.1:3000\", \"https://app.example\" or "
                      "\"unix:/run/app.sock\""),
    QT_TRANSLATE_NOOP("ArgumentWords", "\"unix:\" and an absolute path of at most 107 bytes"),
    QT_TRANSLATE_NOOP("ArgumentWords",
                      "an address such as \"redis://127.0.0.1:6379/0\", \"rediss://user:password@redis.example\", "
                      "\"unix:/run/redis.sock?db=0\" or \"redis+sentinel://one.example,two.example/mymaster\""),
    QT_TRANSLATE_NOOP("ArgumentWords", "the PEM files of a client certificate and of its key, both or neither"),
    QT_TRANSLATE_NOOP("ArgumentWords", "left out where store is not \"redis\""),
    QT_TRANSLATE_NOOP("ArgumentWords", "where the application listens, such as \"http://127.0.0.1:3000\""),
    QT_TRANSLATE_NOOP("ArgumentWords", "this system"),
    QT_TRANSLATE_NOOP("ArgumentWords", "public authorities vouch for names, not for addresses"),
    QT_TRANSLATE_NOOP("ArgumentWords", "a wildcard is proved by the DNS only, and no DNS provider was given"),
    QT_TRANSLATE_NOOP("ArgumentWords", "there is no name"),
    // As OpenSSL and the system say it.
    QT_TRANSLATE_NOOP("ArgumentWords", "self-signed certificate"),
    QT_TRANSLATE_NOOP("ArgumentWords", "self-signed certificate in certificate chain"),
    QT_TRANSLATE_NOOP("ArgumentWords", "unable to get local issuer certificate"),
    QT_TRANSLATE_NOOP("ArgumentWords", "unable to verify the first certificate"),
    QT_TRANSLATE_NOOP("ArgumentWords", "certificate has expired"),
    QT_TRANSLATE_NOOP("ArgumentWords", "certificate is not yet valid"),
    QT_TRANSLATE_NOOP("ArgumentWords", "hostname mismatch"),
    QT_TRANSLATE_NOOP("ArgumentWords", "IP address mismatch"),
};

/// What stands at "%1", empty for a phrase without; nothing where `text` is another phrase.
std::optional<QString> variablePart(const QString& phrase, const QString& text) {
  const qsizetype mark = phrase.indexOf(QStringLiteral("%1"));
  if (mark < 0) return phrase == text ? std::optional(QString()) : std::nullopt;
  const qsizetype after = phrase.size() - mark - 2;
  if (text.size() <= mark + after || !text.startsWith(phrase.left(mark)) || !text.endsWith(phrase.right(after)))
    return std::nullopt;
  const QString part = text.mid(mark, text.size() - mark - after);
  // Names, numbers and times only: a longer phrase is another one.
  for (const QChar letter : part) {
    if (!letter.isLetterOrNumber() && letter != QLatin1Char('.') && letter != QLatin1Char('_')) return std::nullopt;
  }
  return part;
}

/// "a", "b" or "c": the names of a choice, as they are written in the file.
std::optional<QString> choices(const QString& text) {
  const qsizetype last = text.lastIndexOf(QStringLiteral("\" or \""));
  if (last < 0 || !text.startsWith(QLatin1Char('"')) || !text.endsWith(QLatin1Char('"'))) return std::nullopt;
  return QCoreApplication::translate("ArgumentWords", "%1 or %2", "names of a choice; %1 may be several with commas")
      .arg(text.left(last + 1), text.mid(last + 5));
}

}  // namespace

namespace argumentWords {

QString translated(const std::string& phrase) {
  const QString text = toQt(phrase);
  for (const char* known : phrases) {
    const auto part = variablePart(QString::fromUtf8(known), text);
    if (!part) continue;
    const QString words = QCoreApplication::translate("ArgumentWords", known);
    return part->isEmpty() ? words : words.arg(*part);
  }
  return choices(text).value_or(text);
}

base::Problem translated(base::Problem problem) {
  // Browsers have names; the system's own store is told in words.
  if (const auto store = problem.arguments.find("store"); store != problem.arguments.end()) {
    store->second = translated(store->second).toStdString();
  }
  // The codes of a configuration come first in the list, this one last among them.
  const bool isOfConfiguration = problem.code <= base::ProblemCode::ConfigDuplicate;
  constexpr std::array others = {base::ProblemCode::NameNotUsable, base::ProblemCode::HandshakeFailed,
                                 base::ProblemCode::HandshakeDistrusted};
  if (!isOfConfiguration && std::ranges::find(others, problem.code) == others.end()) return problem;
  constexpr std::array names = {"expected", "found", "reason"};
  for (const char* name : names) {
    const auto argument = problem.arguments.find(name);
    if (argument != problem.arguments.end()) argument->second = translated(argument->second).toStdString();
  }
  return problem;
}

}  // namespace argumentWords
