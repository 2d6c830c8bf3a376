/* SPDX-License-Identifier: ISC */
/* The inventory's file, row by row; see inventory.h. */
#include <stdlib.h>
#include <string.h>

#include "handlers/servers/inventory.h"
#include "text/csv.h"

#define ROW_SHOWN	80	/* bytes of a row in an error, about */
#define LETTERS	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

struct reading_it {
	struct inventory *inv;
	const struct config *config;
	struct conf_report *report;
	size_t		 of[COLUMNS_KNOWN];	/* SIZE_MAX: not there */
	size_t		 cap;
	struct arena	*scratch;	/* fields as they stand there */
	unsigned	 before;	/* errors in the report until here */
};

static void __attribute__((format(printf, 5, 6)))
say(struct reading_it *x, bool error, int line, int column, const char *fmt,
    ...)
{
	char file[] = "";
	struct conf_word place = { file, line, column };
	struct conf_node n = { .file = x->inv->file, .words = &place, .n = 1 };
	struct buf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	(error ? conf_error : conf_warn)(x->report, &n, 0, "%s", buf_str(&b));
	buf_free(&b);
}
#define WRONG(x, f, ...) \
	say(x, true, (f)->line, (f)->column, __VA_ARGS__)

/* --- the headings ------------------------------------------------------- */

static bool
is_heading(const char *s)
{
	return s[0] != '\0' && strspn(s, LETTERS "_-") == strlen(s) &&
	    strlen(s) <= 40;
}

static void
take_heading(struct reading_it *x, const struct csv_field *f)
{
	struct inventory *inv = x->inv;
	enum column known = inventory_heading(span_of(f->text));
	size_t i;

	if (!is_heading(f->text))
		WRONG(x, f, "\"%.60s\" is no heading of a column; expected "
		    "letters, digits, _ and -, at most 40", f->text);
	for (i = 0; i < inv->n_columns; i++)
		if (str_eq_nocase(inv->columns[i], f->text) ||
		    (known != COLUMNS_KNOWN && x->of[known] == i))
			WRONG(x, f, "the column \"%.60s\" is there already%s%s",
			    f->text, str_eq_nocase(inv->columns[i], f->text) ?
			    "" : ", as ", str_eq_nocase(inv->columns[i],
			    f->text) ? "" : inv->columns[i]);
	if (known != COLUMNS_KNOWN && x->of[known] == SIZE_MAX)
		x->of[known] = inv->n_columns;
	inv->columns[inv->n_columns++] = arena_lower(inv->arena,
	    span_of(f->text));
}

static bool
read_headings(struct reading_it *x, const struct csv_row *row)
{
	size_t i, n = row->n;

	for (i = 0; i < COLUMNS_KNOWN; i++)
		x->of[i] = SIZE_MAX;
	/* spreadsheets leave empty columns behind the last one */
	while (n > 0 && row->at[n - 1].text[0] == '\0')
		n--;
	for (i = 0; i < n; i++)
		take_heading(x, &row->at[i]);
	if (x->of[COLUMN_SERVER] == SIZE_MAX ||
	    x->of[COLUMN_ENVIRONMENT] == SIZE_MAX)
		WRONG(x, &row->at[0], "the first row names the columns, and "
		    "one of them must be \"%s\"; found \"%.60s\" at first",
		    x->of[COLUMN_SERVER] == SIZE_MAX ? "server" :
		    "environment", row->at[0].text);
	return x->report->errors == x->before;
}

/* --- a server ----------------------------------------------------------- */

static void
check_name(struct reading_it *x, const struct csv_field *f)
{
	size_t n = strlen(f->text);

	if (n == 0)
		WRONG(x, f, "a server without a name");
	else if (n > SERVER_NAME_MAX || strspn(f->text, LETTERS "._-") != n ||
	    strchr("-.", f->text[0]) != NULL)
		WRONG(x, f, "\"%.60s\" is no server's name; expected letters, "
		    "digits, '.', '_' and '-', at most %d", f->text,
		    SERVER_NAME_MAX);
}

