// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One function a struct, in the order in which a person would write the keys.

#include "server/config/config_settings.h"

#include <fmt/format.h>

#include "server/base/time.h"
#include "server/config/config_choices.h"

namespace config {

namespace {

std::string textOrAbsent(const std::string& text) {
  return text.empty() ? std::string() : tomlString(text);
}
std::string duration(milliseconds value) {
  return tomlString(base::durationText(value));
}
std::string size(std::uint64_t value) {
  return tomlString(base::sizeText(value));
}
std::string truth(bool value) {
  return value ? "true" : "false";
}
std::string number(int value) {
  return std::to_string(value);
}

template<typename Value, std::size_t count>
std::string choice(const Choice<Value> (&choices)[count], Value value) {
  return tomlString(nameOf(choices, value));
}

/// An inline table; none is absent.
std::string headerTable(const std::map<std::string, std::string>& headers) {
  std::string fields;
  for (const Setting& field : settingsOf(headers)) {
    fields += fmt::format("{}{} = {}", fields.empty() ? "" : ", ", tomlKey(field.key), field.value);
  }
  return fields.empty() ? fields : "{ " + fields + " }";
}

std::string proxies(const std::vector<AddressRange>& ranges) {
  if (ranges == std::vector{AddressRange{}}) return truth(true);
  std::vector<std::string> texts;
  for (const AddressRange& range : ranges) texts.push_back(rangeText(range));
  return texts.empty() ? std::string() : tomlStrings(texts);
}

struct HandlerSettings {
  const std::filesystem::path& folder;

