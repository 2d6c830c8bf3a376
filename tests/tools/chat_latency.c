/* SPDX-License-Identifier: ISC */
/*
 * chat_latency [ROUNDS]: how long a person waits for an answer, through a
 * real server and patchbot-chat with a core that answers at once.  Prints the
 * median and the 99th percentile, direct and in a room.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "tests/support/chatrole.h"
#include "tests/support/prosody.h"
#include "tests/support/xuser.h"

#define ROOM	"bridge@conference.localhost"
#define WAIT	8000

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void __attribute__((noreturn))
fail(const char *what)
{
	fprintf(stderr, "chat_latency: %s\n", what);
	exit(1);
}

static double
one_round(struct chatrole *r, struct xuser *u, int i, const char *room)
{
	double began = now_ms();
	char id[32];

	snprintf(id, sizeof(id), "echo-%s%d.", room != NULL ? "r" : "d", i);
	xuser_say(u, room != NULL ? room : "bot@localhost",
	    room != NULL ? "groupchat" : "chat", NULL, "status");
	if (chatrole_event(r, room != NULL ? CHAT_ROOM : CHAT_DIRECT, NULL,
		WAIT) == NULL)
		fail("the message did not come");
	chatrole_say(r, room != NULL ? NULL : "alice@localhost/desk", "ok", id);
	if (!xuser_sees(u, id, WAIT))
		fail("the answer did not come");
	return now_ms() - began;
}

static void
measure(struct chatrole *r, struct xuser *u, int rounds, const char *room)
{
	double *t = mem_array((size_t)rounds, sizeof(*t));
	int i;

	for (i = 0; i < rounds; i++)
		t[i] = one_round(r, u, i, room);
	qsort(t, (size_t)rounds, sizeof(*t), by_size);
	printf("%-6s median %.2f ms, p99 %.2f ms (%d rounds)\n",
	    room != NULL ? "room" : "direct", t[rounds / 2],
	    t[rounds * 99 / 100], rounds);
	free(t);
}

int
main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 500;
	struct prosody_options o = { 0 };
	struct chat_setup s = { .jid = "bot@localhost", .secret = "geheim",
	    .host = "127.0.0.1", .tls = TLS_STARTTLS, .room = ROOM,
	    .nick = "patchbot" };
	struct chatrole *r;
	struct prosody *p;
	struct xuser *u;
	char why[200];

	signal(SIGPIPE, SIG_IGN);
	p = prosody_new(&o, why, sizeof(why));
	if (p == NULL)
		fail(why);
	prosody_user(p, "bot", "geheim");
	prosody_user(p, "alice", "geheim");
	if (rounds < 1 || prosody_start(p) == -1)
		fail("usage: chat_latency [ROUNDS], or no server");
	s.port = (uint32_t)p->port;
	s.ca = p->ca;
	r = chatrole_new(NULL);
	chatrole_setup(r, &s);
	u = xuser_new("alice@localhost/desk", "geheim", p->port, p->ca, WAIT);
	if (u == NULL || chatrole_event(r, CHAT_JOINED, NULL, WAIT) == NULL ||
	    !xuser_join(u, ROOM, "alice", WAIT))
		fail("no log-in");
	measure(r, u, rounds, NULL);
	measure(r, u, rounds, ROOM);
	xuser_free(u);
	chatrole_stop(r, 3000);
	chatrole_free(r);
	prosody_free(p);
	return 0;
}