/* Each of its owners is a team or a person, or hears of nothing. */
static void
check_owner(struct reading_it *x, const struct csv_field *f)
{
	const struct people *all = &x->config->people;
	const char *rest = f->text, *near, **names;
	struct span one;
	char *id;
	size_t i, n;

	while (inventory_next_value(&rest, &one)) {
		id = arena_strn(x->scratch, one.p, one.n);
		if (people_team(all, id) != NULL ||
		    people_by_id(all, id) != NULL)
			continue;
		names = arena_alloc(x->scratch, (all->teams.n + 1) *
		    sizeof(*names));
		for (i = n = 0; i < all->teams.n; i++)
			names[n++] = ((struct team *)all->teams.at[i])->id;
		near = str_nearest(id, names, n);
		say(x, false, f->line, f->column, "the owner \"%.60s\" is no "
		    "team or person of the configuration%s%s%s; nobody would "
		    "be told", id, near != NULL ? "; did you mean \"" : "",
		    near != NULL ? near : "", near != NULL ? "\"?" : "");
	}
}

static const char *
value(struct reading_it *x, const struct csv_row *row, size_t i)
{
	char *s;

	if (i >= row->n)
		return "";
	if (strlen(row->at[i].text) > INVENTORY_VALUE_MAX)
		WRONG(x, &row->at[i], "a value of %zu bytes; at most %d",
		    strlen(row->at[i].text), INVENTORY_VALUE_MAX);
	s = arena_str(x->inv->arena, row->at[i].text);
	utf8_one_line(s);
	return s;
}

static const char *
known(const struct reading_it *x, const char *const *values, enum column c)
{
	return x->of[c] == SIZE_MAX ? "" : values[x->of[c]];
}

static struct server *
add_server(struct reading_it *x)
{
	struct inventory *inv = x->inv;
	struct server *more;

	if (inv->n == x->cap) {
		more = arena_alloc(inv->arena, (2 * x->cap + 64) *
		    sizeof(*more));
		if (inv->n > 0)
			memcpy(more, inv->at, inv->n * sizeof(*more));
		inv->at = more;
		x->cap = 2 * x->cap + 64;
	}
	return &inv->at[inv->n++];
}

/* A row that ends early: what it has no value for is named, as a comma that
 * was forgotten shifts all the others.  false: it cannot be taken. */
static bool
check_length(struct reading_it *x, const struct csv_row *row)
{
	const struct inventory *inv = x->inv;
	bool wrong = x->of[COLUMN_SERVER] >= row->n ||
	    x->of[COLUMN_ENVIRONMENT] >= row->n;
	struct buf missing = { 0 }, has = { 0 };
	size_t i;

	if (row->n >= inv->n_columns)
		return true;
	for (i = row->n; i < inv->n_columns; i++)
		buf_addf(&missing, "%s%s", i > row->n ? ", " : "",
		    inv->columns[i]);
	for (i = 0; i < row->n && has.n < ROW_SHOWN; i++)
		buf_addf(&has, "%s%.40s", i > 0 ? "," : "", row->at[i].text);
	say(x, wrong, row->line, 1, "the row \"%s\" has %zu of %zu columns; "
	    "missing: %s%s", buf_str(&has), row->n, inv->n_columns,
	    buf_str(&missing), wrong ? "" : ", which is taken as empty");
	buf_free(&missing);
	buf_free(&has);
	return !wrong;
}

