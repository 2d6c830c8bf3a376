/* SPDX-License-Identifier: ISC */
/*
 * One week of the picture: seven cells, in each from above the day, the bars
 * of stages, the lines of steps, and the bands of blackouts.  Bars and bands
 * lie in lanes, so that none hides another.
 */
#include <string.h>

#include "handlers/playbook/view_svg.h"

#define NUMBER	22		/* heights: the day's number */
#define BAR	20
#define LINE	15
#define BAND	15
#define LEAST	78		/* of a row */
#define LANES	8
#define LINES	10		/* of one day; of more the last are counted */
#define STUB	14		/* of a night in the next day */
#define LEAST_BAR	48	/* one that gets its name */
#define TIME	33		/* of a line, in front of its name */

/* Something that lies over days of this week. */
struct strip {
	day_t		 first, last;
	int		 lane;
	const struct entry *entry;		/* a stage, ... */
	const struct blackout_hit *hit;		/* or a blackout */
};

struct week {
	struct picture	*p;
	day_t		 first, last, monday;	/* of the days that are in */
	struct list	 bars, bands;		/* struct strip * */
	int		 n_bands;		/* lanes */
	int		 lanes[7], lines[7];	/* of each day */
	int		 height;
};

/* --- what lies in the week -------------------------------------------- */

/* The first lane where no other strip is in the way; all lanes taken: the
 * last one. */
static const struct strip *
add_strip(struct week *w, struct list *strips, struct strip s)
{
	struct arena *a = w->p->v->arena;
	const struct strip *o;
	struct strip *new;
	size_t i;

	if (s.first < w->first)
		s.first = w->first;
	if (s.last > w->last)
		s.last = w->last;
	if (s.first > s.last)
		return NULL;
	for (i = 0; i < strips->n && s.lane < LANES - 1; i++) {
		o = strips->at[i];
		if (o->lane == s.lane && o->first <= s.last &&
		    s.first <= o->last) {
			s.lane++;
			i = (size_t)-1;		/* from the first again */
		}
	}
	new = arena_alloc(a, sizeof(*new));
	*new = s;
	list_add_in(a, strips, new);
	return new;
}

/* Reminders would fill the days; they stand in the text. */
static bool
is_line(const struct entry *e)
{
	return !e->stage && strcmp(e->what, "remind") != 0;
}

static void
gather_bands(struct week *w)
{
	const struct view *v = w->p->v;
	const struct blackout_hit *h;
	const struct strip *new;
	struct strip s;
	size_t i;

	for (i = 0; i < v->blackouts.n; i++) {
		h = v->blackouts.at[i];
		s = (struct strip){ .hit = h };
		view_days(h->from, h->until, &s.first, &s.last);
		new = add_strip(w, &w->bands, s);
		if (new != NULL && new->lane >= w->n_bands)
			w->n_bands = new->lane + 1;
	}
}

static void
gather_entries(struct week *w)
{
	const struct view *v = w->p->v;
	const struct strip *new;
	const struct entry *e;
	struct strip s;
	size_t i;
	day_t d;

	for (i = 0; i < v->entries.n; i++) {
		e = v->entries.at[i];
		s = (struct strip){ .entry = e };
		view_days(e->at, e->until, &s.first, &s.last);
		if (is_line(e) && s.first >= w->first && s.first <= w->last)
			w->lines[s.first - w->monday]++;
		if (!e->stage || (new = add_strip(w, &w->bars, s)) == NULL)
			continue;
		for (d = new->first; d <= new->last; d++)
			if (new->lane >= w->lanes[d - w->monday])
				w->lanes[d - w->monday] = new->lane + 1;
	}
}

static void
gather(struct week *w)
{
	int i, lines, height;

	gather_bands(w);
	gather_entries(w);
	w->height = LEAST;
	for (i = 0; i < 7; i++) {
		lines = w->lines[i] > LINES ? LINES : w->lines[i];
		height = NUMBER + w->lanes[i] * BAR + lines * LINE +
		    w->n_bands * BAND + 8;
		if (height > w->height)
			w->height = height;
	}
}

/* --- cells ------------------------------------------------------------ */

