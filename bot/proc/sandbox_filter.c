/* SPDX-License-Identifier: ISC */
/*
 * The system call filter of each kind of sandbox: everything that stands in
 * no table here ends the process.
 *
 * Opening files by name is refused with EACCES, not by the end of the
 * process, where a kind may open nothing: iconv, the time zone code and
 * OpenSSL try it in passing at the word of a mail, and live well without.
 *
 * Calls stand by name: what a machine does not have (open on aarch64) or
 * libseccomp does not know drops out.
 */
#include <asm/ioctls.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "proc/sandbox_parts.h"

/* Memory, time, its own signals, descriptors that are open.  (Botan unlocks its
 * memory when a process ends.) */
static const char *const calls_own[] = {
	"alarm", "brk", "clock_getres", "clock_gettime", "clock_gettime64",
	"clock_nanosleep", "clock_nanosleep_time64", "close", "exit",
	"exit_group", "fstat", "fstat64", "ftruncate", "ftruncate64", "futex",
	"futex_time64", "get_robust_list", "getegid", "geteuid", "getgid",
	"getitimer", "getpid", "getppid", "getrandom", "getrlimit",
	"getrusage", "gettid", "gettimeofday", "getuid", "lseek", "_llseek",
	"madvise", "membarrier", "mremap", "msync", "munlock", "munmap",
	"nanosleep", "pread64", "preadv", "preadv2", "pwrite64", "pwritev",
	"read", "readv", "restart_syscall", "rseq", "rt_sigaction",
	"rt_sigpending", "rt_sigprocmask", "rt_sigreturn",
	"sched_getaffinity", "sched_yield", "set_robust_list",
	"set_tid_address", "setitimer", "sigaltstack", "sigreturn", "sysinfo",
	"time", "times", "uname", "write", "writev", NULL
};

/* Frames over the socket that is open. */
static const char *const calls_frames[] = {
	"poll", "ppoll", "ppoll_time64", "recvfrom", "recvmsg", "sendmsg",
	"sendto", NULL
};

/* Memory files, and more than one thing to wait for. */
static const char *const calls_wait[] = {
	"dup", "dup2", "dup3", "epoll_create", "epoll_create1", "epoll_ctl",
	"epoll_pwait", "epoll_pwait2", "epoll_wait", "eventfd2", "getsockopt",
	"memfd_create", "pipe", "pipe2", "pselect6", "pselect6_time64",
	"_newselect", "select", "shutdown", "signalfd4", "timerfd_create",
	"timerfd_gettime", "timerfd_settime", NULL
};

/* The end of children. */
static const char *const calls_children[] = {
	"wait4", "waitid", "waitpid", NULL
};

/* What is allowed through the gate of a reader, and from nowhere else. */
static const int gated[] = {
	SYS_clone, SYS_kill, SYS_memfd_create, SYS_prlimit64
};
#define GATED	(sizeof(gated) / sizeof(gated[0]))

/* Clients of the network; no listen, no accept. */
static const char *const calls_net[] = {
	"bind", "close_range", "connect", "fcntl", "fcntl64", "getcpu",
	"getdents64", "getpeername", "getsockname", "mlock",
	"recvmmsg", "recvmmsg_time64", "sched_getparam",
	"sched_getscheduler", "sendmmsg", "setitimer", "setsockopt", NULL
};

/* Looking at files by name. */
static const char *const calls_look[] = {
	"access", "chdir", "faccessat", "faccessat2", "fadvise64",
	"fadvise64_64", "fchdir", "fstatat64", "fstatfs", "fstatfs64",
	"getcwd", "lstat", "lstat64", "newfstatat", "readlink", "readlinkat",
	"stat", "stat64", "statfs", "statfs64", "statx", NULL
};

/* Opening and changing them: what a Maildir needs. */
static const char *const calls_files[] = {
	"chmod", "copy_file_range", "creat", "fallocate", "fchmod",
	"fchmodat", "fdatasync", "flock", "fsync", "futimesat",
	"inotify_add_watch", "inotify_init", "inotify_init1",
	"inotify_rm_watch", "link", "linkat", "mkdir", "mkdirat", "open",
	"openat", "rename", "renameat", "renameat2", "rmdir", "sendfile",
	"sendfile64", "sync_file_range", "truncate", "truncate64", "umask",
	"unlink", "unlinkat", "utime", "utimensat", "utimensat_time64",
	"utimes", NULL
};

