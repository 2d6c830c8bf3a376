/* SPDX-License-Identifier: ISC */
/*
 * Each kind of sandbox against each deed: a child process seals itself, does
 * it, and tells by its exit how it went.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <linux/landlock.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "proc/frame.h"
#include "proc/sandbox_parts.h"

/* A reader that has shut its gate, as its children do: a kind more here. */
#define CHILD	((enum sandbox)(SANDBOX_EDGE + 1))
#define DEBUG_LINE	"sandbox: forbidden system call "

static char folder[] = "/tmp/test_sandbox.XXXXXX";
static char from[64], to[80], into[64];
static int memory, pair[2];

/* --- deeds: 0 done, or errno ------------------------------------------- */

static int
result(long rc)
{
	return rc == -1 ? errno : 0;
}

#define DEED(name, call)						\
static int								\
name(void)								\
{									\
	return result(call);						\
}

static int
do_clock(void)
{
	struct timespec t;

	return result(clock_gettime(CLOCK_MONOTONIC, &t));
}

static int
do_alarm(void)
{
	const struct itimerval t = { .it_value = { .tv_sec = 60 } };

	return result(setitimer(ITIMER_REAL, &t, NULL));
}

static int
do_malloc(void)
{
	static char *volatile p;

	p = malloc(8 << 20);
	if (p == NULL)
		return ENOMEM;
	p[1 << 20] = 1;
	free(p);
	return 0;
}

static int
do_memfile(void)
{
	struct stat st;
	char c = 0;

	if (write(memory, "x", 1) != 1 || fstat(memory, &st) == -1 ||
	    pread(memory, &c, 1, 0) != 1 || ftruncate(memory, 4096) == -1)
		return errno;
	return result(c == 'x' && st.st_size > 0 ? 0 : -1);
}

static int
do_memfd(void)
{
	int fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd == -1 || write(fd, "x", 1) != 1)
		return errno;
	return result(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
}

static int
do_frame(void)
{
	struct pollfd p = { pair[1], POLLIN, 0 };
	struct err e = { 0 };
	struct frame f;

	if (frame_send(pair[0], FRAME_PING, 7, NULL, -1, &e) != 0 ||
	    poll(&p, 1, 1000) != 1 ||
	    frame_recv(pair[1], FROM_CORE, &f, &e) != 1 || f.id != 7)
		return EIO;
	return 0;
}

static int
do_abort(void)
{
	/* cmocka catches some */
	signal(SIGABRT, SIG_DFL);
	signal(SIGSEGV, SIG_DFL);
	abort();
}

static int
do_iconv(void)
{
	iconv_t cd = iconv_open("UTF-8", "KOI8-U");

	/* whether it goes well is not the point: that we live is */
	if (cd != (iconv_t)-1)
		iconv_close(cd);
	return 0;
}

DEED(do_open_read, open(from, O_RDONLY | O_CLOEXEC))
DEED(do_open_write, open(from, O_WRONLY | O_CLOEXEC))

static int
do_create(void)
{
	return result(open(into, O_RDWR | O_CREAT | O_CLOEXEC, 0600));
}

static int
do_stat(void)
{
	struct stat st;

	return result(stat(from, &st));
}

static int
do_unlink(void)
{
	return result(unlink(into) == -1 && errno != ENOENT ? -1 : 0);
}

static int
do_rename(void)
{
	int rc = rename(from, to);

	return rc == -1 ? errno : result(rename(to, from));
}

DEED(do_symlink, symlink(from, into))
DEED(do_inet, socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))

static int
do_inet6_udp(void)
{
	int fd = socket(AF_INET6, SOCK_DGRAM, 0);

	return fd == -1 && errno == EAFNOSUPPORT ? 0 : result(fd);
}

DEED(do_raw, socket(AF_INET, SOCK_RAW, IPPROTO_ICMP))
DEED(do_unix, socket(AF_UNIX, SOCK_STREAM, 0))
DEED(do_packet, socket(AF_PACKET, SOCK_DGRAM, 0))
DEED(do_listen, listen(pair[0], 1))

static int
do_names(void)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *ai;

	/* found or not: the C library asks the kernel, files and modules */
	if (getaddrinfo("localhost", "25", &hints, &ai) == 0)
		freeaddrinfo(ai);
	return 0;
}

