// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// lego's options and files, and one file of our own in each entry: how it was ordered.

#include "server/certificates/acme.h"

#include <fmt/format.h>

#include <algorithm>

#include "server/base/program.h"
#include "server/base/xdg_directories.h"
#include "server/certificates/bounded_file.h"
#include "server/certificates/certificate_name.h"
#include "server/certificates/certificate_store.h"
#include "server/certificates/folder_lock.h"
#include "server/certificates/import.h"
#include "server/certificates/renewal.h"
#include "server/certificates/store_changes.h"

namespace certificates {

namespace {

using base::Problem;
using base::ProblemCode;

constexpr base::Milliseconds patience(600'000);
constexpr const char* everyDay = "36500";

std::filesystem::path storeOf(const std::filesystem::path& data) {
  return data / "certificates";
}

std::string entryNameFor(const AcmeOrder& order) {
  const std::string& first = order.names.front();
  return first.starts_with("*.") ? "wildcard" + first.substr(1) : first;
}

Problem notUsable(const std::string& name, const std::string& reason) {
  return {.code = ProblemCode::NameNotUsable, .arguments = {{"name", name}, {"reason", reason}}};
}

/// The order is kept a line a field.
bool isOneLine(const std::string& text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

base::Result<AcmeOrder> checkedOrder(AcmeOrder order) {
  for (const std::string& text :
       {order.email, order.directory, order.dns, order.webroot.string(), order.trustedCa.string()}) {
    if (!isOneLine(text)) return base::failure("an order for a certificate cannot hold control characters");
  }
  const CertificateNames parsed = parseNames(order.names);
  std::vector<Problem> problems;
  for (const Problem& problem : parsed.problems) {
    if (problem.severity == Problem::Severity::Error) problems.push_back(problem);
  }
  for (const CertificateName& name : parsed.names) {
    if (name.kind == NameKind::Ipv4 || name.kind == NameKind::Ipv6) {
      problems.push_back(notUsable(name.text, "public authorities vouch for names, not for addresses"));
    } else if (name.kind == NameKind::Wildcard && order.dns.empty()) {
      problems.push_back(notUsable(name.text, "a wildcard is proved by the DNS only, and no DNS provider was given"));
    }
  }
  if (parsed.names.empty() && problems.empty()) problems.push_back(notUsable("", "there is no name"));
  if (!problems.empty()) return base::failure(std::move(problems));
  order.names = parsed.texts();
  return order;
}

namespace {

std::string orderText(const AcmeOrder& order) {
  return fmt::format("names={}\nemail={}\ndirectory={}\nwebroot={}\ndns={}\ndns_no_wait={}\ntrusted_ca={}\n",
                     fmt::join(order.names, " "), order.email, order.directory, order.webroot.string(), order.dns,
                     order.dnsNoWait ? "yes" : "no", order.trustedCa.string());
}

/// What lego leaves of a name: the certificate with its chain, and the key.
std::filesystem::path legoFile(const std::filesystem::path& data, const AcmeOrder& order, const char* ending) {
  std::string name = order.names.front();
  std::ranges::replace(name, '*', '_');
  return data / "acme/lego/certificates" / (name + ending);
}

base::ProgramCall legoCall(const std::filesystem::path& data, const AcmeOrder& order,
                           std::initializer_list<std::string> command) {
  base::ProgramCall call{.arguments = {"lego", "--accept-tos", "--path", (data / "acme/lego").string(), "--server",
                                       order.directory, "--email", order.email}};
  for (const std::string& name : order.names) call.arguments.insert(call.arguments.end(), {"--domains", name});
  if (order.dns.empty())
    call.arguments.insert(call.arguments.end(), {"--http", "--http.webroot", order.webroot.string()});
  else
    call.arguments.insert(call.arguments.end(), {"--dns", order.dns});
  if (order.dnsNoWait) call.arguments.emplace_back("--dns.disable-cp");
  call.arguments.insert(call.arguments.end(), command);
  if (!order.trustedCa.empty()) call.environment = {"LEGO_CA_CERTIFICATES=" + order.trustedCa.string()};
  call.patience = patience;
  call.endsWithUs = true;
  return call;
}

/// Without the "2026/11/25 01:02:03 " that lego puts before what it says.
std::string withoutTime(std::string said) {
  constexpr std::string_view pattern = "0000/00/00 00:00:00 ";
  const bool hasTime = said.size() > pattern.size() &&
                       std::equal(pattern.begin(), pattern.end(), said.begin(), [](char wanted, char given) {
                         return wanted == '0' ? given >= '0' && given <= '9' : given == wanted;
                       });
  return hasTime ? said.substr(pattern.size()) : said;
}

base::Result<void> runLego(const std::filesystem::path& data, const AcmeOrder& order,
                           std::initializer_list<std::string> command) {
  if (!base::findProgram("lego")) {
    return base::failure(Problem{
        .code = ProblemCode::AcmeClientMissing,
        .arguments = {
            {"command", base::findProgram("apt-get") ? "sudo apt-get install lego" : "see go-acme.github.io/lego"}}});
  }
  if (order.dns.empty()) {
    // The server may be another user: what is in it is for everybody.
    std::error_code error;
    std::filesystem::create_directories(order.webroot, error);
    if (error) return base::failure(fmt::format("cannot make {}: {}", order.webroot.string(), error.message()));
  }
  const auto end = base::runProgram(legoCall(data, order, command));
  if (end && end->exitCode == 0) return {};
  return base::failure(Problem{.code = ProblemCode::AcmeFailed,
                               .arguments = {{"names", fmt::format("{}", fmt::join(order.names, ", "))},
                                             {"reason", end ? withoutTime(end->reason()) : end.error().sentence}}});
}

/// Two at once would write the same account.
base::Result<base::UniqueFd> lockLego(const std::filesystem::path& data) {
  if (auto made = base::createPrivateDirectory(data / "acme"); !made) return base::failure(std::move(made.error()));
  return lockFolder(data / "acme", patience);
}

base::Result<FoundIdentity> legoResult(const std::filesystem::path& data, const AcmeOrder& order) {
  const auto sources = readSources({legoFile(data, order, ".crt"), legoFile(data, order, ".key")});
  if (!sources) return base::failure(sources.error());
  return findIdentity(*sources, {}, storeOf(data));
}

base::Result<void> keep(const std::filesystem::path& data, const std::string& entry, const AcmeOrder& order,
                        const FoundIdentity& found) {
  EntryContent content;
  content.order = orderText(order);
  content.certificate = found.leaf.get();
  for (const X509Pointer& each : found.chain) content.chain.push_back(each.get());
  content.key = found.key.get();
  return storeEntry(storeOf(data), entry) ? replaceEntry(storeOf(data), entry, content)
                                          : addEntry(storeOf(data), entry, content);
}

}  // namespace

std::filesystem::path acmeWebroot(const std::filesystem::path& data) {
  return data / "acme" / "webroot";
}

base::Result<std::string> issueByAcme(const std::filesystem::path& data, const AcmeOrder& order) {
  base::Result<AcmeOrder> sound = checkedOrder(order);
  if (!sound) return base::failure(std::move(sound.error()));
  if (sound->webroot.empty()) sound->webroot = acmeWebroot(data);
  const std::string entry = entryNameFor(*sound);
  // Before the authority counts it: it allows few certificates a week.
  if (storeEntry(storeOf(data), entry) && !isAcmeEntry(storeOf(data), entry)) {
    return base::failure(Problem{.code = ProblemCode::EntryExists, .arguments = {{"name", entry}}});
  }
  const auto lock = lockLego(data);
  if (!lock) return base::failure(lock.error());
  if (auto done = runLego(data, *sound, {"run"}); !done) return base::failure(std::move(done.error()));
  const auto found = legoResult(data, *sound);
  if (!found) return base::failure(found.error());
  if (auto kept = keep(data, entry, *sound, *found); !kept) return base::failure(std::move(kept.error()));
  return entry;
}

bool isAcmeEntry(const std::filesystem::path& store, const std::string& entry) {
  std::error_code ignored;
  return isEntryName(entry) && !isLinkedEntry(store, entry) &&
         std::filesystem::exists(orderFile(store, entry), ignored);
}

std::vector<std::string> acmeEntries(const std::filesystem::path& data) {
  std::vector<std::string> entries;
  for (const StoreEntry& entry : storeEntries(storeOf(data))) {
    if (isAcmeEntry(storeOf(data), entry.name)) entries.push_back(entry.name);
  }
  return entries;
}

base::Result<AcmeOrder> acmeOrder(const std::filesystem::path& data, const std::string& entry) {
  BoundedFile read;
  if (isAcmeEntry(storeOf(data), entry)) read = readBoundedFile(orderFile(storeOf(data), entry));
  if (read.outcome != BoundedFile::Outcome::Read) {
    return base::failure(fmt::format("\"{}\" did not come from a public authority by this program", entry));
  }
  AcmeOrder order;
  std::string_view text = read.bytes;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t equals = std::min(line.find('='), line.size());
    const std::string_view key = line.substr(0, equals);
    const std::string value(line.substr(std::min(equals + 1, line.size())));
    if (key == "names") order.names = parseNames({value}).texts();
    if (key == "email") order.email = value;
    if (key == "directory") order.directory = value;
    if (key == "webroot") order.webroot = value;
    if (key == "dns") order.dns = value;
    if (key == "dns_no_wait") order.dnsNoWait = value == "yes";
    if (key == "trusted_ca") order.trustedCa = value;
  }
  if (order.names.empty()) return base::failure(fmt::format("{} is damaged", orderFile(storeOf(data), entry).string()));
  return order;
}

base::Result<AcmeRenewal> renewByAcme(const std::filesystem::path& data, const std::string& entry,
                                      std::optional<int> days) {
  const auto lock = lockLego(data);
  if (!lock) return base::failure(lock.error());
  const auto order = acmeOrder(data, entry);
  if (!order) return base::failure(order.error());
  const auto before = storeEntry(storeOf(data), entry);
  const CertificateFacts facts = before ? before->facts : CertificateFacts();
  const base::UnixMilliseconds now = base::unixNow();
  const bool isDue = days ? facts.daysLeft(now) <= *days : isRenewalDue(facts, now);
  if (!facts.fingerprint.empty() && !isDue) return AcmeRenewal::NotDue;
  // It is due, whatever lego thinks. The delay that it would add by chance is for a timer to add.
  if (auto done = runLego(data, *order, {"renew", "--days", everyDay, "--no-random-sleep"}); !done) {
    return base::failure(std::move(done.error()));
  }
  const auto found = legoResult(data, *order);
  if (!found) return base::failure(found.error());
  if (auto kept = keep(data, entry, *order, *found); !kept) return base::failure(std::move(kept.error()));
  return AcmeRenewal::Renewed;
}

}  // namespace certificates
