#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Makes a new key, signs the mails of the rehearsed months with it and writes
# the zone file that proves them.  To be run in the repository's root after a
# change of a mail; needs openssl and make.  The private key exists only while
# this runs.
set -eu
umask 077
here=tests/golden/playbooks/mail
build=${PATCHBOT_BUILD:-build}
"${MAKE:-make}" "$build/tests/tools/mailsign"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

openssl genpkey -quiet -algorithm rsa -pkeyopt rsa_keygen_bits:2048 \
    -out "$tmp/key" 2>/dev/null
for f in "$here"/*.eml; do
	awk '!body && /^$/ { body = 1 }
	!body && /^DKIM-Signature:/ { skip = 1; next }
	!body && skip && /^[ \t]/ { next }
	{ skip = 0; print }' "$f" > "$tmp/mail"
	"$build/tests/tools/mailsign" "$tmp/key" exsoft.example.org mail \
	    < "$tmp/mail" > "$tmp/signed"
	cat "$tmp/signed" > "$f"
done
{
	cat <<'EOF'
; The key and the policy of the made-up vendor; made by sign.sh.
$TTL 1h
$ORIGIN exsoft.example.org.
_dmarc TXT "v=DMARC1; p=reject"
mail._domainkey TXT (
EOF
	"$build/tests/tools/mailsign" "$tmp/key" | fold -w 64 | sed 's/.*/	"&"/'
	printf '	)\n'
} > "$tmp/zone"
cat "$tmp/zone" > "$here/zone"
