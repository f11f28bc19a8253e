// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The public certificate of the local authority for a phone: a page that says what to do with it, and the certificate
// as DER and PEM. Below one path that nobody guesses; all else is 404.

#pragma once

#include <string>

#include "server/http/request_handler.h"

namespace handlers {

class AuthorityPage final : public http::RequestHandler {
 public:
  struct Content {
    std::string subject;
    std::string fingerprint;  ///< SHA-256, as a person compares it
    std::string der;
    std::string pem;
  };

  static constexpr std::string_view derName = "authority.crt";
  static constexpr std::string_view pemName = "authority.pem";

  /// `folder` begins and ends with "/".
  AuthorityPage(std::string folder, Content content);

  /// GET and HEAD; 405 otherwise.
  void handle(http::Request& request, http::ResponseWriter& writer) override;

 private:
  std::string m_folder;
  Content m_content;
  std::string m_page;
};

}  // namespace handlers
