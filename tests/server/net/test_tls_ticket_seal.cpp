// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Sealed ticket keys, and every way in which they may have been changed on the way.

#include <openssl/err.h>

#include <QTest>

#include "server/net/tls_ticket_seal.h"

using net::TicketKeys;
using net::TlsTicketSeal;

namespace {

const std::string secret = "0123456789abcdef0123456789abcdef";

std::unique_ptr<TlsTicketSeal> sealOf(std::string_view bytes = secret, std::string_view name = "shop") {
  auto made = TlsTicketSeal::create(bytes, name);
  return made ? std::move(*made) : nullptr;
}

}  // namespace

class TestTlsTicketSeal : public QObject {
  Q_OBJECT

 private slots:
  void init() { m_sealed = *m_seal->seal(7, m_keys); }
  void opensWhatAnotherMachineSealed();
  void showsNothingOfTheKeys();
  void noTwoAreAlike();
  void doesNotOpenAnyChangedByte();
  void doesNotOpenOtherLengths();
  void doesNotOpenWithAnotherSecretOrName();
  void takesNoShortSecret();
  void keepsTheWholeGeneration();

 private:
  const std::unique_ptr<TlsTicketSeal> m_seal = sealOf();
  const TicketKeys m_keys = *TicketKeys::generate();
  std::string m_sealed;
};

void TestTlsTicketSeal::opensWhatAnotherMachineSealed() {
  const auto other = sealOf();
  const auto opened = other->open(m_sealed);
  QVERIFY(opened);
  QCOMPARE(opened->generation, std::uint64_t{7});
  QVERIFY(opened->keys == m_keys);
  QVERIFY(other->isSameAs(*m_seal));
}

void TestTlsTicketSeal::showsNothingOfTheKeys() {
  QCOMPARE(m_sealed.size(), TlsTicketSeal::sealedSize);
  std::array<unsigned char, TicketKeys::allSize> bytes{};
  m_keys.writeTo(bytes);
  const std::string plain(bytes.begin(), bytes.end());
  for (std::size_t at = 0; at + 8 <= plain.size(); at += 8)
    QVERIFY(m_sealed.find(plain.substr(at, 8)) == std::string::npos);
  QVERIFY(m_sealed.find(secret.substr(0, 8)) == std::string::npos);
}

void TestTlsTicketSeal::noTwoAreAlike() {
  const std::string again = *m_seal->seal(7, m_keys);
  QVERIFY(again != m_sealed);
  // Neither the nonce nor what is encrypted with it.
  QVERIFY(again.substr(1, 12) != m_sealed.substr(1, 12));
  QVERIFY(again.substr(13, 32) != m_sealed.substr(13, 32));
}

void TestTlsTicketSeal::doesNotOpenAnyChangedByte() {
  for (std::size_t at = 0; at < m_sealed.size(); ++at) {
    for (const int bit : {0, 3, 7}) {
      std::string changed = m_sealed;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      QVERIFY2(!m_seal->open(changed), qPrintable(QString("byte %1, bit %2").arg(at).arg(bit)));
    }
  }
  // A refusal is no error that the next handshake of this thread would find.
  QCOMPARE(ERR_peek_error(), 0UL);
  QVERIFY(m_seal->open(m_sealed));
}

void TestTlsTicketSeal::doesNotOpenOtherLengths() {
  for (std::size_t length = 0; length < m_sealed.size(); ++length) QVERIFY(!m_seal->open(m_sealed.substr(0, length)));
  QVERIFY(!m_seal->open(m_sealed + '\0'));
  QVERIFY(!m_seal->open(m_sealed + m_sealed));
  QVERIFY(!m_seal->open(std::string(32 * 1024, '\1')));
}

void TestTlsTicketSeal::doesNotOpenWithAnotherSecretOrName() {
  for (const auto& other : {sealOf("fedcba9876543210fedcba9876543210"), sealOf(secret + "\n"), sealOf(secret, "shop2"),
                            sealOf(secret, "")}) {
    QVERIFY(!other->open(m_sealed));
    QVERIFY(!other->isSameAs(*m_seal));
  }
}

void TestTlsTicketSeal::takesNoShortSecret() {
  QVERIFY(!sealOf({}));
  QVERIFY(!sealOf(std::string_view(secret).substr(1)));
  QVERIFY(sealOf(std::string(32, '\0')));
}

void TestTlsTicketSeal::keepsTheWholeGeneration() {
  for (const std::uint64_t generation : {std::uint64_t{0}, std::uint64_t{0x0123456789abcdef}, ~std::uint64_t{0}})
    QCOMPARE(m_seal->open(*m_seal->seal(generation, m_keys))->generation, generation);
}

QTEST_GUILESS_MAIN(TestTlsTicketSeal)
#include "test_tls_ticket_seal.moc"