static const char *
shade(const struct week *w, day_t d)
{
	const struct calendar *c = w->p->v->calendar;
	const char *class = NULL;
	const struct strip *s;
	size_t i;

	for (i = 0; i < w->bands.n; i++) {
		s = w->bands.at[i];
		if (s->first > d || s->last < d)
			continue;
		if (s->hit->hard)
			return "hard";
		class = "soft";
	}
	if (class != NULL)
		return class;
	if (calendar_holiday(c, d) != NULL)
		return "free";
	return calendar_is_business_day(c, d, NULL) ? "day" : "end";
}

static void
add_cell(const struct week *w, day_t d)
{
	struct buf *out = w->p->out;
	int x = svg_column(d - w->monday), year, month, day;
	const char *name;

	if (d < w->first || d > w->last) {
		buf_addf(out, "<rect class=\"bg\" x=\"%d\" y=\"%d\" "
		    "width=\"%d\" height=\"%d\" stroke=\"var(--line)\" "
		    "stroke-opacity=\".4\"/>\n", x, w->p->y, SVG_COLUMN,
		    w->height);
		return;
	}
	day_split(d, &year, &month, &day);
	buf_addf(out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" "
	    "height=\"%d\" stroke=\"var(--line)\"/>\n"
	    "<text class=\"number\" x=\"%d\" y=\"%d\">%d</text>\n",
	    shade(w, d), x, w->p->y, SVG_COLUMN, w->height, x + 6,
	    w->p->y + 16, day);
	if ((name = calendar_holiday(w->p->v->calendar, d)) == NULL)
		return;
	buf_addf(out, "<text class=\"holiday\" x=\"%d\" y=\"%d\">", x + 27,
	    w->p->y + 16);
	svg_text(out, name, (SVG_COLUMN - 32) * 9 / 10);	/* bold */
	buf_adds(out, "</text>\n");
}

/* --- bars and bands --------------------------------------------------- */

/* Where the bar of a stage ends: in the next day a night has a stub, and what
 * lasts longer goes as far as its hour. */
static int
bar_end(const struct week *w, const struct strip *s)
{
	const struct entry *e = s->entry;
	day_t first, last;
	int64_t part;
	int x;

	view_days(e->at, e->until, &first, &last);
	if (last > s->last)
		return svg_column(s->last - w->monday + 1);
	if (first == last)
		return svg_column(last - w->monday + 1) - 4;
	part = (e->until - day_at(last, 0, 0)) * SVG_COLUMN / DAY;
	x = part < STUB ? STUB : (int)part;
	return svg_column(last - w->monday) + (x < SVG_COLUMN - 4 ? x :
	    SVG_COLUMN - 4);
}

/* The same stage has the same colour in all cycles. */
static int
colour(const struct entry *e)
{
	const struct step *s;
	size_t i;
	int n = 0;

	for (i = 0; i < e->playbook->steps.n; i++) {
		s = e->playbook->steps.at[i];
		if (s == e->step)
			break;
		n += s->kind->servers != NULL;
	}
	return n % 6;
}

static void
add_tip(struct picture *p, const struct entry *e)
{
	buf_adds(p->out, "<title>");
	svg_text(p->out, arena_printf(p->v->arena, "%s, %s: %s; %s",
	    words_of_time(p->v->arena, e->at), e->cycle,
	    view_does(p->v->arena, e), e->reason), 0);
	buf_adds(p->out, "</title>");
}

static void
add_bar(const struct week *w, const struct strip *s)
{
	struct buf *out = w->p->out;
	const struct entry *e = s->entry;
	bool begins = day_of(e->at) == s->first;
	int x = svg_column(s->first - w->monday) + (begins ? 4 : 0);
	int y = w->p->y + NUMBER + s->lane * BAR;
	int width = bar_end(w, s) - x;
	char from[CLOCK_TEXT];

	buf_adds(out, "<g>");
	add_tip(w->p, e);
	buf_addf(out, "<rect class=\"s%d\" x=\"%d\" y=\"%d\" width=\"%d\" "
	    "height=\"%d\" rx=\"4\"/>", colour(e), x, y, width, BAR - 3);
	if (width >= LEAST_BAR) {
		buf_addf(out, "<text class=\"bar\" x=\"%d\" y=\"%d\">", x + 5,
		    y + 13);
		svg_text(out, begins ? arena_printf(w->p->v->arena, "%s %s",
		    clock_hour(e->at, from), e->step->name) : e->step->name,
		    width - 12);
		buf_adds(out, "</text>");
	}
	buf_adds(out, "</g>\n");
}

