// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See ordinary_cases.h.

#include "tests/integration/ordinary_cases.h"

#include "tests/server/http/http2_client.h"

namespace {

std::string request(const std::string& line, const std::string& fields = "", const std::string& body = "") {
  return line + "\r\nHost: localhost\r\n" + fields + "\r\n" + body;
}
std::string simple(const std::string& fields) {
  return request("GET / HTTP/1.1", fields);
}
std::string chunked(const std::string& body) {
  return request("POST / HTTP/1.1", "Transfer-Encoding: chunked\r\n", body);
}

void addHeads(std::vector<OrdinaryCase>& cases) {
  for (const char* line : {"GET / HTTP/1.1",
                           "HEAD / HTTP/1.1",
                           "GET / HTTP/1.0",
                           "HEAD / HTTP/1.0",
                           "GET /? HTTP/1.1",
                           "GET /?a=b&c=d HTTP/1.1",
                           "GET /a%20b HTTP/1.1",
                           "GET //a//b HTTP/1.1",
                           "GET /a/../b HTTP/1.1",
                           "GET /;a=b HTTP/1.1",
                           "GET /a?b?c/d HTTP/1.1",
                           "GET /%E2%82%AC HTTP/1.1",
                           "GET /~a!$&'()*+,;=:@ HTTP/1.1",
                           "GET http://localhost/ HTTP/1.1",
                           "GET https://localhost/ HTTP/1.1",
                           "GET HTTP://localhost HTTP/1.1",
                           "OPTIONS / HTTP/1.1",
                           "OPTIONS * HTTP/1.1",
                           "DELETE / HTTP/1.1",
                           "PROPFIND / HTTP/1.1",
                           "get / HTTP/1.1",
                           "GET /[a] HTTP/1.1",
                           "GET /a|b HTTP/1.1",
                           "GET /\"a\" HTTP/1.1"}) {
    cases.push_back({line, request(line)});
  }
  cases.push_back({"path of 7 KiB", request("GET /" + std::string(7000, 'a') + " HTTP/1.1")});
  std::string many;
  for (int i = 0; i < 90; ++i) many += "X-" + std::to_string(i) + ": value\r\n";
  cases.push_back({"90 fields", simple(many)});
  cases.push_back({"cookie of 8 KB", simple("Cookie: a=" + std::string(8000, 'b') + "\r\n")});
}

void addFields(std::vector<OrdinaryCase>& cases) {
  for (const char* field : {"Connection: keep-alive",
                            "Connection: close",
                            "connection: CLOSE",
                            "Connection: keep-alive, close",
                            "Connection: X, Y",
                            "X:",
                            "X:a",
                            "X: \t a \t ",
                            "X: a\tb",
                            "x-y_z.1: a",
                            "X: \xe4",
                            "Range: bytes=0-0",
                            "If-None-Match: \"a\"",
                            "If-Modified-Since: nonsense",
                            "Accept-Encoding: gzip, br",
                            "TE: trailers",
                            "Upgrade: websocket",
                            "Connection: Upgrade\r\nUpgrade: nonsense",
                            "Upgrade-Insecure-Requests: 1",
                            "Content-Length: 0",
                            "Expect: 100-continue",
                            "Max-Forwards: 0",
                            "Cookie: a=b\r\nCookie: c=d",
                            "X: 1\r\nX: 2",
                            "Transfer-Encoding: Chunked\r\nTrailer: X\r\n\r\n0",
                            "Proxy-Connection: keep-alive",
                            "HTTP2-Settings: AAMAAABk",
                            "Keep-Alive: timeout=5",
                            "Trailer: X",
                            "Authorization: Basic YTpi"}) {
    cases.push_back({std::string("field ") + field, simple(std::string(field) + "\r\n")});
  }
  cases.push_back({"HTTP/1.0 keep-alive", request("GET / HTTP/1.0", "Connection: keep-alive\r\n")});
  cases.push_back({"no space after the colon of Host", "GET / HTTP/1.1\r\nHost:localhost\r\n\r\n"});
  cases.push_back({"Host in capitals with a port", "GET / HTTP/1.1\r\nHOST: LOCALHOST:8443\r\n\r\n"});
  cases.push_back({"Host with an underscore", "GET / HTTP/1.1\r\nHost: a_b\r\n\r\n"});
}

void addBodies(std::vector<OrdinaryCase>& cases) {
  const auto post = [](const std::string& fields, const std::string& body) {
    return request("POST / HTTP/1.1", fields, body);
  };
  cases.push_back({"POST", post("Content-Length: 5\r\n", "hello")});
  cases.push_back({"POST without a body", post("", "")});
  cases.push_back({"POST, length with zeros before", post("Content-Length: 0005\r\n", "hello")});
  cases.push_back({"POST of 100 KB", post("Content-Length: 100000\r\n", std::string(100'000, 'x'))});
  cases.push_back({"POST by HTTP/1.0", request("POST / HTTP/1.0", "Content-Length: 5\r\n", "hello")});
  cases.push_back({"PUT", request("PUT / HTTP/1.1", "Content-Length: 5\r\n", "hello")});
  cases.push_back({"GET with a body", request("GET / HTTP/1.1", "Content-Length: 5\r\n", "hello")});
  cases.push_back({"chunked", chunked("5\r\nhello\r\n0\r\n\r\n")});
  cases.push_back({"chunked, empty", chunked("0\r\n\r\n")});
  cases.push_back({"chunked, many", chunked("1\r\nh\r\n2\r\nel\r\n2\r\nlo\r\n0\r\n\r\n")});
  cases.push_back({"chunked, size with zeros before", chunked("0005\r\nhello\r\n0000\r\n\r\n")});
  cases.push_back({"chunked, size in capitals", chunked("A\r\n0123456789\r\n0\r\n\r\n")});
  cases.push_back({"chunked, extension", chunked("5;a=b;c=\"d\"\r\nhello\r\n0\r\n\r\n")});
  cases.push_back({"chunked, trailers", chunked("5\r\nhello\r\n0\r\nX: y\r\nZ: a\r\n\r\n")});
  cases.push_back({"100-continue with its body", post("Expect: 100-continue\r\nContent-Length: 5\r\n", "hello")});
  cases.push_back({"three pipelined", simple("") + post("Content-Length: 5\r\n", "hello") + simple("")});
  cases.push_back({"pipelined after chunks", chunked("5\r\nhello\r\n0\r\n\r\n") + simple("")});
  cases.push_back({"pipelined after close", simple("Connection: close\r\n") + simple("")});
}

}  // namespace

std::vector<OrdinaryCase> ordinaryHttp1Cases() {
  std::vector<OrdinaryCase> cases;
  addHeads(cases);
  addFields(cases);
  addBodies(cases);
  return cases;
}

std::vector<OrdinaryCase> ordinaryHttp2Cases() {
  std::vector<OrdinaryCase> cases;
  const auto add = [&](const std::string& name, const std::string& frames) {
    cases.push_back({name, preface() + frames});
  };
  for (const char* path : {"/", "/?a=b", "/a%20b", "//a", "/a/../b", "/;a", "/[a]", "/%E2%82%AC"}) {
    add(std::string("GET ") + path, headers(1, get(path)));
  }
  const std::vector<Fields> more{{{"te", "trailers"}},
                                 {{"cookie", "a=b"}, {"cookie", "c=d"}},
                                 {{"x", ""}},
                                 {{"x", "\xe4"}},
                                 {{"x", "1"}, {"x", "2"}},
                                 {{"host", "a.test"}},
                                 {{"expect", "100-continue"}},
                                 {{"range", "bytes=0-0"}},
                                 {{"content-length", "0"}},
                                 {{"priority", "u=1, i"}}};
  for (const Fields& fields : more)
    add("field " + fields[0].first + ": " + fields[0].second, headers(1, get("/", fields)));
  for (const char* method : {"HEAD", "DELETE", "OPTIONS", "FOO"}) {
    Fields fields = get();
    fields.front().second = method;
    add(method, headers(1, fields));
  }
  add("POST", headers(1, post("/", {{"content-length", "5"}}), true) + data(1, "hello"));
  add("POST in many frames", headers(1, post("/"), true) + data(1, "he", false) + data(1, "llo", false) + data(1, ""));
  add("POST with trailers",
      headers(1, post("/"), true) + data(1, "hello", false) + frame(NGHTTP2_HEADERS, 5, 1, block({{"x", "y"}})));
  add("GET with a body", headers(1, get("/", {{"content-length", "5"}}), true) + data(1, "hello"));
  add("padded", headers(1, post("/"), true) + frame(NGHTTP2_DATA, 9, 1, std::string("\3hello\0\0\0", 9)));
  const std::string whole = block(get());
  add("head in two frames",
      frame(NGHTTP2_HEADERS, 1, 1, whole.substr(0, 10)) + frame(NGHTTP2_CONTINUATION, 4, 1, whole.substr(10)));
  add("head with a priority", frame(NGHTTP2_HEADERS, 0x25, 1, number(0) + "\x0f" + whole));
  add("PING before", frame(NGHTTP2_PING, 0, 0, "12345678") + headers(1, get()));
  add("PRIORITY before", frame(NGHTTP2_PRIORITY, 0, 1, number(0) + "\x0f") + headers(1, get()));
  add("unknown frame before", frame(0x42, 0xff, 0, "x") + headers(1, get()));
  add("unknown setting", settings({{0x4242, 1}}) + headers(1, get()));
  add("a stream number left out", headers(1, get()) + headers(7, get()));
  return cases;
}
