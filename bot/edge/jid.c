/* SPDX-License-Identifier: ISC */
/* XMPP addresses and text for XML; see jid.h. */
#include "edge/jid.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"

const char *
jid_resource(const char *jid)
{
	const char *slash = jid != NULL ? strchr(jid, '/') : NULL;

	return slash != NULL ? slash + 1 : NULL;
}

size_t
jid_bare_len(const char *jid)
{
	return strcspn(jid, "/");
}

bool
jid_same_bare(const char *a, const char *b)
{
	size_t i, n;

	if (a == NULL || b == NULL)
		return false;
	n = jid_bare_len(a);
	if (n != jid_bare_len(b))
		return false;
	for (i = 0; i < n; i++)
		if (ascii_lower(a[i]) != ascii_lower(b[i]))
			return false;
	return true;
}

char *
jid_domain(const char *jid)
{
	size_t n = jid_bare_len(jid);
	const char *at = memchr(jid, '@', n);

	if (at == NULL)
		return mem_strn(jid, n);
	return mem_strn(at + 1, n - (size_t)(at + 1 - jid));
}

bool
jid_is_account(const char *jid)
{
	const char *at, *p;

	if (jid == NULL || strlen(jid) > JID_MAX)
		return false;
	for (p = jid; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f || *p == '/')
			return false;
	at = strchr(jid, '@');
	return at != NULL && at != jid && at[1] != '\0' &&
	    strchr(at + 1, '@') == NULL;
}

static void
add_escaped(struct buf *b, char c)
{
	switch (c) {
	case '&':
		buf_adds(b, "&amp;");
		break;
	case '<':
		buf_adds(b, "&lt;");
		break;
	case '>':
		buf_adds(b, "&gt;");
		break;
	case '\'':
		buf_adds(b, "&apos;");
		break;
	case '"':
		buf_adds(b, "&quot;");
		break;
	default:
		buf_addc(b, c);
	}
}

void
xml_add(struct buf *b, const char *s)
{
	struct buf clean = { 0 };
	size_t i;

	utf8_add_clean(&clean, s, strlen(s));
	for (i = 0; i < clean.n; i++) {
		/* U+FFFE and U+FFFF are EF BF BE and EF BF BF */
		if (clean.n - i >= 3 &&
		    (memcmp(clean.p + i, "\xef\xbf\xbe", 3) == 0 ||
			memcmp(clean.p + i, "\xef\xbf\xbf", 3) == 0)) {
			buf_adds(b, "\xef\xbf\xbd");
			i += 2;
			continue;
		}
		add_escaped(b, clean.p[i]);
	}
	buf_free(&clean);
}