static void
take_row(struct reading_it *x, const struct csv_row *row)
{
	struct inventory *inv = x->inv;
	const char **values = arena_alloc(inv->arena, inv->n_columns *
	    sizeof(*values));
	const struct csv_field *name = &row->at[x->of[COLUMN_SERVER]];
	struct server *s;
	size_t i;

	for (i = inv->n_columns; i < row->n; i++)
		if (row->at[i].text[0] != '\0') {
			WRONG(x, &row->at[i], "\"%.60s\" stands in no column: "
			    "the first row has %zu", row->at[i].text,
			    inv->n_columns);
			return;
		}
	if (!check_length(x, row))
		return;
	for (i = 0; i < inv->n_columns; i++)
		values[i] = value(x, row, i);
	check_name(x, name);
	if (known(x, values, COLUMN_ENVIRONMENT)[0] == '\0')
		WRONG(x, name, "\"%.60s\" has no environment", name->text);
	if (x->of[COLUMN_OWNER] < row->n)
		check_owner(x, &row->at[x->of[COLUMN_OWNER]]);
	s = add_server(x);
	s->name = known(x, values, COLUMN_SERVER);
	s->environment = known(x, values, COLUMN_ENVIRONMENT);
	s->tier = known(x, values, COLUMN_TIER);
	s->owner = known(x, values, COLUMN_OWNER);
	s->application = known(x, values, COLUMN_APPLICATION);
	s->cluster = known(x, values, COLUMN_CLUSTER);
	s->half = known(x, values, COLUMN_HALF);
	s->values = values;
	s->line = row->line;
}

/* --- all of them -------------------------------------------------------- */

static int
by_name(const void *one, const void *two)
{
	const struct server *a = one, *b = two;
	int c = inventory_compare(a->name, b->name);

	return c != 0 ? c : a->line - b->line;
}

static int
by_cluster(const void *one, const void *two)
{
	const struct server *const *a = one, *const *b = two;
	int c = inventory_compare((*a)->cluster, (*b)->cluster);

	return c != 0 ? c : inventory_compare((*a)->name, (*b)->name);
}

static void
put_in_order(struct reading_it *x)
{
	struct inventory *inv = x->inv;
	size_t i;

	if (inv->n == 0)
		return;
	qsort(inv->at, inv->n, sizeof(*inv->at), by_name);
	for (i = 1; i < inv->n; i++)
		if (inventory_compare(inv->at[i].name,
		    inv->at[i - 1].name) == 0)
			say(x, true, inv->at[i].line, 1, "the server \"%.60s\" "
			    "stands in line %d already", inv->at[i].name,
			    inv->at[i - 1].line);
	inv->halves = arena_alloc(inv->arena, inv->n * sizeof(*inv->halves));
	for (i = 0; i < inv->n; i++)
		if (inv->at[i].cluster[0] != '\0' &&
		    inv->at[i].half[0] != '\0')
			inv->halves[inv->n_halves++] = &inv->at[i];
	if (inv->n_halves > 0)
		qsort(inv->halves, inv->n_halves, sizeof(*inv->halves),
		    by_cluster);
}

static void
read_rows(struct reading_it *x, struct csv *c)
{
	struct csv_row *row = arena_alloc(x->scratch, sizeof(*row));
	struct err e = { 0 };
	int rc;

	while ((rc = csv_next(c, row, &e)) == 1) {
		if (x->inv->n == SERVERS_MAX) {
			say(x, true, row->line, 1, "more than %d servers",
			    SERVERS_MAX);
			return;
		}
		take_row(x, row);
	}
	if (rc == -1)
		say(x, true, c->wrong_line, c->wrong_column, "%s", e.text);
}

struct inventory *
inventory_read(struct arena *a, const struct config *config, const char *file,
    struct span bytes, struct conf_report *r)
{
	struct inventory *inv = arena_alloc(a, sizeof(*inv));
	struct reading_it x = { .inv = inv, .config = config, .report = r,
	    .before = r->errors, .scratch = arena_new() };
	struct csv_row *row = arena_alloc(x.scratch, sizeof(*row));
	struct err e = { 0 };
	struct csv c;
	int rc;

	inv->arena = a;
	inv->file = file;
	inv->kept = arena_alloc(a, sizeof(*inv->kept));
	csv_open(&c, x.scratch, bytes);
	if ((rc = csv_next(&c, row, &e)) == -1)
		say(&x, true, c.wrong_line, c.wrong_column, "%s", e.text);
	else if (rc == 0)
		say(&x, true, 1, 1, "the table is empty; expected a row of "
		    "headings (server,environment,tier,owner) and a row for "
		    "each server");
	else if (read_headings(&x, row))
		read_rows(&x, &c);
	put_in_order(&x);
	arena_free(x.scratch);
	return r->errors == x.before ? inv : NULL;
}
