// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A passphrase or the bytes of a key: wiped from memory when it goes. Never logged, never part of an Error, never
// stored.

#pragma once

#include <string>
#include <string_view>

namespace certificates {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : m_text(std::move(text)) {}
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret& other) = default;
  Secret& operator=(const Secret& other);
  ~Secret() { wipe(); }

  [[nodiscard]] bool isEmpty() const { return m_text.empty(); }
  [[nodiscard]] std::string_view view() const { return m_text; }
  [[nodiscard]] const std::string& text() const { return m_text; }

 private:
  void wipe();

  std::string m_text;
};

}  // namespace certificates
