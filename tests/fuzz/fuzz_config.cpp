// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Any text as a forkyard.toml: refused in words, or a configuration that can be written and read again as the same one.

#include <cstdint>
#include <cstdlib>

#include "server/config/config_edit.h"
#include "server/config/config_toml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::filesystem::path file = "/nowhere/forkyard.toml";
  const auto config = config::parse(text, file);
  if (!config) {
    if (config.error().problems.empty() && config.error().sentence.empty()) std::abort();
    return 0;
  }
  const auto again = config::parse(config::compose(*config), file);
  if (!again || *again != *config) std::abort();
  const auto changed = config::applyChanges(text, {{{std::string("title")}, config::tomlString("changed")}}, file);
  if (changed && config::parse(*changed, file)->title != "changed") std::abort();
  return 0;
}
