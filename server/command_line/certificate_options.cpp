// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/command_line/certificate_options.h"

#include "server/certificates/certificate_issue.h"

namespace command_line {

namespace {

constexpr const char* certFooter = R"(Examples:
  forkyard ca create                                  the local authority, once
  forkyard cert issue localhost shop.test '*.shop.test' 127.0.0.1
                                                      a certificate for these names, signed by it
  forkyard cert import site.pem site.key chain.p7b    files in any form and order
  forkyard cert link site.pem --key site.key          files that stay where they are
  forkyard cert list                                  what is there, and what is wrong with it
  forkyard cert check shop.test --host shop.test      will clients accept it
  forkyard cert renew shop.test                       same names, same key, new dates

Entries live in $XDG_DATA_HOME/forkyard/certificates, a folder each. A forkyard.toml names them:
  certificates = ["shop.test"])";

constexpr const char* caFooter =
    R"(The local authority is a certificate of your own that signs others. Browsers believe what it signs once
it is in their trust stores. It can vouch only for localhost, .test, .internal, .home.arpa, loopback and private
addresses, and for names that you add: whoever stole its key could not pose as a site of the internet.

Examples:
  forkyard ca create                            once ...
  forkyard ca trust                             ... and browsers believe what it signs
  forkyard ca create --add lan --passphrase     also for names under .lan; the key asks for a passphrase
  forkyard ca reissue --add corp.example        more names, the same key: what it signed goes on working
  forkyard ca reissue --add lan --preview       only tell what would change
  forkyard ca export --output ca.pem            its certificate, never its key)";

const std::vector<std::string> keyTypes{"p256", "p384", "rsa2048", "rsa3072", "rsa4096"};

void addPassphraseFile(CLI::App* command, std::string& file, const char* whose) {
  command->add_option("--passphrase-file", file,
                      std::string(whose) +
                          ": the first line of this file; - is standard input. Without it, a person at "
                          "a terminal is asked");
}

}  // namespace

CertificateOptions::CertificateOptions(CLI::App& app, std::function<int()>& chosen) : m_chosen(chosen) {
  CLI::App* cert = app.add_subcommand("cert", "Make, bring, look at and renew certificates")->require_subcommand(1);
  cert->footer(certFooter);
  addIssue(*cert);
  addSignAndRenew(*cert);
  addImportAndLink(*cert);
  addExport(*cert);
  addList(*cert);
  addCheck(*cert);
  addCa(app);
}

CLI::App* CertificateOptions::add(CLI::App& parent, const char* name, const char* text,
                                  int (*action)(const CertArguments&)) {
  CLI::App* command = parent.add_subcommand(name, text);
  command->callback([this, action] { m_chosen = [this, action] { return action(m_cert); }; });
  command->add_flag("--json", m_cert.json, "One line of JSON");
  return command;
}

CLI::App* CertificateOptions::add(CLI::App& parent, const char* name, const char* text,
                                  int (*action)(const CaArguments&)) {
  CLI::App* command = parent.add_subcommand(name, text);
  command->callback([this, action] { m_chosen = [this, action] { return action(m_ca); }; });
  command->add_flag("--json", m_ca.json, "One line of JSON");
  return command;
}

void CertificateOptions::addIssue(CLI::App& cert) {
  CLI::App* issue = add(cert, "issue", "Make a certificate, signed by the local authority", issueCertificate);
  issue
      ->add_option(
          "NAMES", m_cert.targets,
          "Host names, wildcards such as *.shop.test, and addresses; with --client, whom it is for, then names")
      ->required();
  issue->add_option("--name", m_cert.name, "The entry's name in the store; without it, the first name");
  issue->add_flag("--replace", m_cert.replace, "Put it in the place of the entry of that --name");
  issue->add_option("--key-type", m_cert.keyType, "p256 (without it), p384, rsa2048, rsa3072 or rsa4096")
      ->check(CLI::IsMember(keyTypes));
  issue
      ->add_option("--days", m_cert.days, "How long it is valid: 820 days without it; clients of Apple refuse over 825")
      ->check(CLI::Range(1, certificates::maximumDays));
  issue->add_flag("--client", m_cert.client, "For a client that shows it to servers, not for a server");
  auto* self = issue->add_flag("--self-signed", m_cert.selfSigned, "Signed by its own key: every client warns of it");
  issue->add_flag("--csr", m_cert.csr, "Only a key and a request (CSR), for an authority elsewhere")->excludes(self);
  addPassphraseFile(issue, m_cert.passphraseFile, "The local authority's passphrase, where it has one");
}

