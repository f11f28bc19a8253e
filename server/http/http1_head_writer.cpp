// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See http1_head_writer.h.

#include "server/http/http1_head_writer.h"

#include <algorithm>
#include <charconv>

#include "server/http/status.h"

namespace http {

namespace {

/// Writes behind a pointer; the room was made before.
class Writer {
 public:
  explicit Writer(char* at) : m_at(at) {}
  void text(std::string_view bytes) { m_at = std::copy(bytes.begin(), bytes.end(), m_at); }
  void number(std::uint64_t value) { m_at = std::to_chars(m_at, m_at + 20, value).ptr; }
  void name(std::string_view lowered) {
    bool atStart = true;
    for (const char c : lowered) {
      *m_at++ = atStart && c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
      atStart = c == '-';
    }
  }
  void value(std::string_view bytes) {
    m_at = std::transform(bytes.begin(), bytes.end(), m_at, [](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return (byte < 0x20 && byte != '\t') || byte == 0x7f ? ' ' : c;
    });
  }
  [[nodiscard]] const char* at() const { return m_at; }

 private:
  char* m_at;
};

bool isOurs(std::string_view name, const Http1HeadOptions& options) {
  switch (name.size()) {
    case 7:
      return name == "upgrade" && options.connection != Http1HeadOptions::Connection::Upgrade;
    case 10:
      return name == "connection" || name == "keep-alive";
    case 14:
      return name == "content-length";
    case 16:
      return name == "proxy-connection";
    case 17:
      return name == "transfer-encoding";
    default:
      return false;
  }
}

std::string_view connectionField(Http1HeadOptions::Connection connection) {
  switch (connection) {
    case Http1HeadOptions::Connection::Close:
      return "Connection: close\r\n";
    case Http1HeadOptions::Connection::KeepAlive:
      return "Connection: keep-alive\r\n";
    case Http1HeadOptions::Connection::Upgrade:
      return "Connection: Upgrade\r\n";
    case Http1HeadOptions::Connection::Unsaid:
      break;
  }
  return {};
}

constexpr std::size_t oursAtMost = 320;

void writeFields(Writer& writer, const Headers& headers, const Http1HeadOptions& options) {
  bool hasDate = options.date.empty();
  bool hasStrictTransport = options.strictTransport.empty();
  for (const Header header : headers) {
    if (isOurs(header.name, options)) continue;
    if (header.name == "date") hasDate = true;
    if (header.name == "strict-transport-security") hasStrictTransport = true;
    writer.name(header.name);
    writer.text(": ");
    writer.value(header.value);
    writer.text("\r\n");
  }
  if (!hasDate) {
    writer.text("Date: ");
    writer.text(options.date);
    writer.text("\r\n");
  }
  if (!hasStrictTransport) {
    writer.text("Strict-Transport-Security: ");
    writer.text(options.strictTransport);
    writer.text("\r\n");
  }
  writer.text(connectionField(options.connection));
  if (options.length) {
    writer.text("Content-Length: ");
    writer.number(*options.length);
    writer.text("\r\n");
  } else if (options.chunked) {
    writer.text("Transfer-Encoding: chunked\r\n");
  }
  writer.text("\r\n");
}

}  // namespace

void writeHttp1Head(Buffer& out, int status, const Headers& headers, const Http1HeadOptions& options) {
  char* const start = out.prepare(oursAtMost + headers.bytes() + 4 * headers.size()).data();
  Writer writer(start);
  if (status == 200) {
    writer.text("HTTP/1.1 200 OK\r\n");
  } else {
    writer.text("HTTP/1.1 ");
    writer.number(static_cast<std::uint64_t>(status));
    writer.text(" ");
    writer.text(reasonPhrase(status));
    writer.text("\r\n");
  }
  writeFields(writer, headers, options);
  out.commit(static_cast<std::size_t>(writer.at() - start));
}

void writeHttp1RequestHead(Buffer& out, std::string_view method, std::string_view target, const Headers& headers,
                           const Http1HeadOptions& options) {
  const std::size_t room = oursAtMost + method.size() + target.size() + headers.bytes() + 4 * headers.size();
  char* const start = out.prepare(room).data();
  Writer writer(start);
  writer.text(method);
  writer.text(" ");
  writer.text(target);
  writer.text(" HTTP/1.1\r\n");
  writeFields(writer, headers, options);
  out.commit(static_cast<std::size_t>(writer.at() - start));
}

}  // namespace http
