// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The answer to a client that may leave.

#pragma once

#include <memory>

#include "server/http/request_handler.h"

class LeavingAnswer final : public http::ResponseWriter {
 public:
  void respond(int, const http::Headers&, std::string_view) override { ++answers; }
  void respond(int, const http::Headers&, std::unique_ptr<http::BodySource>) override { ++answers; }
  void informational(int, const http::Headers&) override {}
  void upgrade(const http::Headers&, std::unique_ptr<http::BodySource>) override {}
  void resume() override {}
  void abort() override {}
  void observe(http::ExchangeObserver* its) override { observer = its; }

  http::ExchangeObserver* observer = nullptr;
  int answers = 0;
};
