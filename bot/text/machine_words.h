/* SPDX-License-Identifier: ISC */
/*
 * The words by which mail systems and answering machines give themselves away,
 * in the languages and forms that are in use.  None is proof by itself: the
 * callers ask for a second sign (a null sender, a system's mailbox, a field).
 * Texts are UTF-8; only the first MACHINE_LOOK_MAX bytes of one are looked at.
 */
#ifndef TEXT_MACHINE_WORDS_H
#define TEXT_MACHINE_WORDS_H

#include <stdbool.h>

#include "base/str.h"

#define MACHINE_LOOK_MAX	16384

/* A subject may be NULL: it says nothing then. */

/* A subject that only a mail system writes, by how it begins. */
bool	machine_bounce_subject(const char *subject);
/* One that speaks of an undelivered mail somewhere. */
bool	machine_bounce_hint(const char *subject);
/* A text that says that a mail was not delivered. */
bool	machine_says_bounce(struct span text);
/* ... that it is late, but still tried. */
bool	machine_says_delayed(const char *subject, struct span text);
/* The length of the mark of an answer ("Re:", "Antw:", "Re[2]:") that a subject
 * begins with; 0 where there is none. */
size_t	machine_answer_mark(const char *subject);
/* A subject that only an answering machine writes, "Re:" before it or not. */
bool	machine_auto_subject(const char *subject);
/* Such as people write too, by how it begins: it wants another sign. */
bool	machine_away_subject(const char *subject);
/* A text that speaks of itself as a machine's answer in somebody's name. */
bool	machine_says_away(struct span text);
/* A subject by which a ticket system confirms a mail, by how it begins. */
bool	machine_ticket_subject(const char *subject);
/* A text that confirms a mail: people quote such; it wants the system's own
 * field. */
bool	machine_says_ticket(struct span text);
/* A list server to a person about his mail or membership. */
bool	machine_list_subject(const char *subject);
/* One that people on holiday write too, and that announces nothing. */
bool	machine_auto_hint(const char *subject);
/* A text that wants its reader to prove that he is no machine. */
bool	machine_says_challenge(struct span text);
/* A subject that brings a complaint about our mail, or statistics of it. */
bool	machine_report_subject(const char *subject);

#endif
