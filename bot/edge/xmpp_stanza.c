/* SPDX-License-Identifier: ISC */
/* Reading what libstrophe has parsed; see xmpp_stream.h. */
#include <string.h>
#include <strophe.h>

#include "base/mem.h"
#include "edge/xmpp_stream.h"

static xmpp_stanza_t *
lib(struct stanza *st)
{
	return (xmpp_stanza_t *)st;
}

const char *
stanza_name(struct stanza *st)
{
	return xmpp_stanza_get_name(lib(st));
}

const char *
stanza_ns(struct stanza *st)
{
	return xmpp_stanza_get_ns(lib(st));
}

const char *
stanza_attr(struct stanza *st, const char *name)
{
	return xmpp_stanza_get_attribute(lib(st), name);
}

struct stanza *
stanza_first(struct stanza *st)
{
	return (struct stanza *)xmpp_stanza_get_children(lib(st));
}

struct stanza *
stanza_next(struct stanza *st)
{
	return (struct stanza *)xmpp_stanza_get_next(lib(st));
}

struct stanza *
stanza_child(struct stanza *st, const char *name, const char *ns)
{
	struct stanza *k;
	const char *v;

	for (k = stanza_first(st); k != NULL; k = stanza_next(k)) {
		if (!xmpp_stanza_is_tag(lib(k)))
			continue;
		v = stanza_name(k);
		if (name != NULL && (v == NULL || strcmp(v, name) != 0))
			continue;
		v = stanza_ns(k);
		if (ns == NULL || (v != NULL && strcmp(v, ns) == 0))
			return k;
	}
	return NULL;
}

char *
stanza_text(struct stanza *st)
{
	char *t = xmpp_stanza_get_text(lib(st));
	char *copy = mem_str(t != NULL ? t : "");

	if (t != NULL)
		xmpp_free(xmpp_stanza_get_context(lib(st)), t);
	return copy;
}