void CertificateOptions::addSignAndRenew(CLI::App& cert) {
  CLI::App* sign = add(cert, "sign", "Sign somebody's request (CSR) with the local authority", signRequest);
  sign->add_option("CSR", m_cert.targets, "The request's file, PEM or DER")->required()->expected(1);
  sign->add_option("--output", m_cert.output, "Where the certificate goes; without it, to standard output");
  sign->add_flag("--force", m_cert.force, "Write over the file that is there");
  sign->add_option("--days", m_cert.days, "How long it is valid; 820 days without it")
      ->check(CLI::Range(1, certificates::maximumDays));
  sign->add_flag("--client", m_cert.client, "For a client, not for a server");
  addPassphraseFile(sign, m_cert.passphraseFile, "The local authority's passphrase, where it has one");

  CLI::App* renew =
      add(cert, "renew", "Make an entry's certificate anew, with its names and its key", renewCertificate);
  renew->add_option("ENTRY", m_cert.targets, "Its name in the store")->required()->expected(1);
  renew->add_flag("--new-key", m_cert.newKey, "With a new key of the same kind");
  renew->add_option("--days", m_cert.days, "How long it is valid; as long as before without it")
      ->check(CLI::Range(1, certificates::maximumDays));
  addPassphraseFile(renew, m_cert.passphraseFile, "The local authority's passphrase, where it has one");
}

void CertificateOptions::addImportAndLink(CLI::App& cert) {
  CLI::App* import = add(cert, "import", "Take certificate, key and chain out of files of any form", importCertificate);
  import->add_option("FILES", m_cert.targets, "PEM, DER, PKCS#12 (.p12, .pfx) or PKCS#7 (.p7b), in any order")
      ->required();
  import->add_option("--name", m_cert.name, "The entry's name in the store; without it, the certificate's first name");
  addPassphraseFile(import, m_cert.passphraseFile, "The passphrase of the files");

  CLI::App* link = add(cert, "link", "Use files where they are, without copying them", linkCertificate);
  link->add_option("CERTIFICATE", m_cert.targets, "The certificate's PEM file")->required()->expected(1);
  link->add_option("--key", m_cert.key, "The private key's PEM file")->required();
  link->add_option("--ca", m_cert.ca, "PEM files with the chain");
  link->add_option("--name", m_cert.name, "The entry's name in the store; without it, the certificate's first name");
}

void CertificateOptions::addExport(CLI::App& cert) {
  CLI::App* command = add(cert, "export", "Write an entry in the form that another program takes", exportCertificate);
  command->add_option("ENTRY", m_cert.targets, "Its name in the store")->required()->expected(1);
  command
      ->add_option("--form", m_cert.form,
                   "pem: certificate and chain (without it); all: key, certificate and chain in one PEM; key; p12; "
                   "der: the certificate alone")
      ->check(CLI::IsMember({"pem", "all", "key", "p12", "der"}));
  command->add_option("--output", m_cert.output, "The file; without it, to standard output");
  command->add_flag("--force", m_cert.force, "Write over the file that is there");
  command->add_flag("--passphrase", m_cert.passphrase, "Ask for a passphrase that guards the exported key");
  command->add_option("--passphrase-file", m_cert.passphraseFile,
                      "It is the first line of this file; - is standard input");
}

