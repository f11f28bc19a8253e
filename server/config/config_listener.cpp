// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// [[listener]]: address, port, certificates, and no two listeners in each other's way.

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "server/config/config_sections.h"
#include "server/config/config_settings.h"

namespace config {

using base::ProblemCode;

namespace {

bool isAddress(const std::string& address) {
  const bool clean = std::ranges::all_of(address, [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
           std::string_view(".-_:%").find(letter) != std::string_view::npos;
  });
  in6_addr ignored{};
  const std::string withoutZone = address.substr(0, address.find('%'));
  const bool colons = address.find(':') != std::string::npos;
  // "127.0.0.1:8443" is a frequent slip.
  return !address.empty() && clean && (!colons || inet_pton(AF_INET6, withoutZone.c_str(), &ignored) == 1);
}

void readAddress(TableReader& table, std::string& target) {
  std::string address = target;
  table.readText("address", address, 255);
  if (isAddress(address)) {
    target = address;
    return;
  }
  table.report(ProblemCode::ConfigInvalidValue, "address",
               {{"expected", "an address (\"127.0.0.1\", \"::1\") or a name, without brackets and without port"},
                {"value", inQuotes(address)}});
}

bool looksLikeFile(const std::string& name) {
  constexpr std::array endings = {".pem", ".crt", ".cer", ".key", ".der", ".p12", ".pfx"};
  return name.find('/') != std::string::npos ||
         std::ranges::any_of(endings, [&name](const char* ending) { return name.ends_with(ending); });
}

bool isStoreName(const std::string& name) {
  return !name.empty() && name.size() <= 255 && !name.starts_with('.') && std::ranges::none_of(name, [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F;
  });
}

CertificateFiles readCertificateFiles(TableReader table) {
  CertificateFiles files;
  table.readPath("certificate", files.certificate);
  table.readPath("key", files.key);
  table.readPaths("ca", files.ca);
  if (!table.has("certificate")) {
    table.report(ProblemCode::ConfigMissingKey, "certificate", {{"expected", "the certificate's PEM file"}});
  }
  if (!table.has("key")) {
    table.report(ProblemCode::ConfigMissingKey, "key", {{"expected", "the private key's PEM file"}});
  }
  table.rejectUnknownKeys();
  return files;
}

void readCertificates(TableReader& table, std::vector<CertificateReference>& target) {
  for (const TableReader::Element& element : table.elements("certificates")) {
    if (element.node.is_table()) {
      target.emplace_back(readCertificateFiles(table.tableAt(element, "certificates")));
      continue;
    }
    const auto* text = element.node.as_string();
    if (text == nullptr) {
      table.reportWrongType(element, "a name in the certificate store, or a table of files");
    } else if (looksLikeFile(text->get())) {
      table.reportAt(element, ProblemCode::ConfigInvalidValue,
                     {{"expected",
                       "a name in the certificate store, or files: { certificate = \"site.pem\", key = "
                       "\"site.key\" }"},
                      {"value", inQuotes(text->get())}});
    } else if (!isStoreName(text->get())) {
      table.reportAt(element, ProblemCode::ConfigInvalidValue,
                     {{"expected", "a name in the certificate store"}, {"value", inQuotes(text->get())}});
    } else {
      target.emplace_back(StoredCertificate{text->get()});
    }
  }
}

/// false, true, or a list of networks.
void readProxyProtocol(TableReader& table, std::vector<AddressRange>& target) {
  const toml::node* node = table.find("proxy_protocol");
  if (node == nullptr) return;
  if (const auto* everybody = node->as_boolean()) {
    if (everybody->get()) target = {AddressRange{}};
    return;
  }
  const std::string expected = R"(true, false, or a list of networks such as ["10.0.0.0/8", "::1"])";
  if (!node->is_array()) return table.reportWrongType({*node, table.pathOf("proxy_protocol")}, expected);
  for (const TableReader::Element& element : table.elements("proxy_protocol")) {
    const auto* text = element.node.as_string();
    const auto range = text == nullptr ? std::nullopt : parseAddressRange(text->get());
    if (text == nullptr) {
      table.reportWrongType(element, R"(a network such as "10.0.0.0/8")");
    } else if (!range) {
      table.reportAt(
          element, ProblemCode::ConfigInvalidValue,
          {{"expected", R"(a network such as "10.0.0.0/8", whose bits after the first 8 are 0, or an address)"},
           {"value", inQuotes(text->get())}});
    } else {
      target.push_back(*range);
    }
  }
}

Listener readListener(TableReader& table, const Tls& tls) {
  Listener listener;
  readAddress(table, listener.address);
  table.readInteger("port", listener.port, 0, 65535);
  table.readChoice("protocol", listener.protocol, protocols);
  readCertificates(table, listener.certificates);
  readProxyProtocol(table, listener.proxyProtocol);
  const bool overrides = table.has("tls");
  const Tls own = readTls(table.table("tls"), tls);
  if (overrides) listener.tls = own;
  table.rejectUnknownKeys();
  return listener;
}

/// One spelling for each address; names stay names.
std::string canonicalAddress(const std::string& address) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  std::array<char, INET6_ADDRSTRLEN> text{};
  for (const int family : {AF_INET, AF_INET6}) {
    if (inet_pton(family, address.c_str(), bytes.data()) != 1) continue;
    return inet_ntop(family, bytes.data(), text.data(), text.size());
  }
  std::string lower = address;
  std::ranges::transform(lower, lower.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return lower;
}

/// The every-interface address of the same family; empty for a name.
std::string wildcardOf(const std::string& canonical) {
  if (canonical.find(':') != std::string::npos) return "::";
  in_addr ignored{};
  return inet_pton(AF_INET, canonical.c_str(), &ignored) == 1 ? "0.0.0.0" : "";
}

/// Canonical addresses of the listeners of one port.
using Addresses = std::set<std::string>;

/// Where nothing else can listen, because of `earlier` ones on that port.
void reportOverlap(TableReader& table, const std::string& key, const std::string& wanted, int port,
                   const Addresses& earlier) {
  const std::string address = canonicalAddress(wanted);
  const std::string wildcard = wildcardOf(address);
  std::string value;
  if (earlier.contains(address)) {
    value = endpointText(address, port);
  } else if (!wildcard.empty() && earlier.contains(wildcard)) {
    value = fmt::format("{} (part of {})", endpointText(address, port), endpointText(wildcard, port));
  } else if (address == wildcard) {
    const auto part =
        std::ranges::find_if(earlier, [&wildcard](const std::string& entry) { return wildcardOf(entry) == wildcard; });
    if (part == earlier.end()) return;
    value = fmt::format("{} (part of {})", endpointText(*part, port), endpointText(address, port));
  } else {
    return;
  }
  table.report(ProblemCode::ConfigDuplicate, key, {{"value", value}});
}

}  // namespace

std::string endpointText(const std::string& address, int port) {
  return address.find(':') == std::string::npos ? fmt::format("{}:{}", address, port)
                                                : fmt::format("[{}]:{}", address, port);
}

Metrics readMetrics(TableReader table, const std::vector<Listener>& listeners) {
  Metrics metrics;
  std::string listen;
  table.readText("listen", listen, 300);
  table.rejectUnknownKeys();
  if (listen.empty()) return metrics;
  const std::size_t colon = listen.rfind(':');
  std::string address = listen.substr(0, colon);
  const std::string port = colon == std::string::npos ? std::string() : listen.substr(colon + 1);
  const bool brackets = address.starts_with('[') && address.ends_with(']');
  if (brackets) address = address.substr(1, address.size() - 2);
  const bool good = (brackets || address.find(':') == std::string::npos) && isAddress(address) && !port.empty() &&
                    port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos &&
                    std::stoi(port) <= 65535;
  if (!good) {
    table.report(ProblemCode::ConfigInvalidValue, "listen",
                 {{"expected", "an address and a port, such as \"127.0.0.1:9100\" or \"[::1]:9100\", or \"\""},
                  {"value", inQuotes(listen)}});
    return metrics;
  }
  metrics = {address, std::stoi(port)};
  Addresses taken;
  for (const Listener& listener : listeners)
    if (listener.port == metrics.port && metrics.port != 0) taken.insert(canonicalAddress(listener.address));
  reportOverlap(table, "listen", metrics.address, metrics.port, taken);
  return metrics;
}

std::vector<Listener> readListeners(TableReader& root, const Tls& tls) {
  std::vector<Listener> listeners;
  std::map<int, Addresses> ports;
  for (TableReader& table : root.tables("listener", maximumListeners)) {
    const std::size_t before = table.problemCount();
    listeners.push_back(readListener(table, tls));
    const Listener& listener = listeners.back();
    // Each port 0 is another free one.
    if (listener.port == 0 || table.problemCount() > before) continue;
    reportOverlap(table, "port", listener.address, listener.port, ports[listener.port]);
    ports[listener.port].insert(canonicalAddress(listener.address));
  }
  return listeners;
}

}  // namespace config
