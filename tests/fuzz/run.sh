#!/bin/sh
# SPDX-License-Identifier: ISC
#
# run.sh SECONDS [NAME...]
#
# Builds the fuzzers (all, or tests/fuzz/fuzz_NAME.c) with clang's libFuzzer,
# AddressSanitizer and UndefinedBehaviorSanitizer under build-fuzz, and runs
# each for SECONDS on a copy of its corpus: inputs that reach something new are
# added to build-fuzz/corpus/NAME, where the next run goes on, never to
# tests/fuzz/corpus.  tests/fuzz/NAME.dict, where there is one, holds words of
# its language.  One line per fuzzer; what crashed, leaked, ran out of memory
# or took longer than 10 s lies in build-fuzz/findings/NAME-*.
#
# Exit 0 when nothing was found, 1 otherwise, 2 where nothing could be run.
set -u
cd "$(dirname "$0")/../.." || exit 2
build="build-fuzz"
most=20	# findings of one fuzzer, then the rest of its time is left

usage() {
	echo "usage: tests/fuzz/run.sh SECONDS [NAME...]" >&2
	exit 2
}

case ${1-} in
''|*[!0-9]*) usage ;;
esac
seconds=$1
shift
if [ $# -eq 0 ]; then
	for f in tests/fuzz/fuzz_*.c; do
		f=${f##*/fuzz_}
		set -- "$@" "${f%.c}"
	done
fi
targets=
for name in "$@"; do
	if [ ! -f "tests/fuzz/fuzz_$name.c" ]; then
		echo "run.sh: there is no fuzzer \"$name\"" >&2
		usage
	fi
	targets="$targets $build/tests/fuzz/fuzz_$name"
done

mkdir -p $build/findings $build/run $build/log
sh .ci/packages lint > $build/log/packages 2>&1 ||
    tail -n 5 $build/log/packages >&2
# shellcheck disable=SC2086 # names of files
if ! make -j"$(nproc)" BUILD=$build CC=clang SANITIZER=address,undefined \
    CFLAGS='-O1 -g -fsanitize=fuzzer-no-link' FUZZ_MAIN= \
    LDFLAGS=-fsanitize=fuzzer $targets > $build/log/make 2>&1; then
	tail -n 20 $build/log/make >&2
	exit 2
fi

# The last (or with "first" the first) number behind a word of a log.
number() {
	sed -n "s/.*$2 \([0-9][0-9]*\).*/\1/p" "$1" |
	    if [ "${3-}" = first ]; then head -n 1; else tail -n 1; fi
}

found() {
	find $build/findings -name "$1-*" | wc -l
}

# One fuzzer until its time is up; libFuzzer ends at its first finding, so it
# is started again.
run_one() {
	name=$1 log=$build/log/$1 runs=0 rc=0 before=$(found "$1")
	corpus=$build/corpus/$name
	mkdir -p "$corpus"
	: > "$log"
	# a build in between must not pull the program away
	cp "$build/tests/fuzz/fuzz_$name" "$build/run/$name"
	set -- "-timeout=10" -rss_limit_mb=2048 -max_len=8192 \
	    -print_final_stats=1 "-artifact_prefix=$build/findings/$name-"
	[ ! -f "tests/fuzz/$name.dict" ] ||
	    set -- "$@" "-dict=tests/fuzz/$name.dict"
	# its store keeps memory for later: that looks like a leak at each
	# input, so they are looked for at the end only
	[ "$name" != command ] || set -- "$@" -detect_leaks=0
	start=$(date +%s)
	left=$seconds
	while [ "$left" -gt 0 ] &&
	    [ $(($(found "$name") - before)) -lt $most ]; do
		rc=0 seen=$(found "$name")
		"$build/run/$name" "$@" "-max_total_time=$left" "$corpus" \
		    "tests/fuzz/corpus/$name" > "$log.one" 2>&1 || rc=$?
		more=$(number "$log.one" 'stat::number_of_executed_units:')
		runs=$((runs + ${more:-0}))
		cat "$log.one" >> "$log"
		[ "$rc" -ne 0 ] || break
		# what is in the corpus itself is found at every start
		[ "$(found "$name")" -gt "$seen" ] || break
		left=$((start + seconds - $(date +%s)))
	done
	took=$(($(date +%s) - start))
	first=$(number "$log" 'INITED cov:' first)
	last=$(number "$log" 'cov:')
	n=$(($(found "$name") - before))
	printf '%-10s %4d s %10d runs %7d/s  coverage %5d, %d new  ' "$name" \
	    "$took" "$runs" $((runs / (took > 0 ? took : 1))) \
	    "${last:-0}" $((${last:-0} - ${first:-0}))
	printf '%d findings%s\n' "$n" \
	    "$([ "$rc" -eq 0 ] || echo ", ended with $rc: see $log")"
	[ "$n" -eq 0 ] && [ "$rc" -eq 0 ]
}

failed=0
for name in "$@"; do
	run_one "$name" || failed=1
done
exit $failed
