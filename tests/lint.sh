#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The rules of the house, checked: what it finds, it prints as file:line: what,
# and ends with 1.  Needs awk and git or find; cppcheck, mandoc and shellcheck
# where they are there.
set -u
cd "$(dirname "$0")/.." || exit 1
LC_ALL=C
export LC_ALL
bad=$(mktemp) || exit 1
trap 'rm -f "$bad"' EXIT

# Every file of ours: new ones too, what is built or ignored not.
files() {
	if [ -e .git ] && command -v git >/dev/null; then
		git ls-files --cached --others --exclude-standard
	else
		find . -name 'build*' -prune -o -type f -print | sed 's,^\./,,'
	fi | grep -Ev '^tests/(fuzz/corpus|golden/.*/|.*\.(eml|golden)$)' |
	    while read -r f; do
		[ -f "$f" ] && echo "$f"
	done | sort -u
}

all=$(files)
matching() {
	echo "$all" | grep -E "$1"
}
sources=$(matching '^(bot|handlers|tests)/.*\.[ch]$')
scripts=$(matching '\.sh$|^\.ci/')

# shellcheck disable=SC2086,SC2046 # no blanks in the names of our files
{
	awk -f tests/lint/source.awk $sources
	awk -f tests/lint/layers.awk $(matching '^(bot|handlers)/.*\.[ch]$')
	awk -f tests/lint/text.awk $(matching \
	    '\.([ch]|sh|md|mk|conf|awk|[1-9]|service)$|^\.ci/|^Makefile$')
} > "$bad"

ran="rules"
if command -v mandoc >/dev/null; then
	ran="$ran mandoc"
	# and those that the build has put together: "lint.sh PAGE..."
	for page in $(matching '^man/.*\.[1-9]$') "$@"; do
		mandoc -T lint -W warning "$page" >> "$bad"
	done
fi
if command -v cppcheck >/dev/null; then
	ran="$ran cppcheck"
	# It is not shown the system's headers and need not know their macros;
	# POSIX has NULL as a pointer, so it may end a list of arguments;
	# readdir(3) is safe where each folder has its own stream.
	# shellcheck disable=SC2046
	cppcheck -q -j 2 --enable=warning,portability --std=c11 -D__GNUC__=12 \
	    --library=posix --inline-suppr --suppress=unknownMacro \
	    --suppress=missingIncludeSystem --suppress=varFuncNullUB \
	    --suppress=readdirCalled \
	    --template='{file}:{line}: {message} [{id}]' \
	    -Ibot -I. $(matching '^(bot|handlers)/.*\.c$') 2>&1 |
	    grep -E '^[^ :]+:[0-9]+: ' >> "$bad"
fi
if command -v shellcheck >/dev/null; then
	ran="$ran shellcheck"
	# shellcheck disable=SC2086
	shellcheck -f gcc -S info $scripts | sed 's/: note: /: /' >> "$bad"
fi

sort -u -t : -k 1,1 -k 2,2n "$bad"
n=$(sort -u "$bad" | wc -l)
echo "lint ($ran): $(echo "$sources" | wc -l) files, $((n)) findings"
[ "$n" -eq 0 ]
