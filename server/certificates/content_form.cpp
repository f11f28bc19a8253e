// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The blocks are cut out by hand and handed to OpenSSL one by one: it would skip a broken block in silence, and it
// reads no byte order mark, no indented block and no line over 254 characters.

#include "server/certificates/content_form.h"

#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>

#include <algorithm>
#include <utility>

#include "server/certificates/bounded_file.h"
#include "server/certificates/openssl_pointers.h"

namespace certificates {

namespace {

constexpr std::string_view beginMark = "-----BEGIN ";
constexpr std::string_view dashes = "-----";
constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

BlockKind kindOf(std::string_view label) {
  if (label == "CERTIFICATE" || label == "X509 CERTIFICATE" || label == "TRUSTED CERTIFICATE") {
    return BlockKind::Certificate;
  }
  if (label == "ENCRYPTED PRIVATE KEY") return BlockKind::EncryptedKey;
  if (label == "OPENSSH PRIVATE KEY") return BlockKind::OpenSshKey;
  if (label.ends_with("PRIVATE KEY")) return BlockKind::PrivateKey;
  if (label.ends_with("CERTIFICATE REQUEST")) return BlockKind::Request;
  if (label.ends_with("PUBLIC KEY")) return BlockKind::PublicKey;
  if (label.ends_with("PARAMETERS")) return BlockKind::Parameters;
  if (label == "PKCS7" || label == "CMS" || label == "PKCS #7 SIGNED DATA") return BlockKind::Pkcs7;
  return BlockKind::Other;
}

void replaceAll(std::string& text, std::string_view from, std::string_view to) {
  std::string result;
  std::size_t start = 0;
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, start)) {
    result.append(text, start, at - start).append(to);
    start = at + from.size();
  }
  text = result.append(text, start);
}

std::string plainLines(std::string_view bytes) {
  if (bytes.starts_with(byteOrderMark)) bytes.remove_prefix(byteOrderMark.size());
  std::string text(bytes);
  replaceAll(text, "\r\n", "\n");
  std::replace(text.begin(), text.end(), '\r', '\n');
  // A PEM file that went through an environment variable or a JSON string.
  if (text.find("-----\\n") != std::string::npos) {
    replaceAll(text, "\\r\\n", "\n");
    replaceAll(text, "\\n", "\n");
  }
  return text;
}

/// The lines between BEGIN and END. Those of a legacy encrypted key start with headers, which must stay lines.
std::string rewrapped(std::string_view body) {
  if (body.find(':') != std::string_view::npos) {
    const std::size_t first = body.find_first_not_of('\n');
    return std::string(body.substr(first == std::string_view::npos ? 0 : first));
  }
  static constexpr std::size_t lineLength = 64;
  std::string result;
  std::size_t column = 0;
  for (const char character : body) {
    if (character == ' ' || character == '\t' || character == '\n') continue;
    result += character;
    if (++column == lineLength) {
      result += '\n';
      column = 0;
    }
  }
  if (column != 0) result += '\n';
  return result;
}

template<typename T, auto release>
bool parses(T* (*read)(T**, const unsigned char**, long), std::string_view bytes) {
  const auto* cursor = reinterpret_cast<const unsigned char*>(bytes.data());
  const OpenSslPointer<T, release> parsed(read(nullptr, &cursor, static_cast<long>(bytes.size())));
  ERR_clear_error();
  return parsed != nullptr;
}

bool isDerKey(std::string_view bytes) {
  if (parses<X509_SIG, X509_SIG_free>(d2i_X509_SIG, bytes)) return true;
  const auto* cursor = reinterpret_cast<const unsigned char*>(bytes.data());
  const EvpKeyPointer key(d2i_AutoPrivateKey(nullptr, &cursor, static_cast<long>(bytes.size())));
  ERR_clear_error();
  return key != nullptr;
}

