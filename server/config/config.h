// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a server is, as plain data with its defaults in place. Made by config_toml, or filled in by code. A worker's
// Config never changes: a new one means new workers. Every limit and time here has the same name in forkyard.toml.

#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "server/config/access_log.h"
#include "server/config/acme_challenge_route.h"
#include "server/config/address_range.h"
#include "server/config/config_limits.h"
#include "server/config/config_sessions.h"
#include "server/config/files_route.h"
#include "server/config/hello_route.h"
#include "server/config/metrics.h"
#include "server/config/proxy_route.h"
#include "server/config/rate_limit.h"
#include "server/config/redirect_route.h"

namespace config {

using std::chrono::milliseconds;

inline constexpr int maximumWorkers = 256;

enum class Model { Processes, Threads };
enum class Distribution { Shared, RoundRobin };
enum class Protocol { Http, Https, Http2 };
enum class Scheme { Any, Http, Https };
enum class TlsProfile { Modern, Intermediate };
enum class ClientCertificates { Off, Optional, Required };
enum class AutomaticRenewal { Off, Auto };
enum class UnknownNames { Default, Refuse };

struct Cluster {
  std::optional<int> workers;  ///< 1..256; empty: "auto", one per CPU this process may use
  Model model = Model::Processes;
  Distribution distribution = Distribution::Shared;
  std::string user;  ///< empty: keep the user
  milliseconds bootTimeout{10'000};
  milliseconds hangTimeout{15'000};
  milliseconds drainTimeout{30'000};
  bool operator==(const Cluster&) const = default;
};

struct Restart {
  milliseconds firstDelay{250};
  milliseconds maxDelay{15'000};
  milliseconds stableAfter{30'000};
  int giveUpAfter = 16;  ///< unstable starts in a row; 0: never
  bool operator==(const Restart&) const = default;
};

/// A certificate of the store, by its name there.
struct StoredCertificate {
  std::string name;
  bool operator==(const StoredCertificate&) const = default;
};
/// Files used where they lie. Relative paths are resolved against the configuration file's folder when it is read.
struct CertificateFiles {
  std::filesystem::path certificate;      ///< PEM; the leaf, and what follows it
  std::filesystem::path key;              ///< PEM
  std::vector<std::filesystem::path> ca;  ///< intermediates and root, any order
  bool operator==(const CertificateFiles&) const = default;
};
using CertificateReference = std::variant<StoredCertificate, CertificateFiles>;

struct Tls {
  TlsProfile profile = TlsProfile::Intermediate;
  ClientCertificates clientCertificates = ClientCertificates::Off;
  std::filesystem::path clientCa;
  UnknownNames unknownNames = UnknownNames::Default;  ///< what a client gets that asks for a name nobody here has
  /// max-age of Strict-Transport-Security; 0: off. Never the default: a browser that learnt it for a name will not open
  /// that name without TLS on any port, for as long as this.
  milliseconds hsts{0};
  milliseconds ticketRotation{std::chrono::hours(12)};
  AutomaticRenewal renew = AutomaticRenewal::Auto;  ///< of certificates that the local authority issued
  bool operator==(const Tls&) const = default;
};

struct Listener {
  std::string address = "127.0.0.1";  ///< an address or a name; "::" and "0.0.0.0" are every interface
  int port = 8443;                    ///< 0..65535; 0: a free one, told in status
  Protocol protocol = Protocol::Http2;
  std::vector<CertificateReference> certificates;  ///< empty with TLS: the self-signed "localhost", made on first use
  std::optional<Tls> tls;  ///< overrides Config::tls as a whole, keys that are absent there taken from it
  /// Who must begin each connection with a PROXY header, and is believed; nobody else may send one.
  std::vector<AddressRange> proxyProtocol{};
  bool operator==(const Listener&) const = default;
};

using RouteHandler = std::variant<HelloRoute, AcmeChallengeRoute, FilesRoute, ProxyRoute, RedirectRoute, VisitsRoute>;

struct Route {
  std::string host = "*";
  Scheme scheme = Scheme::Any;
  std::string path = "/";
  RouteHandler handler;
  ClientCertificates clientCertificate = ClientCertificates::Off;  ///< Off, or Required: only for who showed one
  std::string strip{};  ///< taken off the front of the path before the handler sees it; empty: nothing
  std::map<std::string, std::string> headers{};  ///< fields of every answer, in place of the handler's own of that name
  bool operator==(const Route&) const = default;
};

struct Control {
  std::string group;
  bool operator==(const Control&) const = default;
};

struct Config {
  std::string name = "demo";  ///< [a-z0-9-]{1,40}
  std::string title;          ///< what the panel shows; empty: the name
  Cluster cluster;
  Restart restart;
  std::vector<Listener> listeners;  ///< at least one after reading
  std::vector<Route> routes;        ///< at least one after reading
  Tls tls;
  Limits limits;
  Timeouts timeouts;
  Sessions sessions;
  std::vector<RateLimit> rateLimits{};
  Control control;
  Log log{};
  Metrics metrics{};

  std::filesystem::path file;  ///< where it was read from; empty: the built-in demo

  bool operator==(const Config&) const = default;
};

/// The server that `forkyard run` without a file starts: http2 on 127.0.0.1:8443, the hello page, one worker a CPU.
Config demo();
/// Workers asked for, or the CPUs this process may use (sched_getaffinity); 1..maximumWorkers.
int workerCount(const Cluster& cluster);
/// Event loops of one worker process, where so many workers are wanted in all.
int loopsPerProcess(const Cluster& cluster, int workers);
/// Whether a route keeps sessions, or requests are counted: otherwise there is no store, and no keeper process.
bool needsSessions(const Config& config);

}  // namespace config
