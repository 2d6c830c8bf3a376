# SPDX-License-Identifier: ISC
#
# C as it is written here, line by line: length of functions and files, banned
# functions, goto, the clock, the licence line.  Reads a function by its first
# and last brace in column 1.

function say(what) {
	printf "%s:%d: %s\n", FILENAME, FNR, what
}

function called(name) {
	return code ~ ("(^|[^A-Za-z0-9_.>])" name " *\\(")
}

# The line without comments and without what stands in quotes.
function strip(s,	out, c, i, n, quote) {
	out = ""
	n = length(s)
	for (i = 1; i <= n; i++) {
		c = substr(s, i, 1)
		if (comment) {
			if (substr(s, i, 2) == "*/") {
				comment = 0
				i++
			}
		} else if (quote != "") {
			if (c == "\\")
				i++
			else if (c == quote)
				quote = ""
		} else if (substr(s, i, 2) == "/*") {
			comment = 1
			i++
		} else if (substr(s, i, 2) == "//") {
			break
		} else if (c == "\"" || c == "'") {
			quote = c
			out = out c
		} else {
			out = out c
		}
	}
	return out
}

function end_of_file() {
	if (last > 800)
		printf "%s:%d: a file of %d lines (at most 800)\n", file, last,
		    last
}

BEGIN {
	n_banned = split("strcpy strcat sprintf vsprintf gets strtok system " \
	    "popen alloca tmpnam mktemp", banned, " ")
	n_clocks = split("time clock_gettime gettimeofday", clocks, " ")
}

FNR == 1 {
	end_of_file()
	file = FILENAME
	comment = start = 0
	if ($0 != "/* SPDX-License-Identifier: ISC */")
		say("the first line is not /* SPDX-License-Identifier: ISC */")
	core = FILENAME ~ /^(bot|handlers)\//
}
{
	last = FNR
	code = strip($0)
}
$0 == "{" {
	start = FNR
	out_seen = 0
}
/^}/ && start {
	if (FNR - start + 1 > 80)
		say("a function of " FNR - start + 1 " lines (at most 80)")
	start = 0
}
# "fail" where only the way of the error cleans up
code ~ /^(out|fail):/ {
	out_seen++
	if (out_seen > 1)
		say("one label in a function")
}
code ~ /(^|[^A-Za-z0-9_])goto / {
	if (code !~ /goto (out|fail);/)
		say("goto leads only to out or fail")
	else if (out_seen)
		say("goto leads only forward")
}
code !~ /^#/ {
	# a test may run diff(1)
	for (i = 1; i <= n_banned; i++)
		if (called(banned[i]) &&
		    (core || banned[i] !~ /^(system|popen)$/))
			say(banned[i] "() is not used here")
	if (core && FILENAME != "bot/base/clock.c")
		for (i = 1; i <= n_clocks; i++)
			if (called(clocks[i]))
				say(clocks[i] "() only in bot/base/clock.c")
}
END {
	end_of_file()
}
