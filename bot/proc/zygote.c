/* SPDX-License-Identifier: ISC */
/*
 * A zygote that never looks into a mail, and for every mail a fresh child that
 * does; see zygote.h.  A child has no socket, no file and no other mail, nor
 * anything in its memory that came with one: it has the mail's bytes, and one
 * memfd for its answer, which the zygote seals and passes on unread.  Whatever
 * a child does, it ends within its limits and costs the one mail it was given.
 *
 * No child survives its mail, so no parser state does; and nothing in a child
 * is freed for order's sake, as its end frees all of it.
 */
#include "proc/zygote.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "proc/role.h"
#include "proc/sandbox.h"
#include "text/mime.h"

#define CHILDREN_MAX	4		/* at once; more wait in the socket */
#define WALL_SECONDS	10		/* a child's life */
#define CPU_SECONDS	8
#define MEMORY_MAX	(768UL << 20)	/* bytes of a child's address space */
#define ANSWER_MAX	(16UL << 20)	/* bytes of a packed reading */
#define STACK_WIPED	(16UL << 10)	/* more than a signal's frame */
#define HEAP_READY	(96UL << 10)	/* bytes that most mails touch, */
#define HEAP_FREE	(256UL << 10)	/* and that the heap has for them */
#define HEAP_PIECES	65536	/* an end, should another malloc serve us */
/* A shorter life for the children, in seconds: the tests cannot wait. */
#define WALL_ENV	"PATCHBOT_READ_SECONDS"

#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL)

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

struct child {
	pid_t		 pid;		/* 0: free */
	uint32_t	 job;
	int		 answer;	/* memfd */
	int64_t		 deadline;	/* ms of the monotonic clock */
	bool		 late;		/* killed at its deadline */
};

static struct child children[CHILDREN_MAX];
static int64_t wall_ms = WALL_SECONDS * 1000;
static bool keeps_log;		/* where somebody debugs: what it did is said */
static const struct zygote *zygote;

#ifndef SANITIZED
/*
 * What was freed while starting up lies scattered between what is in use, and
 * a child that got it would copy a page for each piece.  So it is used up
 * here, and children take their memory in one row from the heap's end.
 */
static void
tidy_heap(void)
{
	static char *volatile all;	/* a compiler would leave it out */
	size_t n, pieces = 0;
	char *top, *p;

	/* so much at the end that a child asks for no more, nor gives back */
	mallopt(M_MMAP_THRESHOLD, 2 * HEAP_FREE);
	mallopt(M_TRIM_THRESHOLD, MEMORY_MAX);
	all = malloc(HEAP_FREE);
	free(all);
	malloc_trim(HEAP_FREE);
	top = (char *)sbrk(0) - mallinfo2().keepcost;
	for (n = 65536; n >= 16; n = n > 1024 ? n / 2 : n - 16) {
		do
			p = malloc(n);
		while (p != NULL && p < top && ++pieces < HEAP_PIECES);
		free(p);
	}
}

/* The pages behind the heap's end in one call, instead of a fault for each;
 * where the kernel does not know how, by faults. */
static void
ready_heap(void)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t end = (uintptr_t)sbrk(0);
	uintptr_t at = end - mallinfo2().keepcost;

	at = (at + page - 1) & ~(page - 1);
	if (end > at + HEAP_READY)
		end = at + HEAP_READY;
	if (end > at)
		(void)madvise((void *)at, end - at, MADV_POPULATE_WRITE);
}
#endif

static void
limit(int what, rlim_t n)
{
	struct rlimit r = { n, n };

	if (sandbox_gate(SYS_prlimit64, 0, what, (long)&r, 0) == -1)
		_exit(112);
}

/* Everything of the zygote's that a captured parser could misuse; the gate is
 * the last of it. */
static void
drop_all(const struct child *self)
{
	size_t i;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close(ROLE_FD);
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	/* the log is everybody's: a child could write lines in the name of
	 * others, and cut it where it is a file */
	if (!keeps_log)
		close(STDERR_FILENO);
	for (i = 0; i < CHILDREN_MAX; i++)
		if (children[i].pid != 0 && &children[i] != self)
			close(children[i].answer);
	limit(RLIMIT_CPU, CPU_SECONDS);
	limit(RLIMIT_FSIZE, ANSWER_MAX);
	limit(RLIMIT_CORE, 0);
#ifndef SANITIZED
	limit(RLIMIT_AS, MEMORY_MAX);
#endif
	if (sandbox_shut_gate() == -1)
		_exit(112);
}

