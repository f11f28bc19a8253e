// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/command_line/interpreter.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "server/command_line/acme_commands.h"
#include "server/command_line/certificate_options.h"
#include "server/command_line/check_command.h"
#include "server/command_line/control_commands.h"
#include "server/command_line/exit_code.h"
#include "server/command_line/probe_command.h"
#include "server/command_line/redis_probe.h"
#include "server/command_line/run_command.h"
#include "server/command_line/trust_commands.h"
#include "server/config/config.h"

namespace command_line {

namespace {

constexpr const char* description =
    "Forkyard serves HTTPS and HTTP/2 from a master that forks one worker process a CPU, and\n"
    "starts a worker that exits again.";

constexpr const char* examples = R"(Examples:
  forkyard run                           serve a hello page at https://localhost:8443
  curl -k --http2 https://localhost:8443
  forkyard run --proxy http://127.0.0.1:3000
                                         put HTTPS and HTTP/2 in front of an app
  forkyard run --files public            serve a folder
  forkyard run --port 9443 --workers 2   elsewhere, and by two processes
  forkyard run site.toml                 serve what the file says; Ctrl+C stops
  forkyard run site.toml --detach        the same, in the background
  forkyard status                        its workers, with PID, state and restarts
  forkyard worker kill 0                 kill a worker ...
  forkyard events --follow               ... and watch it come back
  forkyard scale 8 --name site           eight workers from now on
  forkyard upgrade --name site           a newer forkyard was installed: it takes over, without a pause
  forkyard check site.toml               what is wrong with the file, starting nothing
  forkyard ca create                     a local authority ...
  forkyard cert issue shop.test          ... and a certificate that it signs

)";

constexpr const char* exitCodes = R"(Exit codes:
   0  done
   1  understood, but refused or not finished
  64  wrong arguments, or several servers run and none was named
  69  no such server is running
  78  the configuration, a certificate or an address cannot be used; nothing was started)";

constexpr std::int64_t longestStop = 86'400;

/// Options and actions of all commands. The values that CLI11 fills in live here, as long as the parser.
class Interpreter {
 public:
  Interpreter();
  int interpret(int count, char** words);

 private:
  CLI::App* addCommand(CLI::App& parent, const std::string& name, const std::string& text, std::function<int()> action);
  CLI::App* addControlCommand(CLI::App& parent, const std::string& name, const std::string& text,
                              std::function<int()> action);
  void addRun();
  void addCheck();
  void addStatusAndEvents();
  void addChanges();
  void addWorkerCommand(CLI::App& parent, const std::string& name, const std::string& text, const std::string& done,
                        control::WorkerAction action);
  void addProbe();
  void addTrust();
  void addAcme();
  void addTrustCommand(const std::string& name, const std::string& text, int (*action)(const TrustArguments&));

  CLI::App m_app{description, "forkyard"};
  std::function<int()> m_action;
  std::optional<CertificateOptions> m_certificates;
  RunArguments m_run;
  std::string m_logFormat = "text";
  ServerChoice m_choice;
  EventsArguments m_events;
  TrustArguments m_trust;
  AcmeArguments m_acme;
  std::string m_program;
  std::string m_file;
  std::string m_target;
  RedisTarget m_redis{};
  std::string m_signal = "SIGKILL";
  std::optional<double> m_timeout;
  std::optional<int> m_generation;
  int m_number = 0;
  bool m_json = false;
};

Interpreter::Interpreter() {
  m_app.set_version_flag("--version", "forkyard " FORKYARD_VERSION);
  m_app.require_subcommand(0, 1);
  // Each command takes it over at its birth.
  m_app.footer(exitCodes);
  m_app.get_formatter()->column_width(34);
  addRun();
  addCheck();
  addStatusAndEvents();
  addChanges();
  addProbe();
  m_certificates.emplace(m_app, m_action);
  addTrust();
  addAcme();
  m_app.footer(std::string(examples) + exitCodes + "\n\nEach command has its own --help.");
}

CLI::App* Interpreter::addCommand(CLI::App& parent, const std::string& name, const std::string& text,
                                  std::function<int()> action) {
  CLI::App* command = parent.add_subcommand(name, text);
  command->callback([this, action = std::move(action)] { m_action = action; });
  return command;
}

CLI::App* Interpreter::addControlCommand(CLI::App& parent, const std::string& name, const std::string& text,
                                         std::function<int()> action) {
  CLI::App* command = addCommand(parent, name, text, std::move(action));
  auto* byName = command->add_option("--name", m_choice.name, "The server's name; not needed when only one is running");
  command->add_option("--control", m_choice.control, "The path of the server's control socket")->excludes(byName);
  return command;
}

