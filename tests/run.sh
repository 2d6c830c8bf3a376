#!/bin/sh
# run.sh BUILD PROGRAM...: runs the cmocka programs (TAP) and adds them up.
# A program that ends by a signal, or with nothing said, is one failure.
# The last line is "N passed, N failed, N skipped".
set -u
build=$1
shift
passed=0 failed=0 skipped=0
log=$build/tests/log
mkdir -p "$log"
for t in "$@"; do
	name=${t#"$build"/tests/}
	out=$log/$(printf %s "$name" | tr / -).tap
	CMOCKA_MESSAGE_OUTPUT=TAP PATCHBOT_BUILD=$build \
	    timeout "${TEST_TIMEOUT:-900}" "$t" \
	    > "$out" 2> "$out.err" < /dev/null
	rc=$?
	p=$(grep -c '^ok [0-9]*' "$out")
	s=$(grep -ci '^\(ok\|not ok\) .*# skip' "$out")
	f=$(grep '^not ok' "$out" | grep -vci '# skip')
	p=$((p - $(grep -ci '^ok .*# skip' "$out")))
	# a crash, or a failure that left no line
	if [ "$rc" -ne 0 ] && [ "$f" -eq 0 ]; then
		f=1
	fi
	if [ $((p + s + f)) -eq 0 ]; then
		f=1
	fi
	printf '%-40s %4d passed %3d failed %3d skipped\n' \
	    "$name" "$p" "$f" "$s"
	if [ "$f" -ne 0 ]; then
		echo "--- $name ended with $rc:"
		grep -A 12 '^not ok' "$out" | head -n 60
		tail -n 40 "$out.err"
	fi
	grep -i '# skip' "$out" | sed 's/^/    /' | head -n 5
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
