/* SPDX-License-Identifier: ISC */
/* What a captured parser could do; see misbehave.h. */
#include "tests/support/misbehave.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fd.h"
#include "base/mem.h"
#include "handlers/bulletin/facts.h"
#include "proc/frame.h"
#include "proc/sandbox.h"
#include "text/evidence.h"
#include "text/reading.h"

#define ALL_FDS		4096
#define PAGE		4096UL
#define AROUND		(64UL << 20)	/* bytes to both sides of something */
#define NOISE		70000

static struct span own;		/* the mail */
static char arg[256];

/* --- what is there -------------------------------------------------------- */

static int
result(long rc)
{
	return rc == -1 ? errno : 0;
}

/* The one memory file: where the answer goes. */
static int
answer_fd(void)
{
	int fd;

	for (fd = 0; fd < ALL_FDS; fd++)
		if (fcntl(fd, F_GET_SEALS) != -1)
			return fd;
	return -1;
}

static pid_t
aim(void)
{
	return arg[0] != '\0' ? (pid_t)strtol(arg, NULL, 10) : getppid();
}

static void __attribute__((noreturn))
answer_with(const void *p, size_t n)
{
	struct err e = { 0 };

	_exit(fd_write_all(answer_fd(), p, n, &e) == 0 ? 0 : 113);
}

/* --- files ---------------------------------------------------------------- */

static int
open_read(void)
{
	return result(open(arg, O_RDONLY | O_CLOEXEC));
}

static int
open_write(void)
{
	return result(open(arg, O_WRONLY | O_CLOEXEC));
}

static int
create_file(void)
{
	return result(open(arg, O_RDWR | O_CREAT | O_CLOEXEC, 0600));
}

static int
open_anew(void)
{
	uint64_t how[3] = { O_RDONLY, 0, 0 };	/* struct open_how */

	return result(syscall(SYS_openat2, AT_FDCWD, arg, how, sizeof(how)));
}

static int
list_folder(void)
{
	return opendir(arg) != NULL ? 0 : errno;
}

static int
delete_file(void)
{
	return result(unlink(arg));
}

static int
rename_file(void)
{
	char to[300];

	snprintf(to, sizeof(to), "%s.taken", arg);
	return result(rename(arg, to));
}

static int
cut_file(void)
{
	return result(truncate(arg, 0));
}

static int
change_mode(void)
{
	return result(chmod(arg, 0777));
}

static int
link_file(void)
{
	return result(symlink("/etc/passwd", arg));
}

static int
make_folder(void)
{
	return result(mkdir(arg, 0700));
}

static int
mount_over(void)
{
	return result(mount("none", "/tmp", "tmpfs", 0, NULL));
}

static int
io_uring(void)
{
	char params[256] = { 0 };

	return result(syscall(SYS_io_uring_setup, 1, params));
}

static int
memory_file(void)
{
	return result(memfd_create("own", MFD_CLOEXEC));
}

/* --- sockets -------------------------------------------------------------- */

static int
inet_socket(void)
{
	return result(socket(AF_INET, SOCK_STREAM, 0));
}