static void __attribute__((noreturn))
run_child(const struct child *self, int mail, const struct read_job *job,
    pid_t parent)
{
	struct arena *a;
	struct reading r;
	struct buf b = { 0 };
	struct err e = { 0 };
	struct stat st;
	sigset_t none;
	void *bytes = NULL;

	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (fstat(mail, &st) == -1)
		_exit(112);
	if (st.st_size > 0 && (bytes = mmap(NULL, (size_t)st.st_size, PROT_READ,
	    MAP_PRIVATE | MAP_POPULATE, mail, 0)) == MAP_FAILED)
		_exit(112);
	close(mail);
	drop_all(self);
	if (getppid() != parent)
		_exit(0);
#ifndef SANITIZED
	ready_heap();
#endif
	a = arena_new();
	read_mail(a, (struct span){ bytes, (size_t)st.st_size }, job,
	    zygote->hooks, &r, NULL);
	reading_pack(&b, &r);
	_exit(fd_write_all(self->answer, buf_str(&b), b.n, &e) == 0 ? 0 : 113);
}

static void
answer(uint32_t job, bool ok, const char *why, int fd)
{
	struct job_done d = { ok, why };
	struct buf b = { 0 };

	job_done_pack(&b, &d);
	role_send(FRAME_RESULT, job, &b, fd);
	buf_free(&b);
}

static struct child *
free_place(void)
{
	size_t i;

	for (i = 0; i < CHILDREN_MAX; i++)
		if (children[i].pid == 0)
			return &children[i];
	return NULL;
}

static void
start_child(uint32_t id, int mail, const struct read_job *job)
{
	struct child *c = free_place();
	pid_t self = getpid();

	c->answer = (int)sandbox_gate(SYS_memfd_create, (long)"reading",
	    MFD_CLOEXEC | MFD_ALLOW_SEALING, 0, 0);
	c->job = id;
	c->late = false;
	c->deadline = clock_mono_ms() + wall_ms;
	/* fork(3)'s own work is for threads and hooks, which we have not */
	c->pid = c->answer != -1 ? (pid_t)sandbox_gate(SYS_clone, SIGCHLD, 0,
	    0, 0) : -1;
	if (c->pid == 0)
		run_child(c, mail, job, self);
	if (c->pid != -1)
		return;
	log_warn("cannot start a child to read a mail");
	if (c->answer != -1)
		close(c->answer);
	c->pid = 0;
	answer(id, false, "no process could be started to read this mail; "
	    "it will be tried again", -1);
}

static void
take_job(const struct frame *f)
{
	struct arena *a = arena_new();
	struct unpack u = f->body;
	struct read_job job = { 0 };

	if (!read_job_unpack(&u, a, &job))
		log_fatalx("core: a job that is none");
	if (f->fd == -1)
		answer(f->id, false, "the job came without its mail", -1);
	else
		start_child(f->id, f->fd, &job);
	arena_wipe(a);
}

/* Why a child that did not exit with 0 has no answer. */
static const char *
what_happened(struct arena *a, const struct child *c, int status)
{
	if (c->late)
		return arena_printf(a, "reading this mail took longer than "
		    "%lld s and was ended", (long long)wall_ms / 1000);
	if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU ||
	    WTERMSIG(status) == SIGKILL))
		return "reading this mail took too much time and was ended";
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
		return "the reading of this mail is larger than the limit";
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		return "the mail's reader did what its sandbox forbids and "
		    "was ended: treat this mail as an attack";
	if (WIFSIGNALED(status))
		return arena_printf(a, "the mail's reader crashed (%s)",
		    strsignal(WTERMSIG(status)));
	if (WEXITSTATUS(status) == 111)
		return "reading this mail took more memory than the limit";
	return arena_printf(a, "the mail's reader failed (exit status %d)",
	    WEXITSTATUS(status));
}

