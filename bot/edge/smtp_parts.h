/* SPDX-License-Identifier: ISC */
/* What the files of the SMTP client share; private. */
#ifndef EDGE_SMTP_PARTS_H
#define EDGE_SMTP_PARTS_H

#include "edge/smtp.h"

#define SMTP_TLS_WHY	300

struct ssl_ctx_st;

/* Where the upgrade to TLS stands. */
enum tls_step { TLS_BEFORE, TLS_ASKED, TLS_GRANTED, TLS_UP };

struct smtp {
	char		*host, *helo, *user, *secret;
	uint32_t	 port;
	bool		 tls;
	struct ssl_ctx_st *ctx;
	int		 patience;	/* ms; 0: as in smtp.h */

	/* of the session that runs */
	const struct smtp_calls *calls;
	struct smtp_message *const *m;
	size_t		 n;
	struct smtp_watch {
		int	 fd;		/* -1 while there is no connection */
		bool	 connected;	/* there was one */
		bool	 cut;		/* we ended it; why says for what */
		const struct smtp_message *withheld;	/* core said no */
		enum tls_step step;
		bool	 auth_sent, auth_ok;
		char	 why[SMTP_TEXT_MAX];
		char	 auth_why[SMTP_TEXT_MAX];
		char	 certificate[SMTP_TLS_WHY];	/* why refused */
		char	 bad[SMTP_TEXT_MAX];	/* last 4xx or 5xx answer */
		char	 line[SMTP_TEXT_MAX];	/* the answer being read */
		size_t	 line_n;
	} w;
};

/* --- smtp_tls.c: OpenSSL stands there only ---------------------------- */

/*
 * A context that lets a handshake pass only where the chain leads to a CA
 * (ca: PEM text, NULL: the system's) and the certificate names host (a name
 * or an address); TLS 1.2 at least.  why (SMTP_TLS_WHY bytes) gets a sentence
 * when a certificate is refused.
 */
struct ssl_ctx_st *smtp_tls_new(const char *ca, const char *host, char *why,
	    struct err *e);
void	smtp_tls_free(struct ssl_ctx_st *ctx);	/* NULL is fine */
/* Why the last handshake failed, where no certificate was to blame. */
void	smtp_tls_error(char *text, size_t n);

/* --- smtp_watch.c: the connection, watched from outside libesmtp ------ */

/* Ends the connection at once: nothing more can reach the server. */
void	smtp_cut(struct smtp *s, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* Bounds connect(2), or lets it be. */
void	smtp_limit_connect(const struct smtp *s, bool on);
bool	smtp_was_late(void);		/* the limit struck since it was set */
void	smtp_on_connect(struct smtp *s);
/* Before bytes are written, and after bytes were read. */
void	smtp_on_write(struct smtp *s, const char *p, size_t n);
void	smtp_on_read(struct smtp *s, const char *p, size_t n);
bool	smtp_peer_gone(const struct smtp *s);

/* --- smtp_outcome.c: what is believed --------------------------------- */

struct smtp_answer {
	int		 code;		/* 0: none */
	int		 enhanced[3];
	const char	*text;		/* or NULL */
};

/* Everything that is known of one message when it is judged. */
struct smtp_facts {
	bool		 word;		/* the dot may have gone out */
	bool		 answered;	/* libesmtp saw the last answer to it */
	struct smtp_answer message;	/* that answer */
	const struct smtp_answer *recipients;	/* one for each */
	const char	*why;		/* of the session, where it broke */
};

void	smtp_judge(struct smtp_message *m, const struct smtp_facts *f);
/* The same outcome for all, from one answer. */
void	smtp_judge_all(struct smtp_message *m, enum post_outcome outcome,
	    const struct smtp_answer *a);
/* NULL, or why this message cannot be given to any server. */
const char *smtp_unfit(const struct smtp_message *m);

#endif
