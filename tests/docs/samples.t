#!/bin/sh
# The sample files are what their generator makes: the same seed, the same bytes.
cd "$(dirname "$0")/../.." || exit 3
build=${PRAK_BUILD:-build}
echo 1..1
if make -s "$build/samples/generate" >&2 && sh samples/check-generated.sh "$build" >&2; then
    echo 'ok 1 - samples/ is what the generator makes'
else
    echo 'not ok 1 - samples/ is what the generator makes'
fi
