#!/bin/sh
# every cmocka program that `make units` built from a source that is still there
cd "$(dirname "$0")/../.." || exit 3
set --
for source in tests/unit/test_*.c; do
    name=${source##*/}
    set -- "$@" "${PRAK_BUILD:-build}/tests/${name%.c}"
done
exec perl tests/lib/unit "$@"
