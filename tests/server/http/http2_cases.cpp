// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See http2_cases.h.

#include "tests/server/http/http2_cases.h"

#include <nghttp2/nghttp2.h>

#include <functional>
#include <utility>

#include "tests/server/http/http2_client.h"

namespace {

enum {
  NoError = 0,
  Protocol = 1,
  Internal = 2,
  FlowControl = 3,
  StreamClosed = 5,
  FrameSize = 6,
  Refused = 7,
  Compression = 9,
  Calm = 11
};

std::string repeated(const std::string& bytes, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += bytes;
  return all;
}

class Cases {
 public:
  void addConnectionErrors();
  void addStreamErrors();
  void addOddRequests();
  void addStreamFloods();
  void addFrameFloods();
  [[nodiscard]] std::vector<HostileCase> take() { return std::move(m_cases); }

 private:
  /// The name begins with the number in the list of hostile inputs.
  void row(const std::string& name, const std::string& input, int code = Calm) {
    m_cases.push_back({std::stoi(name), name, input, "GOAWAY " + std::to_string(code)});
  }
  void row(const std::string& name, const std::string& input, const char* outcome) {
    m_cases.push_back({std::stoi(name), name, preface() + input, outcome});
  }
  std::vector<HostileCase> m_cases;
};

Fields without(std::size_t index) {
  Fields fields{{":method", "GET"}, {":scheme", "https"}, {":authority", "a"}, {":path", "/"}};
  fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(index));
  return fields;
}

