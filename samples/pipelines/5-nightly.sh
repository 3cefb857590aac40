#!/bin/sh
# The line for cron: quiet, a record of what was read, and the old table stays unless every row arrived.
#     30 2 * * * cd /srv/survey && sh samples/pipelines/5-nightly.sh /srv/survey/out
set -eu
out=${1:-.}
prak import -q --end-mark --record "$out/nightly.jsonl" samples/kobo-wages.xlsx --sheet worker \
  | prak clean -q --need-end-mark --record "$out/nightly.jsonl" --schema samples/worker.schema.json --rejects "$out/rejects.csv" \
  | prak wage -q --need-end-mark --record "$out/nightly.jsonl" --wage base_wage --currency currency --month pay_month --sector sector --worker-type worker_type --days-worked days_worked --fx-rule annual_average \
  | prak stats -q --need-end-mark --record "$out/nightly.jsonl" --design samples/worker.design.json -g sector -g '' 'share(below_minimum)' -o "$out/below-minimum.csv"