void Interpreter::addRun() {
  CLI::App* command = addCommand(m_app, "run", "Start a server", [this] {
    m_run.logFormat = m_logFormat == "json" ? LogFormat::Json : LogFormat::Text;
    return run(m_run);
  });
  auto* file =
      command->add_option("FILE", m_run.file,
                          "A forkyard.toml. Without it: a hello page over HTTP/2 at https://localhost:8443, with a "
                          "self-signed certificate made on first use");
  auto* proxy =
      command
          ->add_option("--proxy", m_run.proxy,
                       "Without FILE: serve this application instead of the page, such as http://127.0.0.1:3000")
          ->excludes(file);
  command->add_option("--files", m_run.files, "Without FILE: serve this folder instead of the page, with a listing")
      ->excludes(file)
      ->excludes(proxy);
  command->add_option("--port", m_run.port, "Without FILE: the port instead of 8443; 0: any that is free")
      ->check(CLI::Range(0, 65535))
      ->excludes(file);
  command->add_option("--workers", m_run.workers, "Without FILE: how many workers instead of one a CPU")
      ->check(CLI::Range(1, config::maximumWorkers))
      ->excludes(file);
  command->add_flag("--detach", m_run.detach,
                    "Return as soon as the server is ready, or has failed; its output goes to "
                    "$XDG_STATE_HOME/forkyard/NAME.log");
  command->add_flag("--json", m_run.json, "Tell the start's outcome as one line of JSON");
  command->add_option("--log-format", m_logFormat, "How events are written on standard error; text without it")
      ->check(CLI::IsMember({"text", "json"}));
  // What a server that is upgraded says to its successor; no person does.
  command->add_option("--take-over", m_run.takeOver)->check(CLI::NonNegativeNumber)->group("");
}

void Interpreter::addCheck() {
  CLI::App* command = addCommand(m_app, "check", "Read a configuration and its certificates, and say what is wrong",
                                 [this] { return check(m_file, m_json); });
  command->add_option("FILE", m_file, "A forkyard.toml")->required();
  command->add_flag("--json", m_json, "One line of JSON");
}

void Interpreter::addStatusAndEvents() {
  CLI::App* status = addControlCommand(m_app, "status", "Show a server and its workers",
                                       [this] { return showStatus(m_choice, m_json); });
  status->add_flag("--json", m_json, "One line of JSON; times in seconds, sizes in bytes");
  CLI::App* events =
      addControlCommand(m_app, "events", "Show what happened", [this] { return showEvents(m_choice, m_events); });
  events->add_flag("--follow", m_events.follow, "Go on with what happens from now on, until Ctrl+C");
  events->add_option("--after", m_events.after, "Only events with a higher number (seq)");
  events->add_flag("--json", m_events.json, "One line of JSON an event");
}

void Interpreter::addChanges() {
  CLI::App* stop = addControlCommand(m_app, "stop", "Stop a server once its open requests are answered", [this] {
    return stopServer(m_choice, m_timeout ? std::optional(static_cast<std::int64_t>(*m_timeout * 1000)) : std::nullopt);
  });
  stop->add_option("--timeout", m_timeout, "Seconds until open connections are cut, instead of drain_timeout")
      ->check(CLI::Range(0.0, static_cast<double>(longestStop)));
  addControlCommand(m_app, "reload", "Read the configuration and the certificates again; no request is lost",
                    [this] { return reloadServer(m_choice, control::ReloadCall{}); });
  addControlCommand(m_app, "restart", "Replace every worker, one by one; no request is lost",
                    [this] { return reloadServer(m_choice, control::RestartCall{}); });
  CLI::App* scale = addControlCommand(m_app, "scale", "Change the number of workers", [this] {
    return askServer(m_choice, control::ScaleCall{m_number}, fmt::format("{{}} gets {} workers", m_number));
  });
  scale->add_option("WORKERS", m_number, "1 to 256")->required()->check(CLI::Range(1, config::maximumWorkers));

  addControlCommand(m_app, "reopen-logs", "Open the access log and the server's own log by their names again",
                    [this] { return askServer(m_choice, control::ReopenLogsCall{}, "{}: logs opened again"); });
  CLI::App* upgrade =
      addControlCommand(m_app, "upgrade", "Let a new master, of a newer program maybe, take over; no request is lost",
                        [this] { return upgradeServer(m_choice, m_program); });
  upgrade->add_option("--program", m_program, "The new forkyard; without it, the file that the server runs from");

  CLI::App* worker = m_app.add_subcommand("worker", "Act on one worker")->require_subcommand(1);
  addWorkerCommand(*worker, "drain",
                   "Let a worker finish its connections and end; its slot stays empty until worker restart", "drains",
                   control::WorkerAction::Drain);
  addWorkerCommand(*worker, "restart", "Replace a worker", "is being replaced", control::WorkerAction::Restart);
  addWorkerCommand(*worker, "kill", "Send a worker a signal", "was sent its signal", control::WorkerAction::Kill);
}

void Interpreter::addWorkerCommand(CLI::App& parent, const std::string& name, const std::string& text,
                                   const std::string& done, control::WorkerAction action) {
  CLI::App* command = addControlCommand(parent, name, text, [this, action, done] {
    const std::string signal = m_signal.starts_with("SIG") ? m_signal : "SIG" + m_signal;
    return askServer(m_choice, control::WorkerCall{action, m_number, m_generation, signal},
                     fmt::format("{{}}: worker {} {}", m_number, done));
  });
  command->add_option("SLOT", m_number, "The worker's number in status")->required()->check(CLI::Range(0, 255));
  command->add_option("--generation", m_generation, "Which of its lives during a reload; without it, the newest");
  if (action == control::WorkerAction::Kill)
    command->add_option("--signal", m_signal, "KILL (without it), TERM, ABRT, SEGV, STOP, CONT ...");
}