void Cases::addConnectionErrors() {
  row("75 wrong preface", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", Protocol);
  row("76 first frame not SETTINGS", preface().substr(0, 24) + headers(1, get()), Protocol);
  row("77 frame over 16,384", preface() + frame(NGHTTP2_DATA, 0, 1, "", 16'385) + std::string(16'385, 'x'), FrameSize);
  row("78 SETTINGS ACK with payload", preface() + frame(NGHTTP2_SETTINGS, 1, 0, "123456"), FrameSize);
  row("78 SETTINGS of 5 bytes", preface() + frame(NGHTTP2_SETTINGS, 0, 0, "12345"), FrameSize);
  row("79 INITIAL_WINDOW_SIZE 2^31", preface() + settings({{4, 0x80000000}}), FlowControl);
  row("80 MAX_FRAME_SIZE 16383", preface() + settings({{5, 16'383}}), Protocol);
  row("80 ENABLE_PUSH 2", preface() + settings({{2, 2}}), Protocol);
  row("81 WINDOW_UPDATE 0", preface() + frame(NGHTTP2_WINDOW_UPDATE, 0, 0, number(0)), Protocol);
  row("81 WINDOW_UPDATE 0 on a stream",
      preface() + headers(1, post("/"), true) + frame(NGHTTP2_WINDOW_UPDATE, 0, 1, number(0)), Protocol);
  row("82 connection window overflow", preface() + repeated(frame(NGHTTP2_WINDOW_UPDATE, 0, 0, number(0x7fffffff)), 2),
      FlowControl);
  row("83 DATA on stream 0", preface() + data(0, "x"), Protocol);
  row("83 HEADERS on stream 0", preface() + headers(0, get()), Protocol);
  row("83 even stream", preface() + headers(2, get()), Protocol);
  row("84 DATA on an idle stream", preface() + data(1, "x"), Protocol);
  row("85 padding longer than the frame",
      preface() + headers(1, post("/"), true) + frame(NGHTTP2_DATA, 8, 1, "\x09xxx"), Protocol);
  row("86 CONTINUATION without HEADERS", preface() + frame(NGHTTP2_CONTINUATION, 4, 1, block(get())), Protocol);
  row("86 interleaved", preface() + frame(NGHTTP2_HEADERS, 1, 1, "") + frame(NGHTTP2_PING, 0, 0, "12345678"), Protocol);
  row("87 CONTINUATION flood",
      preface() + frame(NGHTTP2_HEADERS, 1, 1, block(get())) +
          repeated(frame(NGHTTP2_CONTINUATION, 0, 1, block({{"x", "y"}})), 50),
      Calm);
  row("88 HPACK index 0", preface() + frame(NGHTTP2_HEADERS, 5, 1, "\x80"), Compression);
  row("88 HPACK index past the table", preface() + frame(NGHTTP2_HEADERS, 5, 1, "\xff\x20"), Compression);
  row("88 bad Huffman padding", preface() + frame(NGHTTP2_HEADERS, 5, 1, std::string("\x00\x81\x00\x01x", 5)),
      Compression);
  row("88 table size update over SETTINGS", preface() + frame(NGHTTP2_HEADERS, 5, 1, "\x3f\xe2\x7f"), Compression);
  row("102 PUSH_PROMISE from a client",
      preface() + headers(1, get(), true) + frame(NGHTTP2_PUSH_PROMISE, 4, 1, number(2)), Protocol);
  row("102 GOAWAY on a stream", preface() + frame(NGHTTP2_GOAWAY, 0, 1, number(0) + number(0)), Protocol);
  row("102 GOAWAY of 5 bytes", preface() + frame(NGHTTP2_GOAWAY, 0, 0, "12345"), FrameSize);
  row("103 RST_STREAM on an idle stream", preface() + frame(NGHTTP2_RST_STREAM, 0, 1, number(8)), Protocol);
  row("104 HTTP/1.1 after ALPN h2", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", Protocol);
}

void Cases::addStreamErrors() {
  const auto with = [](const Fields& more) { return headers(1, get("/", more)); };
  row("82 stream window overflow",
      headers(1, post("/"), true) + repeated(frame(NGHTTP2_WINDOW_UPDATE, 0, 1, number(0x7fffffff)), 2), "RST 3");
  Fields large;
  for (int i = 0; i < 100; ++i) large.emplace_back("x" + std::to_string(i), std::string(130, 'a'));
  row("89 17 KiB of header fields", with(large), "431");
  Fields many;
  for (int i = 0; i < 101; ++i) many.emplace_back("x" + std::to_string(i), "1");
  row("89 101 header fields", with(many), "431");
  row("90 no :method", headers(1, without(0)), "RST 1");
  row("90 no :scheme", headers(1, without(1)), "RST 1");
  row("90 no :path", headers(1, without(3)), "RST 1");
  row("90 :path twice", with({{":path", "/"}}), "RST 1");
  row("90 unknown pseudo header", with({{":x", "/"}}), "RST 1");
  row("90 late pseudo header", headers(1, {{":method", "GET"}, {"x", "y"}, {":scheme", "https"}, {":path", "/"}}),
      "RST 1");
  row("90 :status in a request", with({{":status", "200"}}), "RST 1");
  row("91 upper-case name", with({{"X", "y"}}), "RST 1");
  row("91 connection", with({{"connection", "close"}}), "RST 1");
  row("91 te: gzip", with({{"te", "gzip"}}), "RST 1");
  row("91 transfer-encoding", with({{"transfer-encoding", "chunked"}}), "RST 1");
  row("92 CR LF in a value", with({{"x", "a\r\nb: c"}}), "RST 1");
  row("92 NUL in a value", with({{"x", std::string("a\0b", 3)}}), "RST 1");
  row("92 colon in a name", with({{"a:b", "c"}}), "RST 1");
  row("92 space in a name", with({{"a b", "c"}}), "RST 1");
}

void Cases::addOddRequests() {
  row("93 :path hello-world", headers(1, get("hello-world")), "RST 1");
  row("93 fragment in :path", headers(1, get("/a#b")), "400");
  row("93 :path /%00", headers(1, get("/%00")), "400");
  row("93 :scheme ftp", headers(1, {{":method", "GET"}, {":scheme", "ftp"}, {":authority", "a"}, {":path", "/"}}),
      "400");
  row("94 bad authority",
      headers(1, {{":method", "GET"}, {":scheme", "https"}, {":authority", "a..b"}, {":path", "/"}}), "400");
  row("94 no authority at all", headers(1, without(2)), "RST 1");
  row("94 host alone", headers(1, {{":method", "GET"}, {":scheme", "https"}, {":path", "/"}, {"host", "A"}}), "200");
  row("95 content-length over what came", headers(1, post("/", {{"content-length", "3"}}), true) + data(1, "xx"),
      "RST 1");
  row("95 content-length under what came", headers(1, post("/", {{"content-length", "1"}}), true) + data(1, "xx"),
      "RST 1");
  row("95 content-length over the limit", headers(1, post("/", {{"content-length", "99999999"}}), true), "413");
  row("103 TRACE", headers(1, {{":method", "TRACE"}, {":scheme", "https"}, {":authority", "a"}, {":path", "/"}}),
      "405");
  row("107 CONNECT", headers(1, {{":method", "CONNECT"}, {":authority", "a:80"}}, true), "405");
  row("107 extended CONNECT",
      headers(1,
              {{":method", "CONNECT"},
               {":protocol", "websocket"},
               {":scheme", "https"},
               {":authority", "a"},
               {":path", "/"}},
              true),
      "RST 1");
  row("64 expect: foo", headers(1, post("/", {{"expect", "foo"}}), true), "417");
}

void Cases::addStreamFloods() {
  /// One request after the other, each followed by that frame for its stream.
  const auto each = [](int requests, const Fields& fields, bool open, const std::function<std::string(int)>& next) {
    std::string all = preface();
    for (int stream = 1; stream < 2 * requests; stream += 2) all += headers(stream, fields, open) + next(stream);
    return all;
  };
  const auto slow = [&](const std::function<std::string(int)>& next) { return each(500, get("/slow"), false, next); };
  row("96 refused streams", slow([](int) { return std::string(); }));
  row("97 rapid reset",
      each(3000, post("/"), true, [](int stream) { return frame(NGHTTP2_RST_STREAM, 0, stream, number(8)); }));
  row("98 MadeYouReset: window update of 0",
      slow([](int stream) { return frame(NGHTTP2_WINDOW_UPDATE, 0, stream, number(0)); }), Protocol);
  row("98 MadeYouReset: window overflow",
      slow([](int stream) { return frame(NGHTTP2_WINDOW_UPDATE, 0, stream, number(0x7fffffff)); }));
  row("98 MadeYouReset: DATA after END_STREAM", slow([](int stream) { return data(stream, "x"); }), StreamClosed);
  row("98 MadeYouReset: HEADERS after END_STREAM", slow([](int stream) { return headers(stream, get("/slow")); }),
      StreamClosed);
  row("98 MadeYouReset: PRIORITY of 6 bytes",
      slow([](int stream) { return frame(NGHTTP2_PRIORITY, 0, stream, "123456"); }), FrameSize);
  // RFC 9218 2.1: we said NO_RFC7540_PRIORITIES, so what PRIORITY frames say is skipped; too many streams are left.
  row("98 MadeYouReset: a stream that depends on itself",
      slow([](int stream) { return frame(NGHTTP2_PRIORITY, 0, stream, number(stream) + "x"); }));
  std::string empty;
  for (int stream = 1; stream < 1000; stream += 2) empty += frame(NGHTTP2_HEADERS, 5, stream, "");
  row("100 empty HEADERS", preface() + empty);
}

void Cases::addFrameFloods() {
  const std::string open = preface() + headers(1, post("/"), true);
  const std::string closed = open + frame(NGHTTP2_RST_STREAM, 0, 1, number(8));
  row("99 SETTINGS", preface() + repeated(settings({{1, 4096}}), 80'000));
  row("99 PING", preface() + repeated(frame(NGHTTP2_PING, 0, 0, "12345678"), 100'000));
  row("99 PRIORITY", preface() + repeated(frame(NGHTTP2_PRIORITY, 0, 1, number(0) + "x"), 100'000));
  row("99 unknown frames", preface() + repeated(frame(0x42, 0, 0, ""), 2000));
  row("99 RST_STREAM on a closed stream", closed + repeated(frame(NGHTTP2_RST_STREAM, 0, 1, number(8)), 100'000));
  row("100 empty DATA", open + repeated(data(1, "", false), 2000));
  row("100 DATA on a closed stream", closed + repeated(data(1, "x", false), 120'000));
  row("100 HEADERS on a closed stream", closed + repeated(headers(1, get("/slow")), 2000));
  row("101 window updates of one byte", open + repeated(frame(NGHTTP2_WINDOW_UPDATE, 0, 1, number(1)), 100'000));
}

}  // namespace

std::vector<HostileCase> http2Cases() {
  Cases cases;
  cases.addConnectionErrors();
  cases.addStreamErrors();
  cases.addOddRequests();
  return cases.take();
}

std::vector<HostileCase> http2Floods() {
  Cases cases;
  cases.addStreamFloods();
  cases.addFrameFloods();
  return cases.take();
}
