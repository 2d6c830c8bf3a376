#!/bin/sh
# deliver.sh MAILDIR: puts the sample bulletins into a Maildir, once, the way
# a mail server would: written in tmp, then moved into new.
set -eu
dir=$1
here=$(dirname "$0")
if [ -e "$dir/.samples" ]; then
	exit 0
fi
mkdir -p "$dir/tmp" "$dir/new" "$dir/cur"
for f in "$here"/*.eml; do
	name=sample.$(basename "$f" .eml)
	cp "$f" "$dir/tmp/$name"
	mv "$dir/tmp/$name" "$dir/new/$name"
done
: > "$dir/.samples"
