// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// loadIdentity() is asked first: what it says decides whether a server starts, so the answers here never differ.

#include "server/certificates/identity_checks.h"

#include <algorithm>
#include <array>

#include "server/certificates/certificate_chain.h"
#include "server/certificates/certificate_checks.h"
#include "server/certificates/file_problem.h"

namespace certificates {

namespace {

using base::Problem;
using base::ProblemCode;

constexpr std::array subjects{CheckSubject::CertificateRead, CheckSubject::KeyRead,      CheckSubject::KeyFits,
                              CheckSubject::ChainComplete,   CheckSubject::ChainOrdered, CheckSubject::NameCovered,
                              CheckSubject::Dates,           CheckSubject::Strength,     CheckSubject::Usage,
                              CheckSubject::NotAuthority};

CheckSubject subjectOf(ProblemCode code) {
  switch (code) {
    case ProblemCode::KeyMissing:
    case ProblemCode::KeyUnreadable:
    case ProblemCode::KeyPermissions:
    case ProblemCode::KeyNotOwned:
    case ProblemCode::KeyEncrypted:
      return CheckSubject::KeyRead;
    case ProblemCode::KeyMismatch:
      return CheckSubject::KeyFits;
    case ProblemCode::ChainIncomplete:
      return CheckSubject::ChainComplete;
    case ProblemCode::ChainUnordered:
      return CheckSubject::ChainOrdered;
    case ProblemCode::NameNotCovered:
      return CheckSubject::NameCovered;
    case ProblemCode::Expired:
    case ProblemCode::NotYetValid:
      return CheckSubject::Dates;
    case ProblemCode::TooWeak:
      return CheckSubject::Strength;
    case ProblemCode::NotForServers:
      return CheckSubject::Usage;
    case ProblemCode::CaAsLeaf:
      return CheckSubject::NotAuthority;
    default:
      return CheckSubject::CertificateRead;
  }
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "no name" : text;
}

/// The leaf and its place in the file, as far as it can be known without loading.
struct Look {
  std::vector<X509Pointer> file;  ///< of the certificate file, in its order
  CertificateFacts facts;
  bool known = false;
};

Look lookAt(const IdentityFiles& files, const base::Result<Identity>& identity) {
  Look look;
  auto certificates = readCertificates(files.certificate);
  if (!certificates) return look;
  look.file = std::move(*certificates);
  look.known = true;
  std::vector<X509*> candidates;
  for (const X509Pointer& one : look.file) candidates.push_back(one.get());
  look.facts = identity ? identity->facts : factsOf(likelyLeaf(candidates));
  return look;
}

/// Leaf first, each followed by its issuer, nothing else between.
bool isOrdered(const std::vector<X509Pointer>& file) {
  for (std::size_t at = 0; at + 1 < file.size(); ++at) {
    if (!isIssuedBy(file[at].get(), file[at + 1].get())) return false;
  }
  return true;
}

void addHostProblem(std::string_view host, const Look& look, std::vector<Problem>& problems) {
  if (host.empty() || !look.known || look.facts.covers(host)) return;
  // Without any name, that one is told already.
  std::erase_if(problems, [](const Problem& problem) { return problem.code == ProblemCode::NameNotCovered; });
  problems.push_back(fileProblem(ProblemCode::NameNotCovered, {},
                                 {{"host", std::string(host)}, {"names", listed(look.facts.names)}},
                                 Problem::Severity::Warning));
}

Check answer(CheckSubject subject, const std::vector<Problem>& problems, bool certificateKnown, bool keyKnown) {
  Check check;
  check.subject = subject;
  check.answer = CheckAnswer::Yes;
  const bool needsKey = subject == CheckSubject::KeyFits;
  const bool needsCertificate = subject != CheckSubject::CertificateRead && subject != CheckSubject::KeyRead;
  if ((needsCertificate && !certificateKnown) || (needsKey && !keyKnown)) check.answer = CheckAnswer::CannotTell;
  for (const Problem& problem : problems) {
    if (subjectOf(problem.code) != subject) continue;
    const bool isError = problem.severity == Problem::Severity::Error;
    check.answer = isError || check.answer == CheckAnswer::No ? CheckAnswer::No : CheckAnswer::Warning;
    check.problems.push_back(problem);
  }
  return check;
}

}  // namespace

MendKind mendFor(ProblemCode code) {
  switch (code) {
    case ProblemCode::ChainUnordered:
      return MendKind::OrderChain;
    case ProblemCode::ChainIncomplete:
      return MendKind::AddIntermediate;
    case ProblemCode::Expired:
    case ProblemCode::TooWeak:
    case ProblemCode::ValidTooLong:
      return MendKind::Renew;
    case ProblemCode::KeyPermissions:
    case ProblemCode::KeyNotOwned:
      return MendKind::FixPermissions;
    case ProblemCode::NameNotCovered:
      return MendKind::IssueForHost;
    case ProblemCode::NameOutsideAuthority:
    case ProblemCode::AuthorityEndsBefore:
      return MendKind::ExtendAuthority;
    case ProblemCode::AuthorityMissing:
      return MendKind::CreateAuthority;
    case ProblemCode::KeyEncrypted:
    case ProblemCode::PassphraseNeeded:
    case ProblemCode::PassphraseWrong:
      return MendKind::GivePassphrase;
    case ProblemCode::EntryExists:
    case ProblemCode::EntryNameNotUsable:
      return MendKind::RenameEntry;
    case ProblemCode::CertificateMissing:
    case ProblemCode::CertificateUnreadable:
    case ProblemCode::CertificateNotPem:
    case ProblemCode::CertificateNotStored:
    case ProblemCode::KeyMissing:
    case ProblemCode::KeyUnreadable:
    case ProblemCode::KeyMismatch:
    case ProblemCode::KeyNotAmong:
    case ProblemCode::NotForServers:
    case ProblemCode::CaAsLeaf:
      return MendKind::PickAnother;
    default:
      return MendKind::None;
  }
}

std::string_view name(CheckSubject subject) {
  static constexpr std::array<std::string_view, subjects.size()> names{
      "certificate-read", "key-read", "key-fits", "chain-complete", "chain-ordered",
      "name-covered",     "dates",    "strength", "usage",          "not-authority"};
  return names[static_cast<std::size_t>(subject)];
}

std::string_view name(CheckAnswer answer) {
  static constexpr std::array<std::string_view, 4> names{"yes", "warning", "no", "cannot-tell"};
  return names[static_cast<std::size_t>(answer)];
}

std::string_view name(MendKind kind) {
  static constexpr std::array<std::string_view, 11> names{
      "none",           "order-chain",      "add-intermediate", "renew",        "fix-permissions",
      "issue-for-host", "extend-authority", "create-authority", "pick-another", "give-passphrase",
      "rename-entry"};
  return names[static_cast<std::size_t>(kind)];
}

std::vector<Check> checkIdentity(const IdentityFiles& files, std::string_view host) {
  const base::Result<Identity> identity = loadIdentity(files);
  std::vector<Problem> problems = identity ? identity->warnings : identity.error().problems;
  const Look look = lookAt(files, identity);
  if (look.known && !isOrdered(look.file))
    problems.push_back(fileProblem(ProblemCode::ChainUnordered, files.certificate, {}, Problem::Severity::Warning));
  addHostProblem(host, look, problems);
  const bool keyKnown = std::none_of(problems.begin(), problems.end(), [](const Problem& problem) {
    return subjectOf(problem.code) == CheckSubject::KeyRead && problem.code != ProblemCode::KeyPermissions &&
           problem.code != ProblemCode::KeyNotOwned;
  });
  std::vector<Check> checks;
  for (const CheckSubject subject : subjects) checks.push_back(answer(subject, problems, look.known, keyKnown));
  Check& covered = checks[static_cast<std::size_t>(CheckSubject::NameCovered)];
  if (host.empty() && covered.answer == CheckAnswer::Yes) covered.answer = CheckAnswer::CannotTell;
  return checks;
}

}  // namespace certificates
