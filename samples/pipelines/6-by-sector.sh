#!/bin/sh
# The same question by sector and in riel too: in Khmer, with the year's average rate named in every finding.
set -eu
out=${1:-.}
prak import samples/kobo-wages.xlsx --sheet worker \
  | prak clean --schema samples/worker.schema.json --rejects "$out/rejects.csv" \
  | prak wage --wage base_wage --currency currency --month pay_month --sector sector --worker-type worker_type --days-worked days_worked --fx-rule annual_average \
  | prak stats --design samples/worker.design.json -g sector -g '' 'share(below_minimum)' 'median(wage_month)' \
  | prak render --as html --lang km --source 'made-up sample' -o "$out/by-sector.html"
