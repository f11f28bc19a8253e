// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Bytes of a key are wiped from our buffers once they are used.

#include "server/certificates/private_key.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
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

/// In place of OpenSSL's own, which would ask on the terminal and wait there.
int refusePassphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*context*/) {
  return -1;
}

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

void parseKey(std::string_view bytes, const std::filesystem::path& file, KeyReading& reading) {
  PemBlocks pem = pemBlocks(bytes);
  const auto block = std::find_if(pem.blocks.begin(), pem.blocks.end(), [](const PemBlock& candidate) {
    return candidate.kind == BlockKind::PrivateKey || candidate.kind == BlockKind::EncryptedKey;
  });
  if (block == pem.blocks.end()) {
    reading.problems.push_back(notKey(bytes, file));
  } else if (isEncrypted(*block)) {
    reading.problems.push_back(encrypted(file));
  } else {
    const BioPointer bio(BIO_new_mem_buf(block->text.data(), static_cast<int>(block->text.size())));
    reading.key.reset(PEM_read_bio_PrivateKey(bio.get(), nullptr, refusePassphrase, nullptr));
    if (!reading.key) {
      // OpenSSL's own reason is only that none of its decoders took it.
      const char* const reason = "the key in it is damaged, or of a kind that is not known";
      reading.problems.push_back(fileProblem(ProblemCode::KeyUnreadable, file, {{"reason", reason}}));
    }
    ERR_clear_error();
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

KeyReading readKeyFile(const std::filesystem::path& file) {
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
    parseKey(read.bytes, file, reading);
  } else if (read.outcome == BoundedFile::Outcome::Unreadable || reading.problems.empty()) {
    reading.problems.push_back(fileProblem(ProblemCode::KeyUnreadable, file, {{"reason", read.reason}}));
  }
  return reading;
}

base::Result<void> writePrivateKey(const std::filesystem::path& file, const EVP_PKEY* key) {
  const BioPointer bio(BIO_new(BIO_s_secmem()));
  if (!bio || PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return base::failure(openSslError("cannot write the private key " + file.string()));
  }
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &data);
  return base::writeFileAtomically(file, std::string_view(data, static_cast<std::size_t>(length)), 0600);
}

}  // namespace certificates
