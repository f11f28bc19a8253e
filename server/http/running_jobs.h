// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What handlers still do for one connection. Work that was begun for a stream, such as a request to a backend, may go
// on for a while after the client reset the stream; it counts until it has really ended, so that resets buy no more
// work at a time than open streams do (CVE-2023-44487, CVE-2025-8671).

#pragma once

#include <memory>
#include <utility>

namespace http {

class RunningJobs {
 public:
  /// Counts as long as it lives.
  class Job {
   public:
    Job(Job&& other) noexcept : m_count(std::move(other.m_count)) {}
    Job& operator=(Job&& other) noexcept {
      std::swap(m_count, other.m_count);
      return *this;
    }
    ~Job() {
      if (m_count != nullptr) --*m_count;
    }

   private:
    friend class RunningJobs;
    explicit Job(std::shared_ptr<int> count) : m_count(std::move(count)) { ++*m_count; }
    std::shared_ptr<int> m_count;
  };

  [[nodiscard]] Job begin() const {
    if (m_count == nullptr) m_count = std::make_shared<int>(0);
    return Job(m_count);
  }
  [[nodiscard]] int count() const { return m_count != nullptr ? *m_count : 0; }

 private:
  mutable std::shared_ptr<int> m_count;  ///< shared: a job may outlive its connection; made with the first one
};

}  // namespace http
