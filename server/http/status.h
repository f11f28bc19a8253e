// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Status codes (RFC 9110 15) as words, and the small pages that say them to a person.

#pragma once

#include <string>
#include <string_view>

#include "server/http/request_handler.h"

namespace http {

/// "Not Found"; "Status" for a code without a registered phrase.
std::string_view reasonPhrase(int status);

/// Whether an answer of that status has a body (RFC 9110 6.4.1).
bool mayHaveBody(int status);

/// A whole small HTML page. `hint` is HTML that says what to do; empty: none.
std::string errorPage(int status, std::string_view hint = {});
/// Answers with that page; `extra` fields such as Allow are added.
void respondWithError(ResponseWriter& writer, int status, const Headers& extra = {}, std::string_view hint = {});

/// &, <, >, " and ' as entities.
std::string escapeHtml(std::string_view text);

}  // namespace http
