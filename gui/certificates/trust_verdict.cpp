// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The ladder, summed up.

#include "gui/certificates/trust_verdict.h"

#include <algorithm>
#include <array>

#include "server/certificates/local_root.h"
#include "server/certificates/trust_ladder.h"

using certificates::CheckAnswer;
using certificates::CheckSubject;

TrustVerdict trustVerdict(const certificates::IdentityFiles& files, const std::string& host) {
  const auto ladder =
      certificates::climbLadder(files, host, certificates::localRoots(), certificates::TrustSurroundings::ofThisUser());
  // What is wrong with the file of a key alone is no browser's business.
  static constexpr std::array refused{CheckSubject::ChainComplete, CheckSubject::NameCovered, CheckSubject::Dates,
                                      CheckSubject::Strength, CheckSubject::Usage};
  for (const certificates::Check& check : ladder.checks) {
    const bool counts = std::ranges::find(refused, check.subject) != refused.end();
    const bool bad = check.answer == CheckAnswer::No || check.answer == CheckAnswer::Warning;
    if (counts && bad) return TrustVerdict::AllWarn;
  }
  int yes = 0;
  int no = 0;
  for (const certificates::StoreCheck& check : ladder.stores) {
    if (check.store.kind == certificates::TrustStoreKind::System) continue;
    yes += check.answer == CheckAnswer::Yes ? 1 : 0;
    no += check.answer == CheckAnswer::No || check.answer == CheckAnswer::Warning ? 1 : 0;
  }
  if (yes > 0) return no == 0 ? TrustVerdict::Accepted : TrustVerdict::SomeWarn;
  return no > 0 ? TrustVerdict::AllWarn : TrustVerdict::CannotTell;
}
