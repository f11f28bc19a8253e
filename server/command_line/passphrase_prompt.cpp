// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The terminal itself, not standard input: that may be a pipe with something else in it.

#include "server/command_line/passphrase_prompt.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iostream>

#include "server/base/unique_fd.h"

namespace command_line {

namespace {

/// Longer is no passphrase.
constexpr std::size_t longestLine = 1024;

/// The terminal without echo for as long as this lives.
class Silence {
 public:
  explicit Silence(int terminal) : m_terminal(terminal) {
    m_silent = ::tcgetattr(terminal, &m_before) == 0;
    termios quiet = m_before;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (m_silent) m_silent = ::tcsetattr(terminal, TCSAFLUSH, &quiet) == 0;
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;
  ~Silence() {
    if (m_silent) ::tcsetattr(m_terminal, TCSAFLUSH, &m_before);
  }

 private:
  int m_terminal;
  bool m_silent = false;
  termios m_before{};
};

void say(int terminal, const std::string& text) {
  static_cast<void>(!::write(terminal, text.data(), text.size()));
}

}  // namespace

bool canAsk() {
  return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
}

base::Result<certificates::Secret> ask(const std::string& question) {
  const base::UniqueFd terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (!terminal) return base::failure("there is no terminal to ask on; give --passphrase-file");
  say(terminal.get(), question + ": ");
  std::string line;
  {
    const Silence silence(terminal.get());
    char letter = 0;
    while (line.size() < longestLine && ::read(terminal.get(), &letter, 1) == 1 && letter != '\n') line += letter;
  }
  say(terminal.get(), "\n");
  return certificates::Secret(std::move(line));
}

base::Result<certificates::Secret> askNew(const std::string& question) {
  if (!canAsk()) return base::failure("there is no terminal to ask for a passphrase on; give --passphrase-file");
  auto first = ask(question);
  if (!first) return first;
  const auto again = ask("The same again");
  if (!again) return again;
  if (first->view() != again->view()) return base::failure("the two are not the same");
  if (first->isEmpty()) return base::failure("a passphrase has at least one character");
  return first;
}

base::Result<certificates::Secret> readPassphrase(const std::string& file) {
  errno = 0;
  std::ifstream opened;
  if (file != "-") opened.open(file);
  std::istream& stream = file == "-" ? std::cin : opened;
  std::string line;
  if (!stream || !std::getline(stream, line))
    return base::failure(
        fmt::format("cannot read a passphrase from {}: {}", file, errno != 0 ? base::errnoText(errno) : "it is empty"));
  if (line.ends_with('\r')) line.pop_back();
  if (line.empty() || line.size() > longestLine)
    return base::failure(fmt::format("the first line of {} is no passphrase: 1 to {} bytes", file, longestLine));
  return certificates::Secret(std::move(line));
}

}  // namespace command_line
