/* SPDX-License-Identifier: ISC */
/*
 * Look-ups over libunbound; see dns.h.  libunbound keeps names that it was
 * told to leave alone (loopback servers, "test.") and remembers dead servers
 * for a quarter of an hour; the options below take both from it.
 */
#include "edge/dns.h"

#include <stdlib.h>
#include <string.h>
#include <unbound.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "proc/wire.h"
#include "text/address.h"
#include "text/txt.h"

#define TYPE_TXT	16	/* RFC 1035, 3.2.2 */
#define CLASS_IN	1
#define RCODE_NOERROR	0
#define RCODE_SERVFAIL	2
#define RCODE_NXDOMAIN	3
#define RCODE_REFUSED	5

struct question {
	struct dns	*dns;
	uint32_t	 id;
	int		 async;		/* libunbound's handle */
	int64_t		 deadline;	/* monotonic ms */
};

struct dns {
	struct ub_ctx	*ctx;
	dns_done	*done;
	struct list	 open;		/* struct question *, oldest first */
};

static const struct { const char *name, *value; } options[] = {
	{ "do-not-query-localhost:", "no" },
	{ "use-syslog:", "no" },
	/* a server that comes back is asked again within seconds */
	{ "infra-host-ttl:", "30" },
	{ "infra-keep-probing:", "yes" },
	{ "outgoing-range:", "256" },
	{ "edns-buffer-size:", "1232" },
};

/* Zones that libunbound would answer by itself; sites do use them. */
static const char *const built_in[] = {
	"test.", "invalid.", "localhost.", "home.arpa.", "onion.",
};

static int
configure(struct dns *d, const struct list *forwarders,
    const char *trust_anchor, struct err *e)
{
	size_t i;
	int rc;

	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		rc = ub_ctx_set_option(d->ctx, options[i].name,
		    options[i].value);
		if (rc != 0)
			return err_set(e, ERR_SYSTEM, "libunbound refuses "
			    "\"%s %s\": %s", options[i].name,
			    options[i].value, ub_strerror(rc));
	}
	for (i = 0; i < forwarders->n; i++) {
		rc = ub_ctx_set_fwd(d->ctx, forwarders->at[i]);
		if (rc != 0)
			return err_set(e, ERR_CONFIG, "found \"%s\"; expected "
			    "the address of a name server, such as 192.0.2.1 "
			    "or 127.0.0.1@5353",
			    (const char *)forwarders->at[i]);
	}
	if (forwarders->n == 0 && (rc = ub_ctx_resolvconf(d->ctx, NULL)) != 0)
		return err_set(e, ERR_SYSTEM, "cannot read /etc/resolv.conf: "
		    "%s; name the name servers in the configuration",
		    ub_strerror(rc));
	if (trust_anchor != NULL &&
	    (rc = ub_ctx_add_ta_file(d->ctx, trust_anchor)) != 0)
		return err_set(e, ERR_CONFIG, "%s: %s", trust_anchor,
		    ub_strerror(rc));
	/* the first of these reads the trust anchor and settles all options */
	for (i = 0; i < sizeof(built_in) / sizeof(built_in[0]); i++) {
		rc = ub_ctx_zone_remove(d->ctx, built_in[i]);
		if (rc != 0)
			return err_set(e, ERR_CONFIG, "libunbound cannot be "
			    "set up: %s%s%s", ub_strerror(rc),
			    trust_anchor != NULL ? "; look at the trust "
			    "anchor file " : "",
			    trust_anchor != NULL ? trust_anchor : "");
	}
	return 0;
}

struct dns *
dns_open(const struct list *forwarders, const char *trust_anchor,
    dns_done *done, struct err *e)
{
	struct dns *d = mem_alloc(sizeof(*d));

	d->done = done;
	if ((d->ctx = ub_ctx_create()) == NULL) {
		err_set(e, ERR_SYSTEM, "libunbound cannot be started");
		goto fail;
	}
	/* a thread, not a process: it dies with us whatever happens */
	if (ub_ctx_async(d->ctx, 1) != 0) {
		err_set(e, ERR_SYSTEM, "libunbound knows no threads");
		goto fail;
	}
	if (configure(d, forwarders, trust_anchor, e) == -1)
		goto fail;
	return d;
fail:
	dns_close(d);
	return NULL;
}

/* --- questions -------------------------------------------------------- */

bool
dns_may_ask(const char *name, struct err *e)
{
	char plain[DNS_NAME_MAX + 1];
	size_t n = strlen(name), i;

	n -= n > 0 && name[n - 1] == '.';
	if (n > DNS_NAME_MAX || !address_is_domain((struct span){ name, n })) {
		err_set(e, ERR_REFUSED, "\"%.80s\" is no name that can be "
		    "asked for", name);
		return false;
	}
	for (i = 0; i < n; i++)
		plain[i] = ascii_lower(name[i]);
	plain[n] = '\0';
	if (txt_may_ask(plain))
		return true;
	err_set(e, ERR_REFUSED, "\"%.80s\" is neither *._domainkey.*, "
	    "_dmarc.* nor a host's name: nothing else is asked for", name);
	return false;
}