void Interpreter::addProbe() {
  CLI::App* probe = m_app.add_subcommand("probe", "Look at this machine and at servers")->require_subcommand(1);
  CLI::App* port =
      addCommand(*probe, "port", "Which program holds a port", [this] { return probePort(m_target, m_json); });
  port->add_option("TARGET", m_target, "ADDRESS:PORT, such as 127.0.0.1:8443 or [::1]:8443")->required();
  port->add_flag("--json", m_json, "One line of JSON");
  CLI::App* tls =
      addCommand(*probe, "tls", "What a server says in a TLS handshake", [this] { return probeTls(m_target, m_json); });
  tls->add_option("TARGET", m_target, "HOST:PORT, such as localhost:8443")->required();
  tls->add_flag("--json", m_json, "One line of JSON");
  CLI::App* redis = addCommand(*probe, "redis", "Whether sessions can be kept in a Redis",
                               [this] { return probeRedis(m_redis, m_json); });
  redis->add_option("ADDRESS", m_redis.address, "redis://HOST:PORT/DATABASE, or - to read it from standard input")
      ->required();
  redis->add_option("--ca", m_redis.ca, "Whom to trust with rediss, a PEM file");
  CLI::Option* certificate =
      redis->add_option("--certificate", m_redis.certificate, "A client certificate, a PEM file");
  redis->add_option("--key", m_redis.key, "Its key, a PEM file")->needs(certificate);
  redis->add_flag("--json", m_json, "One line of JSON");
}

void Interpreter::addTrust() {
  addTrustCommand("status", "Show who trusts the local certificate authority, read from each store", showTrust);
  addTrustCommand("trust", "Have this system and its browsers trust the local certificate authority", trustAuthority);
  addTrustCommand("untrust", "Remove the local certificate authority from wherever it is trusted", distrustAuthority);
}

void Interpreter::addAcme() {
  CLI::App* acme = m_app.get_subcommand("cert")
                       ->add_subcommand("acme", "Certificates of public authorities, by the program lego")
                       ->require_subcommand(1);
  CLI::App* issue = addCommand(*acme, "issue", "Have a public name certified", [this] { return issueByAcme(m_acme); });
  issue->add_option("NAME", m_acme.names, "shop.example, or with --dns also *.shop.example")->required();
  issue->add_option("--email", m_acme.email, "Where the authority writes to")->required();
  issue->add_option("--server", m_acme.server, "The authority's directory; without it, Let's Encrypt's");
  auto* webroot = issue->add_option("--webroot", m_acme.webroot,
                                    "The root of an acme-challenge route; without it, that of a route without one");
  auto* dns = issue->add_option("--dns", m_acme.dns, "Prove it by the DNS instead, at this provider: see lego dnshelp")
                  ->excludes(webroot);
  issue
      ->add_flag("--dns-no-wait", m_acme.dnsNoWait,
                 "Tell the authority at once, not only when the record is seen from here")
      ->needs(dns);
  issue->add_option("--trusted-ca", m_acme.trustedCa, "A PEM file: whom to trust for --server itself");
  issue->add_flag("--accept-terms", m_acme.acceptTerms, "You agree to the authority's terms of service");
  issue->add_flag("--json", m_acme.json, "One line of JSON");
  CLI::App* renew = addCommand(*acme, "renew", "Renew those that end soon; for a timer, once a day",
                               [this] { return renewByAcme(m_acme); });
  renew->add_option("ENTRY", m_acme.names, "Names in the store; without one, all that came this way");
  renew
      ->add_option("--days", m_acme.days,
                   "Renew when at most so many days are left; without it, 30, or a third of its life")
      ->check(CLI::Range(1, 3650));
  renew->add_flag("--json", m_acme.json, "One line of JSON");
}

void Interpreter::addTrustCommand(const std::string& name, const std::string& text,
                                  int (*action)(const TrustArguments&)) {
  CLI::App& parent = *m_app.get_subcommand("ca");
  CLI::App* command = addCommand(parent, name, text, [this, action] { return action(m_trust); });
  command->add_option("--store", m_trust.store,
                      "Which stores: system, nss (every browser's), all (without it), or the id of one");
  command->add_option("--file", m_trust.file, "The PEM file of another authority");
  command->add_flag("--json", m_trust.json, "One line of JSON");
}

int Interpreter::interpret(int count, char** words) {
  try {
    m_app.parse(count, words);
  } catch (const CLI::ParseError& stopped) {
    // --help and --version come here too, with 0.
    return m_app.exit(stopped) == 0 ? Done : WrongUse;
  }
  if (!m_action) {
    fmt::print(stderr, "{}", m_app.help());
    return WrongUse;
  }
  return m_action();
}

}  // namespace

int interpret(int count, char** words) {
  return Interpreter().interpret(count, words);
}

}  // namespace command_line
