#!/bin/sh
# SPDX-License-Identifier: ISC
#
# install.sh DIR: links patchbot's adapters into a copy of the peers' harness
# (the folder with p1, p2 and p3), as contenders "patchbot", "patchbot-years"
# and "patchbot-examine".  Lets the room service of its Prosody show real
# addresses, without which patchbot believes nobody in a room.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
dir=${1:?usage: install.sh DIR}

if [ ! -w "$dir/p1/contenders" ]; then
	echo "install.sh: $dir/p1/contenders is no folder that can be" \
	    "written; give a copy of the harness" >&2
	exit 1
fi
for adapter in "$here"/p[0-9]-*; do
	name=${adapter##*/}
	ln -sf "$adapter" "$dir/${name%%-*}/contenders/${name#*-}"
	echo "$dir/${name%%-*}/contenders/${name#*-}"
done
if ! grep -q muc_room_default_public_jids "$dir/p2/prosody.sh"; then
	sed -i 's/^  muc_room_locking = false$/&\
  muc_room_default_public_jids = true/' "$dir/p2/prosody.sh"
fi
