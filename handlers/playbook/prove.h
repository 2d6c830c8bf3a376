/* SPDX-License-Identifier: ISC */
/* What the files of the proof share; see playbook_prove(). */
#ifndef PLAYBOOK_PROVE_H
#define PLAYBOOK_PROVE_H

#include "handlers/playbook/calendar.h"
#include "handlers/playbook/parts.h"

enum proof_kind {
	PROOF_ERROR,		/* cannot be, in whichever cycle */
	PROOF_MOSTLY,		/* an error where half of the cycles have it,
				 * else a warning: those are moved by hand */
	PROOF_WARNING,
	PROOF_SOMETIMES,	/* a warning, unless all cycles have it: then
				 * it was meant */
	PROOF_NOTE,
};

/* Something that was found, in one cycle or many. */
struct finding {
	enum proof_kind	 kind;
	const struct conf_node *node;
	size_t		 word;
	const char	*what;		/* the same in all cycles */
	const char	*cycle, *detail;	/* of the first */
	int		 n;
	const int	*of;		/* cycles that could have had it */
	bool		 declared;	/* of what comes when it is declared */
};

struct proving {
	const struct config *config;
	const struct calendar *calendar;
	struct conf_report *report;
	struct arena	*arena;		/* of the findings and windows */
	struct list	 findings;	/* struct finding * */
	struct list	 windows;	/* struct proof_window * */
	int		 lost;		/* findings over the limit */
};

/* One cycle as it would be. */
struct proof_cycle {
	struct proving	*x;
	const struct playbook *p;
	struct arena	*arena;		/* goes with the playbook */
	day_t		 day0;
	const char	*name;
	struct list	 dues;		/* struct due *, by time */
	const struct due **begin, **due;	/* by step number; NULL */
	int		*of;		/* by step number: cycles so far */
};

/* A stage's night, of any playbook. */
struct proof_window {
	struct window	 w;
	const char	*playbook, *cycle;
	const struct step *step;
	const struct conf_node *node;
	const int	*of;
};

/* The word where a moment begins, for find(). */
#define MOMENT_AT(m)	(m)->node, (m)->word

/*
 * Notes that this cycle has it.  what: without dates, the same in all cycles;
 * detail: with them.
 */
void	prove_find(struct proof_cycle *c, const struct step *s,
	    enum proof_kind kind, const struct conf_node *n, size_t word,
	    const char *what, const char *detail);
/* The same outside of a cycle; of lives as long as the proof. */
struct finding *prove_find_in(struct proving *x, const int *of,
	    const char *cycle,
	    enum proof_kind kind, const struct conf_node *n, size_t word,
	    const char *what, const char *detail);

/* "Fri 20 Nov 2026 21:30", in the cycle's arena. */
const char *prove_time(struct proof_cycle *c, int64_t t);
/* The beginning of a step, else when it is due; NULL: not in this cycle. */
const struct due *prove_start(const struct proof_cycle *c,
	    const struct step *s);
/* When it is over: due, or its window's end. */
int64_t	prove_end(const struct proof_cycle *c, const struct step *s);
bool	prove_is_stage(const struct step *s);

/* prove_order.c: what comes after what. */
void	prove_order(struct proof_cycle *c);
/* prove_days.c: on which days things fall, and how long before others. */
void	prove_days(struct proof_cycle *c);
/* prove_windows.c: blackouts, the clock's changes; and what meets. */
void	prove_windows(struct proof_cycle *c);
void	prove_meetings_of_windows(struct proving *x);
void	prove_calendar(struct proving *x);
/* prove_words.c: words of servers that stand nowhere else. */
void	prove_words(struct proving *x);

#endif
