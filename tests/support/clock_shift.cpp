// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A library to be preloaded into a program (ld.so(8), LD_PRELOAD): the program's wall clock is wrong by as many seconds
// as the 8 bytes of the file say that FORKYARD_TEST_CLOCK names, from one reading to the next. Other clocks are left
// alone.

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace {

std::int64_t shift() {
  static const volatile std::int64_t* const seconds = [] {
    static const std::int64_t none = 0;
    const char* file = std::getenv("FORKYARD_TEST_CLOCK");
    const int fd = file == nullptr ? -1 : ::open(file, O_RDONLY | O_CLOEXEC);
    void* memory = fd < 0 ? MAP_FAILED : ::mmap(nullptr, sizeof none, PROT_READ, MAP_SHARED, fd, 0);
    if (fd >= 0) ::close(fd);
    return memory == MAP_FAILED ? &none : static_cast<const std::int64_t*>(memory);
  }();
  return *seconds;
}

template<typename Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* time) noexcept {
  static auto* const real = next<int(clockid_t, timespec*)>("clock_gettime");
  const int result = real(clock, time);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += shift();
  return result;
}

int gettimeofday(timeval* time, void* zone) noexcept {
  static auto* const real = next<int(timeval*, void*)>("gettimeofday");
  const int result = real(time, zone);
  if (result == 0) time->tv_sec += shift();
  return result;
}

std::time_t time(std::time_t* out) noexcept {
  static auto* const real = next<std::time_t(std::time_t*)>("time");
  const std::time_t now = real(nullptr) + shift();
  if (out != nullptr) *out = now;
  return now;
}
}
