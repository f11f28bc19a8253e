// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Sends every client elsewhere: from http to https, from an old path to a new one.

#pragma once

#include <string>
#include <vector>

#include "server/config/config.h"
#include "server/config/config_redirect.h"
#include "server/http/request_handler.h"

namespace handlers {

class Redirect final : public http::RequestHandler {
 public:
  /// `httpsPort`: what {https_port} stands for; 443 is left out, with the colon before it.
  Redirect(const config::RedirectRoute& route, int httpsPort);

  /// Any method: 307 and 308 ask to send it again. 400 where {host} is wanted and the client named none (HTTP/1.0), and
  /// for one that no header may hold.
  void handle(http::Request& request, http::ResponseWriter& writer) override;

 private:
  std::vector<config::RedirectPart> m_parts;  ///< Text, Host, Uri, Path and Query only
  int m_status;
  bool m_wantsHost = false;
};

}  // namespace handlers