static void
finish_child(struct child *c, int status)
{
	bool ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	struct arena *a = arena_new();

	/* sealed here: a child may have left a door open for itself, but it
	 * is dead and had no other process to hand the memfd to */
	if (ok && fcntl(c->answer, F_ADD_SEALS, SEALS) == -1)
		ok = false;
	if (ok)
		answer(c->job, true, NULL, c->answer);
	else
		answer(c->job, false, what_happened(a, c, status), -1);
	if (!ok)
		log_event("reader.failed", "why", what_happened(a, c, status),
		    NULL);
	close(c->answer);
	c->pid = 0;
	arena_free(a);
}

static void
reap(void)
{
	int status;
	pid_t pid;
	size_t i;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (i = 0; i < CHILDREN_MAX; i++)
			if (children[i].pid == pid)
				finish_child(&children[i], status);
}

/* What came in is freed again: children shall not copy its pages. */
static void
take_setup(const struct frame *f)
{
	if (zygote->settings != NULL)
		zygote->settings(f);
#ifndef SANITIZED
	tidy_heap();
#endif
}

/* Ends who is over time; the time until the next is, -1 for none. */
static int
watch_clock(void)
{
	int64_t now = clock_mono_ms(), left = -1;
	size_t i;

	for (i = 0; i < CHILDREN_MAX; i++) {
		struct child *c = &children[i];

		if (c->pid == 0 || c->late)
			continue;
		if (c->deadline <= now) {
			c->late = true;
			sandbox_gate(SYS_kill, c->pid, SIGKILL, 0, 0);
		} else if (left == -1 || c->deadline - now < left) {
			left = c->deadline - now;
		}
	}
	return (int)left;
}

static void
on_child(int sig)
{
	(void)sig;	/* only to interrupt ppoll */
}

/*
 * What the last job left below the caller: where a signal came, the kernel put
 * the registers there, with pieces of what was copied last in them.
 */
static void __attribute__((noinline))
wipe_stack(void)
{
	char below[STACK_WIPED];

	mem_wipe(below, sizeof(below));
}

static void
wait_and_work(const sigset_t *unblocked)
{
	struct pollfd p = { .fd = ROLE_FD, .events = POLLIN };
	struct timespec ts;
	int left = watch_clock(), n;
	struct frame f;

	ts.tv_sec = left / 1000;
	ts.tv_nsec = (left % 1000) * 1000000L;
	/* with no free place only children are waited for */
	n = ppoll(&p, free_place() != NULL ? 1 : 0, left >= 0 ? &ts : NULL,
	    unblocked);
	wipe_stack();
	if (n > 0 && role_next(&f, 0)) {
		if (f.type == FRAME_JOB)
			take_job(&f);
		else if (f.type == FRAME_SETUP)
			take_setup(&f);
		/* who sent this mail is nothing to the children of others */
		frame_wipe(&f);
		if (f.fd != -1)
			close(f.fd);
	}
	reap();
}

void
zygote_run(const struct zygote *z)
{
	struct sigaction sa = { .sa_handler = on_child };
	char day[CLOCK_TEXT];
	const char *seconds;
	sigset_t block, unblocked;
	struct err e = { 0 };
	long long n;

	zygote = z;
	role_init(z->name);
	keeps_log = role_debug();
#ifdef SANITIZED
	keeps_log = true;
#endif
	seconds = getenv(WALL_ENV);
	if (seconds != NULL && str_number(seconds, 1, WALL_SECONDS, &n))
		wall_ms = n * 1000;
	/* the time zone is a file: before the seal */
	clock_date(0, day);
	if (z->open != NULL)
		z->open();
	sigemptyset(&block);
	sigaddset(&block, SIGCHLD);
	sigprocmask(SIG_BLOCK, &block, &unblocked);
	sigdelset(&unblocked, SIGCHLD);
	sigaction(SIGCHLD, &sa, NULL);
	if (sandbox_enter(SANDBOX_READER, &e) == -1)
		log_fatalx("%s", e.text);
#ifndef SANITIZED
	tidy_heap();
#endif
	for (;;)
		wait_and_work(&unblocked);
}
