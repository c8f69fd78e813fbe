#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# with-keyring.sh [--none|--locked] PROGRAM [ARGS]
#
# Runs PROGRAM on a session bus of its own, with a real keyring in a fresh
# home: unlocked, or locked, or with no keyring at all.

set -eu

mode=unlocked
case ${1:-} in
  --none) mode=none; shift ;;
  --locked) mode=locked; shift ;;
esac

if [ -z "${EASEL_TEST_INNER_BUS:-}" ]; then
  for tool in dbus-run-session gnome-keyring-daemon gdbus; do
    command -v "$tool" >/dev/null || { echo "1..0 # SKIP $tool is not installed"; exit 0; }
  done
  home=$(mktemp -d)
  trap 'rm -rf "$home"' EXIT
  mkdir -m 700 "$home/run" "$home/services"
  # No service is started by its name: only what is started here is there.
  cat >"$home/bus.conf" <<BUS
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=$home/run</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
BUS
  export HOME="$home" XDG_RUNTIME_DIR="$home/run" XDG_DATA_HOME="$home/data" XDG_CONFIG_HOME="$home/config"
  export XDG_CACHE_HOME="$home/cache" EASEL_TEST_INNER_BUS=1
  unset DISPLAY WAYLAND_DISPLAY GNOME_KEYRING_CONTROL DBUS_SESSION_BUS_ADDRESS
  [ "$mode" = unlocked ] || set -- "--$mode" "$@"
  status=0
  dbus-run-session --config-file="$home/bus.conf" -- "$0" "$@" || status=$?
  exit "$status"
fi

daemon=
if [ "$mode" != none ]; then
  # An empty password makes the login keyring and unlocks it.
  printf '\n' | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
  daemon=$!
  gdbus wait --session --timeout 20 org.freedesktop.secrets
  tries=0
  until gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets/collection/login \
    --method org.freedesktop.DBus.Properties.Get org.freedesktop.Secret.Collection Locked 2>/dev/null |
    grep -q false; do
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || { echo "The keyring did not start" >&2; exit 1; }
    sleep 0.05
  done
fi
if [ "$mode" = locked ]; then
  gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets \
    --method org.freedesktop.Secret.Service.Lock "['/org/freedesktop/secrets/collection/login']" >/dev/null
fi

status=0
"$@" || status=$?
[ -z "$daemon" ] || kill "$daemon" 2>/dev/null || :
exit "$status"
