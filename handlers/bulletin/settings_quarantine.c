/* SPDX-License-Identifier: ISC */
/* The directive "quarantine": how cases are grouped, and what is a wave. */
#include "handlers/bulletin/quarantine.h"

static const struct conf_rule rules[] = {
	{ .name = "group-within", .params = "SPAN", .min = 1, .max = 1,
	    .def = "6h", .check = conf_is_span,
	    .help = "Mails that are near-identical to one that came at most "
	    "this long ago are one case with it: information security gets one "
	    "mail for the first, and one with the count when the time is over. "
	    "At most 7d; 0m makes each mail a case of its own." },
	{ .name = "wave", .params = "NUMBER", .min = 1, .max = 1,
	    .def = "3", .check = conf_is_number,
	    .help = "So many forgeries in one vendor's name within 24 hours "
	    "are a wave: the committee gets one warning to pass on, and no "
	    "other about this vendor for 24 hours. From 2 to 1000; 0 turns it "
	    "off." },
	{ .name = NULL },
};

static void *
read_quarantine(struct arena *a, const struct config *c,
    const struct conf_node *root, struct conf_report *r)
{
	const struct conf_node *n = conf_find(root, "quarantine");
	struct quarantine_rules *q = arena_alloc(a, sizeof(*q));
	long long wave = 3;

	(void)c;
	clock_parse_span(n != NULL ? conf_get(n, "group-within", 1, "6h") :
	    "6h", &q->within);
	if (q->within > QUARANTINE_WITHIN_MAX)
		conf_error(r, conf_find(n, "group-within"), 1, "found \"%s\"; "
		    "expected at most 7d", conf_get(n, "group-within", 1, ""));
	if (n != NULL && conf_find(n, "wave") != NULL &&
	    (!str_number(conf_get(n, "wave", 1, "3"), 0, QUARANTINE_WAVE_MAX,
	    &wave) || wave == 1))
		conf_error(r, conf_find(n, "wave"), 1, "found \"%s\"; expected "
		    "a number from 2 to %d, or 0", conf_get(n, "wave", 1, ""),
		    QUARANTINE_WAVE_MAX);
	q->wave = wave;
	return q;
}

const struct settings settings_quarantine = {
	.rule = { .name = "quarantine", .block = rules, .help = "What is done "
	    "about mail that is not believed." },
	.read = read_quarantine,
};

const struct quarantine_rules *
quarantine_rules(const struct work *w)
{
	return config_part(work_config(w), &settings_quarantine);
}
