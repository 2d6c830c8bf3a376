/* SPDX-License-Identifier: ISC */
/* The log; see log.h. */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

enum priority { PRI_ERR = 3, PRI_WARNING = 4, PRI_INFO = 6, PRI_DEBUG = 7 };

static const char *log_name = "patchbot";
static int log_verbose;
static int log_journald;
static bool log_silent;		/* of outcomes */

void
log_init(const char *name, int debug)
{
	log_name = name;
	log_verbose = debug;
	log_journald = getenv("JOURNAL_STREAM") != NULL;
}

void
log_events(bool on)
{
	log_silent = !on;
}

/* A sentence may quote a peer: none of its bytes may steer a terminal, and
 * what stands behind a newline must not look like a line of its own. */
static void
add_clean(struct buf *line, const char *text)
{
	const unsigned char *p;

	for (p = (const unsigned char *)text; *p != '\0'; p++) {
		if (*p == '\n')
			buf_adds(line, "\n    ");
		else if ((*p < 0x20 && *p != '\t') || *p == 0x7f)
			buf_addf(line, "\\x%02x", *p);
		else
			buf_addc(line, (char)*p);
	}
}

/* One write per line, so that lines of several processes never mix. */
static void
put_line(int fd, enum priority pri, const char *text)
{
	struct buf line = { 0 };

	if (log_journald)
		buf_addf(&line, "<%d>", pri);
	buf_addf(&line, "%s: ", log_name);
	add_clean(&line, text);
	buf_addc(&line, '\n');
	/* where that is gone there is nowhere left to say it */
	(void)!write(fd, line.p, line.n);
	buf_free(&line);
}

static void __attribute__((format(printf, 4, 0)))
vlog(int fd, enum priority pri, int error, const char *fmt, va_list ap)
{
	struct buf text = { 0 };
	int saved = errno;

	buf_addv(&text, fmt, ap);
	if (error != 0)
		buf_addf(&text, ": %s", strerror(error));
	put_line(fd, pri, text.p);
	buf_free(&text);
	errno = saved;
}

#define LOG_WITH(pri, error)	SAY_WITH(STDERR_FILENO, pri, error)
#define SAY_WITH(fd, pri, error) do {					\
	va_list ap;							\
	va_start(ap, fmt);						\
	vlog(fd, pri, error, fmt, ap);					\
	va_end(ap);							\
} while (0)

void
log_warn(const char *fmt, ...)
{
	LOG_WITH(PRI_WARNING, errno);
}

void
log_warnx(const char *fmt, ...)
{
	LOG_WITH(PRI_WARNING, 0);
}

void
log_info(const char *fmt, ...)
{
	LOG_WITH(PRI_INFO, 0);
}

void
log_say(const char *fmt, ...)
{
	SAY_WITH(STDOUT_FILENO, PRI_INFO, 0);
}

void
log_debug(const char *fmt, ...)
{
	if (log_verbose)
		LOG_WITH(PRI_DEBUG, 0);
}

void
log_fatal(const char *fmt, ...)
{
	LOG_WITH(PRI_ERR, errno);
	exit(111);
}

void
log_fatalx(const char *fmt, ...)
{
	LOG_WITH(PRI_ERR, 0);
	exit(111);
}

static void
add_value(struct buf *line, const char *value)
{
	const unsigned char *p;

	for (p = (const unsigned char *)value; *p > 0x20 && *p != 0x7f; p++)
		if (*p == '"' || *p == '=' || *p == '\\')
			break;
	if (value[0] != '\0' && *p == '\0') {
		buf_adds(line, value);
		return;
	}
	buf_addc(line, '"');
	for (p = (const unsigned char *)value; *p != '\0'; p++) {
		if (*p == '"' || *p == '\\')
			buf_addf(line, "\\%c", *p);
		else if (*p < 0x20 || *p == 0x7f)
			buf_addf(line, "\\x%02x", *p);
		else
			buf_addc(line, (char)*p);
	}
	buf_addc(line, '"');
}

void
log_event(const char *what, ...)
{
	struct buf line = { 0 };
	const char *key, *value;
	va_list ap;

	if (log_silent)
		return;
	buf_adds(&line, what);
	va_start(ap, what);
	while ((key = va_arg(ap, const char *)) != NULL) {
		value = va_arg(ap, const char *);
		if (value == NULL)
			continue;
		buf_addf(&line, " %s=", key);
		add_value(&line, value);
	}
	va_end(ap);
	put_line(STDERR_FILENO, PRI_INFO, line.p);
	buf_free(&line);
}
