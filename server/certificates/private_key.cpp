// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Bytes of a key are wiped from our buffers once they are used.

#include "server/certificates/private_key.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <unistd.h>

#include <algorithm>

#include "server/base/xdg_directories.h"
#include "server/certificates/bounded_file.h"
#include "server/certificates/content_form.h"
#include "server/certificates/file_problem.h"
#include "server/certificates/key_permissions.h"
#include "server/certificates/openssl_error.h"

namespace certificates {

namespace {

using base::ProblemCode;

/// Wipes a string when the scope ends.
class Wiper {
 public:
  explicit Wiper(std::string& text) : m_text(text) {}
  Wiper(const Wiper&) = delete;
  Wiper& operator=(const Wiper&) = delete;
  ~Wiper() { OPENSSL_cleanse(m_text.data(), m_text.size()); }

 private:
  std::string& m_text;
};

bool isEncrypted(const PemBlock& block) {
  return block.kind == BlockKind::EncryptedKey || block.text.find("Proc-Type: 4,ENCRYPTED") != std::string::npos;
}

std::filesystem::path plainName(const std::filesystem::path& file) {
  std::filesystem::path name = file;
  name.replace_filename(file.stem().string() + "-plain" + file.extension().string());
  return name;
}

base::Problem encrypted(const std::filesystem::path& file) {
  return fileProblem(ProblemCode::KeyEncrypted, file,
                     {{"command", "openssl pkey -in " + shellWord(file) + " -out " + shellWord(plainName(file))}});
}

base::Problem notKey(std::string_view bytes, const std::filesystem::path& file) {
  const ContentWords words = describeContent(bytes, file, Wanted::PrivateKey);
  std::string reason = "it is " + words.found;
  if (!words.command.empty()) {
    reason += ", not PEM; convert it: " + words.command;
  } else if (words.different) {
    reason += ", not a private key";
  }
  return fileProblem(ProblemCode::KeyUnreadable, file, {{"reason", reason}, {"command", words.command}});
}

/// Whether it is an encrypted key at all: then what fails is the passphrase.
bool isWhole(const PemBlock& block) {
  const BioPointer bio(BIO_new_mem_buf(block.text.data(), static_cast<int>(block.text.size())));
  const OpenSslPointer<X509_SIG, X509_SIG_free> parsed(PEM_read_bio_PKCS8(bio.get(), nullptr, nullptr, nullptr));
  return block.kind != BlockKind::EncryptedKey || parsed != nullptr;
}

void takeBlock(const PemBlock& block, const std::filesystem::path& file, const Secret& passphrase,
               KeyReading& reading) {
  KeyBlockReading read = readKeyBlock(block, passphrase);
  switch (read.outcome) {
    case KeyOutcome::Read:
      reading.key = std::move(read.key);
      break;
    case KeyOutcome::NeedsPassphrase:
      reading.problems.push_back(encrypted(file));
      break;
    case KeyOutcome::WrongPassphrase:
      reading.problems.push_back(fileProblem(ProblemCode::PassphraseWrong, file));
      break;
    case KeyOutcome::Damaged:
      // OpenSSL's own reason is only that none of its decoders took it.
      reading.problems.push_back(fileProblem(ProblemCode::KeyUnreadable, file,
                                             {{"reason", "the key in it is damaged, or of a kind that is not known"}}));
      break;
  }
}

void parseKey(std::string_view bytes, const std::filesystem::path& file, const Secret& passphrase,
              KeyReading& reading) {
  PemBlocks pem = pemBlocks(bytes);
  const auto block = std::find_if(pem.blocks.begin(), pem.blocks.end(), [](const PemBlock& candidate) {
    return candidate.kind == BlockKind::PrivateKey || candidate.kind == BlockKind::EncryptedKey;
  });
  if (block == pem.blocks.end()) {
    reading.problems.push_back(notKey(bytes, file));
  } else {
    takeBlock(*block, file, passphrase, reading);
  }
  for (PemBlock& used : pem.blocks) OPENSSL_cleanse(used.text.data(), used.text.size());
}

}  // namespace

base::Result<EvpKeyPointer> generateKey(KeyType type) {
  EvpKeyPointer key;
  switch (type) {
    case KeyType::P256:
      key.reset(EVP_EC_gen("P-256"));
      break;
    case KeyType::P384:
      key.reset(EVP_EC_gen("P-384"));
      break;
    case KeyType::Rsa2048:
      key.reset(EVP_RSA_gen(2048));
      break;
    case KeyType::Rsa3072:
      key.reset(EVP_RSA_gen(3072));
      break;
    case KeyType::Rsa4096:
      key.reset(EVP_RSA_gen(4096));
      break;
  }
  if (!key) return base::failure(openSslError("cannot make a private key"));
  return key;
}

KeyReading readKeyFile(const std::filesystem::path& file, const Secret& passphrase) {
  KeyReading reading;
  BoundedFile read = readBoundedFile(file);
  const Wiper wiper(read.bytes);
  if (read.outcome == BoundedFile::Outcome::Missing) {
    reading.problems.push_back(fileProblem(ProblemCode::KeyMissing, file));
    return reading;
  }
  // Of a file that we may not open, the owner and the mode often say why.
  const bool judged = S_ISREG(read.status.st_mode);
  if (judged) reading.problems = keyPermissionProblems(file, read.status, ::geteuid());
  if (read.outcome == BoundedFile::Outcome::Read) {
    parseKey(read.bytes, file, passphrase, reading);
  } else if (read.outcome == BoundedFile::Outcome::Unreadable || reading.problems.empty()) {
    reading.problems.push_back(fileProblem(ProblemCode::KeyUnreadable, file, {{"reason", read.reason}}));
  }
  return reading;
}

int givePassphrase(char* buffer, int size, int /*writing*/, void* context) {
  if (context == nullptr) return -1;
  const std::string_view passphrase = static_cast<const Secret*>(context)->view();
  if (passphrase.size() > static_cast<std::size_t>(size)) return -1;
  std::copy(passphrase.begin(), passphrase.end(), buffer);
  return static_cast<int>(passphrase.size());
}

KeyBlockReading readKeyBlock(const PemBlock& block, const Secret& passphrase) {
  const bool encrypted = isEncrypted(block);
  if (encrypted && !isWhole(block)) {
    ERR_clear_error();
    return {KeyOutcome::Damaged, nullptr};
  }
  if (encrypted && passphrase.isEmpty()) return {KeyOutcome::NeedsPassphrase, nullptr};
  const BioPointer bio(BIO_new_mem_buf(block.text.data(), static_cast<int>(block.text.size())));
  Secret given = passphrase;
  EvpKeyPointer key(PEM_read_bio_PrivateKey(bio.get(), nullptr, givePassphrase, encrypted ? &given : nullptr));
  ERR_clear_error();
  if (!key) return {encrypted ? KeyOutcome::WrongPassphrase : KeyOutcome::Damaged, nullptr};
  return {KeyOutcome::Read, std::move(key)};
}

base::Result<Secret> privateKeyPem(const EVP_PKEY* key, const Secret& passphrase) {
  constexpr int rounds = 600'000;
  const BioPointer bio(BIO_new(BIO_s_secmem()));
  bool done = bio != nullptr;
  if (passphrase.isEmpty()) {
    done = done && PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1;
  } else {
    // PEM_write_bio_PKCS8PrivateKey() would take 2048 rounds, which a thief of the file soon has through.
    const OpenSslPointer<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> plain(EVP_PKEY2PKCS8(key));
    const OpenSslPointer<X509_SIG, X509_SIG_free> sealed(
        plain ? PKCS8_encrypt(-1, EVP_aes_256_cbc(), passphrase.text().data(),
                              static_cast<int>(passphrase.text().size()), nullptr, 0, rounds, plain.get())
              : nullptr);
    done = done && sealed && PEM_write_bio_PKCS8(bio.get(), sealed.get()) == 1;
  }
  if (!done) return base::failure(openSslError("cannot write a private key"));
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &data);
  return Secret(std::string(data, static_cast<std::size_t>(length)));
}

base::Result<void> writePrivateKey(const std::filesystem::path& file, const EVP_PKEY* key, const Secret& passphrase) {
  const auto pem = privateKeyPem(key, passphrase);
  if (!pem) return base::failure(pem.error());
  return base::writeFileAtomically(file, pem->view(), 0600);
}

bool fits(const X509* certificate, const EVP_PKEY* key) {
  const bool equal = EVP_PKEY_eq(X509_get0_pubkey(certificate), key) == 1;
  // Keys of different kinds leave an error behind.
  ERR_clear_error();
  return equal;
}

}  // namespace certificates
