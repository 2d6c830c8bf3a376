/* SPDX-License-Identifier: ISC */
/*
 * The months to come as a picture, for a wiki: a grid of days, stages as bars
 * over their nights, steps as lines, holidays and blackouts shaded.  It needs
 * nothing but itself: no script, no font, no other file; light or dark as the
 * reader has it.
 */
#include <string.h>

#include "handlers/playbook/view_svg.h"

/* Every colour has 4.5:1 against what it lies on, in both. */
static const char style[] =
    "<style>\n"
    "svg{--bg:#fff;--fg:#1b1f24;--mute:#57606a;--line:#d0d7de;--end:#f3f5f7;"
    "--free:#dcf3e2;--freetext:#11602b;--hard:#fbe0e1;--hardband:#b3282f;"
    "--soft:#fdf1cc;--softband:#8a6100;"
    "font-family:system-ui,-apple-system,\"Segoe UI\",sans-serif}\n"
    "@media(prefers-color-scheme:dark){svg{--bg:#14181d;--fg:#e6edf3;"
    "--mute:#9aa4af;--line:#343b44;--end:#1b2027;--free:#143322;"
    "--freetext:#7fdc9c;--hard:#3b1a1d;--hardband:#c4454c;--soft:#352a0c;"
    "--softband:#93690a}}\n"
    ".bg{fill:var(--bg)}.day{fill:var(--bg);stroke:var(--line)}"
    ".end{fill:var(--end)}.free{fill:var(--free)}.hard{fill:var(--hard)}"
    ".soft{fill:var(--soft)}.hardband{fill:var(--hardband)}"
    ".softband{fill:var(--softband)}\n"
    "text{fill:var(--fg);font-size:11px}.title{font-size:22px;"
    "font-weight:600}.mute{fill:var(--mute)}.head{font-weight:600;"
    "fill:var(--mute)}.number{font-size:13px;font-weight:600}"
    ".holiday{fill:var(--freetext);font-weight:600}"
    ".at{fill:var(--mute);font-size:10px}.bar{fill:#fff;"
    "font-weight:600}.band{fill:#fff;font-size:10px}\n"
    ".s0{fill:#1d5fa8}.s1{fill:#0a6e54}.s2{fill:#7b3fa0}.s3{fill:#a34700}"
    ".s4{fill:#47586a}.s5{fill:#a02c5d}\n"
    "</style>\n";

/* --- small things ----------------------------------------------------- */

/* A letter's width in tenths of a pixel, in the widest font that readers are
 * likely to have. */
static int
width_of(unsigned c)
{
	if (c < 0x80 && strchr("ijlI.,:;'|!", (int)c) != NULL)
		return 34;
	if (c < 0x80 && strchr("frt-() ", (int)c) != NULL)
		return 44;
	if (c == 'm' || c == 'w' || c == 'M' || c == 'W' || c > 0x2e7f)
		return 105;
	return c >= 'A' && c <= 'Z' ? 76 : 67;
}

static void
add_letter(struct buf *out, unsigned c, const char *s, size_t n)
{
	if (c == '<')
		buf_adds(out, "&lt;");
	else if (c == '>')
		buf_adds(out, "&gt;");
	else if (c == '&')
		buf_adds(out, "&amp;");
	else if (c == '"')
		buf_adds(out, "&quot;");
	else if (c >= ' ' && c != 0x7f && c != 0xfffd)
		buf_add(out, s, n);
}

/* How much of it fits, with room for the dots where not all does. */
static size_t
fitting(const char *s, size_t n, int tenths)
{
	size_t i, len, dots = 0;
	int used = 0;

	for (i = 0; i < n; i += len) {
		if (used <= tenths - 80)
			dots = i;
		used += width_of(utf8_decode(s + i, n - i, &len));
		if (used > tenths)
			return dots;
	}
	return n;
}

void
svg_text(struct buf *out, const char *s, int pixels)
{
	size_t n = strlen(s), fits, i, len;

	fits = pixels > 0 ? fitting(s, n, pixels * 10) : n;
	for (i = 0; i < fits; i += len) {
		unsigned c = utf8_decode(s + i, n - i, &len);

		add_letter(out, c, s + i, len);
	}
	if (fits < n)
		buf_adds(out, "\xe2\x80\xa6");
}

int
svg_column(int of_week)
{
	return SVG_MARGIN + of_week * SVG_COLUMN;
}