ContentWords describeBinary(std::string_view bytes, const std::string& in, const std::string& out, Wanted wanted) {
  const bool wantsKey = wanted == Wanted::PrivateKey;
  if (parses<X509, X509_free>(d2i_X509, bytes)) {
    return {"a certificate in DER form",
            wantsKey ? std::string() : "openssl x509 -inform DER -in " + in + " -out " + out};
  }
  if (parses<PKCS12, PKCS12_free>(d2i_PKCS12, bytes)) {
    return {"a PKCS#12 file (.p12, .pfx)",
            "openssl pkcs12 -in " + in + (wantsKey ? " -nocerts -noenc" : " -nokeys") + " -out " + out};
  }
  if (parses<PKCS7, PKCS7_free>(d2i_PKCS7, bytes)) {
    return {"a PKCS#7 file (.p7b)",
            wantsKey ? std::string() : "openssl pkcs7 -inform DER -print_certs -in " + in + " -out " + out};
  }
  if (parses<X509_REQ, X509_REQ_free>(d2i_X509_REQ, bytes)) return {"a certificate request (CSR) in DER form", ""};
  if (isDerKey(bytes)) {
    return {"a private key in DER form", wantsKey ? "openssl pkey -inform DER -in " + in + " -out " + out : ""};
  }
  if (bytes.starts_with("\xFE\xED\xFE\xED")) {
    return {"a Java key store",
            "keytool -importkeystore -deststoretype PKCS12 -srckeystore " + in + " -destkeystore " + in + ".p12"};
  }
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    return {"text in UTF-16", "iconv -f UTF-16 -t ASCII " + in + " > " + out};
  }
  // A DER sequence whose length reaches past the end of the file.
  if (bytes.starts_with("\x30\x82")) return {"a DER file that is cut off or damaged", "", false};
  return {"neither PEM nor any other form that certificates and keys come in", "", false};
}

ContentWords describeBlock(const PemBlock& block, const std::string& in, const std::string& out, Wanted wanted) {
  switch (block.kind) {
    case BlockKind::Certificate:
      return {"a certificate", ""};
    case BlockKind::PrivateKey:
    case BlockKind::EncryptedKey:
      return {"a private key", ""};
    case BlockKind::Request:
      return {"a certificate request (CSR)", ""};
    case BlockKind::PublicKey:
      return {"a public key", ""};
    case BlockKind::Parameters:
      return {"a block of parameters", ""};
    case BlockKind::OpenSshKey:
      return {"a key in OpenSSH's own form, which TLS does not use", "", false};
    case BlockKind::Pkcs7:
      return {"a PKCS#7 file (.p7b)",
              wanted == Wanted::PrivateKey ? "" : "openssl pkcs7 -print_certs -in " + in + " -out " + out};
    case BlockKind::Other:
      break;
  }
  return {"a PEM file with another content (" + block.label.substr(0, 40) + ")", ""};
}

/// A command that somebody pastes must not write over what they have.
std::filesystem::path freshName(const std::filesystem::path& file, const char* extension) {
  std::filesystem::path name = file;
  name.replace_extension(extension);
  std::error_code ignored;
  for (int number = 2; std::filesystem::exists(std::filesystem::symlink_status(name, ignored)); ++number) {
    name.replace_filename(file.stem().string() + "-" + std::to_string(number) + extension);
  }
  return name;
}

}  // namespace

PemBlocks pemBlocks(std::string_view bytes) {
  PemBlocks result;
  const std::string text = plainLines(bytes);
  std::size_t position = 0;
  while ((position = text.find(beginMark, position)) != std::string::npos) {
    const std::size_t labelStart = position + beginMark.size();
    const std::size_t labelEnd = text.find(dashes, labelStart);
    const std::size_t lineEnd = text.find('\n', labelStart);
    position = labelStart;
    if (labelEnd == std::string::npos || labelEnd > lineEnd) {
      result.cutOff = result.cutOff || lineEnd == std::string::npos;
      continue;
    }
    const std::string label = text.substr(labelStart, labelEnd - labelStart);
    const std::string endLine = "-----END " + label + "-----";
    const std::size_t bodyStart = labelEnd + dashes.size();
    const std::size_t bodyEnd = text.find(endLine, bodyStart);
    if (bodyEnd == std::string::npos || text.find(beginMark, bodyStart) < bodyEnd) {
      result.cutOff = true;
      continue;
    }
    std::string block = "-----BEGIN " + label + "-----\n";
    block += rewrapped(std::string_view(text).substr(bodyStart, bodyEnd - bodyStart));
    block.append(endLine).append("\n");
    result.blocks.push_back({kindOf(label), label, std::move(block)});
    position = bodyEnd + endLine.size();
  }
  return result;
}

ContentWords describeContent(std::string_view bytes, const std::filesystem::path& file, Wanted wanted) {
  if (bytes.find_first_not_of(" \t\r\n") == std::string_view::npos) return {"an empty file", "", false};
  const std::string in = shellWord(file);
  const std::string out = shellWord(freshName(file, wanted == Wanted::PrivateKey ? ".key" : ".pem"));

  const PemBlocks pem = pemBlocks(bytes);
  if (!pem.blocks.empty()) return describeBlock(pem.blocks.front(), in, out, wanted);
  if (pem.cutOff) return {"cut off: its END line is missing", "", false};
  return describeBinary(bytes, in, out, wanted);
}

}  // namespace certificates
