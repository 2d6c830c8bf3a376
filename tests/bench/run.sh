#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The benches that need nothing from outside: patchbot beside what the same
# machine can do at most (or Python's smtplib), in the same run, as ratios.
# A table comes out; nothing here passes or fails by the clock.
#
#	BENCH_MAILS	how many mails (2000)
#	BENCH_ROUNDS	rounds, of which the median counts (3)
#	BENCH_STORED	mails stored for the start of a full house (100000)
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root" || exit 1
tools=${PATCHBOT_BUILD:-build}/tests/tools
mails=${BENCH_MAILS:-2000}
rounds=${BENCH_ROUNDS:-3}
stored=${BENCH_STORED:-100000}
warm=100

sh .ci/packages bench || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/patchbot-bench.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
# shellcheck source=tests/bench/peers/lib.sh
. tests/bench/peers/lib.sh

now() {
	date +%s.%N
}

calc() {
	awk "BEGIN { printf(\"%.${2:-3}f\", ($1)) }"
}

# The median of what a command prints in all rounds.
median() {
	i=0
	while [ "$i" -lt "$rounds" ]; do
		"$@" || echo 0
		i=$((i + 1))
	done | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

row() {
	printf '%-46s %10s %10s %8s\n' "$@"
}

against() {
	row "$1" "$2" "$3" "$(calc "$3 > 0 ? $2 / $3 : 0" 2)"
}

# --- examination -----------------------------------------------------------

# Seconds of CPU to examine the first N mails.
examine_cpu() {
	head -n "$1" "$work/list" > "$work/some"
	# shellcheck disable=SC2046 # paths without blanks
	"$tools/bench_run" meter "$PATCHBOT" examine -j -z "$work/zone" \
	    -V "$work/vendors.conf" $(cat "$work/some") | cut -d ' ' -f 2
}

# Mails per second of CPU, without the start.
examine_rate() {
	few=$(examine_cpu "$warm") && all=$(examine_cpu "$mails") &&
	    calc "($mails - $warm) / ($all - $few)" 0 && echo
}

# --- the daemon --------------------------------------------------------------

daemon_conf() {
	pb_conf
	cat "$work/vendors.conf" >> "$CONF"
	cat >> "$CONF" <<-E2
	mailbox vendors { maildir $W/inbox }
	names { zone $work/zone }
	$1
	E2
}

# Seconds until N mails that lay in the Maildir are rows that are done.
bulk_seconds() {
	pb_folder "$work/bulk"
	daemon_conf "send { maildir $W/sent }"
	head -n "$1" "$work/list" | while read -r mail; do
		cp "$mail" "$W/inbox/new/${mail##*/}"
	done
	start=$(now)
	pb_start
	pb_wait "SELECT count(*) FROM inbox WHERE channel = 'mail'
	    AND state IN ('done', 'refused', 'poison')" "$1"
	calc "$(now) - $start"
	pb_stop
}

bulk_rate() {
	few=$(bulk_seconds "$warm")
	all=$(bulk_seconds "$mails")
	calc "($mails - $warm) / ($all - $few)" 0
	echo
}

# --- sending -----------------------------------------------------------------

sink_start() {
	"$tools/bench_smtp" sink "$port" > "$work/sunk" &
	sink=$!
	until "$tools/bench_smtp" send "$port" 0 "$work/notice" \
	    > /dev/null 2>&1; do
		kill -0 "$sink" || exit 1
		sleep .05
	done
}

sink_stop() {
	kill "$sink"
	wait "$sink"
}

send_floor() {
	sink_start
	"$tools/bench_smtp" send "$port" "$mails" "$work/notice"
	sink_stop
}

send_python() {
	sink_start
	python3 - "$port" "$mails" "$work/notice" <<-E2
	import smtplib, socket, sys, time
	port, n, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
	text = open(path, "rb").read()
	s = smtplib.SMTP("127.0.0.1", port, local_hostname="localhost")
	s.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
	start = time.time()
	for i in range(n):
	    s.sendmail("n@bench.example", ["u%d@bench.example" % i], text)
	print("%.0f" % (n / (time.time() - start)))
	s.quit()
	E2
	sink_stop
}

# Seconds for N rows of the outbox, from the start of the daemon.
fanout_seconds() {
	cp "$work/empty.db" "$DB"
	rm -f "$DB-wal" "$DB-shm"
	sqlite3 "$DB" <<-E2
	BEGIN;
	WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
	    WHERE i < $1)
	INSERT INTO outbox (id, channel, sender, at, state, unique_name,
	    subject) SELECT i + 1000000, 'mail', 'n@bench.example', 0,
	    'queued', '<' || i || '.bench@bench.example>', 'notice' FROM n;
	INSERT INTO outbox_body (id, body) SELECT id,
	    readfile('$work/notice') FROM outbox;
	INSERT INTO recipients (outbox, address, state) SELECT id,
	    'u' || id || '@bench.example', 'queued' FROM outbox;
	COMMIT;
	E2
	start=$(now)
	pb_start
	pb_wait "SELECT count(*) FROM outbox WHERE state IN
	    ('sent', 'failed', 'unknown')" "$1"
	calc "$(now) - $start"
	pb_stop
}

