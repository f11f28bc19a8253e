// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The certificate commands' answers as JSON.

#include "server/control/certificate_report.h"
#include "server/control/message_json.h"

namespace control {

namespace {

OrderedJson factsOf(const CertificateReport& report) {
  return {{"subject", report.subject},         {"issuer", report.issuer},      {"names", report.names},
          {"fingerprint", report.fingerprint}, {"key_kind", report.keyKind},   {"not_before", report.notBefore},
          {"not_after", report.notAfter},      {"days_left", report.daysLeft}, {"self_signed", report.selfSigned}};
}

OrderedJson jsonOf(const CertificateReport& report) {
  OrderedJson json{{"name", report.name},     {"certificate", report.certificate},
                   {"key", report.key},       {"ca", report.ca},
                   {"linked", report.linked}, {"awaits_certificate", report.awaitsCertificate}};
  json.update(factsOf(report));
  json["problems"] = control::jsonOf(report.problems);
  return json;
}

OrderedJson jsonOf(const CertificateDetailReport& report) {
  OrderedJson json = factsOf(report.facts);
  json["serial"] = report.serial;
  json["sha1"] = report.sha1;
  json["signature"] = report.signature;
  json["usage"] = report.usage;
  json["key_identifier"] = report.keyIdentifier;
  json["issuer_key_identifier"] = report.issuerKeyIdentifier;
  json["authority"] = report.authority;
  if (report.pathLength) json["path_length"] = *report.pathLength;
  if (report.vouchesFor) json["vouches_for"] = *report.vouchesFor;
  json["pem"] = report.pem;
  return json;
}

OrderedJson listOf(const std::vector<CertificateDetailReport>& reports) {
  OrderedJson list = OrderedJson::array();
  for (const CertificateDetailReport& report : reports) list.push_back(jsonOf(report));
  return list;
}

}  // namespace

std::string toJson(const std::vector<CertificateReport>& reports) {
  OrderedJson list = OrderedJson::array();
  for (const CertificateReport& report : reports) list.push_back(jsonOf(report));
  return lineOf(list);
}

std::string toJson(const ChainReport& report) {
  return lineOf({{"complete", report.complete},
                 {"missing_issuer", report.missingIssuer},
                 {"chain", listOf(report.chain)},
                 {"others", listOf(report.others)}});
}

std::string toJson(const AuthorityReport& report) {
  OrderedJson json{{"exists", report.exists}};
  if (!report.exists) return lineOf(json);
  json["certificate"] = report.certificate;
  json.update(factsOf(report.facts));
  json["vouches_for"] = report.vouchesFor;
  json["has_key"] = report.hasKey;
  json["needs_passphrase"] = report.needsPassphrase;
  json["added"] = report.added;
  json["removed"] = report.removed;
  json["kept_entries"] = report.keptEntries;
  json["lost_entries"] = report.lostEntries;
  return lineOf(json);
}

std::string toJson(const OutcomeReport& report) {
  return lineOf({{"done", report.done},
                 {"name", report.name},
                 {"files", report.files},
                 {"error", report.error},
                 {"problems", jsonOf(report.problems)}});
}

}  // namespace control