  Settings operator()(const HelloRoute& hello) const {
    return {{"handler", tomlString("hello")},
            {"text", textOrAbsent(hello.text)},
            {"crash_after", hello.crashAfter ? duration(*hello.crashAfter) : std::string()}};
  }
  Settings operator()(const AcmeChallengeRoute& challenge) const {
    return {{"handler", tomlString("acme-challenge")},
            {"root", challenge.root.empty() ? std::string() : tomlPath(challenge.root, folder)}};
  }
  Settings operator()(const FilesRoute& files) const {
    const FilesRoute defaults;
    return {{"handler", tomlString("files")},
            {"root", tomlPath(files.root, folder)},
            {"index", files.index == defaults.index ? std::string() : tomlStrings(files.index)},
            {"listing", files.listing ? "true" : std::string()},
            {"fallback", textOrAbsent(files.fallback)},
            {"cache_control", textOrAbsent(files.cacheControl)}};
  }
  Settings operator()(const ProxyRoute& proxy) const {
    std::vector<std::string> to;
    for (const BackendAddress& address : proxy.to) to.push_back(address.text);
    return {{"handler", tomlString("proxy")},
            {"to", to.size() == 1 ? tomlString(to.front()) : tomlStrings(to)},
            {"websocket", proxy.websocket ? std::string() : truth(false)},
            {"forwarded",
             proxy.forwarded == ForwardedPolicy::Replace ? std::string() : choice(forwardedPolicies, proxy.forwarded)},
            {"ca", proxy.ca.empty() ? std::string() : tomlPath(proxy.ca, folder)}};
  }
  Settings operator()(const RedirectRoute& redirect) const {
    return {{"handler", tomlString("redirect")}, {"to", tomlString(redirect.to)}, {"status", number(redirect.status)}};
  }
  Settings operator()(const VisitsRoute&) const { return {{"handler", tomlString("visits")}}; }
};

}  // namespace

Settings settingsOf(const Config& config) {
  return {{"name", tomlString(config.name)}, {"title", textOrAbsent(config.title)}};
}

Settings settingsOf(const Cluster& cluster) {
  return {{"workers", cluster.workers ? number(*cluster.workers) : tomlString("auto")},
          {"model", choice(models, cluster.model)},
          {"distribution", choice(distributions, cluster.distribution)},
          {"user", textOrAbsent(cluster.user)},
          {"boot_timeout", duration(cluster.bootTimeout)},
          {"hang_timeout", duration(cluster.hangTimeout)},
          {"drain_timeout", duration(cluster.drainTimeout)}};
}

Settings settingsOf(const Restart& restart) {
  return {{"first_delay", duration(restart.firstDelay)},
          {"max_delay", duration(restart.maxDelay)},
          {"stable_after", duration(restart.stableAfter)},
          {"give_up_after", number(restart.giveUpAfter)}};
}

Settings settingsOf(const Limits& limits) {
  return {{"connections_per_worker", number(limits.connectionsPerWorker)},
          {"request_line", size(limits.requestLine)},
          {"header_block", size(limits.headerBlock)},
          {"header_fields", number(limits.headerFields)},
          {"body", size(limits.body)},
          {"streams", number(limits.streams)}};
}

Settings settingsOf(const Timeouts& timeouts) {
  return {{"handshake", duration(timeouts.handshake)},
          {"request_header", duration(timeouts.requestHeader)},
          {"request_body", duration(timeouts.requestBody)},
          {"keep_alive", duration(timeouts.keepAlive)},
          {"send", duration(timeouts.send)},
          {"backend", duration(timeouts.backend)}};
}

Settings settingsOf(const Sessions& sessions, const std::filesystem::path& folder) {
  return {{"store", choice(sessionStoreKinds, sessions.store)},
          {"memory", size(sessions.memory)},
          {"lifetime", duration(sessions.lifetime)},
          {"redis", tomlString(sessions.redis.text)},
          {"redis_ca", tomlPath(sessions.redisCa, folder)},
          {"redis_certificate", tomlPath(sessions.redisCertificate, folder)},
          {"redis_key", tomlPath(sessions.redisKey, folder)},
          {"ticket_secret", tomlPath(sessions.ticketSecret, folder)}};
}

Settings settingsOf(const RateLimit& limit) {
  const RateLimit defaults;
  return {{"host", limit.host == defaults.host ? std::string() : tomlString(limit.host)},
          {"path", limit.path == defaults.path ? std::string() : tomlString(limit.path)},
          {"key", tomlString(limit.header.empty() ? "address" : "header:" + limit.header)},
          {"rate", tomlString(requestRateText(limit.rate))},
          {"burst", number(limit.burst)}};
}

Settings settingsOf(const Control& control) {
  return {{"group", textOrAbsent(control.group)}};
}

Settings settingsOf(const Metrics& metrics) {
  return {{"listen", metrics.isOn() ? tomlString(endpointText(metrics.address, metrics.port)) : std::string()}};
}

Settings settingsOf(const Log& log, const std::filesystem::path& folder) {
  if (log.access != AccessLog::File)
    return {{"access", tomlString(log.access == AccessLog::Events ? "events" : "off")}};
  // Without a slash it would be taken for one of the words.
  std::filesystem::path file = log.file.lexically_relative(folder);
  if (file.empty() || *file.begin() == "..") file = log.file;
  if (!file.has_parent_path()) file = "." / file;
  return {{"access", tomlString(file.string())}};
}

Settings settingsOf(const Tls& tls, const std::filesystem::path& folder) {
  return {{"profile", choice(tlsProfiles, tls.profile)},
          {"client_certificates", choice(clientCertificateModes, tls.clientCertificates)},
          {"client_ca", tomlPath(tls.clientCa, folder)},
          {"unknown_names", choice(unknownNameModes, tls.unknownNames)},
          {"hsts", tls.hsts == milliseconds(0) ? tomlString("off") : duration(tls.hsts)},
          {"ticket_rotation", duration(tls.ticketRotation)},
          {"renew", choice(automaticRenewals, tls.renew)}};
}

Settings settingsOf(const Listener& listener, const std::filesystem::path& folder) {
  return {
      {"address", tomlString(listener.address)},
      {"port", number(listener.port)},
      {"protocol", choice(protocols, listener.protocol)},
      {"certificates", listener.certificates.empty() ? std::string() : tomlCertificates(listener.certificates, folder)},
      {"proxy_protocol", proxies(listener.proxyProtocol)}};
}

Settings settingsOf(const std::map<std::string, std::string>& headers) {
  Settings settings;
  for (const auto& [name, value] : headers) settings.push_back({name, tomlString(value)});
  return settings;
}

Settings settingsOf(const Route& route, const std::filesystem::path& folder) {
  Settings settings = {{"host", tomlString(route.host)},
                       {"scheme", route.scheme == Scheme::Any ? std::string() : choice(schemes, route.scheme)},
                       {"path", tomlString(route.path)},
                       {"client_certificate", choice(routeCertificateModes, route.clientCertificate)},
                       {"strip", textOrAbsent(route.strip)},
                       {"headers", headerTable(route.headers)}};
  for (Setting& setting : std::visit(HandlerSettings{folder}, route.handler)) settings.push_back(std::move(setting));
  return settings;
}

}  // namespace config
