#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Makes new keys, signs the sample mails with them and writes the zone file.
# To be run in the repository's root after a change of a mail; needs openssl
# and make. The private keys exist only while this runs.
set -eu
umask 077
here=conf/samples
build=${PATCHBOT_BUILD:-build}
"${MAKE:-make}" "$build/tests/tools/mailsign"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

for k in northwind exsoft greenhouse; do
	openssl genpkey -quiet -algorithm rsa -pkeyopt rsa_keygen_bits:2048 \
	    -out "$tmp/$k" 2>/dev/null
done
openssl genpkey -algorithm ed25519 -out "$tmp/northwind-ed"

# unsigned FILE: without its DKIM-Signature fields
unsigned() {
	awk '!body && /^$/ { body = 1 }
	!body && /^DKIM-Signature:/ { skip = 1; next }
	!body && skip && /^[ \t]/ { next }
	{ skip = 0; print }' "$1"
}

# sign KEY DOMAIN SELECTOR: signs what comes in
sign() {
	"$build/tests/tools/mailsign" "$tmp/$1" "$2" "$3"
}

# record NAME KEY
record() {
	printf '%s TXT (\n' "$1"
	"$build/tests/tools/mailsign" "$tmp/$2" | fold -w 64 |
	    sed 's/.*/	"&"/'
	printf '	)\n'
}

for f in "$here"/*.eml; do
	unsigned "$f" > "$tmp/mail"
	case ${f##*/} in
	3-*)	# two signatures, of both kinds
		sign northwind northwind.example.net s2026 < "$tmp/mail" |
		    sign northwind-ed northwind.example.net ed2026 ;;
	[12]-*)	sign northwind northwind.example.net s2026 < "$tmp/mail" ;;
	4-*)	sign exsoft exsoft.example.org mail < "$tmp/mail" ;;
	7-*)	# signed as its sender wrote it, before the list's additions
		sed -e '/^_____/,$d' -e '/^List-/d' -e '/^Precedence/d' \
		    "$tmp/mail" |
		    sign northwind northwind.example.net s2026 |
		    sed '/^$/,$d' > "$tmp/head"
		awk '/^[^ \t]/ { on = /^DKIM-Signature:/ } on' "$tmp/head"
		cat "$tmp/mail" ;;
	8-*)	sign greenhouse greenhouse.example k1 < "$tmp/mail" ;;
	*)	cat "$tmp/mail" ;;
	esac > "$tmp/signed"
	cat "$tmp/signed" > "$f"
done

{
	cat <<'EOF'
; Keys and policies of the sample senders; made by sign.sh.
$TTL 1h
$ORIGIN northwind.example.net.
_dmarc TXT "v=DMARC1; p=reject; adkim=s"
EOF
	record s2026._domainkey northwind
	record ed2026._domainkey northwind-ed
	cat <<'EOF'
$ORIGIN exsoft.example.org.
_dmarc TXT "v=DMARC1; p=reject"
EOF
	record mail._domainkey exsoft
	cat <<'EOF'
$ORIGIN greenhouse.example.
_dmarc TXT "v=DMARC1; p=none"
EOF
	record k1._domainkey greenhouse
	cat <<'EOF'
; The forger's domain has a policy, too, and his mail does not keep it.
$ORIGIN n0rthwind.example.net.
_dmarc TXT "v=DMARC1; p=reject"
EOF
} > "$tmp/zone"
cat "$tmp/zone" > "$here/zone"
