#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# runtime.sh ROOT REPOSITORY RUNTIME SDK BRANCH
#
# Makes a stand-in for the runtime and its SDK out of ROOT, a root of Debian
# packages, in the OSTree repository REPOSITORY, so that the Flatpak can be
# built, installed and tried without a network. It has Debian's libraries: it
# proves the manifest, not the runtime, and is never to be distributed.

set -euo pipefail

root=$1 repository=$2 runtime=$3 sdk=$4 branch=$5
arch=$(flatpak --default-arch)
work=$(mktemp -d "$(dirname "$repository")/runtime.XXXXXX")
trap 'chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT

# Plain files that belong to whoever makes them; nothing is compressed.
[ -d "$repository/objects" ] || ostree --repo="$repository" init --mode=bare-user-only

# What is for building only, below usr.
development=(include share/gir-1.0 share/pkgconfig share/aclocal share/cmake lib/gcc libexec/gcc lib/llvm-19
             'lib/*-linux-gnu/pkgconfig' 'lib/*.a' 'lib/*-linux-gnu/*.a'
             bin/gcc* bin/cc bin/c99* bin/cpp* bin/*-linux-gnu-* bin/clang* bin/ld* bin/as bin/meson bin/ninja
             bin/blueprint-compiler bin/pkg*conf* bin/git*)
# What Flatpak makes itself, or what belongs to one machine, below etc.
machine=(passwd* group* shadow* gshadow* subuid* subgid* machine-id resolv.conf hosts hostname localtime mtab fstab
         ld.so.cache ld.so.conf* apt ssl/private .pwd.lock cron* init.d rc?.d systemd)

make_tree () {
  local kind=$1 tree=$2
  mkdir -p "$tree/files"
  # Links where the file system allows them: the copies are only read.
  cp -al "$root/usr" "$tree/usr" 2>/dev/null ||
    { rm -rf "$tree/usr"; cp -a --reflink=auto "$root/usr" "$tree/usr"; }
  cp -a --reflink=auto "$root/etc" "$tree/usr/etc"
  (cd "$tree/usr/etc" && rm -rf "${machine[@]}")
  (
    cd "$tree/usr"
    rm -rf local games src share/doc share/man share/info share/lintian share/bug
    # Flatpak looks for it in bin only.
    [ -e bin/ldconfig ] || ln -s ../sbin/ldconfig bin/ldconfig
    find . \( -type b -o -type c -o -type p -o -type s \) -delete
    if [ "$kind" = Platform ]; then
      # Unquoted on purpose: these are patterns.
      # shellcheck disable=SC2068
      rm -rf ${development[@]}
    fi
  )
}

for kind in Platform Sdk; do
  name=$runtime
  [ "$kind" = Platform ] || name=$sdk
  make_tree "$kind" "$work/$kind"
  cat >"$work/$kind/metadata" <<METADATA
[Runtime]
name=$name
runtime=$runtime/$arch/$branch
sdk=$sdk/$arch/$branch

[Environment]
GI_TYPELIB_PATH=/app/lib/girepository-1.0
XDG_DATA_DIRS=/app/share:/usr/share:/usr/share/runtime/share:/run/host/user-share:/run/host/share
METADATA
  flatpak build-export --runtime --disable-fsync --no-update-summary "$repository" "$work/$kind" "$branch"
  rm -rf "${work:?}/$kind"
done
flatpak build-update-repo "$repository"