static void
place_text(struct picture *p, int x, int y, const char *class, const char *s)
{
	buf_addf(p->out, "<text class=\"%s\" x=\"%d\" y=\"%d\">", class, x, y);
	svg_text(p->out, s, 0);
	buf_adds(p->out, "</text>\n");
}

/* --- a month ---------------------------------------------------------- */

static void
add_head(struct picture *p)
{
	int year, month, day, i;

	day_split(p->first, &year, &month, &day);
	p->y += 30;
	place_text(p, SVG_MARGIN, p->y, "title", arena_printf(p->v->arena,
	    "%s %d", words_of_month(month), year));
	buf_addf(p->out, "<text class=\"mute\" x=\"%d\" y=\"%d\" "
	    "text-anchor=\"end\">", svg_column(7), p->y);
	svg_text(p->out, p->v->config->site, 500);
	buf_adds(p->out, "</text>\n");
	p->y += 26;
	for (i = 0; i < 7; i++)
		place_text(p, svg_column(i) + 6, p->y, "head",
		    words_of_weekday((i + 1) % 7));
	p->y += 8;
}

static day_t
monday_of(day_t d)
{
	return d - (day_weekday(d) + 6) % 7;
}

static void
add_month(struct picture *p, int year, int month)
{
	day_t d;

	p->first = day_make(year, month, 1);
	p->last = day_make(year, month + 1, 1) - 1;
	if (p->first < p->v->first)
		p->first = p->v->first;
	if (p->last > p->v->last)
		p->last = p->v->last;
	add_head(p);
	for (d = monday_of(p->first); d <= p->last; d += 7)
		svg_week(p, d);
	p->y += 14;
}

/* --- what the colours mean -------------------------------------------- */

static void
add_sample(struct picture *p, int *x, const char *class, const char *what)
{
	buf_addf(p->out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"22\" "
	    "height=\"12\" rx=\"3\" stroke=\"var(--line)\"/>\n", class, *x,
	    p->y - 10);
	place_text(p, *x + 28, p->y, "mute", what);
	*x += 44 + (int)strlen(what) * 6;
}

/* Each blackout of these months once. */
static void
add_blackouts(struct picture *p)
{
	const struct blackout_hit *h, *before;
	size_t i, k;

	for (i = 0; i < p->v->blackouts.n; i++) {
		h = p->v->blackouts.at[i];
		for (k = 0; k < i; k++) {
			before = p->v->blackouts.at[k];
			if (strcmp(before->name, h->name) == 0)
				break;
		}
		if (k < i)
			continue;
		p->y += 18;
		buf_addf(p->out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" "
		    "width=\"22\" height=\"12\" rx=\"3\"/>\n",
		    h->hard ? "hardband" : "softband", SVG_MARGIN, p->y - 10);
		place_text(p, SVG_MARGIN + 28, p->y, "mute",
		    arena_printf(p->v->arena, "%s (%s)%s%s", h->name,
		    view_blackout_words(p->v, h), h->reason != NULL ? ": " : "",
		    h->reason != NULL ? h->reason : ""));
	}
}

static void
add_legend(struct picture *p)
{
	int x = SVG_MARGIN;

	p->y += 8;
	add_sample(p, &x, "s0", "stage, over its night");
	add_sample(p, &x, "free", "holiday");
	add_sample(p, &x, "end", "no business day");
	add_sample(p, &x, "hard", "hard blackout");
	add_sample(p, &x, "soft", "soft blackout");
	add_blackouts(p);
}

/* The height is known when all is drawn, so the head is written last. */
void
view_svg(const struct view *v, struct buf *out)
{
	struct buf body = { 0 };
	struct picture p = { .v = v, .out = &body };
	int year, month, day, last_year, last_month, n;

	day_split(v->first, &year, &month, &day);
	day_split(v->last, &last_year, &last_month, &day);
	for (n = (last_year - year) * 12 + last_month - month; n >= 0; n--) {
		add_month(&p, year, month);
		if (++month > 12)
			month = 1, year++;
	}
	add_legend(&p);
	p.y += SVG_MARGIN;
	buf_addf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" "
	    "viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
	    "role=\"img\">\n<title>", SVG_WIDTH, p.y, SVG_WIDTH, p.y);
	svg_text(out, v->config->site, 0);
	buf_addf(out, ": patching</title>\n%s<rect class=\"bg\" "
	    "width=\"%d\" height=\"%d\"/>\n", style, SVG_WIDTH, p.y);
	buf_add(out, buf_str(&body), body.n);
	buf_adds(out, "</svg>\n");
	buf_free(&body);
}
