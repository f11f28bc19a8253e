// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Memory blocks by size class, for a library that allocates and frees the same few sizes for every request. One a loop;
// not for several threads.

#pragma once

#include <array>
#include <cstddef>

namespace http {

class BlockPool {
 public:
  BlockPool() = default;
  BlockPool(const BlockPool&) = delete;
  BlockPool& operator=(const BlockPool&) = delete;
  ~BlockPool();

  /// As malloc(3), free(3), calloc(3) and realloc(3).
  void* allocate(std::size_t bytes);
  void release(void* block);
  void* allocateCleared(std::size_t count, std::size_t size);
  void* reallocate(void* block, std::size_t bytes);

 private:
  static constexpr std::size_t step = 64;
  static constexpr std::size_t classes = 64;                ///< blocks of up to 4 KiB are kept
  static constexpr std::size_t mostKept = 4 * 1024 * 1024;  ///< bytes in all free lists
  struct Block;

  std::array<Block*, classes> m_free{};
  std::size_t m_kept = 0;
};

}  // namespace http
