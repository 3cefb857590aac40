#!/bin/sh
# Which factories on the list have no usable interview?
set -eu
out=${1:-.}
prak import samples/kobo-wages.xlsx --sheet worker \
  | prak clean --schema samples/worker.schema.json --rejects "$out/rejects.csv" --distinct factory_id --select factory_id -o "$out/visited.csv"
prak join --kind anti --on factory_id samples/factories.csv "$out/visited.csv" -o "$out/not-visited.csv"
