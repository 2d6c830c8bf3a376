#!/bin/sh
# SPDX-License-Identifier: ISC
#
# corpus.sh BUILD PROGRAM...: runs the tests of the corpus and prints what they
# told of their cases (tests/support/corpus.h): a table, a row for each folder,
# below it the cases that are wrong or were left out, each with its reason.
# Exit 1 where a case is wrong or a program failed.
set -u
build=$1
shift
dir=${PATCHBOT_CORPUS:-../shared/corpus}
if [ ! -d "$dir" ]; then
	echo "There is no corpus at $dir; PATCHBOT_CORPUS names another place."
	exit 0
fi
log=$build/tests/corpus
rm -rf "$log"
mkdir -p "$log"
rc=0
for t in "$@"; do
	name=${t##*/}
	if ! CMOCKA_MESSAGE_OUTPUT=TAP PATCHBOT_BUILD=$build \
	    timeout "${TEST_TIMEOUT:-900}" "$t" \
	    > "$log/$name" 2> "$log/$name.err" < /dev/null
	then
		echo "$name failed; its words are in $log/$name"
		grep -A 6 '^not ok' "$log/$name" | head -n 30
		tail -n 10 "$log/$name.err"
		rc=1
	fi
done
cat "$log"/test_*_corpus | awk -F '\t' '
$1 == "# corpus" {
	cases[$2]++
	n[$2, $3]++
	if ($3 != "right")
		told[$3] = told[$3] "    " $2 "/" $4 ": " $5 "\n"
	sum[$3]++
	all++
}
function row(name, c, r, w, s) {
	printf "%-28s %6s %6s %6s %8s\n", name, c, r, w, s
}
END {
	row("folder", "cases", "right", "wrong", "skipped")
	sort = "LC_ALL=C sort"
	for (f in cases)
		printf "%-28s %6d %6d %6d %8d\n", f, cases[f], n[f, "right"],
		    n[f, "wrong"], n[f, "skipped"] | sort
	close(sort)
	row("all", all + 0, sum["right"] + 0, sum["wrong"] + 0,
	    sum["skipped"] + 0)
	if (told["wrong"] != "")
		printf "\nwrong:\n%s", told["wrong"]
	if (told["skipped"] != "")
		printf "\nskipped:\n%s", told["skipped"]
	exit sum["wrong"] > 0
}' || rc=1
exit "$rc"
