// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A new forkyard.toml: what a person is likely to change next is always there, the rest where it is not the default.

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "server/config/config_settings.h"

namespace config {

namespace {

using Keys = std::initializer_list<std::string_view>;

class Writer {
 public:
  /// Nothing when no key is left to write. `always`: keys written even when they are the default.
  void table(std::string_view comment, std::string_view header, const Settings& settings, const Settings& defaults,
             Keys always) {
    std::string lines;
    for (const Setting& setting : settings) {
      const bool isDefault = std::ranges::find(defaults, setting) != defaults.end();
      const bool wanted = !isDefault || std::ranges::find(always, setting.key) != always.end();
      if (!setting.value.empty() && wanted) lines += setting.key + " = " + setting.value + "\n";
    }
    if (lines.empty()) return;
    if (!m_text.empty()) m_text += '\n';
    // Once is enough for several tables of a kind.
    if (!comment.empty() && m_text.find(comment) == std::string::npos) m_text.append("# ").append(comment) += '\n';
    if (!header.empty()) m_text.append(header) += '\n';
    m_text += lines;
  }
  [[nodiscard]] std::string text() && { return std::move(m_text); }

 private:
  std::string m_text;
};

}  // namespace

std::string compose(const Config& config) {
  const Config defaults;
  const std::filesystem::path folder = config.file.parent_path();
  Writer writer;
  writer.table("The server's name (a-z, 0-9, -), and what the panel shows; all keys: forkyard.toml(5)", "",
               settingsOf(config), {}, {});
  writer.table("How many workers share the ports: 1 to 256, or \"auto\" for one per CPU", "[cluster]",
               settingsOf(config.cluster), settingsOf(defaults.cluster), {"workers"});
  writer.table("When a worker that exited is forked again", "[restart]", settingsOf(config.restart),
               settingsOf(defaults.restart), {});
  writer.table("TLS, for every listener that does not say otherwise", "[tls]", settingsOf(config.tls, folder),
               settingsOf(defaults.tls, folder), {});
  for (const Listener& listener : config.listeners) {
    writer.table("Where it listens: protocol \"http\", \"https\" or \"http2\"; certificates by their name in the store",
                 "[[listener]]", settingsOf(listener, folder), settingsOf(Listener{}, folder),
                 {"address", "port", "protocol"});
    if (listener.tls) writer.table("", "[listener.tls]", settingsOf(*listener.tls, folder), {}, {});
  }
  for (const Route& route : config.routes) {
    writer.table("What it answers: the longest matching path of the best matching host wins", "[[route]]",
                 settingsOf(route, folder), settingsOf(Route{}, folder), {"path", "handler"});
  }
  writer.table("What one client or worker may use", "[limits]", settingsOf(config.limits), settingsOf(defaults.limits),
               {});
  writer.table("How long to wait for clients", "[timeouts]", settingsOf(config.timeouts), settingsOf(defaults.timeouts),
               {});
  writer.table("Where sessions are kept", "[sessions]", settingsOf(config.sessions, folder),
               settingsOf(defaults.sessions, folder), {});
  for (const RateLimit& limit : config.rateLimits) {
    writer.table("How many requests a client may make; over it the answer is 429", "[[rate_limit]]", settingsOf(limit),
                 {}, {});
  }
  writer.table("Who may steer the server", "[control]", settingsOf(config.control), settingsOf(defaults.control), {});
  writer.table("Where requests are written down: \"off\", \"events\" or a file", "[log]",
               settingsOf(config.log, folder), settingsOf(defaults.log, folder), {});
  writer.table("Where Prometheus fetches the figures", "[metrics]", settingsOf(config.metrics),
               settingsOf(defaults.metrics), {});
  return std::move(writer).text();
}

}  // namespace config
