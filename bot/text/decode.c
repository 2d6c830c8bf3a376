/* SPDX-License-Identifier: ISC */
/* Content-Transfer-Encodings undone; see decode.h. */
#include "text/decode.h"

#include <string.h>

#include "base/buf.h"

static int
sextet(char c)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c != '\0' ? strchr(letters, c) : NULL;

	return at != NULL ? (int)(at - letters) : -1;
}

bool
decode_base64(struct buf *out, struct span in)
{
	unsigned bits = 0, held = 0, pads = 0;
	size_t i;
	int v;

	for (i = 0; i < in.n; i++) {
		if (strchr(" \t\r\n", in.p[i]) != NULL && in.p[i] != '\0')
			continue;
		if (in.p[i] == '=') {
			pads++;
			continue;
		}
		v = sextet(in.p[i]);
		if (v == -1 || pads > 0)
			return false;
		held = (held << 6 | (unsigned)v) & 0xffffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			buf_addc(out, (char)(held >> bits & 0xff));
		}
	}
	/* 6 bits left over: half a byte is missing */
	return bits < 6 && pads <= 2;
}

static int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One line without its end; true where it goes on in the next (soft break). */
static bool
decode_line(struct buf *out, struct span line)
{
	size_t i;

	while (line.n > 0 && (line.p[line.n - 1] == ' ' ||
	    line.p[line.n - 1] == '\t'))
		line.n--;
	for (i = 0; i < line.n; i++) {
		if (line.p[i] != '=') {
			buf_addc(out, line.p[i]);
		} else if (i + 1 == line.n) {
			return true;
		} else if (i + 2 < line.n && nibble(line.p[i + 1]) >= 0 &&
		    nibble(line.p[i + 2]) >= 0) {
			buf_addc(out, (char)(nibble(line.p[i + 1]) << 4 |
			    nibble(line.p[i + 2])));
			i += 2;
		} else {
			buf_addc(out, '=');
		}
	}
	return false;
}

void
decode_quoted_printable(struct buf *out, struct span in)
{
	struct span rest = in, line;
	const char *end;

	while (span_line(&rest, &line)) {
		end = line.p + line.n;
		if (!decode_line(out, line))
			buf_add(out, end, (size_t)(rest.p - end));
	}
}
