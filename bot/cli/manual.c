/* SPDX-License-Identifier: ISC */
/*
 * patchbot help --mdoc commands|directives|playbook: the parts of the manual
 * that come from the tables, as mdoc(7).  The Makefile puts them into the
 * pages.
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "handlers/playbook/playbook.h"

/* A line of text: nothing in it is taken for a macro or an escape. */
static void
add_text(struct buf *out, const char *s)
{
	const char *p;
	bool start = true;

	for (p = s; *p != '\0'; p++) {
		if (start && (*p == '.' || *p == '\''))
			buf_adds(out, "\\&");
		start = false;
		if (*p == '\\')
			buf_adds(out, "\\e");
		else if (*p == ' ' && p > s && p[-1] == '.')
			/* a sentence ends: a new line, as mdoc wants it */
			buf_addc(out, '\n'), start = true;
		else
			buf_addc(out, *p);
	}
	buf_addc(out, '\n');
}

/* What is typed, n bytes of it, as one quoted argument of a macro. */
static void
add_typed(struct buf *out, const char *s, size_t n)
{
	const char *end = s + n;

	buf_addc(out, '"');
	for (; s < end; s++) {
		if (*s == '\\')
			buf_adds(out, "\\e");
		else if (*s == '"')
			buf_adds(out, "\\(dq");
		else if (*s == '-')
			buf_adds(out, "\\-");
		else
			buf_addc(out, *s);
	}
	buf_addc(out, '"');
}

/* --- commands --------------------------------------------------------- */

static void
add_who(struct buf *out, const struct command *c)
{
	struct buf roles = { 0 };

	if (c->roles == 0 || c->roles == ROLES_ANY) {
		buf_adds(out, "For everybody");
	} else {
		people_role_names(c->roles, &roles);
		buf_addf(out, "For: %s", buf_str(&roles));
		buf_free(&roles);
	}
	if (c->least > ASSURE_NONE)
		buf_addf(out, "; needs at least the assurance\n.Em %s",
		    assurance_name(c->least));
	buf_addf(out, "%s.\n", c->least > ASSURE_NONE ? " " : "");
}

static void
add_command(struct buf *out, const struct command *c)
{
	buf_addf(out, ".It Cm %s", c->name);
	if (c->params != NULL) {
		buf_adds(out, " Ar ");
		add_typed(out, c->params, strlen(c->params));
	}
	buf_addc(out, '\n');
	add_text(out, c->help);
	add_who(out, c);
	if (c->example != NULL && strcmp(c->example, c->name) != 0) {
		buf_adds(out, ".Dl ");
		add_typed(out, c->example, strlen(c->example));
		buf_addc(out, '\n');
	}
}

static void
add_commands(struct buf *out)
{
	size_t i;

	buf_adds(out, ".Bl -tag -width Ds\n");
	for (i = 0; commands[i] != NULL; i++)
		add_command(out, commands[i]);
	buf_adds(out, ".El\n");
}

/* --- directives ------------------------------------------------------- */

/* The tables that we are in: one may hold itself ("any" within "all"). */
struct above {
	const struct conf_rule *rules;
	const struct above *up;
};

static void add_rules(struct buf *, const struct conf_rule *,
    const struct above *);

static bool
is_above(const struct conf_rule *rules, const struct above *a)
{
	for (; a != NULL; a = a->up)
		if (a->rules == rules)
			return true;
	return false;
}

static void
add_head(struct buf *out, const struct conf_rule *r)
{
	const char *params = r->params != NULL ? r->params : "";
	size_t n = strcspn(params, "{");	/* the block shows below */

	while (n > 0 && params[n - 1] == ' ')
		n--;
	buf_addf(out, ".It Cm %s", r->name);
	if (n > 0) {
		buf_adds(out, " Ar ");
		add_typed(out, params, n);
	}
	if (r->block != NULL)
		buf_adds(out, " No \"{ ... }\"");
	buf_addc(out, '\n');
}

static void
add_rule(struct buf *out, const struct conf_rule *r, const struct above *up)
{
	add_head(out, r);
	add_text(out, r->help != NULL ? r->help : "");
	if ((r->flags & CONF_NEEDED) != 0)
		buf_adds(out, "Required.\n");
	if ((r->flags & CONF_MANY) != 0)
		buf_adds(out, "May stand several times.\n");
	if (r->def != NULL) {
		buf_adds(out, "The default is\n.Li ");
		add_typed(out, r->def, strlen(r->def));
		buf_adds(out, " .\n");
	}
	if (r->block == NULL || (r->flags & CONF_APART) != 0)
		return;
	if (is_above(r->block, up))
		buf_adds(out, "The block holds what this one holds.\n");
	else
		add_rules(out, r->block, up);
}

static void
add_rules(struct buf *out, const struct conf_rule *rules,
    const struct above *up)
{
	const struct above here = { rules, up };
	const struct conf_rule *r;

	buf_adds(out, ".Bl -tag -width Ds\n");
	for (r = rules; r->name != NULL; r++)
		add_rule(out, r, &here);
	buf_adds(out, ".El\n");
}

/* --- playbooks -------------------------------------------------------- */

/* What stands in a playbook, in each step, and in those of each kind. */
static void
add_playbook(struct buf *out)
{
	const struct conf_rule *r = config_rules();
	const struct step_kind *k;
	size_t i;

	while (r->name != NULL && strcmp(r->name, "playbook") != 0)
		r++;
	buf_adds(out, ".Ss The playbook\n");
	add_rules(out, r->block, NULL);
	buf_adds(out, ".Ss Steps of all kinds\n");
	add_rules(out, step_common, NULL);
	for (i = 0; (k = step_kinds[i]) != NULL; i++) {
		buf_addf(out, ".Ss The kind %s\n", k->name);
		add_text(out, k->help);
		add_rules(out, k->rules, NULL);
	}
}

/* --- all -------------------------------------------------------------- */

int
cli_manual(const char *part)
{
	struct buf out = { 0 };

	if (part != NULL && strcmp(part, "commands") == 0)
		add_commands(&out);
	else if (part != NULL && strcmp(part, "directives") == 0)
		add_rules(&out, config_rules(), NULL);
	else if (part != NULL && strcmp(part, "playbook") == 0)
		add_playbook(&out);
	else
		return -1;
	fputs(buf_str(&out), stdout);
	buf_free(&out);
	return 0;
}
