// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See http1_cases.h.

#include "tests/server/http/http1_cases.h"

#include <utility>

namespace {

std::string get(const std::string& fields, const std::string& line = "GET / HTTP/1.1") {
  return line + "\r\nHost: a.test\r\n" + fields + "\r\n";
}
std::string post(const std::string& fields, const std::string& body) {
  return get(fields, "POST /p HTTP/1.1") + body;
}
std::string chunked(const std::string& body) {
  return post("Transfer-Encoding: chunked\r\n", body);
}
std::string hosted(const std::string& host) {
  return "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
}
std::string target(const std::string& text) {
  return get("", "GET " + text + " HTTP/1.1");
}
/// Text with NUL and other bytes in it.
template<std::size_t Length>
std::string bytes(const char (&literal)[Length]) {
  return std::string(literal, Length - 1);
}

class Cases {
 public:
  void addFraming();
  void addFields();
  void addLines();
  void addTargets();
  void addChunks();
  [[nodiscard]] std::vector<HostileCase> take() { return std::move(m_cases); }

 private:
  /// The name begins with the number in the list of hostile inputs.
  void row(const std::string& name, const std::string& input, const std::string& expected = "400 close") {
    m_cases.push_back({std::stoi(name), name, input, expected});
  }
  std::vector<HostileCase> m_cases;
};

void Cases::addFraming() {
  row("26 CL and TE", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"));
  row("26 TE and CL", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"));
  row("26 CL and unknown TE", post("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n", "hello"));
  row("27 two CL, different", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"));
  row("27 CL 5, 6", post("Content-Length: 5, 6\r\n", "hello"));
  row("28 two CL, equal", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"));
  row("28 CL 5, 5", post("Content-Length: 5, 5\r\n", "hello"));
  for (const char* length : {"-1", "+5", "0x10", "5 5", "5e1", "", "0o5", "5,", ",5"}) {
    row(std::string("29 CL ") + length, post(std::string("Content-Length: ") + length + "\r\n", "hello"));
  }
  row("30 CL 2^64", post("Content-Length: 18446744073709551616\r\n", ""));
  row("30 CL 2^63, valid but too large", post("Content-Length: 9223372036854775808\r\n", ""), "413 close");
  row("30 CL of 99 digits", post("Content-Length: " + std::string(99, '9') + "\r\n", ""));
  row("31 TE chunked, chunked", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"));
  row("31 TE chunked, gzip", post("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n"));
  row("31 TE chunked twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"));
  row("32 TE gzip", post("Transfer-Encoding: gzip\r\n", "0\r\n\r\n"), "501 close");
  row("32 TE pigeons", post("Transfer-Encoding: pigeons\r\n", "0\r\n\r\n"), "501 close");
  row("32 TE gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), "501 close");
  row("32 TE empty", post("Transfer-Encoding:\r\n", "0\r\n\r\n"), "501 close");
  row("33 TE in HTTP/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  row("34 space before the colon", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"));
  row("35 TE \\x0bchunked", post(bytes("Transfer-Encoding:\x0b"
                                       "chunked\r\n"),
                                 "0\r\n\r\n"));
  row("35 TE chunked\\0", post(bytes("Transfer-Encoding: chunked\0\r\n"), "0\r\n\r\n"));
  row("35 TE xchunked", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), "501 close");
  row("58 trailers are dropped", chunked("0\r\nContent-Length: 9\r\nHost: b\r\nAuthorization: x\r\n\r\n") + get(""),
      "200 200");
  row("63 body over the limit with Expect", post("Expect: 100-continue\r\nContent-Length: 99999999\r\n", ""),
      "413 close");
  row("64 Expect: foo", post("Expect: foo\r\nContent-Length: 1\r\n", "x"), "417 close");
  row("65 body on GET, then a request", get("Content-Length: 5\r\n") + "hello" + get(""), "200 200");
  row("65 body on HEAD, then a request", get("Content-Length: 5\r\n", "HEAD / HTTP/1.1") + "hello" + get(""),
      "200 200");
  row("69 Upgrade: h2c", get("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAAA\r\n"), "200");
  row("70 Connection: Content-Length", post("Connection: Content-Length\r\nContent-Length: 2\r\n", "hi") + get(""),
      "200 200");
  row("70 Connection: close, Host", get("Connection: close, Host\r\n"), "200 close");
}

void Cases::addFields() {
  row("36 folded field", get("X: a\r\n b\r\n"));
  row("36 folded field, tab", get("X: a\r\n\tb\r\n"));
  row("36 folded TE", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"));
  row("36 folded CL", post("Content-Length: 1\r\n 0\r\n", "0123456789"));
  row("37 first field starts with a space", "GET / HTTP/1.1\r\n Host: a\r\n\r\n");
  row("38 CR alone", "GET / HTTP/1.1\rHost: a\r\r");
  row("38 CR alone in a field", get("X: a\rb\r\n"));
  row("38 CR CR LF", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n");
  row("39 LF alone", "GET / HTTP/1.1\nHost: a\n\n");
  row("39 LF alone once", "GET / HTTP/1.1\r\nHost: a\n\r\n");
  row("39 only LF", "\n\n\n\n");
  row("40 NUL in a value", get(bytes("X: a\0b\r\n")));
  row("40 NUL in a name", get(bytes("X\0: a\r\n")));
  row("40 DEL in a value", get("X: a\x7f\r\n"));
  row("40 ESC in a value", get("X: a\x1b[2J\r\n"));
  row("40 UTF-8 in a value is text", get("X: \xc3\xa4\r\n"), "200");
  row("41 no colon", get("nonsense\r\n"));
  row("41 empty name", get(": x\r\n"));
  row("41 space in a name", get("a b: x\r\n"));
  row("42 no Host", "GET / HTTP/1.1\r\n\r\n");
  row("42 two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n");
  row("42 no Host in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "200 close");
  for (const char* host : {"a:98777", "a:9:80", "..", "[::1", ".", "a\\b", "a b", "a/b", "u@h", "", "a..b", ".a",
                           "[1::zz]", "a:x", "[::1]x"}) {
    row(std::string("43 Host ") + host, hosted(host));
  }
  for (const char* host : {"a", "a:80", "A.Test", "a.", "127.0.0.1:8443", "[::1]:8443", "a:"}) {
    row(std::string("43 Host ") + host + " is sound", hosted(host), "200");
  }
}

void Cases::addLines() {
  row("50 request line of 9 KiB", "GET /" + std::string(9 * 1024, 'a') + " HTTP/1.1\r\n", "414 close");
  row("50 endless request line", "GET /" + std::string(70 * 1024, 'a'), "414 close");
  row("51 header block of 17 KiB", get("X: " + std::string(8000, 'a') + "\r\nY: " + std::string(9000, 'a') + "\r\n"),
      "431 close");
  std::string fields;
  for (int i = 0; i < 101; ++i) fields += "X" + std::to_string(i) + ": 1\r\n";
  row("51 102 fields", get(fields), "431 close");
  row("51 one endless field", "GET / HTTP/1.1\r\nX: " + std::string(70 * 1024, 'a'), "431 close");
  row("52 HTTP/9.9", get("", "GET / HTTP/9.9"), "505 close");
  row("52 HTTP/2.0", get("", "GET / HTTP/2.0"), "505 close");
  row("52 HTTP/1.1.1", get("", "GET / HTTP/1.1.1"));
  row("52 http/1.1", get("", "GET / http/1.1"));
  row("52 ICE/1.0", get("", "GET / ICE/1.0"));
  row("53 HTTP/0.9", "GET /\r\n");
  row("54 control byte in the method", get("", "G\x01T / HTTP/1.1"));
  row("54 method of 10 KiB", std::string(10 * 1024, 'M') + " / HTTP/1.1\r\n\r\n");
  row("54 unknown method is the handler's", get("", "FOO / HTTP/1.1"), "200");
  row("71 PRI", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505 close");
  row("72 ClientHello", bytes("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"));
  row("39 an empty line before a request", "\r\n" + get(""), "200");
  row("39 two empty lines before a request", "\r\n\r\n" + get(""));
}

void Cases::addTargets() {
  row("44 absolute form wins over Host", target("http://b.test:81/x?y"), "200");
  row("44 absolute form with a user", target("http://u@b.test/"));
  row("44 absolute form of another scheme", target("ftp://b.test/"));
  row("45 hello", target("hello"));
  row("45 GET *", target("*"));
  row("45 GET admin", target("admin"));
  row("46 OPTIONS *", get("", "OPTIONS * HTTP/1.1"), "200");
  row("47 CONNECT h:80", get("", "CONNECT h:80 HTTP/1.1"), "405 close");
  row("47 CONNECT h", get("", "CONNECT h HTTP/1.1"));
  row("47 TRACE", get("", "TRACE / HTTP/1.1"), "405 close");
  row("48 space in the target", target("/a b"));
  row("48 control byte in the target", target("/\x02"));
  row("48 fragment", target("/a#b"));
  row("48 byte over 0x7f", target("/\xc3\xa4"));
  for (const char* path : {"/foo%", "/%1", "/%zz", "/%00"}) {
    row(std::string("49 ") + path, target(path));
  }
  row("49 per cent in the query is the handler's", target("/?a=%"), "200");
}

void Cases::addChunks() {
  for (const char* size : {"0x5", "-1", "+5", " 5", "5 ", "FFFFFFFFFFFFFFFFF", "", "5\t", "g"}) {
    row(std::string("55 chunk size ") + size, chunked(std::string(size) + "\r\nhello\r\n0\r\n\r\n"));
  }
  row("55 chunk over the limit", chunked("FFFFFFFFFFFFFFFF\r\n"), "413 close");
  row("56 extension with bare LF", chunked("5;a=b\nhello\r\n0\r\n\r\n"));
  row("56 extension with an unbalanced quote", chunked("5;a=\"b\r\nhello\r\n0\r\n\r\n"));
  row("56 extension without a name", chunked("5;\r\nhello\r\n0\r\n\r\n"));
  row("56 sound extensions", chunked("5;a;b=c;d=\"e \\\" f\"\r\nhello\r\n0;z\r\n\r\n"), "200");
  row("56 17 KiB of extension", chunked("5;a=" + std::string(17 * 1024, 'x') + "\r\nhello\r\n0\r\n\r\n"));
  row("57 chunk without its CRLF", chunked("5\r\nhelloX\r\n0\r\n\r\n"));
  row("57 chunk size line ends with LF", chunked("5\nhello\r\n0\r\n\r\n"));
  row("58 folded trailer", chunked("0\r\nX: a\r\n b\r\n\r\n"));
  row("58 trailer with bare LF", chunked("0\r\nX: a\n\r\n"));
  row("58 trailer without colon", chunked("0\r\nnonsense\r\n\r\n"));
  std::string trailers;
  for (int i = 0; i < 10'000; ++i) trailers += "X: 1\r\n";
  row("59 10,000 trailers", chunked("0\r\n" + trailers), "431 close");
}

}  // namespace

std::vector<HostileCase> http1Cases() {
  Cases cases;
  cases.addFraming();
  cases.addFields();
  cases.addLines();
  cases.addTargets();
  cases.addChunks();
  return cases.take();
}

std::string statusesIn(std::string_view sent) {
  std::string statuses;
  for (std::size_t at = sent.find("HTTP/1.1 "); at != std::string::npos; at = sent.find("HTTP/1.1 ", at + 1)) {
    if (!statuses.empty()) statuses += ' ';
    statuses += sent.substr(at + 9, 3);
  }
  return statuses;
}
