// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a server is, as plain data with its defaults in place. Made by config_toml, or filled in by code. A worker's
// Config never changes: a new one means new workers. Every limit and time here has the same name in forkyard.toml.

#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "server/config/proxy_route.h"

namespace config {

using std::chrono::milliseconds;

inline constexpr int maximumWorkers = 256;

enum class Distribution { Shared, RoundRobin };
enum class Protocol { Http, Https, Http2 };
enum class Scheme { Any, Http, Https };
enum class TlsProfile { Modern, Intermediate };
enum class ClientCertificates { Off, Optional, Required };
enum class AutomaticRenewal { Off, Auto };
enum class UnknownNames { Default, Refuse };

struct Cluster {
  std::optional<int> workers;  ///< 1..256; empty: "auto", one per CPU this process may use
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
  bool operator==(const Listener&) const = default;
};

/// The answer to anything: a greeting that names the worker.
struct HelloRoute {
  std::string text;                        ///< empty: "Hello Server!" with one worker, "Hello Cluster!" with several
  std::optional<milliseconds> crashAfter;  ///< the worker exits with code 1 this long after its first answer
  bool operator==(const HelloRoute&) const = default;
};
/// The answers for an ACME client that proves a name to a public authority (RFC 8555 8.3).
struct AcmeChallengeRoute {
  std::filesystem::path root;  ///< the client's webroot; empty: where `forkyard cert acme` puts them
  bool operator==(const AcmeChallengeRoute&) const = default;
};
using RouteHandler = std::variant<HelloRoute, AcmeChallengeRoute, ProxyRoute>;

struct Route {
  std::string host = "*";
  Scheme scheme = Scheme::Any;
  std::string path = "/";
  RouteHandler handler;
  ClientCertificates clientCertificate = ClientCertificates::Off;  ///< Off, or Required: only for who showed one
  bool operator==(const Route&) const = default;
};

struct Limits {
  int connectionsPerWorker = 10'000;
  std::uint64_t requestLine = 8 * 1024;
  std::uint64_t headerBlock = 16 * 1024;
  int headerFields = 100;
  std::uint64_t body = 1024 * 1024;
  int streams = 128;
  bool operator==(const Limits&) const = default;
};

struct Timeouts {
  milliseconds handshake{10'000};
  milliseconds requestHeader{10'000};
  milliseconds requestBody{60'000};
  milliseconds keepAlive{75'000};
  milliseconds send{60'000};
  milliseconds backend{60'000};  ///< an application that says nothing for so long
  bool operator==(const Timeouts&) const = default;
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
  Control control;

  std::filesystem::path file;  ///< where it was read from; empty: the built-in demo

  bool operator==(const Config&) const = default;
};

/// The server that `forkyard run` without a file starts: http2 on 127.0.0.1:8443, the hello page, one worker a CPU.
Config demo();
/// Workers asked for, or the CPUs this process may use (sched_getaffinity); 1..maximumWorkers.
int workerCount(const Cluster& cluster);

}  // namespace config
