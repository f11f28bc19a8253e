// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which coding a client gets, and that what is compressed here is what others decompress.

#include <brotli/decode.h>
#include <zlib.h>

#include <QTest>

#include "server/handlers/content_coding.h"

using handlers::Coding;

class TestContentCoding : public QObject {
  Q_OBJECT

 private slots:
  void chooses_data();
  void chooses();
  void takesNothingThatIsNotOffered();
  void compressesForOthers();
  void leavesAloneWhatGetsLarger();
};

void TestContentCoding::chooses_data() {
  QTest::addColumn<QString>("accepted");
  QTest::addColumn<QString>("coding");
  const auto row = [](const char* accepted, const char* coding) {
    QTest::newRow(accepted) << QString(accepted) << QString(coding);
  };
  row("gzip, deflate, br, zstd", "br");
  row("gzip, deflate", "gzip");
  row("GZIP", "gzip");
  row("x-gzip", "gzip");
  row("br;q=0.5, gzip;q=0.8", "gzip");
  row("br;q=0.8, gzip;q=0.8", "br");
  row("br;q=1.0, gzip;q=0.8, *;q=0.1", "br");
  row("*", "br");
  row("*, br;q=0", "gzip");
  row("gzip;q=0, *;q=0", "");
  row("identity", "");
  row("identity;q=1, gzip;q=0.5", "");
  row("identity;q=0.5, gzip;q=0.5", "gzip");
  row("identity;q=0, gzip", "gzip");
  row("gzip;q=0", "");
  row("gzip;q=0.000", "");
  row("gzip;q=0.001", "gzip");
  row("gzip ; q=0.5", "gzip");
  row("gzip;q=2", "");
  row("gzip;q=", "");
  row("gzip;q=0.5555", "");
  row("gzip;level=1", "");
  row("", "");
  row(",,;,", "");
  row("gzipper, brotli", "");
}

void TestContentCoding::chooses() {
  QFETCH(QString, accepted);
  QFETCH(QString, coding);
  const std::string text = accepted.toStdString();
  QCOMPARE(QString::fromStdString(std::string(nameOf(handlers::chooseCoding(text, {true, true, true})))), coding);
}

void TestContentCoding::takesNothingThatIsNotOffered() {
  QCOMPARE(handlers::chooseCoding(std::nullopt, {true, true, true}), Coding::Identity);
  QCOMPARE(handlers::chooseCoding("br, gzip;q=0.1", {true, true, false}), Coding::Gzip);
  QCOMPARE(handlers::chooseCoding("br, gzip", {true, false, false}), Coding::Identity);
}

void TestContentCoding::compressesForOthers() {
  std::string text;
  for (int line = 0; line < 20'000; ++line) text += "line " + std::to_string(line) + " of a text that repeats itself\n";
  const auto brotli = handlers::compress(text, Coding::Brotli);
  QVERIFY(brotli && brotli->size() < text.size() / 4);
  std::string back(text.size(), '\0');
  std::size_t length = back.size();
  QCOMPARE(BrotliDecoderDecompress(brotli->size(), reinterpret_cast<const std::uint8_t*>(brotli->data()), &length,
                                   reinterpret_cast<std::uint8_t*>(back.data())),
           BROTLI_DECODER_RESULT_SUCCESS);
  QVERIFY(back == text);

  const auto gzip = handlers::compress(text, Coding::Gzip);
  QVERIFY(gzip && gzip->size() < text.size() / 4);
  std::string bytes = *gzip;
  back.assign(text.size(), '\0');
  z_stream stream{};
  QCOMPARE(inflateInit2(&stream, 15 + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(back.data());
  stream.avail_out = static_cast<uInt>(back.size());
  const int outcome = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  QCOMPARE(outcome, Z_STREAM_END);
  QVERIFY(back == text);
}

void TestContentCoding::leavesAloneWhatGetsLarger() {
  std::string noise;
  std::uint32_t state = 1;
  for (int byte = 0; byte < 5000; ++byte) {
    state = state * 1'664'525 + 1'013'904'223;
    noise += static_cast<char>(state >> 24);
  }
  QVERIFY(!handlers::compress(noise, Coding::Brotli));
  QVERIFY(!handlers::compress(noise, Coding::Gzip));
}

QTEST_GUILESS_MAIN(TestContentCoding)
#include "test_content_coding.moc"
