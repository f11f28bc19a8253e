// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See test_authority.h.

#include "tests/integration/test_authority.h"

#include <QDir>
#include <QFile>

#include "tests/support/command.h"

namespace {

constexpr const char* configuration = R"(
[req]
distinguished_name = empty
[empty]
[ca]
default_ca = own
[own]
database = FOLDER/index.txt
new_certs_dir = FOLDER
crlnumber = FOLDER/crlnumber
certificate = FOLDER/ca.pem
private_key = FOLDER/ca.key
default_md = sha256
default_days = 300
default_crl_days = 30
rand_serial = yes
unique_subject = no
policy = any
[any]
commonName = supplied
)";

}  // namespace

bool TestAuthority::make(const QString& folder) {
  m_folder = folder;
  QDir().mkpath(folder);
  return write("openssl.cnf", QByteArray(configuration).replace("FOLDER", folder.toUtf8())) && write("index.txt", {}) &&
         write("crlnumber", "01\n") &&
         openssl(QStringList{"req", "-x509", "-config", path("openssl.cnf"), "-newkey"} + ecdsa() +
                 QStringList{"-noenc", "-keyout", path("ca.key"), "-out", path("ca.pem"), "-days", "3650", "-subj",
                             "/CN=Test Authority", "-addext", "basicConstraints=critical,CA:TRUE", "-addext",
                             "keyUsage=critical,keyCertSign,cRLSign", "-addext", "subjectKeyIdentifier=hash"});
}

bool TestAuthority::issue(const QString& name, const QStringList& names, const QStringList& key,
                          const QString& notBefore, const QString& notAfter) {
  QByteArray extensions =
      "basicConstraints = critical,CA:FALSE\nkeyUsage = critical,digitalSignature\n"
      "subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n";
  extensions += names.isEmpty() ? "extendedKeyUsage = clientAuth\n"
                                : "extendedKeyUsage = serverAuth\nsubjectAltName = " + names.join(',').toUtf8() + '\n';
  QStringList dates;
  if (!notBefore.isEmpty()) dates = {"-startdate", notBefore, "-enddate", notAfter};
  const QString request = path(name + ".csr");
  return write("extensions.cnf", extensions) &&
         openssl(QStringList{"req", "-config", path("openssl.cnf"), "-newkey"} + key +
                 QStringList{"-noenc", "-keyout", path(name + ".key"), "-out", request, "-subj", "/CN=" + name}) &&
         openssl(QStringList{"ca", "-config", path("openssl.cnf"), "-batch", "-notext", "-in", request, "-extfile",
                             path("extensions.cnf"), "-out", path(name + ".pem")} +
                 dates) &&
         QFile::setPermissions(path(name + ".key"), QFile::ReadOwner | QFile::WriteOwner);
}

bool TestAuthority::revoke(const QString& name) {
  if (!openssl({"ca", "-config", path("openssl.cnf"), "-revoke", path(name + ".pem")}) ||
      !openssl({"ca", "-config", path("openssl.cnf"), "-gencrl", "-out", path("crl.pem")})) {
    return false;
  }
  QByteArray both;
  for (const char* part : {"ca.pem", "crl.pem"}) {
    QFile file(path(part));
    if (!file.open(QIODevice::ReadOnly)) return false;
    both += file.readAll();
  }
  return write("ca_and_crl.pem", both);
}

bool TestAuthority::openssl(const QStringList& arguments) {
  const CommandResult result = runCommand("openssl", arguments);
  if (result.exitCode != 0) m_complaint = "openssl " + arguments.join(' ') + '\n' + result.text();
  return result.exitCode == 0;
}

bool TestAuthority::write(const QString& file, const QByteArray& content) {
  QFile target(path(file));
  return target.open(QIODevice::WriteOnly) && target.write(content) == content.size();
}