static int
unix_socket(void)
{
	return result(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int
netlink_socket(void)
{
	return result(socket(AF_NETLINK, SOCK_RAW, 0));
}

static int
pair_of_sockets(void)
{
	int pair[2];

	return result(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
}

static int
make_pipe(void)
{
	int ends[2];

	return result(pipe(ends));
}

static int
connect_any(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
	    .sin_port = htons(25), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	return result(connect(ROLE_FD, (struct sockaddr *)&to, sizeof(to)));
}

/* Whatever is a socket of the parent's: a frame to core, in its name. */
static int
send_any(void)
{
	int fd;

	for (fd = 0; fd < ALL_FDS; fd++)
		if (sendto(fd, "\2\0\0\0", 4, MSG_DONTWAIT | MSG_NOSIGNAL,
		    NULL, 0) != -1)
			return 0;
	return errno;
}

/* --- programs ------------------------------------------------------------- */

static int
run_program(void)
{
	return result(execl("/bin/true", "true", (char *)NULL));
}

static int
run_memory(void)
{
	char *argv[] = { NULL };

	return result(syscall(SYS_execveat, answer_fd(), "", argv, argv,
	    AT_EMPTY_PATH));
}

static int
fork_child(void)
{
	return result(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
}

static int
fork_anew(void)
{
	uint64_t how[11] = { 0 };	/* struct clone_args */

	how[4] = SIGCHLD;
	return result(syscall(SYS_clone3, how, sizeof(how)));
}

/* By the door that the reader itself forks through. */
static int
fork_at_the_gate(void)
{
	return result(sandbox_gate(SYS_clone, SIGCHLD, 0, 0, 0));
}

static void *
thread(void *p)
{
	return p;
}

static int
make_thread(void)
{
	pthread_t t;

	return pthread_create(&t, NULL, thread, NULL);
}

static int
map_code(void)
{
	return mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : 0;
}

static int
make_code(void)
{
	void *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return result(mprotect(p, PAGE, PROT_READ | PROT_EXEC));
}

static int
load_bpf(void)
{
	char attr[64] = { 0 };

	return result(syscall(SYS_bpf, 0, attr, sizeof(attr)));
}

/* --- other processes ------------------------------------------------------ */

static int
trace_other(void)
{
	return result(ptrace(PTRACE_ATTACH, aim(), NULL, NULL));
}

static int
read_process(void)
{
	char byte;
	struct iovec to = { &byte, 1 }, from = { arg, 1 };

	return result(process_vm_readv(aim(), &to, 1, &from, 1, 0));
}

static int
take_descriptor(void)
{
	int pidfd = (int)syscall(SYS_pidfd_open, aim(), 0);

	return pidfd == -1 ? errno : result(syscall(SYS_pidfd_getfd, pidfd,
	    ROLE_FD, 0));
}

static int
kill_other(void)
{
	return result(kill(aim(), SIGKILL));
}

/* The one signal that a reader sends to itself, by abort(3). */
static int
abort_other(void)
{
	return result(syscall(SYS_tgkill, aim(), aim(), SIGABRT));
}

static int
stop_other(void)
{
	return result(syscall(SYS_tgkill, aim(), aim(), SIGSTOP));
}

static int
signal_all(void)
{
	return result(kill(-1, SIGTERM));
}

static int
limit_other(void)
{
	struct rlimit l = { 0, 0 };

	return result(syscall(SYS_prlimit64, aim(), RLIMIT_NOFILE, &l, NULL));
}

/* Life beyond the parent's, and without limits. */
static int
survive(void)
{
	return result(prctl(PR_SET_PDEATHSIG, 0));
}

static int
lift_limit(void)
{
	struct rlimit l = { RLIM_INFINITY, RLIM_INFINITY };

	return result(setrlimit(RLIMIT_CPU, &l));
}

/* --- what was inherited --------------------------------------------------- */

/* But for the answer's, and those devices that hold nothing of anybody:
 * /dev/null, and /dev/urandom, which librnp keeps open. */
static int
count_descriptors(void)
{
	struct stat st;
	int fd, n = 0;

	for (fd = 0; fd < ALL_FDS; fd++)
		n += fstat(fd, &st) != -1 && !(S_ISCHR(st.st_mode) &&
		    (st.st_rdev == makedev(1, 3) ||
		    st.st_rdev == makedev(1, 9)));
	return n > 1 ? 0 : ENOENT;
}

static int
write_log(void)
{
	static const char line[] = "reader: a line that nobody wrote\n";
	int a = result(write(STDOUT_FILENO, line, sizeof(line) - 1));
	int b = result(write(STDERR_FILENO, line, sizeof(line) - 1));

	return a == 0 || b == 0 ? 0 : a;
}

static int
cut_log(void)
{
	int a = result(ftruncate(STDOUT_FILENO, 0));
	int b = result(ftruncate(STDERR_FILENO, 0));

	return a == 0 || b == 0 ? 0 : a;
}

static int
read_terminal(void)
{
	char byte;
	int fd;

	for (fd = 0; fd < 3; fd++)
		if (read(fd, &byte, 1) != -1)
			return 0;
	return errno;
}

/* --- other mails ---------------------------------------------------------- */

/* The argument stands there backwards, so that the mail itself and this
 * function do not hold what they look for. */
static bool __attribute__((no_sanitize("address")))
holds(const char *p, size_t n)
{
	size_t len = strlen(arg), i, k;

	for (i = 0; i + len <= n; i++) {
		for (k = 0; k < len && p[i + k] == arg[len - 1 - k]; k++)
			continue;
		if (k == len)
			return true;
	}
	return false;
}

/* Whether this page can be read: the kernel tells. */
static bool
is_there(const char *p)
{
	static int fd = -1;

	if (fd == -1)
		fd = answer_fd();
	return syscall(SYS_pwrite64, fd, p, 1, 0) == 1;
}

static bool
found_between(uintptr_t from, uintptr_t to)
{
	const char *p, *start;

	from -= from % PAGE;
	for (p = (const char *)from; (uintptr_t)p < to; p += PAGE) {
		if (!is_there(p))
			continue;
		for (start = p; (uintptr_t)p < to && is_there(p); p += PAGE)
			continue;
		if (holds(start, (size_t)(p - start)))
			return true;
	}
	return false;
}

static int
look_at_object(struct dl_phdr_info *info, size_t size, void *p)
{
	bool *found = p;
	size_t i;

	(void)size;
	for (i = 0; i < info->dlpi_phnum && !*found; i++) {
		const ElfW(Phdr) *h = &info->dlpi_phdr[i];
		uintptr_t at = info->dlpi_addr + h->p_vaddr;

		if (h->p_type == PT_LOAD)
			*found = found_between(at, at + h->p_memsz);
	}
	return *found;
}

/* Data, heap, stack, and all around the mail, where mappings lie. */
static int
search_memory(void)
{
	uintptr_t heap = (uintptr_t)sbrk(0), stack = (uintptr_t)&heap;
	uintptr_t mail = (uintptr_t)own.p;
	bool found = false;

	dl_iterate_phdr(look_at_object, &found);
	return found || found_between(heap - AROUND, heap) ||
	    found_between(stack - AROUND / 4, stack + AROUND / 4) ||
	    found_between(mail - AROUND, mail + AROUND) ? 0 : ENOENT;
}

static int
search_descriptors(void)
{
	static char bytes[1 << 20];
	ssize_t n;
	int fd;

	for (fd = 0; fd < ALL_FDS; fd++) {
		n = pread(fd, bytes, sizeof(bytes), 0);
		if (n > 0 && holds(bytes, (size_t)n))
			return 0;
	}
	return ENOENT;
}

/* --- using up ------------------------------------------------------------- */

static int __attribute__((noreturn))
hang(void)
{
	struct timespec t = { 1000, 0 };

	for (;;)
		nanosleep(&t, NULL);
}

static int __attribute__((noreturn))
spin(void)
{
	volatile unsigned n = 0;
	int sig;

	for (sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_IGN);
	for (;;)
		n++;
}

static int __attribute__((noreturn))
eat_memory(void)
{
	for (;;)
		mem_raw(16 << 20);
}

static int
eat_descriptors(void)
{
	while (fcntl(answer_fd(), F_DUPFD, 0) != -1)
		continue;
	return errno;
}

static int
eat_disk(void)
{
	static const char bytes[1 << 16];
	int fd = answer_fd();

	while (write(fd, bytes, sizeof(bytes)) > 0)
		continue;
	return errno;
}

/* --- dying ---------------------------------------------------------------- */

static int
crash(void)
{
	*(volatile char *)PAGE = 1;
	return 0;
}

static int __attribute__((noreturn))
give_up(void)
{
	abort();
}

static int
deep(void)
{
	volatile char room[4096];

	room[0] = arg[0];
	return room[0] == 1 ? 0 : deep() + room[1];
}

static int __attribute__((noreturn))
leave(void)
{
	_exit(atoi(arg));
}

/* --- answering ------------------------------------------------------------ */

static int __attribute__((noreturn))
answer_noise(void)
{
	static unsigned char noise[NOISE];
	uint32_t x = (uint32_t)atoi(arg) + 1;
	size_t i;

	for (i = 0; i < NOISE; i++)
		noise[i] = (unsigned char)((x = x * 1664525 + 1013904223) >>
		    24);
	answer_with(noise, NOISE);
}

static int __attribute__((noreturn))
answer_much(void)
{
	_exit(result(ftruncate(answer_fd(), 16 << 20)));
}

static int __attribute__((noreturn))
answer_sealed(void)
{
	_exit(result(fcntl(answer_fd(), F_ADD_SEALS, F_SEAL_SEAL)));
}

/* An answer that makes sense, with some of its bytes altered. */
static int __attribute__((noreturn))
answer_altered(void)
{
	struct reading r = { .mail_class = CLASS_BULLETIN, .subject = "one",
	    .text = "two words", .returned = "<three@example.net>" };
	struct attachment at = { "four", "text/plain", 5, NULL };
	struct bounce b = { "six@example.net", BOUNCE_FAILED, "seven" };
	uint32_t x = (uint32_t)atoi(arg) + 1;
	struct buf out = { 0 };
	int i;

	list_add(&r.attachments, &at);
	list_add(&r.bounces, &b);
	list_add(&r.commands, mem_str("whoami"));
	r.claims = span_of("claims that are none");
	reading_pack(&out, &r);
	for (i = 0; i < 3; i++) {
		x = x * 1664525 + 1013904223;
		out.p[(x >> 8) % out.n] = (char)(x >> 24);
	}
	answer_with(out.p, out.n);
}

/* The most that a captured reader could say of its own mail: that a key proves
 * it, that it is a command, and what would be a header if it got into one, or
 * steer a terminal. */
static int __attribute__((noreturn))
answer_lies(void)
{
	const char *line = strcmp(arg, "bytes") == 0 ?
	    "[LIE-2026-2] \x1b]0;a\x07lie \xff\xc3\x28 \xed\xa0\x80" :
	    "[LIE-2026-1] a lie\r\nBcc: somebody@elsewhere.example\r\n\r\n"
	    ".\r\nQUIT\r\n";
	struct reading r = { .mail_class = CLASS_BULLETIN, .subject = line,
	    .text = line, .signed_only = true, .signed_at = 1796029200,
	    .signed_id = "lie" };
	struct proof proof = { .method = "pgp", .result = PROOF_PASS,
	    .domain = "carla", .why = line };
	struct bulletin_facts f = { .vendor = line, .id = line, .base = line,
	    .title = line };
	struct attachment at = { line, line, 5, NULL };
	struct list facts = { 0 };
	struct buf claims = { 0 }, out = { 0 };

	if (strcmp(arg, "command") == 0)
		r.mail_class = CLASS_COMMAND;
	list_add(&r.commands, mem_str("say a lie"));
	list_add(&r.proofs, &proof);
	list_add(&r.attachments, &at);
	list_add(&facts, &f);
	facts_pack(&claims, &facts);
	r.claims = (struct span){ claims.p, claims.n };
	reading_pack(&out, &r);
	answer_with(out.p, out.n);
}

/* -------------------------------------------------------------------------- */

static const struct {
	const char	*name;
	int		(*act)(void);	/* 0 done, or errno */
} deeds[] = {
	{ "open-read", open_read }, { "open-write", open_write },
	{ "create", create_file }, { "open-anew", open_anew },
	{ "list", list_folder }, { "delete", delete_file },
	{ "rename", rename_file }, { "cut", cut_file },
	{ "chmod", change_mode }, { "symlink", link_file },
	{ "mkdir", make_folder }, { "mount", mount_over },
	{ "io-uring", io_uring }, { "memfd", memory_file },

	{ "inet", inet_socket }, { "unix", unix_socket },
	{ "netlink", netlink_socket }, { "socketpair", pair_of_sockets },
	{ "pipe", make_pipe }, { "connect", connect_any },
	{ "send", send_any },

	{ "exec", run_program }, { "exec-memory", run_memory },
	{ "fork", fork_child }, { "fork-anew", fork_anew },
	{ "fork-at-the-gate", fork_at_the_gate }, { "thread", make_thread },
	{ "map-code", map_code }, { "make-code", make_code },
	{ "bpf", load_bpf },

	{ "ptrace", trace_other }, { "read-process", read_process },
	{ "take-descriptor", take_descriptor }, { "kill", kill_other },
	{ "abort-other", abort_other }, { "stop-other", stop_other },
	{ "signal-all", signal_all }, { "limit-other", limit_other },
	{ "survive", survive }, { "lift-limit", lift_limit },

	{ "count-descriptors", count_descriptors },
	{ "write-log", write_log }, { "cut-log", cut_log },
	{ "read-terminal", read_terminal },
	{ "search-memory", search_memory },
	{ "search-descriptors", search_descriptors },

	{ "hang", hang }, { "spin", spin }, { "eat-memory", eat_memory },
	{ "eat-descriptors", eat_descriptors }, { "eat-disk", eat_disk },

	{ "crash", crash }, { "abort", give_up }, { "deep", deep },
	{ "exit", leave },

	{ "answer-noise", answer_noise }, { "answer-much", answer_much },
	{ "answer-sealed", answer_sealed },
	{ "answer-altered", answer_altered }, { "answer-lies", answer_lies },
};
#define DEEDS	(sizeof(deeds) / sizeof(deeds[0]))

static void
obey(struct span line, struct err *e)
{
	struct span word;
	int error;
	size_t i;

	if (!span_word(&line, &word))
		return;
	while (line.n > 0 && line.p[0] == ' ')
		line = (struct span){ line.p + 1, line.n - 1 };
	snprintf(arg, sizeof(arg), SPAN_FMT, SPAN_ARG(line));
	for (i = 0; i < DEEDS; i++) {
		if (!span_eq(word, deeds[i].name))
			continue;
		error = deeds[i].act();
		err_set(e, ERR_INPUT, "misbehaved: %s: %s", deeds[i].name,
		    error == 0 ? "done" : strerror(error));
		return;
	}
	err_set(e, ERR_INPUT, "misbehaved: " SPAN_FMT ": no such deed",
	    SPAN_ARG(word));
}

bool
misbehave(const char *trigger, struct span mail, struct err *e)
{
	struct span rest = mail, line;
	size_t n = strlen(trigger);

	own = mail;
	while (span_line(&rest, &line) && line.n > 0)
		if (span_starts_nocase(line, trigger)) {
			obey((struct span){ line.p + n, line.n - n }, e);
			return true;
		}
	return false;
}
