# SPDX-License-Identifier: ISC
# shellcheck shell=sh
#
# What the adapters share.  They lie in this folder and are linked into a copy
# of the peers' harness by install.sh; readlink finds the way back.

root=${root:-$(cd "$(dirname "$(readlink -f "$0")")/../../.." && pwd)}
PATCHBOT=${PATCHBOT:-$root/patchbot}

# pb_folder DIR: an empty folder for one daemon.
pb_folder() {
	W=$1
	rm -rf "$W"
	mkdir -p "$W/sent/new" "$W/sent/cur" "$W/sent/tmp" \
	    "$W/inbox/new" "$W/inbox/cur" "$W/inbox/tmp"
	DB=$W/patchbot.db
	CONF=$W/patchbot.conf
}

# pb_conf: the part of the configuration that all have; more follows by >>.
pb_conf() {
	cat > "$CONF" <<-E
	site {
		name Bench
		zone UTC
		contact "the bench"
		address patchbot@bench.example
	}
	database $DB
	control $W/control
	lists {
		committee committee@bench.example
		helpdesk helpdesk@bench.example
		infosec infosec@bench.example
		coordinator coordinator@bench.example
	}
	person coordinator {
		name Coordinator
		mail coordinator@bench.example
		roles coordinator
	}
	E
}

# The vendors of the harness' corpus: vendor1.example to vendor20.example.
pb_vendors() {
	for v in $(seq 20); do
		cat <<-E
		vendor vendor$v {
			from *@vendor$v.example
			prove any { dkim vendor$v.example }
		}
		E
	done
}

# pb_start: the daemon in the background; its output in $W/log.
pb_start() {
	: > "$W/log"	# pb_wait_lines may be there first
	"$PATCHBOT" run -c "$CONF" > "$W/log" 2>&1 < /dev/null &
	PID=$!
}

# pb_say COMMAND...: waits for the daemon first, at most 10 s.
pb_say() {
	tries=0
	until [ -S "$W/control" ] || [ "$tries" -ge 200 ]; do
		tries=$((tries + 1))
		sleep .05
	done
	"$PATCHBOT" say -c "$CONF" --as coordinator "$@" >> "$W/said" 2>&1
}

# pb_wait SQL NUMBER: until the query of one number gives that; 1 when the
# daemon is gone or 250 s have passed.
pb_wait() {
	tries=0
	while :; do
		got=$(sqlite3 -readonly -cmd '.timeout 2000' "$DB" "$1" \
		    2>/dev/null)
		[ "${got:-0}" -lt "$2" ] || return 0
		tries=$((tries + 1))
		if ! kill -0 "$PID" 2>/dev/null || [ "$tries" -gt 2500 ]; then
			tail -n 20 "$W/log" >&2
			return 1
		fi
		sleep .1	# the asking costs, too
	done
}

# pb_wait_lines PATTERN NUMBER: until the daemon's log has that many such
# lines; 1 when it ended before.  No looking at intervals, which would cost
# time of its own and give no more than the interval's precision.
pb_wait_lines() {
	mkfifo "$W/lines" || return 1
	tail -n +1 -f --pid="$PID" "$W/log" > "$W/lines" 2>/dev/null &
	lines=$!
	got=$(grep -m "$2" -c "$1" < "$W/lines")
	kill "$lines" 2>/dev/null
	[ "$got" -ge "$2" ]
}

pb_stop() {
	kill -TERM "$PID" 2>/dev/null
	wait "$PID"
}
