// SPDX-License-Identifier: GPL-3.0-or-later
#define _GNU_SOURCE
#include "config.h"

#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * What a process that reads foreign files gives up before the first one: memory
 * without end, descriptors, core dumps, the network. Where the system does not
 * let it give up something (in another sandbox, on an old kernel), the rest
 * holds all the same.
 */

#define MOST_MEMORY (G_GUINT64_CONSTANT (1536) * 1024 * 1024)
#define MOST_FILE (G_GUINT64_CONSTANT (1024) * 1024 * 1024)
#define MOST_DESCRIPTORS 128

#if defined(__SANITIZE_ADDRESS__)
/* The sanitizer's own tables are larger than any sound bound. */
#define HAS_SHADOW 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SHADOW 1
#endif
#endif
#ifndef HAS_SHADOW
#define HAS_SHADOW 0
#endif

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define OWN_ARCHITECTURE AUDIT_ARCH_RISCV64
#endif

static void
limit (int resource, guint64 most)
{
  struct rlimit now;

  if (getrlimit ((__rlimit_resource_t) resource, &now) != 0)
    return;
  now.rlim_cur = MIN (now.rlim_cur, most);
  now.rlim_max = MIN (now.rlim_max, most);
  setrlimit ((__rlimit_resource_t) resource, &now);
}

static void
write_file (const char *path, const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  if (fd < 0)
    return;
  if (write (fd, text, strlen (text)) < 0)
    errno = 0;
  close (fd);
}

/* A network of its own, in which there is nothing. */
static void
leave_network (void)
{
  char map[64];
  uid_t uid = getuid ();
  gid_t gid = getgid ();

  if (unshare (CLONE_NEWUSER | CLONE_NEWNET) != 0)
    return;
  write_file ("/proc/self/setgroups", "deny");
  snprintf (map, sizeof map, "%u %u 1", uid, uid);
  write_file ("/proc/self/uid_map", map);
  snprintf (map, sizeof map, "%u %u 1", gid, gid);
  write_file ("/proc/self/gid_map", map);
}

/* No sockets but local ones: loaders of the newest systems are processes of their
 * own, whose sandbox asks the kernel (netlink) for a network with nothing in it. */
static void
filter_calls (void)
{
#ifdef OWN_ARCHITECTURE
#define REFUSE(call)                                                                                         \
  BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),                                                          \
      BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (EPERM & SECCOMP_RET_DATA))
  struct sock_filter rules[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, arch)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (EPERM & SECCOMP_RET_DATA)),
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
#if !HAS_SHADOW
    REFUSE (__NR_ptrace),
#endif
    REFUSE (__NR_process_vm_readv),
    REFUSE (__NR_process_vm_writev),
    REFUSE (__NR_bpf),
    REFUSE (__NR_keyctl),
    REFUSE (__NR_add_key),
    REFUSE (__NR_request_key),
    REFUSE (__NR_perf_event_open),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, __NR_socket, 0, 4),
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, args[0])),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 2, 0),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 1, 0),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (EACCES & SECCOMP_RET_DATA)),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = { G_N_ELEMENTS (rules), rules };

  prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
#endif
}

/*
 * To be called first thing: later a thread of a library would stay as it was.
 */
void
easel_helper_confine (void)
{
  limit (RLIMIT_CORE, 0);
  limit (RLIMIT_NOFILE, MOST_DESCRIPTORS);
  limit (RLIMIT_FSIZE, MOST_FILE);
  if (!HAS_SHADOW)
    limit (RLIMIT_DATA, MOST_MEMORY);
  prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  leave_network ();
  filter_calls ();
}

/*
 * From now on so many seconds of the processor, then the process ends.
 */
void
easel_helper_allow_seconds (guint seconds)
{
  struct rusage used;
  struct rlimit now;

  if (getrusage (RUSAGE_SELF, &used) != 0 || getrlimit (RLIMIT_CPU, &now) != 0)
    return;
  now.rlim_cur = (rlim_t) used.ru_utime.tv_sec + (rlim_t) used.ru_stime.tv_sec + seconds + 1;
  now.rlim_cur = MIN (now.rlim_cur, now.rlim_max);
  setrlimit (RLIMIT_CPU, &now);
}