fanout_rate() {
	pb_folder "$work/fanout"
	daemon_conf "send { smtp 127.0.0.1 $port; tls none }"
	sink_start
	few=$(fanout_seconds "$warm")
	all=$(fanout_seconds "$mails")
	sink_stop
	calc "($mails - $warm) / ($all - $few)" 0
	echo
	[ "$(cat "$work/sunk")" -eq $((mails + warm)) ] ||
	    echo "$(cat "$work/sunk") of $((mails + warm)) arrived" >&2
}

# --- starting ----------------------------------------------------------------

store_mails() {
	sqlite3 -bail "$DB" <<-E2
	BEGIN;
	WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
	    WHERE i < $1)
	INSERT INTO inbox (id, channel, source, key, at, state, sender,
	    subject, message_id, verdict, vendor, filed)
	    SELECT i + 1000000, 'mail', 'vendors', 'stored-' || i,
	    1790000000 + i, 'done', 'secure@vendor1.example', 'stored',
	    '<stored.' || i || '@vendor1.example>',
	    'authentic', 'vendor1', 1 FROM n;
	INSERT INTO inbox_raw (id, raw) SELECT id, randomblob(2000)
	    FROM inbox WHERE id > 1000000;
	COMMIT;
	E2
}

say_ms() {
	start=$(now)
	k=0
	while [ "$k" -lt 100 ]; do
		pb_say status || return 1
		k=$((k + 1))
	done
	calc "($(now) - $start) * 10" 2
	echo
}

# --- rehearsal ---------------------------------------------------------------

# A year with a deployment planned, opened and closed on 28 days of each month,
# and a mail of a person on each of them: 1900 lines, 1000 agenda entries.
year_script() {
	awk 'BEGIN {
		for (m = 1; m <= 12; m++)
			for (d = 1; d <= 28; d++) {
				day = sprintf("2026-%02d-%02d", m, d)
				name = sprintf("p%02d%02d", m, d)
				print day " 08:00 reply dan status"
				if (m < 12)
					printf("%s 09:00 chat carla plan " \
					    "p%02d%02d production " \
					    "2026-%02d-%02d 21:30 for 1h " \
					    "systems S\n", day,
					    m + 1, d, m + 1, d)
				if (m == 1)
					continue
				print day " 21:20 chat carla open " name
				print day " 21:30 room sara here"
				print day " 22:00 chat carla complete " \
				    name " fine"
				print day " 22:05 chat carla close " name
			}
	}'
}

year_s() {
	start=$(now)
	"$PATCHBOT" rehearse -c tests/golden/rehearse/site.conf \
	    --from 2026-01-01 --until 2026-12-31 --script "$work/year" \
	    > "$work/said" 2>> "$work/errors" || return 1
	calc "$(now) - $start" 2
	echo
}

# --- all in turn -------------------------------------------------------------

port=$((20000 + $$ % 10000))
"$tools/bench_mails" "$work" "$mails" || exit 1
{
	printf 'Subject: notice\r\nFrom: n@bench.example\r\n\r\n'
	yes 'Line of the notice: update the package, restart the service.' |
	    head -n 80 | sed 's/$/\r/'
} > "$work/notice"

# a database with its tables and nothing in them
pb_folder "$work/plain"
daemon_conf "send { maildir $W/sent }"
pb_start
pb_say status || {
	cat "$W/log" >&2
	exit 1
}
say=$(median say_ms)
pb_stop
sqlite3 "$DB" 'PRAGMA wal_checkpoint(TRUNCATE)' > /dev/null
cp "$DB" "$work/empty.db"

row "what, per second unless it says otherwise" patchbot beside ratio
verify=$(median "$tools/bench_floor" verify 20000)
against "examine / RSA+SHA floor, per CPU second" \
    "$(median examine_rate)" "$verify"
commit=$(median "$tools/bench_floor" commit "$work" 3000)
against "Maildir to done rows / SQLite commits" "$(median bulk_rate)" "$commit"
fanout=$(median fanout_rate)
against "copies of a notice / a bare sender" "$fanout" "$(median send_floor)"
against "copies of a notice / Python's smtplib" "$fanout" \
    "$(median send_python)"
row "say status, ms with its process" "$say" - -
for n in 10 1000 100000; do
	row "a tick with $n entries on the agenda, us" \
	    "$(median "$tools/bench_tick" "$n")" - -
done
year_script > "$work/year"
year=$(median year_s)
row "a rehearsed year, s ($(wc -l < "$work/said") lines)" "$year" 10 \
    "$(calc "$year / 10" 2)"

pb_folder "$work/plain"
daemon_conf "send { maildir $W/sent }"
cp "$work/empty.db" "$DB"
read -r ms pss cpu <<E2
$("$tools/bench_run" ready 10 "$PATCHBOT" run -c "$CONF")
E2
row "READY with an empty database, ms" "$ms" 300 "$(calc "$ms / 300" 2)"
row "PSS of all processes, idle, KB" "$pss" 30720 "$(calc "$pss / 30720" 2)"
row "CPU while idle, ms in 10 s" "$cpu" - -
store_mails "$stored" || exit 1
read -r ms pss cpu <<E2
$("$tools/bench_run" ready 1 "$PATCHBOT" run -c "$CONF")
E2
row "READY with $stored mails stored, ms" "$ms" 1000 "$(calc "$ms / 1000" 2)"
