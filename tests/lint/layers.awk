# SPDX-License-Identifier: ISC
#
# Who may include whom.  base <- text <- store <- flow; an edge sees base,
# text and the frames; handlers see handler.h, base, their own folder and
# another one's public header; each library has its place.

function say(what) {
	printf "%s:%d: %s\n", FILENAME, FNR, what
}

function layer(folder, seen) {
	order[++layers] = folder
	sees[folder] = seen
}

# A library's headers, and the files that may include them.
function place(header, files) {
	libraries[++places] = header
	where[header] = files
}

function inside(name, list,	part, i, n) {
	n = split(list, part, " ")
	for (i = 1; i <= n; i++)
		if (index(name, part[i]) == 1)
			return 1
	return 0
}

function folder_of(name,	i) {
	for (i = 1; i <= layers; i++)
		if (index(name, order[i]) == 1)
			return order[i]
	return ""
}

BEGIN {
	frames = "proc/frame.h proc/wire.h proc/role.h proc/sandbox.h"
	layer("bot/base/", "base/")
	layer("bot/text/", "base/ text/")
	layer("bot/store/", "base/ text/ store/")
	layer("bot/flow/", "base/ text/ store/ flow/ proc/wire.h " \
	    "proc/frame.h handlers/handler.h")
	layer("bot/edge/", "base/ text/ edge/ " frames)
	# what a bulletin says, as it travels from the reader: a mail's whole
	# reading, and "examine", which prints it
	layer("bot/cli/examine_print", "base/ text/ cli/ " \
	    "handlers/bulletin/facts.h")
	layer("bot/cli/vendors.c", "base/ text/ cli/ " \
	    "handlers/bulletin/facts.h")
	# the months to come as planned and as they are, and the kinds of
	# steps, each with its table
	layer("bot/cli/calendar.c", "base/ text/ flow/ cli/ " \
	    "handlers/playbook/playbook.h handlers/cycle/cycle.h")
	layer("bot/cli/manual.c", "base/ text/ cli/ " \
	    "handlers/playbook/playbook.h")
	layer("bot/cli/", "base/ text/ store/ flow/ edge/ proc/ cli/ " \
	    "handlers/handler.h")
	layer("bot/proc/read_mail", "base/ text/ proc/ " \
	    "handlers/bulletin/facts.h")
	layer("bot/proc/role_reader", "base/ text/ proc/ handlers/bulletin/")
	layer("bot/proc/role_verifier", "base/ text/ proc/ " \
	    "handlers/bulletin/")
	layer("bot/proc/zygote", "base/ text/ proc/")
	layer("bot/proc/", "base/ text/ store/ flow/ edge/ proc/ cli/ " \
	    "handlers/handler.h")
	layer("handlers/handler.h", "base/ text/ store/ flow/")
	# the lines of calendars, which the reader of mails knows too
	layer("handlers/playbook/ical_line.h", "base/ text/ical.h " \
	    "handlers/handler.h handlers/playbook/")
	# tables that people send: the inventory, and lists that are sent out
	layer("handlers/servers/inventory_read.c", "base/ text/csv.h " \
	    "handlers/handler.h handlers/servers/")
	layer("handlers/servers/list_csv.c", "base/ text/csv.h " \
	    "handlers/handler.h handlers/servers/")
	layer("handlers/", "base/ handlers/handler.h")

	place("sqlite3.h", "bot/store/store")
	place("systemd/", "bot/proc/")
	place("libetpan/", "bot/edge/imap bot/text/mime")
	place("libesmtp.h", "bot/edge/smtp")
	place("auth-client.h", "bot/edge/smtp")
	place("strophe.h", "bot/edge/xmpp")
	place("unbound.h", "bot/edge/dns")
	place("libpsl.h", "bot/text/suffix.c")
	place("zlib.h", "bot/text/archive.c")
	place("jansson.h", "bot/cli/examine_print.c " \
	    "bot/cli/rehearse_print.c " \
	    "handlers/bulletin/csaf_json.c")
	place("openssl/", "bot/edge/tls bot/edge/smtp bot/store/journal.c " \
	    "bot/text/pubkey bot/edge/xmpp " \
	    "bot/text/pgp_key.c bot/text/digest.c bot/text/smime")
	# brings ICU along: a second opinion for the tests, nothing more
	place("libical/", "tests/")
	place("openssl/cms.h", "bot/text/smime.c")
	place("rnp/", "bot/text/pgp.c")
	place("seccomp.h", "bot/proc/sandbox_filter.c")
}

FNR == 1 {
	folder = folder_of(FILENAME)
	if (folder == "")
		say("lies in no folder that tests/lint/layers.awk knows")
	own = FILENAME
	sub(/[^\/]*$/, "", own)
}

# The one header of a handlers' folder that others may see: cycle/cycle.h.
function shared(name,	part) {
	return split(name, part, "/") == 3 && part[1] == "handlers" &&
	    part[3] == part[2] ".h"
}

/^#[ \t]*include[ \t]*"/ {
	split($0, q, "\"")
	if (folder == "handlers/" && shared(q[2]))
		next
	if (folder != "" && !inside(q[2], sees[folder]) &&
	    !(folder == "handlers/" && own != "handlers/" &&
	    index(q[2], own) == 1))
		say("may not include \"" q[2] "\"")
}

/^#[ \t]*include[ \t]*</ {
	name = $0
	sub(/^[^<]*</, "", name)
	sub(/>.*/, "", name)
	for (i = 1; i <= places; i++)
		if (index(name, libraries[i]) == 1 &&
		    !inside(FILENAME, where[libraries[i]]))
			say("<" name "> belongs in " where[libraries[i]])
}
