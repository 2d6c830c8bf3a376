# SPDX-License-Identifier: ISC
#
# Plain text: no blanks at the end, no notes to ourselves, and no line of C or
# shell over 80 columns, but for addresses, which cannot be folded.

function say(what) {
	printf "%s:%d: %s\n", FILENAME, FNR, what
}

# Columns with tabs of 8; of a UTF-8 character only the first byte counts.
function columns(s,	i, n, c, col) {
	gsub(/[\200-\277]/, "", s)
	if (index(s, "\t") == 0)
		return length(s)
	n = length(s)
	for (i = 1; i <= n; i++) {
		c = substr(s, i, 1)
		col = c == "\t" ? col - col % 8 + 8 : col + 1
	}
	return col
}

BEGIN {
	# in pieces, so that this file does not find itself
	notes = "(^|[^A-Za-z])(TO" "DO|FIX" "ME|XX" "X)([^A-Za-z]|$)"
}

/[ \t]$/ {
	say("blanks at the end of the line")
}
$0 ~ notes {
	say("a note to ourselves; do it, or write an issue")
}
/\r/ {
	say("a carriage return")
}
FILENAME ~ /\.([ch]|sh|awk)$/ && !/https?:\/\// && length($0) > 40 {
	n = columns($0)
	if (n > 80)
		say(n " columns (at most 80)")
}