DEED(do_fork, syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0))

/* Through the gate, where there is one. */
static int
do_gate_fork(void)
{
	int status;
	pid_t pid = (pid_t)sandbox_gate(SYS_clone, SIGCHLD, 0, 0, 0);

	if (pid == -1)
		return errno == EPERM ? EACCES : errno;
	if (pid == 0)
		for (;;)
			sched_yield();
	if (sandbox_gate(SYS_kill, pid, SIGKILL, 0, 0) == -1 ||
	    waitpid(pid, &status, 0) != pid)
		return errno;
	return 0;
}

static int
do_gate_memfd(void)
{
	long fd = sandbox_gate(SYS_memfd_create, (long)"test", MFD_CLOEXEC |
	    MFD_ALLOW_SEALING, 0, 0);

	if (fd == -1)
		return errno == EPERM ? EACCES : errno;
	return result(fcntl((int)fd, F_ADD_SEALS, F_SEAL_WRITE));
}

static int
do_gate_limit(void)
{
	struct rlimit r = { 5, 5 };

	if (sandbox_gate(SYS_prlimit64, 0, RLIMIT_CPU, (long)&r, 0) == -1)
		return errno == EPERM ? EACCES : errno;
	return 0;
}

/* Only what is listed: the filter looks at the call as well. */
static int
do_gate_socket(void)
{
	return result(sandbox_gate(SYS_socket, AF_INET, SOCK_STREAM, 0, 0));
}

static int
do_limit(void)
{
	struct rlimit r = { 5, 5 };

	return result(setrlimit(RLIMIT_CPU, &r));
}

static int
do_read_limit(void)
{
	struct rlimit r;

	return result(getrlimit(RLIMIT_CPU, &r));
}

static void *
thread(void *arg)
{
	return arg;
}

static int
do_thread(void)
{
	pthread_t t;
	int rc = pthread_create(&t, NULL, thread, NULL);

	return rc != 0 ? rc : pthread_join(t, NULL);
}