void CertificateOptions::addList(CLI::App& cert) {
  add(cert, "list", "Show the entries of the store", listCertificates);
  CLI::App* show = add(cert, "show", "Show every field of a certificate and its chain", showCertificate);
  show->add_option("TARGET", m_cert.targets, "An entry of the store, or files of any form")->required();
  show->add_flag("--pem", m_cert.pem, "The chain as PEM");
  CLI::App* remove =
      add(cert, "remove", "Remove an entry with its key; of a linked one, only the link", removeCertificate);
  remove->add_option("ENTRY", m_cert.targets, "Its name in the store")->required()->expected(1);
  CLI::App* rename = add(cert, "rename", "Give an entry another name", renameCertificate);
  rename->add_option("ENTRY NEW", m_cert.targets, "Its name in the store, and its new one")->required()->expected(2);
  CLI::App* order = add(cert, "order", "Put an entry's chain in order", orderChain);
  order->add_option("ENTRY", m_cert.targets, "Its name in the store")->required()->expected(1);
  order->add_option("--ca", m_cert.ca, "PEM files with certificates that are missing in the chain");
}

void CertificateOptions::addCheck(CLI::App& cert) {
  CLI::App* check =
      add(cert, "check", "Say whether clients will accept a certificate, and what mends it", checkCertificate);
  check
      ->add_option("TARGET", m_cert.targets,
                   "An entry of the store, or with --key a certificate's file; https://HOST:PORT, HOST:PORT, a running "
                   "server's name, or a forkyard.toml; without it, the only server that is running")
      ->expected(0, 1);
  check->add_option("--host", m_cert.host, "The name or address that clients will ask for");
  auto* key = check->add_option("--key", m_cert.key, "The private key's file, where TARGET is a file");
  check->add_option("--ca", m_cert.ca, "PEM files with the chain")->needs(key);
}

void CertificateOptions::addCa(CLI::App& app) {
  CLI::App* ca = app.add_subcommand("ca", "The local authority that signs certificates")->require_subcommand(1);
  ca->footer(caFooter);
  CLI::App* create = add(*ca, "create", "Make the local authority", createCa);
  create->add_option("--add", m_ca.add, "Also names under these domains, and these addresses or ranges");
  create->add_option("--key-type", m_ca.keyType, "p256 (without it) or p384")->check(CLI::IsMember({"p256", "p384"}));
  create->add_option("--days", m_ca.days, "How long it is valid; 3650 days without it")->check(CLI::Range(1, 7300));
  create->add_flag("--passphrase", m_ca.passphrase, "Ask for a passphrase that guards its key");
  create->add_option("--passphrase-file", m_ca.passphraseFile,
                     "It is the first line of this file; - is standard input");
  add(*ca, "show", "Show the local authority and what it can vouch for", showCa);
  CLI::App* reissue = add(*ca, "reissue", "Make its certificate anew, for the same key", reissueCa);
  reissue->add_option("--add", m_ca.add, "Domains, addresses or ranges to vouch for from now on");
  reissue->add_option("--remove", m_ca.remove, "Domains or ranges to vouch for no longer");
  reissue->add_option("--days", m_ca.days, "How long it is valid; 3650 days without it")->check(CLI::Range(1, 7300));
  reissue->add_flag("--preview", m_ca.preview, "Only tell what would change");
  addPassphraseFile(reissue, m_ca.passphraseFile, "Its passphrase, where it has one");
  CLI::App* exported = add(*ca, "export", "Write its certificate, never its key", exportCa);
  exported->add_option("--output", m_ca.output, "The file; without it, to standard output");
  exported->add_flag("--der", m_ca.der, "In DER form, which phones take");
  exported->add_flag("--force", m_ca.force, "Write over the file that is there");
  addShare(*ca);
}

void CertificateOptions::addShare(CLI::App& ca) {
  CLI::App* share = ca.add_subcommand("share", "Hand its certificate, never its key, to phones of the local network");
  share->callback([this] { m_chosen = [this] { return shareAuthority(m_share); }; });
  share->add_option("--address", m_share.address,
                    "The address of this machine to serve it at; without it, the first one in a network");
  share->add_option("--port", m_share.port, "The port; without it, a free one")->check(CLI::Range(0, 65'535));
  share->add_option("--for", m_share.seconds, "For how long, such as 90s or 10m (without it); at most 24h")
      ->transform(CLI::AsNumberWithUnit(std::map<std::string, int>{{"s", 1}, {"m", 60}, {"h", 3600}},
                                        CLI::AsNumberWithUnit::UNIT_OPTIONAL, "TIME"))
      ->check(CLI::Range(1, 86'400));
  share->add_flag("--json", m_share.json, "One line of JSON once the page can be opened");
}

}  // namespace command_line
