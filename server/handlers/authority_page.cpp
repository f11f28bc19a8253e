// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See authority_page.h.

#include "server/handlers/authority_page.h"

#include <fmt/format.h>

#include <utility>

#include "server/http/status.h"

namespace handlers {

namespace {

constexpr const char* page = R"(<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Forkyard</title>
<style>body{{font:18px system-ui;margin:2em auto;padding:0 1em;max-width:34em;color-scheme:light dark}}
code{{overflow-wrap:anywhere}}</style>
<h1>{0}</h1>
<p>The certificate of a local authority. Compare its SHA-256 fingerprint with the one that the computer shows:</p>
<p><code>{1}</code></p>
<p><a href="{2}">Certificate for this device</a> &middot; <a href="{3}">as PEM</a></p>
<p>Android: open the file, or Settings, "Install a certificate", "CA certificate".<br>
iPhone, iPad: allow the profile, install it in Settings, then Settings, General, About, "Certificate Trust Settings".</p>
</html>
)";

http::Headers headersFor(std::string_view type) {
  return {{"content-type", std::string(type)},
          {"cache-control", "no-store"},
          {"x-content-type-options", "nosniff"},
          {"content-security-policy", "default-src 'none'; style-src 'unsafe-inline'"},
          {"referrer-policy", "no-referrer"}};
}

}  // namespace

AuthorityPage::AuthorityPage(std::string folder, Content content)
    : m_folder(std::move(folder)),
      m_content(std::move(content)),
      m_page(fmt::format(page, http::escapeHtml(m_content.subject), m_content.fingerprint, derName, pemName)) {}

void AuthorityPage::handle(http::Request& request, http::ResponseWriter& writer) {
  if (request.method != "GET" && request.method != "HEAD") {
    http::respondWithError(writer, 405, {{"allow", "GET, HEAD"}});
    return;
  }
  const std::string_view path = request.path();
  if (!path.starts_with(m_folder)) return http::respondWithError(writer, 404);
  const std::string_view name = path.substr(m_folder.size());
  if (name.empty()) return writer.respond(200, headersFor("text/html; charset=utf-8"), m_page);
  // Both are what phones offer to install; text/plain would only be shown.
  if (name == derName) return writer.respond(200, headersFor("application/x-x509-ca-cert"), m_content.der);
  if (name == pemName) return writer.respond(200, headersFor("application/x-x509-ca-cert"), m_content.pem);
  http::respondWithError(writer, 404);
}

}  // namespace handlers
