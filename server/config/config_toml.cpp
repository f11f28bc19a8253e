// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// From bytes to a Config: the file, the TOML syntax, the top-level keys. The tables are in config_sections.

#include "server/config/config_toml.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "server/base/time.h"
#include "server/base/unique_fd.h"
#include "server/config/config_sections.h"

namespace config {

using base::Problem;
using base::ProblemCode;

namespace {

constexpr std::size_t longestName = 40;

bool isNameLetter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
}

/// "My Shop.toml" is "my-shop": a file without a name still has its own control socket.
std::string nameFromFile(const std::filesystem::path& file) {
  std::string name;
  for (char letter : file.stem().string()) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    if (isNameLetter(letter) && letter != '-') {
      name += letter;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
    if (name.size() == longestName) break;
  }
  if (name.ends_with('-')) name.pop_back();
  return name.empty() ? demo().name : name;
}

void readName(TableReader& root, std::string& target) {
  std::string name = target;
  root.readText("name", name, 4096);
  if (!name.empty() && name.size() <= longestName && std::ranges::all_of(name, isNameLetter)) {
    target = name;
    return;
  }
  root.report(
      ProblemCode::ConfigInvalidValue, "name",
      {{"expected", fmt::format("1 to {} of the letters a-z, 0-9 and -", longestName)}, {"value", inQuotes(name)}});
}

Problem problemOf(const std::filesystem::path& file, ProblemCode code, std::map<std::string, std::string> arguments) {
  Problem problem;
  problem.code = code;
  problem.file = file.string();
  problem.arguments = std::move(arguments);
  return problem;
}

/// The library's words, made to follow "not valid TOML:", with a hint for the most frequent slip.
std::string syntaxReason(std::string_view description) {
  constexpr std::string_view prefix = "Error while parsing ";
  if (description.find("utf-8") != std::string_view::npos) return "the text is not UTF-8";
  if (description.find("could not determine value type") != std::string_view::npos) {
    return "this is not a value; text needs \"quotes\"";
  }
  if (!description.starts_with(prefix)) return std::string(description);
  return "in this " + std::string(description.substr(prefix.size()));
}

Problem syntaxProblem(const std::filesystem::path& file, const toml::parse_error& error) {
  Problem problem = problemOf(file, ProblemCode::ConfigSyntax, {{"reason", syntaxReason(error.description())}});
  problem.line = static_cast<int>(error.source().begin.line);
  problem.column = static_cast<int>(error.source().begin.column);
  return problem;
}

bool isUtf16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

Config readTables(TableReader& root, const std::filesystem::path& file) {
  Config config;
  config.name = nameFromFile(file);
  readName(root, config.name);
  root.readText("title", config.title, 200);
  config.cluster = readCluster(root.table("cluster"));
  config.restart = readRestart(root.table("restart"));
  config.tls = readTls(root.table("tls"), Tls{});
  config.listeners = readListeners(root, config.tls);
  config.routes = readRoutes(root, config.listeners, config.tls);
  config.limits = readLimits(root.table("limits"));
  config.timeouts = readTimeouts(root.table("timeouts"));
  config.sessions = readSessions(root.table("sessions"));
  config.rateLimits = readRateLimits(root);
  config.control = readControl(root.table("control"));
  config.log = readLog(root.table("log"));
  config.metrics = readMetrics(root.table("metrics"), config.listeners);
  root.rejectUnknownKeys();
  return config;
}

std::string kindOf(mode_t mode) {
  if (S_ISDIR(mode)) return "it is a folder";
  if (S_ISFIFO(mode)) return "it is a pipe, not a file";
  if (S_ISSOCK(mode)) return "it is a socket, not a file";
  return "it is a device, not a file";
}

}  // namespace

base::Result<Config> parse(std::string_view text, const std::filesystem::path& file) {
  if (text.size() > maximumFileSize) {
    return base::failure(problemOf(file, ProblemCode::ConfigTooLarge, {{"limit", base::sizeText(maximumFileSize)}}));
  }
  if (isUtf16(text)) {
    Problem problem = problemOf(file, ProblemCode::ConfigSyntax, {{"reason", "the text is UTF-16; save it as UTF-8"}});
    problem.line = problem.column = 1;
    return base::failure(std::move(problem));
  }
  std::error_code ignored;
  const std::filesystem::path absolute = file.empty() ? file : std::filesystem::absolute(file, ignored);
  Reading reading(file.string(), absolute.parent_path());
  try {
    const toml::table document = toml::parse(text);
    TableReader root(reading, document);
    Config config = readTables(root, file);
    config.file = absolute;
    std::vector<Problem> problems = reading.finish();
    if (!problems.empty()) return base::failure(std::move(problems));
    return config;
  } catch (const toml::parse_error& error) {
    return base::failure(syntaxProblem(file, error));
  }
}

base::Result<Config> readFile(const std::filesystem::path& file) {
  const auto unreadable = [&file](std::string reason) {
    return base::failure(problemOf(file, ProblemCode::ConfigUnreadable, {{"reason", std::move(reason)}}));
  };
  // O_NONBLOCK: a FIFO without a writer would hold us here for ever.
  const base::UniqueFd source(open(file.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!source) return unreadable(base::errnoText(errno));
  struct stat status {};
  if (fstat(source.get(), &status) != 0) return unreadable(base::errnoText(errno));
  if (!S_ISREG(status.st_mode)) return unreadable(kindOf(status.st_mode));
  // One byte more than allowed tells a file that is too large, also one that grows meanwhile.
  std::string text(maximumFileSize + 1, '\0');
  std::size_t filled = 0;
  while (filled < text.size()) {
    const ssize_t count = read(source.get(), text.data() + filled, text.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return unreadable(base::errnoText(errno));
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  text.resize(filled);
  return parse(text, file);
}

}  // namespace config
