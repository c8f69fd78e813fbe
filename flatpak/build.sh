#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What `./dev flatpak` does, inside its root: build.sh STATE
#
# Builds the manifest on a stand-in runtime, installs it in a place of its own,
# and tries it: the command line program edits a prompt, the window opens. STATE
# keeps what need not be made twice.

set -euo pipefail

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
STATE=$1
ID=$(sed -n "s/^application_id = '\(.*\)'/\1/p" "$TOP/meson.build")
MANIFEST=$TOP/flatpak/$ID.json
OUT=$TOP/_build/flatpak
PORT=18437
KEY=sk-canary-5tGv1Qe8

say () { printf 'dev: %s\n' "$*" >&2; }
die () { say "$*"; exit 1; }

# logged NAME COMMAND…: quiet unless it fails.
logged () {
  local log=$OUT/$1.log
  shift
  "$@" >"$log" 2>&1 </dev/null || { tail -n 40 "$log" >&2; die "That failed; the whole log is $log"; }
}

manifest_value () {
  python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$MANIFEST" "$1"
}

ensure_runtime () {
  local runtime sdk branch stamp
  runtime=$(manifest_value runtime) sdk=$(manifest_value sdk) branch=$(manifest_value runtime-version)
  stamp="$EASEL_DEV_INSIDE $runtime $sdk $branch $(sha256sum <"$TOP/flatpak/runtime.sh")"
  if [ "$(cat "$STATE/stamp" 2>/dev/null)" != "$stamp" ]; then
    say "Making a stand-in for $runtime $branch (about a minute, only once) …"
    chmod -R u+w "$STATE" 2>/dev/null || true
    rm -rf "$STATE/repository" "$STATE/user" "$STATE/system" "$STATE/builder"
    logged runtime bash "$TOP/flatpak/runtime.sh" "$EASEL_DEV_INSIDE" "$STATE/repository" "$runtime" "$sdk" "$branch"
    flatpak --user remote-add --if-not-exists --no-gpg-verify stand-in "file://$STATE/repository"
    logged install-runtime flatpak --user install -y --noninteractive stand-in "$runtime//$branch" "$sdk//$branch"
    printf '%s\n' "$stamp" >"$STATE/stamp"
  fi
}

# What the desktop gets to see of an installed application.
check_exports () {
  local exports=$FLATPAK_USER_DIR/exports/share file
  for file in "applications/$ID.desktop" "dbus-1/services/$ID.service" "metainfo/$ID.metainfo.xml" \
    "icons/hicolor/scalable/apps/$ID.svg" "icons/hicolor/symbolic/apps/$ID-symbolic.svg"; do
    [ -e "$exports/$file" ] || die "The Flatpak does not export $file."
  done
  grep -q "^Exec=.*flatpak run .*--command=easel " "$exports/applications/$ID.desktop" ||
    die "The exported desktop entry does not start the Flatpak."
}

# In a bus of its own, on a virtual display.
try () {
  local answer window shot=$OUT/window.png i
  check_exports
  say "Trying the window …"
  flatpak run --user "$ID" >"$OUT/window.log" 2>&1 &
  # The class is the name of the program or the id, as the toolkit has it.
  for i in $(seq 100); do
    window=$(xdotool search --onlyvisible --class easel 2>/dev/null | head -n 1) || true
    [ -z "$window" ] || break
    sleep 0.2
  done
  [ -n "$window" ] || { cat "$OUT/window.log" >&2; die "No window after $((i / 5)) seconds."; }
  # Its first frames are still empty.
  sleep 2
  import -window root "$shot"
  [ "$(identify -format '%k' "$shot")" -gt 32 ] || die "The window shows nothing: see $shot"
  flatpak kill "$ID" || true
  say "Trying easel-cli …"
  answer=$(flatpak run --user --command=easel-cli "$ID" edit --json --model sandbox:editor \
             --instruction 'more vivid' 'a castle on a hill, dramatic clouds') ||
    die "easel-cli failed in the Flatpak: $answer"
  python3 -c 'import json, sys; answer = json.loads(sys.argv[1]); sys.exit(not answer["changes"])' "$answer" ||
    die "easel-cli changed nothing in the Flatpak: $answer"
  # Pictures are read by a process of their own, also in there.
  answer=$(in_flatpak generate --json --model sandbox:painter 'a castle on a hill') ||
    die "No picture came in the Flatpak: $answer"
  answer=$(in_flatpak library list --json) || die "The library cannot be listed in the Flatpak: $answer"
  python3 -c 'import json, sys; answer = json.loads(sys.argv[1]); sys.exit(not answer[0]["width"])' \
    "$answer" || die "The picture was not read in the Flatpak: $answer"
}

in_flatpak () { flatpak run --user --command=easel-cli "$ID" "$@"; }

add_account () {
  printf '%s\n' "$KEY" | in_flatpak provider add --protocol openai --name 'Key test' --id key-test \
    --base-url "http://127.0.0.1:$PORT/v1" --key-stdin --json
}

# The same samples as a server with a key: an edit through it needs the key.
serve_samples () {
  rm -f "$OUT/samples.in"
  mkfifo "$OUT/samples.in"
  in_flatpak sandbox --port "$PORT" <"$OUT/samples.in" >"$OUT/samples.log" 2>&1 &
  exec 9>"$OUT/samples.in"
}

