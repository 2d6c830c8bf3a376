/* SPDX-License-Identifier: ISC */
/* Start-up and frames of a role; see role.h. */
#include "proc/role.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "proc/wire.h"

static void (*stop_hook)(void);

/* Whatever else the one who started us has open is not ours; and where one of
 * the first three is closed, nothing that we open may get its number. */
static void
own_descriptors(void)
{
	int fd;

	close_range(ROLE_FD + 1, ~0U, 0);
	do
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	while (fd != -1 && fd <= STDERR_FILENO);
	if (fd != -1)
		close(fd);
}

bool
role_debug(void)
{
	const char *debug = getenv(ROLE_DEBUG);

	return debug != NULL && strcmp(debug, "1") == 0;
}

void
role_init(const char *name)
{
	int type;
	socklen_t n = sizeof(type);
	char title[32];

	log_init(name, role_debug());
	if (getsockopt(ROLE_FD, SOL_SOCKET, SO_TYPE, &type, &n) == -1)
		log_fatalx("this is a part of patchbot; start it with "
		    "\"patchbot run\"");
	own_descriptors();
	/* started by a descriptor: the kernel would call us by its number */
	snprintf(title, sizeof(title), "patchbot-%s", name);
	prctl(PR_SET_NAME, title);
	signal(SIGPIPE, SIG_IGN);
	/* the terminal's Ctrl-C and the service manager's SIGTERM are for core,
	 * which then tells us to stop */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_DUMPABLE, 0);
}

void
role_on_stop(void (*on_stop)(void))
{
	stop_hook = on_stop;
}

static void __attribute__((noreturn))
stop(void)
{
	if (stop_hook != NULL)
		stop_hook();
	exit(0);
}

void
role_send(enum frame_type type, uint32_t id, const struct buf *body, int fd)
{
	struct err e = { 0 };
	int rc;

	while ((rc = frame_send(ROLE_FD, type, id, body, fd, &e)) > 0)
		frame_wait(ROLE_FD, rc);
	if (rc == 0)
		return;
	log_debug("%s", e.text);
	exit(e.code == ERR_SYSTEM ? 0 : 111);
}

void
role_say_state(const char *what, bool up, const char *text)
{
	struct role_state s = { what, up, text };
	struct buf b = { 0 };

	role_state_pack(&b, &s);
	role_send(FRAME_STATE, 0, &b, -1);
	buf_free(&b);
}

bool
role_next(struct frame *f, int timeout_ms)
{
	struct pollfd p = { .fd = ROLE_FD, .events = POLLIN };
	struct err e = { 0 };

	for (;;) {
		if (poll(&p, 1, timeout_ms) <= 0)
			return false;
		switch (frame_recv(ROLE_FD, FROM_CORE, f, &e)) {
		case 0:
			stop();
		case 1:
			break;
		case 2:
			continue;
		default:
			log_fatalx("core: %s", e.text);
		}
		if (f->type == FRAME_STOP)
			stop();
		if (f->type != FRAME_PING)
			return true;
		role_send(FRAME_PONG, f->id, NULL, -1);
	}
}
