/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as audiences and playbooks of an organisation of three.  What is
 * read without an error has a release and dates in every month, in order and
 * each with its reason, or says in a sentence why not.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "handlers/playbook/ical.h"
#include "handlers/playbook/playbook.h"
#include "text/vendors.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char head[] =
    "site { name x; zone UTC; contact x; address p@example.com }\n"
    "lists { committee a@example.com; helpdesk b@example.com\n"
    "infosec c@example.com; coordinator d@example.com }\n"
    "team dba { lead dan }\n"
    "person dan { name Dan; mail d@example.com; team dba; roles lead }\n"
    "person eve { name Eve; mail e@example.com; team dba; roles approver }\n"
    "person fay { name Fay; mail f@example.com; roles coordinator }\n"
    "tasks night { task t { title t; team dba } }\n"
    "tasks small { task t { title t; team dba } }\n"
    "vendor lamp { name L; from *@lamp.example.net; prove any { dmarc } }\n";

static void
need(int ok)
{
	if (!ok)
		abort();
}

static void
dates_of(struct arena *a, const struct config *c, const struct playbook *p,
    day_t day0)
{
	struct list out = { 0 };
	struct err e = { 0 };
	const struct due *x, *before;
	size_t i;

	if (playbook_dates(p, calendar_of(c), a, day0, NULL, &out, &e) == -1) {
		need(e.text[0] != '\0');
		return;
	}
	for (i = 0; i < out.n; i++) {
		x = out.at[i];
		before = out.at[i > 0 ? i - 1 : 0];
		need(before->at <= x->at && x->until >= x->at);
		need(x->reason != NULL && x->reason[0] != '\0');
		need(playbook_step(p, x->step->name) == x->step);
	}
}

static void
run(struct arena *a, const struct config *c, const struct playbook *p)
{
	day_t d = day_make(2026, 1, 1), next = 0, again = 0;
	const struct step *first;
	int i;

	need(playbook_ring(a, p, &first) == NULL);
	for (i = 0; i < 13; i++, d = next + 1) {
		if (playbook_release(p, d, &next) == 0)
			next = d + 30;
		else
			need(next >= d && playbook_release(p, next, &again) &&
			    again == next);
		need(playbook_cycle_name(a, p, next)[0] != '\0');
		dates_of(a, c, p, next);
	}
}

/* A month as all that print it have it; what is a calendar file is one. */
static void
print(struct arena *a, const struct config *c)
{
	struct calendar_wish w = { .first = day_make(2026, 10, 1),
	    .last = day_make(2026, 10, 31) };
	struct list again = { 0 };
	struct buf out = { 0 };
	struct err e = { 0 };
	int form;

	for (form = CALENDAR_TEXT; form <= CALENDAR_SVG; form++) {
		buf_cut(&out, 0);
		w.form = (enum calendar_form)form;
		if (playbook_calendar(c, &w, &out, &e) == -1)
			need(e.text[0] != '\0');
		else if (form == CALENDAR_ICS && out.n <= ICAL_FILE_MAX)
			need(ical_read(a, (struct span){ out.p, out.n },
			    w.first - 800, w.last + 800, &again, &e) == 0 ||
			    e.code == ERR_LIMIT);
		need(utf8_valid(buf_str(&out), out.n));
	}
	buf_free(&out);
}

static bool
names_file(const struct conf_node *n)
{
	size_t i;

	if (n->n > 0 && (strcmp(n->words[0].text, "holidays") == 0 ||
	    strcmp(n->words[0].text, "ics") == 0))
		return true;
	for (i = 0; i < n->children.n; i++)
		if (names_file(n->children.at[i]))
			return true;
	return false;
}

static void
read_all(struct arena *a, struct conf_node *root, struct conf_report *r)
{
	struct config c = { .arena = a, .root = root, .file = "fuzz",
	    .site = "Example", .zone = "UTC", .domain = "example.com" };
	bool files = names_file(root);
	const struct playbooks *all;
	size_t i, n = 0;

	list_add_in(a, &c.committee, arena_str(a, "d@example.com"));
	list_add_in(a, &c.coordinator, arena_str(a, "f@example.com"));
	people_read(a, root, &c.people, r);
	vendors_read(a, root, &c.vendors, r);
	while (all_settings[n] != NULL)
		n++;
	c.parts = arena_alloc(a, (n + 1) * sizeof(*c.parts));
	/* others may open files */
	for (i = 0; i < n; i++)
		if (all_settings[i] == &settings_audience ||
		    (all_settings[i] == &settings_calendar && !files) ||
		    all_settings[i] == &settings_playbook)
			c.parts[i] = all_settings[i]->read(a, &c, root, r);
	all = playbooks_of(&c);
	for (i = 0; r->errors == 0 && i < all->all.n && i < 3; i++)
		run(a, &c, all->all.at[i]);
	if (r->errors == 0) {
		playbook_prove(&c, day_at(day_make(2026, 1, 1), 0, 0), 3, r);
		print(a, &c);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct conf_report r = { .arena = a };
	struct buf b = { 0 };
	struct conf_node *n;

	buf_adds(&b, head);
	buf_add(&b, data, size);
	n = conf_read_bytes(a, "fuzz", (struct span){ b.p, b.n }, &r);
	if (n != NULL) {
		if (conf_check(n, config_rules(), &r) == -1)
			conf_prune(a, n, config_rules());
		read_all(a, n, &r);
	}
	buf_free(&b);
	arena_free(a);
	return 0;
}
