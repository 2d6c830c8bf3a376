/* SPDX-License-Identifier: ISC */
/*
 * The log: lines on standard error, with the priority prefix of sd-daemon(3)
 * where journald reads them.  One key=value line per outcome (log_event);
 * sentences only where something is wrong.  Secrets are never logged.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

void	log_init(const char *name, int debug);
/* Whether outcomes (log_event) are logged; they are.  A rehearsal prints what
 * happens itself. */
void	log_events(bool on);
/* With errno's text behind (warn, fatal) and without (the x forms). */
void	log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void	log_warnx(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Not to the log, but to who looks on: a line on standard output. */
void	log_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void	log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void	log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Only at start, out of memory, or on a broken invariant: exits with 111. */
void	log_fatal(const char *fmt, ...)
	    __attribute__((format(printf, 1, 2), noreturn));
void	log_fatalx(const char *fmt, ...)
	    __attribute__((format(printf, 1, 2), noreturn));

/*
 * One outcome as key=value: pairs of (key, value) strings, ended by NULL; a
 * value that holds white space, quotes or '=' is quoted, control characters
 * are escaped, a NULL value leaves its pair out.
 */
void	log_event(const char *what, ...) __attribute__((sentinel));

#endif
