#!/bin/sh
# run.sh BUILD [PROGRAM...] [-- PROGRAM...]: runs the cmocka programs (TAP) and
# adds them up; those before the "--" several at once (TEST_JOBS, default: one
# for each processor), those behind it one after the other.
# A program that ends by a signal, or with nothing said, is one failure; so
# is each test that its plan names and that nothing was told of.
# The last line is "N passed, N failed, N skipped".
set -u

# one BUILD PROGRAM: runs it, tells of it, and leaves its counts in NAME.sum
one() {
	t=$2
	name=${t#"$1"/tests/}
	out=$1/tests/log/$(printf %s "$name" | tr / -).tap
	began=$(date +%s)
	CMOCKA_MESSAGE_OUTPUT=TAP PATCHBOT_BUILD=$1 \
	    timeout "${TEST_TIMEOUT:-900}" "$t" \
	    > "$out" 2> "$out.err" < /dev/null
	rc=$?
	p=$(grep -c '^ok [0-9]*' "$out")
	s=$(grep -ci '^\(ok\|not ok\) .*# skip' "$out")
	f=$(grep '^not ok' "$out" | grep -vci '# skip')
	p=$((p - $(grep -ci '^ok .*# skip' "$out")))
	# an end before the last test: what the plan names and nothing tells of
	planned=$(sed -n 's/^1\.\.\([0-9][0-9]*\)$/\1/p' "$out" |
	    awk '{ n += $1 } END { print n + 0 }')
	if [ $((p + s + f)) -lt "$planned" ]; then
		f=$((planned - p - s))
	fi
	# a crash, or a failure that left no line
	if [ "$rc" -ne 0 ] && [ "$f" -eq 0 ]; then
		f=1
	fi
	if [ $((p + s + f)) -eq 0 ]; then
		f=1
	fi
	echo "$p $f $s" > "${out%.tap}.sum"
	# in one piece: others tell of theirs at the same time
	told=$(
		printf '%-40s %4d passed %3d failed %3d skipped %4d s\n' \
		    "$name" "$p" "$f" "$s" $(($(date +%s) - began))
		if [ "$f" -ne 0 ]; then
			echo "--- $name ended with $rc:"
			grep -A 12 '^not ok' "$out" | head -n 60
			tail -n 40 "$out.err"
		fi
		grep -i '# skip' "$out" | sed 's/^/    /' | head -n 5
	)
	printf '%s\n' "$told"
}

if [ "$1" = --one ]; then
	one "$2" "$3"
	exit 0
fi
build=$1
shift
log=$build/tests/log
rm -rf "$log"
mkdir -p "$log"
jobs=${TEST_JOBS:-$(nproc 2>/dev/null || echo 1)}
together='' alone=''
while [ $# -gt 0 ] && [ "$1" != -- ]; do
	together="$together $1"
	shift
done
[ $# -eq 0 ] || shift
alone=$*
for t in $together; do
	echo "$t"
done | xargs -r -n 1 -P "$jobs" sh "$0" --one "$build"
for t in $alone; do
	one "$build" "$t"
done
# what left no counts did not even begin
for t in $together $alone; do
	name=${t#"$build"/tests/}
	grep . "$log/$(printf %s "$name" | tr / -).sum" 2>/dev/null ||
	    echo 0 1 0
done | awk '{ p += $1; f += $2; s += $3 }
    END { printf "%d passed, %d failed, %d skipped\n", p, f, s
	  exit f > 0 || p + s == 0 }'
