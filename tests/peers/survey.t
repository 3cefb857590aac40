#!/bin/sh
# survey.t [DESIGNS [SEED]] - random designs, each computed by prak stats and by R's survey package on the spot.
# Without an argument: 10 designs, always the same, in the long run, none else. Skipped where R or the package is missing.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 3
skip() {
    echo "1..0 # SKIP $1"
    exit 0
}
[ $# -gt 0 ] || [ -n "${PRAK_LONG:-}" ] || skip "compared with R in the long run (make check-peers)"
command -v Rscript >/dev/null 2>&1 || skip "Rscript is not installed"
Rscript -e 'quit(status = !requireNamespace("survey", quietly = TRUE))' >/dev/null 2>&1 ||
    skip "R's survey package is not installed"
PATH=${PRAK_BUILD:-$here/../../build}/bin:$PATH
export PATH
seed=20261122
[ $# -eq 0 ] || seed=${2:-$(date +%s)}
exec Rscript --vanilla "$here/survey.R" "${1:-10}" "$seed"