static void
add_band(const struct week *w, const struct strip *s)
{
	struct buf *out = w->p->out;
	int x = svg_column(s->first - w->monday);
	int width = svg_column(s->last - w->monday + 1) - x;
	int y = w->p->y + w->height - (s->lane + 1) * BAND;

	buf_addf(out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" "
	    "height=\"%d\"/><text class=\"band\" x=\"%d\" y=\"%d\">",
	    s->hit->hard ? "hardband" : "softband", x, y, width, BAND - 1,
	    x + 6, y + 11);
	svg_text(out, s->hit->name, width - 8);
	buf_adds(out, "</text>\n");
}

/* --- lines ------------------------------------------------------------ */

static const char *
label(struct arena *a, const struct entry *e)
{
	static const struct { const char *what, *before, *behind; } words[] = {
		{ "begin", "", "" }, { "due", "", " due" },
		{ "invite", "invited ", "" }, { "agenda", "agenda ", "" },
		{ "minutes", "minutes ", "" },
		{ "notice", "notice ", "" }, { "cutoff", "cut-off ", "" },
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(e->what, words[i].what) == 0)
			return arena_printf(a, "%s%s%s", words[i].before,
			    e->step->name, words[i].behind);
	return arena_printf(a, "%s %s", e->what, e->step->name);
}

static void
add_line(const struct week *w, const struct entry *e, int x, int y)
{
	struct buf *out = w->p->out;
	char at[CLOCK_TEXT];

	buf_addf(out, "<text x=\"%d\" y=\"%d\">", x, y);
	add_tip(w->p, e);
	buf_addf(out, "<tspan class=\"at\">%s</tspan><tspan x=\"%d\">",
	    clock_hour(e->at, at), x + TIME);
	svg_text(out, label(w->p->v->arena, e), SVG_COLUMN - TIME - 5);
	buf_adds(out, "</tspan></text>\n");
}

/* The foot of the nth line of a day: right below its own bars. */
static int
line_y(const struct week *w, int of_week, int n)
{
	return w->p->y + NUMBER + w->lanes[of_week] * BAR + n * LINE + 11;
}

/* So many of a day's lines are shown: all, or room is left to count them. */
static int
shown(const struct week *w, int of_week)
{
	return w->lines[of_week] > LINES ? LINES - 1 : w->lines[of_week];
}

static void
add_lines(const struct week *w)
{
	const struct view *v = w->p->v;
	const struct entry *e;
	int n[7] = { 0 }, i;
	day_t d;
	size_t k;

	for (k = 0; k < v->entries.n; k++) {
		e = v->entries.at[k];
		d = day_of(e->at);
		if (!is_line(e) || d < w->first || d > w->last)
			continue;
		i = d - w->monday;
		if (n[i]++ < shown(w, i))
			add_line(w, e, svg_column(i) + 5,
			    line_y(w, i, n[i] - 1));
	}
	for (i = 0; i < 7; i++)
		if (n[i] > shown(w, i))
			buf_addf(w->p->out, "<text class=\"mute\" x=\"%d\" "
			    "y=\"%d\">and %d more</text>\n", svg_column(i) + 6,
			    line_y(w, i, LINES - 1), n[i] - shown(w, i));
}

void
svg_week(struct picture *p, day_t monday)
{
	struct week w = { .p = p, .monday = monday, .first = p->first,
	    .last = p->last };
	size_t i;
	int d;

	if (w.first < monday)
		w.first = monday;
	if (w.last > monday + 6)
		w.last = monday + 6;
	gather(&w);
	for (d = 0; d < 7; d++)
		add_cell(&w, monday + d);
	for (i = 0; i < w.bands.n; i++)
		add_band(&w, w.bands.at[i]);
	for (i = 0; i < w.bars.n; i++)
		add_bar(&w, w.bars.at[i]);
	add_lines(&w);
	p->y += w.height;
}