static const struct {
	unsigned		 kinds;
	const char *const	*calls;
} groups[] = {
	{ KIND_ALL,		calls_own },
	{ KIND_ALL,		calls_frames },
	{ KIND_ALL & ~KIND_R,	calls_wait },
	{ KIND_R,		calls_children },
	{ KIND_NET,		calls_net },
	{ KIND_NET,		calls_look },
	{ KIND_E,		calls_files },
#if SANDBOX_ASAN
	{ KIND_SHUT,		calls_look },
#endif
};

/* A call with its arguments; refuse is an errno, or 0 to allow it. */
struct rule {
	const char		*call;
	unsigned		 kinds;
	int			 refuse;
	unsigned		 n;
	struct scmp_arg_cmp	 arg[3];
};

#define NEW_SPACES	(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | \
    CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)
#define OPEN_WRITES	(O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)
#define TYPE_MASK	0xf	/* of a socket: without the flags */
/* one argument is, or its bits are */
#define IS(i, v)	{ (i), SCMP_CMP_EQ, (v), 0 }
#define BITS(i, m, v)	{ (i), SCMP_CMP_MASKED_EQ, (m), (v) }
#define SHUT_FILES	(SANDBOX_ASAN ? 0 : KIND_SHUT)
#define READ_FILES	(SANDBOX_ASAN ? KIND_SHUT | KIND_N : KIND_N)
#define LOADS_CODE	(SANDBOX_ASAN ? KIND_ALL : KIND_NET)

#define FCNTL(cmd)	{ "fcntl", KIND_SHUT, 0, 1, { IS(1, cmd) } },	\
			{ "fcntl64", KIND_SHUT, 0, 1, { IS(1, cmd) } }
#define IOCTL(cmd)	{ "ioctl", KIND_ALL, 0, 1, { IS(1, cmd) } }
#define PRCTL(k, opt)	{ "prctl", (k), 0, 1, { IS(0, opt) } }
#define SOCKET(f, t)	{ "socket", KIND_NET, 0, 2, { IS(0, f),		\
			    BITS(1, TYPE_MASK, t) } }
#define NO_FILE(name)	{ name, SHUT_FILES, EACCES, 0, { { 0, 0, 0, 0 } } }
#define NO_CALL(k, name) { name, (k), ENOSYS, 0, { { 0, 0, 0, 0 } } }

