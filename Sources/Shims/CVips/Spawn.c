#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CVips.h"

int yunshang_spawn(
  const char *path, const char *const *arguments, int connection, pid_t *process) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int failed = posix_spawn_file_actions_init(&actions);
  if (failed) return failed;
  failed = posix_spawnattr_init(&attributes);
  if (failed) {
    posix_spawn_file_actions_destroy(&actions);
    return failed;
  }
  // Signals as in a fresh process: the parent may ignore or block some.
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  // A copy above the standard descriptors first, so that it is not overwritten.
  const int copy = fcntl(connection, F_DUPFD_CLOEXEC, 3);
  failed = copy < 0 ? errno : 0;
  if (!failed) failed = posix_spawn_file_actions_adddup2(&actions, copy, 0);
  if (!failed) failed = posix_spawn_file_actions_adddup2(&actions, copy, 1);
  if (!failed) failed = posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  if (!failed) failed = posix_spawn_file_actions_addclosefrom_np(&actions, 3);

  // Where shared libraries are found is all that the child needs to know of its surroundings.
  char *environment[3] = {"LC_ALL=C", NULL, NULL};
  char *libraries = NULL;
  const char *search = getenv("LD_LIBRARY_PATH");
  if (search) {
    const char name[] = "LD_LIBRARY_PATH=";
    libraries = malloc(sizeof name + strlen(search));
    if (libraries) {
      strcpy(libraries, name);
      strcat(libraries, search);
      environment[1] = libraries;
    }
  }
  if (!failed) {
    failed = posix_spawn(
      process, path, &actions, &attributes, (char *const *)arguments, environment);
  }
  free(libraries);
  if (copy >= 0) close(copy);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failed;
}

int yunshang_signal_of_ended(pid_t process) {
  siginfo_t about;
  memset(&about, 0, sizeof about);
  if (waitid(P_PID, (id_t)process, &about, WEXITED | WNOWAIT | WNOHANG) != 0) return -1;
  if (about.si_pid == 0) return -1;
  return about.si_code == CLD_EXITED ? 0 : about.si_status;
}

int yunshang_socket_pair(int *parent, int *child) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return errno;
  *parent = ends[0];
  *child = ends[1];
  return 0;
}

static int bound(__rlimit_resource_t resource, uint64_t soft, uint64_t hard) {
  struct rlimit now;
  if (getrlimit(resource, &now) != 0) return errno;
  if (now.rlim_max != RLIM_INFINITY && hard > now.rlim_max) hard = now.rlim_max;
  if (soft > hard) soft = hard;
  const struct rlimit limit = {soft, hard};
  return setrlimit(resource, &limit) == 0 ? 0 : errno;
}

int yunshang_worker_confine(const yunshang_worker_limits *limits) {
  int failed = bound(RLIMIT_AS, limits->memory_bytes, limits->memory_bytes);
  if (!failed) failed = bound(RLIMIT_CPU, limits->cpu_seconds, limits->cpu_seconds_in_all);
  if (!failed) failed = bound(RLIMIT_FSIZE, 0, 0);
  // A write to a file fails; it does not end the process before it could say what was wrong.
  if (!failed && signal(SIGXFSZ, SIG_IGN) == SIG_ERR) failed = errno;
  if (!failed) failed = bound(RLIMIT_NOFILE, limits->descriptors, limits->descriptors);
  if (!failed) failed = bound(RLIMIT_CORE, 0, 0);
  if (!failed && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) failed = errno;
  // No death signal: it would come with the end of the thread that started the process, which may be
  // long before others are done with it. The process ends with its connection, at the latest when its
  // processor time does.
  return failed;
}

int yunshang_worker_grant(uint64_t cpu_seconds) {
  struct rusage used;
  if (getrusage(RUSAGE_SELF, &used) != 0) return errno;
  const uint64_t spent = (uint64_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + 1;
  return bound(RLIMIT_CPU, spent + cpu_seconds, RLIM_INFINITY);
}
