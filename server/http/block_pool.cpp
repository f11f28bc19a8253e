// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See block_pool.h.

#include "server/http/block_pool.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace http {

/// What stands before each block; its size keeps what follows aligned for anything.
struct alignas(std::max_align_t) BlockPool::Block {
  std::size_t bytes;  ///< that fit behind
  Block* next;

  [[nodiscard]] void* memory() { return this + 1; }
  static Block* of(void* memory) { return static_cast<Block*>(memory) - 1; }
};

BlockPool::~BlockPool() {
  for (Block* block : m_free) {
    while (block != nullptr) {
      Block* const next = block->next;
      std::free(block);
      block = next;
    }
  }
}

void* BlockPool::allocate(std::size_t bytes) {
  const std::size_t index = bytes == 0 ? 0 : (bytes - 1) / step;
  if (index < classes && m_free[index] != nullptr) {
    Block* const block = m_free[index];
    m_free[index] = block->next;
    m_kept -= block->bytes;
    return block->memory();
  }
  const std::size_t size = (index + 1) * step;
  auto* const block = static_cast<Block*>(std::malloc(sizeof(Block) + size));
  if (block == nullptr) return nullptr;
  block->bytes = size;
  return block->memory();
}

void BlockPool::release(void* memory) {
  if (memory == nullptr) return;
  Block* const block = Block::of(memory);
  const std::size_t index = block->bytes / step - 1;
  if (index >= classes || m_kept + block->bytes > mostKept) {
    std::free(block);
    return;
  }
  block->next = m_free[index];
  m_free[index] = block;
  m_kept += block->bytes;
}

void* BlockPool::allocateCleared(std::size_t count, std::size_t size) {
  if (size != 0 && count > SIZE_MAX / size) return nullptr;
  void* const memory = allocate(count * size);
  if (memory != nullptr) std::memset(memory, 0, count * size);
  return memory;
}

void* BlockPool::reallocate(void* memory, std::size_t bytes) {
  if (memory == nullptr) return allocate(bytes);
  const std::size_t had = Block::of(memory)->bytes;
  if (bytes <= had) return memory;
  void* const larger = allocate(bytes);
  if (larger == nullptr) return nullptr;
  std::memcpy(larger, memory, had);
  release(memory);
  return larger;
}

}  // namespace http
