// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A writer that keeps what a handler answers at once.

#pragma once

#include <string>

#include "server/http/request_handler.h"

class WholeAnswer final : public http::ResponseWriter {
 public:
  void respond(int its, const http::Headers& headers, std::string_view bytes) override {
    status = its;
    fields = headers;
    body = bytes;
  }
  void respond(int its, const http::Headers& headers, std::unique_ptr<http::BodySource> later) override {
    status = its;
    fields = headers;
    source = std::move(later);
  }
  void informational(int, const http::Headers&) override {}
  void upgrade(const http::Headers&, std::unique_ptr<http::BodySource>) override {}
  void resume() override {}
  void abort() override {}
  void observe(http::ExchangeObserver*) override {}

  int status = 0;
  http::Headers fields;
  std::string body;
  std::unique_ptr<http::BodySource> source;  ///< where the answer is to be pulled
};
