/* SPDX-License-Identifier: ISC */
/* Starting a role's program; see spawn.h. */
#include "proc/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "proc/frame.h"

#define SOCKET_BYTES	(1 << 20)	/* what a pair may hold unread */

extern char **environ;

/* Beside our own program (a build), below it, where it was installed, be it
 * below another root (DESTDIR), or where it should have been. */
static bool
find_program(const char *name, char *path, size_t cap)
{
	static const char *const below[] = { "", "build/",
	    "../libexec/patchbot/" };
	char self[512], *slash;
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	size_t i;

	if (n > 0) {
		self[n] = '\0';
		slash = strrchr(self, '/');
		slash[1] = '\0';
		for (i = 0; i < sizeof(below) / sizeof(*below); i++) {
			snprintf(path, cap, "%s%spatchbot-%s", self, below[i],
			    name);
			if (access(path, X_OK) == 0)
				return true;
		}
	}
	snprintf(path, cap, "%s/patchbot-%s", LIBEXECDIR, name);
	return access(path, X_OK) == 0;
}

int
spawn_open(const char *name, struct err *e)
{
	char path[600];
	int low, fd;

	if (!find_program(name, path, sizeof(path)))
		return err_set(e, ERR_SYSTEM, "%s: no such program; is "
		    "patchbot installed completely?", path);
	low = open(path, O_RDONLY | O_CLOEXEC);
	if (low == -1)
		return err_sys(e, "%s", path);
	/* out of the way of ROLE_FD, which the child has before it executes */
	fd = fcntl(low, F_DUPFD_CLOEXEC, ROLE_FD + 1);
	close(low);
	if (fd == -1)
		return err_sys(e, "%s", path);
	return fd;
}

static int
start(int program, const char *name, int sock, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, all;
	char path[40], argv0[40], *argv[2] = { argv0, NULL };
	int rc;

	/* the child has it under the same number until it is executed */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", program);
	snprintf(argv0, sizeof(argv0), "patchbot-%s", name);
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, sock, ROLE_FD);
	posix_spawnattr_init(&attr);
	/* core blocks its signals for sd-event; a role starts afresh */
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK |
	    POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	rc = posix_spawn(pid, path, &files, &attr, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	return rc;
}

int
spawn_role(int program, const char *name, pid_t *pid, struct err *e)
{
	int pair[2], rc, size = SOCKET_BYTES;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == -1)
		return err_sys(e, "socketpair");
	setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	/* dup2 onto itself would keep close-on-exec */
	if (pair[1] == ROLE_FD)
		fcntl(pair[1], F_SETFD, 0);
	rc = start(program, name, pair[1], pid);
	close(pair[1]);
	if (rc != 0) {
		close(pair[0]);
		errno = rc;
		return err_sys(e, "patchbot-%s", name);
	}
	return pair[0];
}
