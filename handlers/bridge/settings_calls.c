/* SPDX-License-Identifier: ISC */
/* The directive "calls": whether who is called in a night is called again. */
#include "handlers/bridge/night.h"

static bool
is_again(const char *w, size_t i, struct err *e)
{
	int64_t s;

	(void)i;
	if (clock_parse_span(w, &s) && s >= CALL_AGAIN_MIN &&
	    s <= CALL_AGAIN_MAX)
		return true;
	err_set(e, ERR_CONFIG, "a span from 1m to 4h");
	return false;
}

static const struct conf_rule rules[] = {
	{ .name = "again", .params = "SPAN", .min = 1, .max = 1,
	    .check = is_again, .flags = CONF_NEEDED, .help = "How long a task "
	    "that may begin waits for its \"start\": after that who was called "
	    "is called again, after twice of it the secondary and the team's "
	    "lead, after three times the coordinators." },
	{ .name = NULL },
};

static void *
read_calls(struct arena *a, const struct config *c,
    const struct conf_node *root, struct conf_report *r)
{
	const struct conf_node *n = conf_find(root, "calls");
	int64_t *again = arena_alloc(a, sizeof(*again));

	(void)c;
	(void)r;
	*again = 0;
	if (n != NULL)
		clock_parse_span(conf_get(n, "again", 1, "0s"), again);
	return again;
}

const struct settings settings_calls = {
	.rule = { .name = "calls", .block = rules, .help = "Calls of a night "
	    "that nobody answers are made again, and to others; without it "
	    "everybody is called once." },
	.read = read_calls,
};

int64_t
call_again_after(const struct work *w)
{
	return *(const int64_t *)config_part(work_config(w), &settings_calls);
}
