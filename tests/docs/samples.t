#!/bin/sh
# The sample files are what their generators make: the same seed, the same bytes.
cd "$(dirname "$0")/../.." || exit 3
build=${PRAK_BUILD:-build}
echo 1..1
if make -s "$build/samples/generate" "$build/samples/rights" >&2 && sh samples/check-generated.sh "$build" >&2; then
    echo 'ok 1 - samples/ is what the generators make'
else
    echo 'not ok 1 - samples/ is what the generators make'
fi