# In a bus with a keyring and the Secret portal: a key is stored, and used.
try_keys () {
  local daemon file=$HOME/.var/app/$ID/data/keyrings/default.keyring answer i
  say "Trying a key in the Secret portal …"
  mkdir -p "$HOME/.config/xdg-desktop-portal"
  printf '[preferred]\ndefault=gtk\norg.freedesktop.impl.portal.Secret=gnome-keyring\n' \
    >"$HOME/.config/xdg-desktop-portal/portals.conf"
  printf '\n' | gnome-keyring-daemon --foreground --unlock --components=secrets >"$OUT/keyring.log" 2>&1 &
  daemon=$!
  gdbus wait --session --timeout 20 org.freedesktop.secrets
  add_account >"$OUT/keys.log" 2>&1 || { cat "$OUT/keys.log" >&2; die "The key could not be stored in the Flatpak."; }
  [ -s "$file" ] || die "The Secret portal's file is not there: $file"
  ! grep -qaF "$KEY" -r "$HOME/.var/app/$ID" || die "The key stands in a file of the Flatpak."
  serve_samples
  for i in $(seq 50); do
    ! (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null || break
    sleep 0.1
  done
  answer=$(in_flatpak edit --json --model key-test:editor --instruction 'more vivid' 'a castle on a hill') ||
    die "An edit with a stored key failed in the Flatpak: $answer"
  python3 -c 'import json, sys; answer = json.loads(sys.argv[1]); sys.exit(not answer["changes"])' "$answer" ||
    die "An edit with a stored key changed nothing in the Flatpak: $answer"
  exec 9>&-
  flatpak kill "$ID" 2>/dev/null || true
  kill "$daemon" 2>/dev/null || true
}

# In a bus with neither: no key is stored, and a sentence says why.
try_no_keys () {
  local answer
  say "Trying a key without a key store …"
  ! answer=$(add_account 2>&1) || die "A key was stored without a key store."
  case $answer in
    *'"type":"keyring"'*'Secret portal'*) ;;
    *) die "Without a key store the Flatpak says: $answer" ;;
  esac
}

# The stand-in has the libraries that the real runtime lacks, and nothing is
# downloaded: of the modules only Easel itself is built. Beside the manifest, for
# its paths.
local_manifest () {
  python3 - "$MANIFEST" "$TOP/flatpak/.local.json" <<'PYTHON'
import json, sys
manifest = json.load(open(sys.argv[1]))
manifest['modules'] = manifest['modules'][-1:]
json.dump(manifest, open(sys.argv[2], 'w'))
PYTHON
}

build () {
  ensure_runtime
  say "Building the Flatpak …"
  local_manifest
  logged build flatpak-builder --user --force-clean --disable-rofiles-fuse --disable-download --disable-updates \
    --state-dir="$STATE/builder" --repo="$STATE/repository" --install "$OUT/app" "$TOP/flatpak/.local.json"
  rm -f "$TOP/flatpak/.local.json"
  logged bundle flatpak build-bundle "$STATE/repository" "$OUT/easel.flatpak" "$ID" \
    "$(flatpak info --user --show-ref "$ID" | cut -d/ -f4)"
}

# without_services COMMAND…: on a bus that starts nothing by its name.
without_services () {
  cat >"$HOME/bare-bus.conf" <<BUS
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=$XDG_RUNTIME_DIR</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
BUS
  dbus-run-session --config-file="$HOME/bare-bus.conf" -- "$@"
}

# DISPLAY is set before the bus starts, which hands it to what it starts;
# Flatpak asks a system bus while it installs.
in_session () {
  xvfb-run --auto-servernum --server-args='-screen 0 1280x900x24' dbus-run-session -- \
    bash -c 'export DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS; exec "$@"' session \
    bash "$TOP/flatpak/build.sh" "$STATE" "$1"
}

whole () {
  local scratch
  mkdir -p "$OUT" "$STATE"
  # Nothing of the user's own: neither the data of an Easel that is really
  # installed nor the bus.
  scratch=$(mktemp -d)
  # shellcheck disable=SC2064
  trap "rm -rf '$scratch'" EXIT
  unset DBUS_SESSION_BUS_ADDRESS WAYLAND_DISPLAY DISPLAY XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME
  export FLATPAK_USER_DIR=$STATE/user FLATPAK_SYSTEM_DIR=$STATE/system
  export HOME=$scratch XDG_RUNTIME_DIR=$scratch/run LC_ALL=C.UTF-8
  mkdir -m 700 "$XDG_RUNTIME_DIR"
  say "Checking the manifest …"
  logged manifest flatpak-builder --show-manifest "$MANIFEST"
  in_session --build
  in_session --try
  without_services bash "$TOP/flatpak/build.sh" "$STATE" --try-no-keys
  in_session --try-keys
  say "The Flatpak works: $OUT/easel.flatpak; a picture of its window: $OUT/window.png"
}

case ${2:-} in
  --build) build ;;
  --try) try ;;
  --try-keys) try_keys ;;
  --try-no-keys) try_no_keys ;;
  '') whole ;;
  *) die "flatpak takes no argument $2" ;;
esac
