#!/bin/sh
# check-generated.sh BUILD_DIR: do the committed samples have the bytes that the programs of BUILD_DIR/samples write?
set -eu
[ $# -eq 1 ] || { echo "usage: $0 BUILD_DIR" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
trap 'exit 1' HUP INT TERM
"$1/samples/generate" "$new"
same=0
for f in kobo-wages.xlsx factories.csv loans.csv instalments.csv; do
    cmp "$here/$f" "$new/$f" || same=1
done
mkdir "$new/rights"
"$1/samples/rights" "$new/rights"
diff -r "$here/rights" "$new/rights" || same=1
exit $same
