// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What is pending counts too: adding the route applies it.

#include "gui/shell/challenge_answer.h"

#include "gui/base/text.h"
#include "gui/certificates/public_name_dialog.h"
#include "gui/routes/http_redirect.h"
#include "gui/shell/server_page.h"
#include "server/config/acme_challenge_route.h"

ChallengeAnswer::ChallengeAnswer(ServerPage& page) : QObject(&page), m_page(page) {}

void ChallengeAnswer::serve(PublicNameDialog* dialog) {
  const auto tell = [this, dialog] { dialog->setServer(server()); };
  connect(&m_page, &ServerPage::changed, dialog, tell);
  connect(dialog, &PublicNameDialog::routeAsked, this, &ChallengeAnswer::addRoute);
  tell();
}

std::optional<ChallengeServer> ChallengeAnswer::server() const {
  const SetupDraft& draft = m_page.draft();
  if (!draft.profile().config) return std::nullopt;
  const config::Config& config = draft.edited();
  ChallengeServer server;
  server.title = draft.profile().title();
  server.canChange = draft.isEditable();
  if (const config::Listener* plain = config::plainListener(config)) {
    server.address = toQt(plain->address);
    server.port = plain->port;
  } else {
    server.canChange = server.canChange && httpRedirect::possible(config) == httpRedirect::Possible::Yes;
  }
  if (const config::AcmeChallengeRoute* route = config::acmeChallengeRoute(config)) {
    server.hasRoute = true;
    server.webroot = route->root;
  }
  return server;
}

void ChallengeAnswer::addRoute() {
  config::Config config = m_page.draft().edited();
  if (!config::plainListener(config)) httpRedirect::set(config, httpRedirect::suggestedPort(config));
  if (!config::acmeChallengeRoute(config)) config = config::withAcmeChallengeRoute(std::move(config));
  m_page.change(config);
}