static int
do_new_user(void)
{
	return result(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
}

DEED(do_exec, execl("/bin/true", "true", (char *)NULL))

static int
do_map_exec(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? errno : 0;
}

static int
do_make_exec(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return result(mprotect(p, 4096, PROT_READ | PROT_EXEC));
}

DEED(do_ptrace, ptrace(PTRACE_TRACEME, 0, NULL, NULL))

/* By the only signal that abort(3) needs. */
static int
do_abort_other(void)
{
	if (syscall(SYS_tgkill, getppid(), getppid(), SIGABRT) == -1)
		return errno == EPERM ? EACCES : errno;
	return 0;
}

DEED(do_end_with_parent, prctl(PR_SET_PDEATHSIG, SIGKILL))
DEED(do_outlive_parent, prctl(PR_SET_PDEATHSIG, 0))
DEED(do_signal_other, kill(getppid(), 0))
DEED(do_unshare, unshare(CLONE_NEWUSER))
DEED(do_bpf, syscall(SYS_bpf, 0, NULL, 0))
DEED(do_keyctl, syscall(SYS_keyctl, 0, 0, 0, 0, 0))

static int
do_mount(void)
{
	return result(syscall(SYS_mount, "none", folder, "tmpfs", 0, NULL));
}

DEED(do_io_uring, syscall(SYS_io_uring_setup, 1, NULL))

static int
do_setuid(void)
{
	return result(setresuid(getuid(), getuid(), getuid()));
}

/*
 * What becomes of it, by kind in the order of enum sandbox: prover, reader,
 * names, edge, and a reader's child.
 *	y	done			k	ended by SIGSYS
 *	e	refused with EACCES	a	ended by SIGABRT
 *	d	ended by another signal of a crash
 *	-	not tried
 *	r	as e, but done where the address sanitizer is built in
 *	w	as e, but ended by SIGSYS there
 *	m	as k, but refused with EACCES there
 */
static const struct deed {
	const char	*name;
	int		(*act)(void);
	const char	*expect;
} deeds[] = {
	{ "clock",		do_clock,		"yyyyy" },
	{ "alarm",		do_alarm,		"yyyyy" },
	{ "malloc",		do_malloc,		"yyyyy" },
	{ "memory file",	do_memfile,		"yyyyy" },
	{ "abort",		do_abort,		"adaad" },
	{ "strange charset",	do_iconv,		"yyyyy" },
	{ "sealed memfd",	do_memfd,		"ykyyk" },
	{ "frame",		do_frame,		"yyyyy" },
	{ "open for reading",	do_open_read,		"rryyr" },
	{ "open for writing",	do_open_write,		"wwkyw" },
	{ "create a file",	do_create,		"wwkyw" },
	{ "stat",		do_stat,		"rryyr" },
	{ "unlink",		do_unlink,		"kkkyk" },
	{ "rename",		do_rename,		"kkkyk" },
	{ "symlink",		do_symlink,		"kkkkk" },
	{ "TCP socket",		do_inet,		"kkyyk" },
	{ "UDP socket",		do_inet6_udp,		"kkyyk" },
	{ "getaddrinfo",	do_names,		"--yy-" },
	{ "raw socket",		do_raw,			"kkkkk" },
	{ "unix socket",	do_unix,		"kkeek" },
	{ "packet socket",	do_packet,		"kkkkk" },
	{ "listen",		do_listen,		"kkkkk" },
	{ "fork",		do_fork,		"kkkkk" },
	{ "fork at the gate",	do_gate_fork,		"eyeee" },
	{ "memfd at the gate",	do_gate_memfd,		"eyeee" },
	{ "limit at the gate",	do_gate_limit,		"eyeee" },
	{ "socket at the gate",	do_gate_socket,		"-k--?" },
	{ "change a limit",	do_limit,		"kkkkk" },
	{ "read a limit",	do_read_limit,		"yyyyy" },
	{ "thread",		do_thread,		"kkyyk" },
	{ "user namespace",	do_new_user,		"kkkkk" },
	{ "exec",		do_exec,		"kkkkk" },
	{ "map code",		do_map_exec,		"mmeem" },
	{ "make code",		do_make_exec,		"kkkkk" },
	{ "ptrace",		do_ptrace,		"kkkkk" },
	{ "signal another",	do_signal_other,	"kkkkk" },
	{ "abort another",	do_abort_other,		"kekke" },
	{ "end with its parent", do_end_with_parent,	"kykky" },
	{ "outlive its parent",	do_outlive_parent,	"kkkkk" },
	{ "unshare",		do_unshare,		"kkkkk" },
	{ "bpf",		do_bpf,			"kkkkk" },
	{ "keyctl",		do_keyctl,		"kkkkk" },
	{ "mount",		do_mount,		"kkkkk" },
	{ "io_uring",		do_io_uring,		"kkkkk" },
	{ "setresuid",		do_setuid,		"kkkkk" },
};
#define DEEDS	(sizeof(deeds) / sizeof(deeds[0]))

static int
exit_status(int error)
{
	return error == 0 ? 0 : error == EACCES ? 1 : 2;
}

static void __attribute__((noreturn))
seal_and_act(enum sandbox kind, int (*act)(void))
{
	struct err e = { 0 };

	if (sandbox_enter(kind == CHILD ? SANDBOX_READER : kind, &e) == -1) {
		(void)!write(STDERR_FILENO, e.text, strlen(e.text));
		_exit(99);
	}
	if (kind == CHILD && sandbox_shut_gate() == -1)
		_exit(99);
	_exit(exit_status(act()));
}

static char
outcome(int status)
{
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGSYS ? 'k' :
		    WTERMSIG(status) == SIGABRT ? 'a' : 'd';
	return WEXITSTATUS(status) == 0 ? 'y' : WEXITSTATUS(status) == 1 ?
	    'e' : '?';
}

static int
run(enum sandbox kind, int (*act)(void))
{
	int status = -1;
	pid_t pid = fork();

	assert_int_not_equal(pid, -1);
	if (pid == 0)
		seal_and_act(kind, act);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static char
wanted(char c)
{
	switch (c) {
	case 'r':
		return SANDBOX_ASAN ? 'y' : 'e';
	case 'w':
		return SANDBOX_ASAN ? 'k' : 'e';
	case 'm':
		return SANDBOX_ASAN ? 'e' : 'k';
	default:
		return c;
	}
}

static void
try_all(enum sandbox kind)
{
	char got, want;
	int status, bad = 0;
	size_t i;

	for (i = 0; i < DEEDS; i++) {
		want = wanted(deeds[i].expect[kind]);
		if (want == '-')
			continue;
		status = run(kind, deeds[i].act);
		got = outcome(status);
		/* the address sanitizer catches crashes, and exits */
		if (got == want || (SANDBOX_ASAN && want == 'd' && got != 'y'))
			continue;
		print_error("%s: %c, not %c (status %x)\n", deeds[i].name,
		    got, want, (unsigned)status);
		bad++;
	}
	assert_int_equal(bad, 0);
}

#define KIND_TEST(name, kind)						\
static void								\
sandbox__##name##__may_only_what_it_needs(void **state)			\
{									\
	(void)state;							\
	try_all(kind);							\
}
KIND_TEST(prover, SANDBOX_PROVER)
KIND_TEST(reader, SANDBOX_READER)
KIND_TEST(names, SANDBOX_NAMES)
KIND_TEST(edge, SANDBOX_EDGE)
KIND_TEST(child, CHILD)

/* --- a reader's children -------------------------------------------------- */

static int
child_outcome(int (*act)(void))
{
	int status;
	pid_t pid = (pid_t)sandbox_gate(SYS_clone, SIGCHLD, 0, 0, 0);

	if (pid == 0)
		_exit(sandbox_shut_gate() == -1 ? 99 : exit_status(act()));
	if (waitpid(pid, &status, 0) != pid)
		return '!';
	return outcome(status);
}

/* one reader, many children: what one does is not felt by the next */
static int
do_children(void)
{
	int i;

	for (i = 0; i < 3; i++)
		if (child_outcome(do_memfile) != 'y' ||
		    child_outcome(do_memfd) != 'k' ||
		    child_outcome(do_gate_fork) != 'e' ||
		    child_outcome(do_fork) != 'k' ||
		    child_outcome(do_abort_other) != 'e' ||
		    strchr(SANDBOX_ASAN ? "dek?" : "d",
		    child_outcome(do_abort)) == NULL)
			return EIO;
	return do_frame();
}

static void
sandbox__reader__outlives_its_children(void **state)
{
	(void)state;
	assert_int_equal(outcome(run(SANDBOX_READER, do_children)), 'y');
}

/* --- limits -------------------------------------------------------------- */

static int
do_too_much_memory(void)
{
	void *p = mmap(NULL, (size_t)SANDBOX_MEMORY << 20, PROT_READ |
	    PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED && errno == ENOMEM ? 0 : EIO;
}

static int
do_too_large_file(void)
{
	if (ftruncate(memory, (off_t)SANDBOX_FSIZE << 20) == -1)
		return errno;
	if (ftruncate(memory, ((off_t)SANDBOX_FSIZE << 20) + 1) == 0)
		return EIO;
	return errno == EFBIG ? result(ftruncate(memory, 0)) : errno;
}

static int
do_read_limits(void)
{
	struct rlimit core, files;

	if (getrlimit(RLIMIT_CORE, &core) == -1 ||
	    getrlimit(RLIMIT_NOFILE, &files) == -1)
		return errno;
	return core.rlim_max == 0 && files.rlim_max == SANDBOX_FILES ? 0 : EIO;
}

static void
sandbox__limits__hold(void **state)
{
	(void)state;
	assert_int_equal(outcome(run(SANDBOX_PROVER, do_read_limits)), 'y');
	assert_int_equal(outcome(run(SANDBOX_PROVER, do_too_large_file)), 'y');
	if (SANDBOX_ASAN)
		return;
	assert_int_equal(outcome(run(SANDBOX_READER, do_too_much_memory)),
	    'y');
}

/* --- debugging ----------------------------------------------------------- */

static size_t
read_all(int fd, char *p, size_t max)
{
	size_t n = 0;
	ssize_t got;

	while (n < max && (got = read(fd, p + n, max - n)) > 0)
		n += (size_t)got;
	p[n] = '\0';
	return n;
}

static int
run_debug(enum sandbox kind, int (*act)(void), char *said, size_t max)
{
	int out[2], status;
	pid_t pid;

	assert_int_equal(pipe(out), 0);
	pid = fork();
	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		setenv(ROLE_DEBUG, "1", 1);
		dup2(out[1], STDERR_FILENO);
		close(out[0]);
		close(out[1]);
		seal_and_act(kind, act);
	}
	close(out[1]);
	read_all(out[0], said, max - 1);
	close(out[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
sandbox__debug__names_the_call(void **state)
{
	char said[256];
	int status;

	(void)state;
	status = run_debug(SANDBOX_PROVER, do_inet, said, sizeof(said));
	assert_int_equal(outcome(status), 'k');
	assert_string_equal(said, DEBUG_LINE "socket\n");
	status = run_debug(SANDBOX_EDGE, do_exec, said, sizeof(said));
	assert_int_equal(outcome(status), 'k');
	assert_string_equal(said, DEBUG_LINE "execve\n");
	status = run_debug(SANDBOX_NAMES, do_names, said, sizeof(said));
	assert_int_equal(outcome(status), 'y');
	assert_string_equal(said, "");
}

/* --- Landlock alone ------------------------------------------------------ */

static enum sandbox landlock_kind;
static int (*landlock_act)(void);

static int
do_mkfifo(void)
{
	return result(mkfifo(into, 0600));
}

static int
landlock_outcome(enum sandbox kind, int (*act)(void))
{
	struct err e = { 0 };
	int status;
	pid_t pid = fork();

	assert_int_not_equal(pid, -1);
	landlock_kind = kind;
	landlock_act = act;
	if (pid == 0) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
		    sandbox_landlock(landlock_kind, &e) == -1)
			_exit(99);
		_exit(exit_status(landlock_act()));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return outcome(status);
}

static void
sandbox__landlock__guards_files_by_itself(void **state)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	char shut = SANDBOX_ASAN ? 'y' : 'e';

	(void)state;
	if (abi < 2) {
		print_message("this kernel has no Landlock (ABI %ld)\n", abi);
		skip();
	}
	assert_int_equal(landlock_outcome(SANDBOX_PROVER, do_open_read), shut);
	assert_int_equal(landlock_outcome(SANDBOX_PROVER, do_open_write), 'e');
	assert_int_equal(landlock_outcome(SANDBOX_PROVER, do_exec), 'e');
	assert_int_equal(landlock_outcome(SANDBOX_NAMES, do_open_read), 'y');
	assert_int_equal(landlock_outcome(SANDBOX_NAMES, do_open_write), 'e');
	assert_int_equal(landlock_outcome(SANDBOX_NAMES, do_exec), 'e');
	assert_int_equal(landlock_outcome(SANDBOX_EDGE, do_open_write), 'y');
	assert_int_equal(landlock_outcome(SANDBOX_EDGE, do_rename), 'y');
	assert_int_equal(landlock_outcome(SANDBOX_EDGE, do_mkfifo), 'e');
	assert_int_equal(landlock_outcome(SANDBOX_EDGE, do_exec), 'e');
}

/* --- set-up -------------------------------------------------------------- */

static int
set_up(void **state)
{
	char sub[64];
	int fd;

	(void)state;
	unsetenv(ROLE_DEBUG);
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(from, sizeof(from), "%s/from", folder);
	snprintf(sub, sizeof(sub), "%s/sub", folder);
	snprintf(to, sizeof(to), "%s/to", sub);
	snprintf(into, sizeof(into), "%s/new", folder);
	fd = open(from, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd == -1 || mkdir(sub, 0700) == -1)
		return -1;
	close(fd);
	memory = memfd_create("result", MFD_CLOEXEC);
	if (memory == -1)
		return -1;
	return socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair);
}

static int
tear_down(void **state)
{
	char sub[64];

	(void)state;
	snprintf(sub, sizeof(sub), "%s/sub", folder);
	unlink(from);
	unlink(into);
	rmdir(sub);
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sandbox__prover__may_only_what_it_needs),
		cmocka_unit_test(sandbox__reader__may_only_what_it_needs),
		cmocka_unit_test(sandbox__child__may_only_what_it_needs),
		cmocka_unit_test(sandbox__names__may_only_what_it_needs),
		cmocka_unit_test(sandbox__edge__may_only_what_it_needs),
		cmocka_unit_test(sandbox__reader__outlives_its_children),
		cmocka_unit_test(sandbox__limits__hold),
		cmocka_unit_test(sandbox__debug__names_the_call),
		cmocka_unit_test(sandbox__landlock__guards_files_by_itself),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