static const struct rule rules[] = {
	/* no new machine code: not by files, not by writing it */
	{ "mmap", KIND_ALL, 0, 1, { BITS(2, PROT_EXEC, 0) } },
	{ "mmap2", KIND_ALL, 0, 1, { BITS(2, PROT_EXEC, 0) } },
	{ "mprotect", KIND_ALL, 0, 1, { BITS(2, PROT_EXEC, 0) } },
	/* the C library may try a module found by name, and do without */
	{ "mmap", LOADS_CODE, EACCES, 1, { BITS(2, PROT_EXEC, PROT_EXEC) } },
	{ "mmap2", LOADS_CODE, EACCES, 1, { BITS(2, PROT_EXEC, PROT_EXEC) } },

	FCNTL(F_GETFD), FCNTL(F_SETFD), FCNTL(F_GETFL), FCNTL(F_SETFL),
	FCNTL(F_DUPFD), FCNTL(F_DUPFD_CLOEXEC), FCNTL(F_ADD_SEALS),
	FCNTL(F_GET_SEALS),
	/* is it a terminal?  how much is there? */
	IOCTL(TCGETS), IOCTL(FIONREAD), IOCTL(FIONBIO), IOCTL(TIOCGWINSZ),

	/* fstat(3) is newfstatat of an empty path */
	{ "newfstatat", SHUT_FILES, 0, 1,
	    { BITS(3, AT_EMPTY_PATH, AT_EMPTY_PATH) } },
	{ "newfstatat", SHUT_FILES, EACCES, 1, { BITS(3, AT_EMPTY_PATH, 0) } },
	{ "statx", SHUT_FILES, 0, 1,
	    { BITS(2, AT_EMPTY_PATH, AT_EMPTY_PATH) } },
	{ "statx", SHUT_FILES, EACCES, 1, { BITS(2, AT_EMPTY_PATH, 0) } },
	NO_FILE("access"), NO_FILE("faccessat"), NO_FILE("faccessat2"),
	NO_FILE("lstat"), NO_FILE("lstat64"), NO_FILE("open"),
	NO_FILE("openat"), NO_FILE("readlink"), NO_FILE("readlinkat"),
	NO_FILE("stat"), NO_FILE("stat64"), NO_FILE("getcwd"),
	{ "open", READ_FILES, 0, 1, { BITS(1, OPEN_WRITES, 0) } },
	{ "openat", READ_FILES, 0, 1, { BITS(2, OPEN_WRITES, 0) } },
	/* their arguments lie in memory, where a filter cannot look */
	NO_CALL(KIND_ALL, "openat2"), NO_CALL(KIND_ALL, "clone3"),

	{ "clone", KIND_NET, 0, 1,
	    { BITS(0, NEW_SPACES | CLONE_THREAD, CLONE_THREAD) } },
	/*
	 * abort(3) in a child, whose number no program can know yet: allowed,
	 * it could be sent to others as well.  Refused, abort(3) goes on to
	 * end its process by an instruction that none may use (SIGSEGV).
	 */
	{ "tgkill", KIND_R, EPERM, 1, { IS(2, SIGABRT) } },
	{ "prlimit64", KIND_ALL, 0, 2, { IS(0, 0), IS(2, 0) } },

	PRCTL(KIND_ALL, PR_SET_NAME), PRCTL(KIND_ALL, PR_GET_NAME),
	PRCTL(KIND_ALL, PR_GET_DUMPABLE), PRCTL(KIND_ALL, PR_SET_VMA),
	/* to end with one's parent, never to outlive it */
	{ "prctl", KIND_R, 0, 2, { IS(0, PR_SET_PDEATHSIG), IS(1, SIGKILL) } },

	SOCKET(AF_INET, SOCK_STREAM), SOCKET(AF_INET, SOCK_DGRAM),
	SOCKET(AF_INET6, SOCK_STREAM), SOCKET(AF_INET6, SOCK_DGRAM),
	/* getaddrinfo(3) asks the kernel for its addresses ... */
	{ "socket", KIND_NET, 0, 3, { IS(0, AF_NETLINK),
	    BITS(1, TYPE_MASK, SOCK_RAW), IS(2, NETLINK_ROUTE) } },
	/* ... and nscd for names; no other local service is ours to ask */
	{ "socket", KIND_NET, EACCES, 1, { IS(0, AF_UNIX) } },
	{ "socketpair", KIND_ALL & ~KIND_R, 0, 1, { IS(0, AF_UNIX) } },
};

char *
sandbox_call_name(int nr)
{
	return seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, nr);
}

static int
add(scmp_filter_ctx ctx, const char *call, int refuse, unsigned n,
    const struct scmp_arg_cmp *arg, struct err *e)
{
	int nr = seccomp_syscall_resolve_name(call), rc;

	if (nr < 0)
		return 0;
	rc = seccomp_rule_add_array(ctx, refuse != 0 ? SCMP_ACT_ERRNO(refuse) :
	    SCMP_ACT_ALLOW, nr, n, arg);
	if (rc == 0)
		return 0;
	return err_set(e, ERR_SYSTEM, "sandbox: no rule for %s: %s", call,
	    strerror(-rc));
}

static int
add_groups(scmp_filter_ctx ctx, enum sandbox kind, struct err *e)
{
	const char *const *call;
	size_t i;

	for (i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		if ((groups[i].kinds & (1U << kind)) == 0)
			continue;
		for (call = groups[i].calls; *call != NULL; call++)
			if (add(ctx, *call, 0, 0, NULL, e) == -1)
				return -1;
	}
	return 0;
}

static int
add_rules(scmp_filter_ctx ctx, enum sandbox kind, struct err *e)
{
	struct scmp_arg_cmp self = IS(0, (scmp_datum_t)getpid());
	const struct rule *r;
	size_t i;

	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		r = &rules[i];
		if ((r->kinds & (1U << kind)) == 0)
			continue;
		if (add(ctx, r->call, r->refuse, r->n, r->arg, e) == -1)
			return -1;
	}
	/* abort(3) and raise(3) */
	return kind == SANDBOX_READER ? 0 :
	    add(ctx, "tgkill", 0, 1, &self, e);
}

