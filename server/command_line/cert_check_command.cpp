// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/command_line/cert_check_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "server/base/xdg_directories.h"
#include "server/certificates/local_root.h"
#include "server/certificates/trust_ladder.h"
#include "server/cluster/identity_set.h"
#include "server/command_line/exit_code.h"
#include "server/command_line/server_choice.h"
#include "server/command_line/terminal.h"
#include "server/config/config_toml.h"
#include "server/control/message_trust.h"
#include "server/net/tls_probe.h"

namespace command_line {

namespace {

using certificates::CheckAnswer;
using certificates::IdentityFiles;
using certificates::X509Pointer;

constexpr base::Milliseconds handshakePatience(5000);

struct Target {
  std::string host;
  int port = 0;  ///< 0: nobody listens
  std::optional<IdentityFiles> files;
};

std::string withoutBrackets(std::string host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

/// "https://host:port/path", "host:port"; nothing where it is neither.
std::optional<Target> addressIn(std::string text) {
  constexpr std::string_view scheme = "https://";
  const bool isUrl = text.starts_with(scheme);
  if (isUrl) text = text.substr(scheme.size(), text.find('/', scheme.size()) - scheme.size());
  const std::size_t colon = text.rfind(':');
  const bool hasPort = colon != std::string::npos && colon >= text.rfind(']') + 1;
  if (!hasPort) return isUrl && !text.empty() ? std::optional(Target{withoutBrackets(text), 443, {}}) : std::nullopt;
  Target target{withoutBrackets(text.substr(0, colon)), 0, {}};
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + colon + 1, end, target.port);
  const bool isSound = read.ec == std::errc() && read.ptr == end && target.port > 0 && target.port < 65536;
  return isSound && !target.host.empty() ? std::optional(target) : std::nullopt;
}

bool isThisMachine(const std::string& host) {
  return host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") || host == "::1";
}

bool covers(const Target& target) {
  if (!target.files) return false;
  const auto identity = certificates::loadIdentity(*target.files);
  return identity && identity->facts.covers(target.host);
}

/// What a person types for a listener of this machine.
std::string hostOf(const std::string& address) {
  const bool local = address == "127.0.0.1" || address == "::1" || address == "0.0.0.0" || address == "::";
  return local ? "localhost" : address;
}

/// The certificate that the listener would show for the host: exactly its, else one that covers it, else the first.
std::optional<IdentityFiles> filesFor(const config::Listener& listener, const std::string& host) {
  std::vector<config::CertificateReference> references = listener.certificates;
  if (references.empty()) references.emplace_back(config::StoredCertificate{"localhost"});
  std::optional<IdentityFiles> first;
  std::optional<IdentityFiles> covering;
  for (const config::CertificateReference& reference : references) {
    const auto files = cluster::filesOf(reference, base::dataDirectory() / "certificates");
    if (!files) continue;
    if (!first) first = *files;
    const auto identity = certificates::loadIdentity(*files);
    if (!identity) continue;
    if (std::ranges::find(identity->facts.names, host) != identity->facts.names.end()) return *files;
    if (!covering && identity->facts.covers(host)) covering = *files;
  }
  return covering ? covering : first;
}

std::optional<control::Status> statusOf(ControlClient& client) {
  const auto answer = client.call(control::StatusCall{});
  if (!answer) return std::nullopt;
  auto status = control::statusFromJson(*answer);
  return status ? std::optional(std::move(*status)) : std::nullopt;
}

config::Config configOf(const control::Status& status) {
  if (status.config.empty()) return config::demo();
  auto config = config::readFile(status.config);
  return config ? std::move(*config) : config::Config{};
}

/// The first TLS listener, or the one of that port; the files of what it shows.
bool fillFrom(const config::Config& config, const control::Status* status, Target& target) {
  for (std::size_t index = 0; index < config.listeners.size(); ++index) {
    const config::Listener& listener = config.listeners[index];
    const int bound = status != nullptr && index < status->listeners.size() ? status->listeners[index].port : 0;
    if (listener.protocol == config::Protocol::Http || (target.port != 0 && bound != target.port)) continue;
    target.port = bound;
    if (target.host.empty()) target.host = hostOf(listener.address);
    target.files = filesFor(listener, target.host);
    return true;
  }
  return false;
}

base::Result<Target> targetOf(const std::string& text, const std::string& host) {
  if (auto address = addressIn(text)) {
    for (ControlClient& client : runningServers()) {
      const auto status = statusOf(client);
      if (!status || !fillFrom(configOf(*status), &*status, *address)) continue;
      // Another machine may have a server on that port too.
      if (!isThisMachine(address->host) && !covers(*address)) address->files.reset();
      break;
    }
    return std::move(*address);
  }
  Target target{host, 0, {}};
  if (text.ends_with(".toml")) {
    const auto config = config::readFile(text);
    if (!config) return base::failure(config.error());
    auto client = connectTo({config->name, {}});
    const auto status = client ? statusOf(*client) : std::nullopt;
    if (fillFrom(*config, status ? &*status : nullptr, target)) return target;
  } else {
    auto client = connectTo({text, {}});
    if (!client) {
      base::Error& error = client.error();
      if (isNotRunning(error) && !text.empty())
        error.sentence = fmt::format("there is neither a certificate nor a running server named \"{}\"", text);
      return base::failure(std::move(error));
    }
    const auto status = statusOf(*client);
    if (status && fillFrom(configOf(*status), &*status, target)) return target;
  }
  return base::failure(fmt::format("{} has no listener with TLS", text.empty() ? "the server" : text));
}

control::LadderRow rowOf(std::string check, std::string store, CheckAnswer answer,
                         std::vector<base::Problem> problems) {
  std::string mend;
  if (!problems.empty()) mend = certificates::ladderMend(problems.front().code);
  return {std::move(check), std::move(store), std::string(name(answer)), std::move(mend), std::move(problems)};
}

void addStores(const std::vector<certificates::StoreCheck>& checks, control::LadderReport& report) {
  for (const certificates::StoreCheck& check : checks) {
    report.rows.push_back(rowOf("store", check.store.id, check.answer, check.problems));
  }
}

void climbFiles(const IdentityFiles& files, control::LadderReport& report) {
  report.certificate = files.certificate.string();
  const auto ladder = certificates::climbLadder(files, report.host, certificates::localRoots(),
                                                certificates::TrustSurroundings::ofThisUser());
  for (const certificates::Check& check : ladder.checks) {
    report.rows.push_back(rowOf(std::string(name(check.subject)), "", check.answer, check.problems));
  }
  addStores(ladder.stores, report);
}

/// The handshake is judged as by somebody who trusts our authority: whether anybody does is for the rungs before.
base::Result<net::TlsHandshake> shakeHands(const Target& target) {
  if (target.port == 0) {
    return base::failure(base::Problem{.code = base::ProblemCode::NotRunning, .arguments = {{"name", "the server"}}});
  }
  auto handshake = net::probeTls(target.host, target.port, handshakePatience, certificates::localRoots());
  if (handshake) return handshake;
  return base::failure(base::Problem{.code = base::ProblemCode::HandshakeFailed,
                                     .arguments = {{"address", fmt::format("{}:{}", target.host, target.port)},
                                                   {"reason", handshake.error().sentence}}});
}

control::LadderRow handshakeRow(const Target& target, const base::Result<net::TlsHandshake>& handshake) {
  if (!handshake) {
    const CheckAnswer answer = target.port == 0 ? CheckAnswer::CannotTell : CheckAnswer::No;
    return rowOf("handshake", "", answer, handshake.error().problems);
  }
  const std::string address = fmt::format("{}:{}", target.host, target.port);
  if (target.files) {
    const auto identity = certificates::loadIdentity(*target.files);
    if (identity && identity->facts.fingerprint != handshake->certificate.fingerprint) {
      return rowOf("handshake", "", CheckAnswer::No,
                   {{.code = base::ProblemCode::HandshakeOther,
                     .arguments = {{"address", address}, {"subject", handshake->certificate.subject}}}});
    }
  }
  if (handshake->trusted) return rowOf("handshake", "", CheckAnswer::Yes, {});
  return rowOf("handshake", "", CheckAnswer::No,
               {{.code = base::ProblemCode::HandshakeDistrusted,
                 .arguments = {{"address", address}, {"reason", handshake->distrust}}}});
}

/// Only this machine's own authority can be made to be trusted, and then a store's rung says so.
void forgetTrustThatIsNotOurs(control::LadderReport& report) {
  constexpr std::string_view trust = "trust";
  const bool isOurs = std::ranges::any_of(
      report.rows, [&](const control::LadderRow& row) { return row.check == "store" && row.mend == trust; });
  if (isOurs) return;
  for (control::LadderRow& row : report.rows) {
    if (row.mend == trust) row.mend.clear();
  }
}

control::LadderReport climb(const Target& target) {
  control::LadderReport report{.host = target.host, .port = target.port};
  const auto handshake = shakeHands(target);
  if (target.files) {
    climbFiles(*target.files, report);
  } else if (handshake) {
    addStores(checkStores(handshake->chain.front().get(), handshake->chain, certificates::localRoots(),
                          certificates::TrustSurroundings::ofThisUser()),
              report);
  }
  if (handshake) {
    report.version = handshake->version;
    report.protocol = handshake->protocol;
  }
  report.rows.push_back(handshakeRow(target, handshake));
  forgetTrustThatIsNotOurs(report);
  return report;
}

void printLadder(const control::LadderReport& report) {
  const Paint paint(STDOUT_FILENO);
  const std::string address = report.port > 0 ? fmt::format("https://{}:{}", report.host, report.port) : report.host;
  fmt::print("{}{}{}\n", address.empty() ? report.certificate : address,
             report.version.empty() ? "" : "  " + report.version,
             report.protocol.empty() ? "" : ", " + report.protocol);
  for (const control::LadderRow& row : report.rows) {
    const Colour colour = row.answer == "yes" ? Colour::Green : row.answer == "no" ? Colour::Red : Colour::Yellow;
    std::string words = row.check + (row.store.empty() ? "" : " " + row.store);
    std::string answer = row.answer;
    std::ranges::replace(answer, '-', ' ');
    if (row.store.empty()) std::ranges::replace(words, '-', ' ');
    fmt::print("{:<44} {}\n", words, paint.with(colour, answer));
    std::fflush(stdout);
    for (const base::Problem& problem : row.problems) printProblem(problem);
  }
}

void tellLadder(const control::LadderReport& report, bool json) {
  if (json)
    fmt::print("{}\n", toJson(report));
  else
    printLadder(report);
}

bool isRefused(const control::LadderRow& row) {
  return row.answer == "no";
}

}  // namespace

int checkCertificate(const std::string& target, const std::string& host, bool json) {
  const auto found = targetOf(target, host);
  if (!found) {
    const std::vector<base::Problem>& problems = found.error().problems;
    if (json)
      fmt::print("{}\n",
                 toJson(control::LadderReport{.host = host, .error = found.error().sentence, .problems = problems}));
    else
      printError(found.error());
    return isNotRunning(found.error()) ? NotRunning : problems.empty() ? WrongUse : NotStartable;
  }
  const control::LadderReport report = climb(*found);
  tellLadder(report, json);
  return std::ranges::any_of(report.rows, isRefused) ? Failed : Done;
}

int checkFiles(const IdentityFiles& files, const std::string& host, bool json) {
  control::LadderReport report{.host = host};
  climbFiles(files, report);
  tellLadder(report, json);
  const auto refusesToServe = [](const control::LadderRow& row) { return row.check != "store" && isRefused(row); };
  return std::ranges::any_of(report.rows, refusesToServe) ? Failed : Done;
}

}  // namespace command_line
