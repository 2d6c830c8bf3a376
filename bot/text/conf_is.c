/* SPDX-License-Identifier: ISC */
/* Checks of single words, for the tables of rules; see conf.h. */
#include "text/conf.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/clock.h"

#define ADDRESS_MAX	254	/* RFC 5321, 4.5.3.1.3, without its <> */
#define HOST_MAX	253
#define LABEL_MAX	63
#define NAME_BYTES	64

/* Fills e with what was expected; false, so "return expected(...)". */
static bool
expected(struct err *e, const char *what)
{
	err_set(e, ERR_CONFIG, "%s", what);
	return false;
}

bool
conf_is_span(const char *w, size_t i, struct err *e)
{
	int64_t seconds;

	(void)i;
	return clock_parse_span(w, &seconds) ||
	    expected(e, "a span of time such as 90m, 3h30m or 2d");
}

bool
conf_is_number(const char *w, size_t i, struct err *e)
{
	long long v;

	(void)i;
	return (w[0] >= '0' && w[0] <= '9' &&
	    str_number(w, 0, INT32_MAX, &v)) ||
	    expected(e, "a whole number from 0 to 2147483647");
}

bool
conf_is_port(const char *w, size_t i, struct err *e)
{
	long long v;

	(void)i;
	return (w[0] >= '0' && w[0] <= '9' && str_number(w, 1, 65535, &v)) ||
	    expected(e, "a port number from 1 to 65535");
}

bool
conf_is_flag(const char *w, size_t i, struct err *e)
{
	(void)i;
	return strcmp(w, "yes") == 0 || strcmp(w, "no") == 0 ||
	    expected(e, "yes or no");
}

/* Labels of letters, digits and inner hyphens; RFC 1123, 2.1. */
static bool
is_domain(const char *w)
{
	size_t label = 0, n = strlen(w);
	const char *p;

	if (n == 0 || n > HOST_MAX)
		return false;
	for (p = w; ; p++) {
		if (*p == '.' || *p == '\0') {
			if (label == 0 || label > LABEL_MAX || p[-1] == '-')
				return false;
			if (*p == '\0')
				return true;
			label = 0;
			continue;
		}
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		    (*p >= '0' && *p <= '9') || (*p == '-' && label > 0)))
			return false;
		label++;
	}
}

bool
conf_is_host(const char *w, size_t i, struct err *e)
{
	struct in6_addr six;

	(void)i;
	return is_domain(w) || inet_pton(AF_INET6, w, &six) == 1 ||
	    expected(e, "a host name or an address");
}

bool
conf_is_address(const char *w, size_t i, struct err *e)
{
	const char *at = strchr(w, '@'), *p;
	bool good = at != NULL && at > w && strlen(w) <= ADDRESS_MAX &&
	    is_domain(at + 1);

	(void)i;
	/* the atoms of RFC 5322, 3.2.3; a quoted local part is refused */
	for (p = w; good && p < at; p++)
		good = *p > ' ' && *p < 0x7f &&
		    strchr("()<>[]:;,\\\"", *p) == NULL;
	return good || expected(e, "a mail address such as ann@example.com");
}

bool
conf_is_name(const char *w, size_t i, struct err *e)
{
	size_t n = strlen(w);

	(void)i;
	return (n > 0 && n <= NAME_BYTES && strspn(w,
	    "abcdefghijklmnopqrstuvwxyz0123456789._-") == n &&
	    strchr("._-", w[0]) == NULL) ||
	    expected(e, "a name of a-z, 0-9, \".\", \"_\" and \"-\", at most "
	    "64 letters, that begins with a letter or digit");
}

bool
conf_is_clock(const char *w, size_t i, struct err *e)
{
	(void)i;
	if (strlen(w) == 5 && w[2] == ':' && strspn(w, "0123456789") == 2 &&
	    strspn(w + 3, "0123456789") == 2 && strncmp(w, "24", 2) < 0 &&
	    w[3] <= '5')
		return true;
	if (strlen(w) == 4 && w[1] == ':' && strspn(w, "0123456789") == 1 &&
	    strspn(w + 2, "0123456789") == 2 && w[2] <= '5') {
		err_set(e, ERR_CONFIG, "a time of day from 00:00 to 23:59: "
		    "write 0%s", w);
		return false;
	}
	return expected(e, "a time of day from 00:00 to 23:59");
}