static scmp_filter_ctx
build(enum sandbox kind, bool trap, struct err *e)
{
	scmp_filter_ctx ctx;
	int error;

	ctx = seccomp_init(trap ? SCMP_ACT_TRAP : SCMP_ACT_KILL_PROCESS);
	if (ctx == NULL) {
		err_set(e, ERR_SYSTEM, "sandbox: the kernel has no system "
		    "call filter (seccomp)");
		return NULL;
	}
	/* threads that run already are sealed as well */
	error = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1);
	if (error != 0)
		err_set(e, ERR_SYSTEM, "sandbox: the kernel is too old: %s",
		    strerror(-error));
	/* a binary tree: each call is looked for in it */
	if (error == 0)
		(void)seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (error == 0 && add_groups(ctx, kind, e) == 0 &&
	    add_rules(ctx, kind, e) == 0)
		return ctx;
	seccomp_release(ctx);
	return NULL;
}

/* The filter as the kernel's program; the caller frees. */
static int
export(scmp_filter_ctx ctx, struct buf *program, struct err *e)
{
	int fd = memfd_create("sandbox", MFD_CLOEXEC), error, rc = -1;

	if (fd == -1)
		return err_sys(e, "sandbox: no memory file");
	error = seccomp_export_bpf(ctx, fd);
	if (error != 0)
		err_set(e, ERR_SYSTEM, "sandbox: no filter: %s",
		    strerror(-error));
	else
		rc = fd_read_all(fd, BPF_MAXINSNS * sizeof(struct sock_filter),
		    program, e);
	close(fd);
	return rc;
}

#define FIELD(name)	offsetof(struct seccomp_data, name)
/* the address' halves, as they lie in memory */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define FROM_LOW	FIELD(instruction_pointer)
#define FROM_HIGH	(FIELD(instruction_pointer) + 4)
#else
#define FROM_LOW	(FIELD(instruction_pointer) + 4)
#define FROM_HIGH	FIELD(instruction_pointer)
#endif

static void
load(struct buf *b, size_t offset)
{
	struct sock_filter f = BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
	    (uint32_t)offset);

	buf_add(b, &f, sizeof(f));
}

/* Where what was loaded is v, skip so many, else so many. */
static void
if_is(struct buf *b, uint32_t v, uint8_t yes, uint8_t no)
{
	struct sock_filter f = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, v, yes, no);

	buf_add(b, &f, sizeof(f));
}

/*
 * What stands before the filter: a gated call from the gate's address is
 * allowed, everything else goes on to the filter.  (It may forbid the same
 * call, or allow it in a harmless form.)
 */
static void
add_gate(struct buf *b, uint64_t from)
{
	const struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K,
	    SECCOMP_RET_ALLOW);
	uint8_t behind = 5;	/* instructions after the list, to the end */
	size_t i;

	load(b, FIELD(arch));
	if_is(b, seccomp_arch_native(), 0, (uint8_t)(GATED + 1 + behind));
	load(b, FIELD(nr));
	for (i = 0; i < GATED; i++)
		if_is(b, (uint32_t)gated[i], (uint8_t)(GATED - 1 - i),
		    i + 1 == GATED ? behind : 0);
	load(b, FROM_HIGH);
	if_is(b, (uint32_t)(from >> 32), 0, 3);
	load(b, FROM_LOW);
	if_is(b, (uint32_t)from, 0, 1);
	buf_add(b, &allow, sizeof(allow));
}

static int
load_gated(scmp_filter_ctx ctx, struct err *e)
{
	struct buf program = { 0 };
	struct sock_fprog p;
	uint64_t from;
	int rc = -1;

	if (sandbox_make_gate(&from, e) == -1)
		return -1;
	add_gate(&program, from);
	if (export(ctx, &program, e) == -1)
		goto out;
	p.len = (unsigned short)(program.n / sizeof(struct sock_filter));
	p.filter = (struct sock_filter *)(void *)program.p;
	if (program.n / sizeof(struct sock_filter) > BPF_MAXINSNS ||
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &p) == -1)
		err_sys(e, "sandbox: the kernel refuses the system call "
		    "filter");
	else
		rc = 0;
out:
	buf_free(&program);
	return rc;
}

int
sandbox_filter(enum sandbox kind, bool trap, struct err *e)
{
	scmp_filter_ctx ctx = build(kind, trap, e);
	int error, rc;

	if (ctx == NULL)
		return -1;
	if (kind == SANDBOX_READER) {
		rc = load_gated(ctx, e);
		seccomp_release(ctx);
		return rc;
	}
	error = seccomp_load(ctx);
	seccomp_release(ctx);
	if (error == 0)
		return 0;
	return err_set(e, ERR_SYSTEM, "sandbox: the kernel refuses the system "
	    "call filter: %s", strerror(-error));
}