static struct question *
take(struct dns *d, size_t i)
{
	struct question *q = d->open.at[i];

	list_remove(&d->open, i);
	return q;
}

/* Answers a question with a failure and forgets it. */
static void
fail(struct question *q, const char *why)
{
	struct names_answer a = { .status = NAMES_FAILED, .why = why };

	q->dns->done(q->id, &a);
	free(q);
}

/* The strings of one TXT record, joined; NULL where it is malformed, or holds
 * a NUL, which no key or policy may. */
static char *
join_strings(struct arena *a, const char *p, size_t n)
{
	struct buf b = { 0 };
	char *text = NULL;
	size_t len;

	for (; n > 0; p += len + 1, n -= len + 1) {
		len = (unsigned char)*p;
		if (len + 1 > n || memchr(p + 1, '\0', len) != NULL)
			goto out;
		buf_add(&b, p + 1, len);
	}
	text = arena_strn(a, buf_str(&b), b.n);
out:
	buf_free(&b);
	return text;
}

static void
read_result(struct arena *a, const struct ub_result *r,
    struct names_answer *out)
{
	char *text;
	size_t i;

	out->nxdomain = r->rcode == RCODE_NXDOMAIN;
	out->secure = r->secure != 0;
	out->ttl = r->ttl > 0 ? (uint32_t)r->ttl : 0;
	for (i = 0; r->havedata && r->data[i] != NULL; i++) {
		text = join_strings(a, r->data[i], (size_t)r->len[i]);
		if (text != NULL)
			list_add_in(a, &out->texts, text);
	}
	if (r->bogus) {
		*out = (struct names_answer){ .status = NAMES_FAILED };
		out->why = arena_printf(a, "DNSSEC says that the answer is "
		    "forged or damaged: %s", r->why_bogus != NULL ?
		    r->why_bogus : "no reason given");
	} else if (out->texts.n > 0)
		out->status = NAMES_FOUND;
	else if (r->rcode == RCODE_NOERROR || out->nxdomain)
		out->status = NAMES_NONE;
	else {
		out->status = NAMES_FAILED;
		out->why = r->rcode == RCODE_SERVFAIL ? "the name servers did "
		    "not answer, or failed (SERVFAIL)" :
		    r->rcode == RCODE_REFUSED ? "the name servers refused to "
		    "answer (REFUSED)" :
		    arena_printf(a, "the name servers answered with error %d",
		    r->rcode);
	}
}

/* libunbound's answer; called from within dns_run(). */
static void
on_result(void *arg, int rc, struct ub_result *r)
{
	struct question *q = arg;
	struct dns *d = q->dns;
	struct names_answer answer = { 0 };
	struct arena *a;
	size_t i;

	for (i = 0; i < d->open.n && d->open.at[i] != q; i++)
		;
	if (i < d->open.n)
		take(d, i);
	if (rc != 0) {
		fail(q, ub_strerror(rc));
	} else {
		a = arena_new();
		read_result(a, r, &answer);
		d->done(q->id, &answer);
		arena_free(a);
		free(q);
	}
	ub_resolve_free(r);
}

int
dns_ask(struct dns *d, uint32_t id, const char *name, int64_t now_ms,
    struct err *e)
{
	struct question *q;
	int rc;

	if (!dns_may_ask(name, e))
		return -1;
	if (d->open.n >= DNS_FLIGHT_MAX)
		return err_set(e, ERR_TEMPORARY, "more than %d look-ups at "
		    "once", DNS_FLIGHT_MAX);
	q = mem_alloc(sizeof(*q));
	q->dns = d;
	q->id = id;
	q->deadline = now_ms + DNS_TIMEOUT_MS;
	list_add(&d->open, q);
	rc = ub_resolve_async(d->ctx, name, TYPE_TXT, CLASS_IN, q, on_result,
	    &q->async);
	if (rc == 0)
		return 0;
	take(d, d->open.n - 1);
	free(q);
	return err_set(e, ERR_TEMPORARY, "cannot ask: %s", ub_strerror(rc));
}

int
dns_fd(const struct dns *d)
{
	return ub_fd(d->ctx);
}

void
dns_run(struct dns *d)
{
	ub_process(d->ctx);
}

int
dns_wait(const struct dns *d, int64_t now_ms)
{
	const struct question *q = d->open.n > 0 ? d->open.at[0] : NULL;

	if (q == NULL)
		return -1;
	return q->deadline > now_ms ? (int)(q->deadline - now_ms) : 0;
}

void
dns_expire(struct dns *d, int64_t now_ms)
{
	struct question *q;

	while (d->open.n > 0) {
		q = d->open.at[0];
		if (q->deadline > now_ms)
			return;
		ub_cancel(d->ctx, q->async);
		fail(take(d, 0), "no answer within 5 seconds");
	}
}

void
dns_close(struct dns *d)
{
	if (d == NULL)
		return;
	/* the thread first, so that no answer comes any more */
	if (d->ctx != NULL)
		ub_ctx_delete(d->ctx);
	while (d->open.n > 0)
		fail(take(d, 0), "the look-up was given up, as the settings "
		    "changed");
	list_free(&d->open);
	free(d);
}
