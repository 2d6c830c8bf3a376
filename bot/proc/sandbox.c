/* SPDX-License-Identifier: ISC */
/*
 * Sealing a role; see sandbox.h.  The order matters: limits first, then
 * Landlock (which needs no-new-privs), the filter last, as it forbids all
 * that went before.
 */
#include "proc/sandbox.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "proc/frame.h"
#include "proc/sandbox_parts.h"

#define MB	(1024UL * 1024UL)
#define NAMED_CALLS	600

struct limit {
	int	 resource;
	rlim_t	 value;
	unsigned kinds;
};

/* Lowered only: a limit that is tighter already stays. */
static const struct limit limits[] = {
	{ RLIMIT_CORE,	0,		KIND_ALL },
	{ RLIMIT_NPROC,	0,		KIND_P },
	{ RLIMIT_NOFILE, SANDBOX_FILES,	KIND_SHUT },
	{ RLIMIT_FSIZE,	SANDBOX_FSIZE * MB, KIND_SHUT },
#if !SANDBOX_ASAN
	{ RLIMIT_AS,	SANDBOX_MEMORY * MB, KIND_SHUT },
#endif
};

/* names of the calls, looked up beforehand: a handler may not allocate */
static const char *call_names[NAMED_CALLS];
static volatile sig_atomic_t sealed;

#if SANDBOX_ASAN
#include <sanitizer/lsan_interface.h>

/* The leak checker traces its own process, which no sandbox allows. */
int
__lsan_is_turned_off(void)
{
	return sealed;
}
#endif

static int
set_limits(enum sandbox kind, struct err *e)
{
	const struct limit *l;
	struct rlimit r;
	size_t i;

	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		l = &limits[i];
		if ((l->kinds & (1U << kind)) == 0)
			continue;
		if (getrlimit(l->resource, &r) == -1)
			return err_sys(e, "sandbox: cannot read a limit");
		r.rlim_max = r.rlim_max < l->value ? r.rlim_max : l->value;
		r.rlim_cur = r.rlim_cur < r.rlim_max ? r.rlim_cur : r.rlim_max;
		if (setrlimit(l->resource, &r) == -1)
			return err_sys(e, "sandbox: cannot set a limit");
	}
	/* a full file is an error of write(2), not the end */
	signal(SIGXFSZ, SIG_IGN);
	return 0;
}

static void
say(const char *s)
{
	(void)!write(STDERR_FILENO, s, strlen(s));
}

/* Names the call, then ends this process as the filter would have. */
static void
on_forbidden(int sig, siginfo_t *info, void *context)
{
	char number[12], *p = number + sizeof(number) - 1;
	int nr = info->si_syscall;

	(void)context;
	say("sandbox: forbidden system call ");
	if (nr >= 0 && nr < NAMED_CALLS && call_names[nr] != NULL) {
		say(call_names[nr]);
	} else {
		*p = '\0';
		do
			*--p = '0' + nr % 10;
		while ((nr /= 10) > 0 && p > number);
		say(p);
	}
	say("\n");
	signal(sig, SIG_DFL);
	raise(sig);
	_exit(111);
}

static int
name_calls(struct err *e)
{
	struct sigaction sa = { .sa_sigaction = on_forbidden,
	    .sa_flags = SA_SIGINFO | SA_NODEFER };
	int i;

	for (i = 0; i < NAMED_CALLS; i++)
		if (call_names[i] == NULL)
			call_names[i] = sandbox_call_name(i);
	sigemptyset(&sa.sa_mask);
	if (sigaction(SIGSYS, &sa, NULL) == -1)
		return err_sys(e, "sandbox: cannot catch SIGSYS");
	return 0;
}

int
sandbox_enter(enum sandbox kind, struct err *e)
{
	const char *debug = getenv(ROLE_DEBUG);
	bool trap = debug != NULL && strcmp(debug, "1") == 0;

	if (set_limits(kind, e) == -1)
		return -1;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return err_sys(e, "sandbox: the kernel knows no no-new-privs");
	if (trap && name_calls(e) == -1)
		return -1;
	if (sandbox_landlock(kind, e) == -1)
		return -1;
	if (sandbox_filter(kind, trap, e) == -1)
		return -1;
	sealed = 1;
	return 0;
}
