#!/bin/sh
# Installs Coq with the libraries that these files require, from Debian's packages. The argument: a `verify` that says what is lacking.
set -u
packages="coq libcoq-coquelicot libcoq-interval libcoq-mathcomp-analysis"

stop() {
    echo "make formal: $1" >&2
    echo "make formal: without Coq nothing else is lost; each verdict stands at its next trust" >&2
    exit 4
}

if "$1" formal --ready; then exit 0; fi
command -v apt-get >/dev/null || stop "there is no apt-get here; install Coq 8.16 with Coquelicot, Interval and MathComp Analysis 0.6 (opam has all), then: verify formal"
as_root=""
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || stop "you are not root, and there is no sudo; ask for: apt-get install --no-install-recommends $packages"
    as_root="sudo"
fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get -q update -o Acquire::Retries=3 || echo "make formal: the package lists could not be brought up to date; trying those at hand" >&2
# shellcheck disable=SC2086
$as_root apt-get -q install -y --no-install-recommends -o Acquire::Retries=3 $packages ||
    stop "apt-get could not install $packages; is there a network, and a Debian 12 or Ubuntu archive among its sources?"
"$1" formal --ready || stop "the packages are installed, but not what is needed"
