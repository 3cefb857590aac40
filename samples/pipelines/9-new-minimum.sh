#!/bin/sh
# Whom would a minimum of 232 dollars concern, what would it add to the wage bill of a month, and what is owed for the two
# years up to December 2024?
set -eu
out=${1:-.}
prak import samples/kobo-wages.xlsx --sheet worker \
  | prak clean --schema samples/worker.schema.json --rejects "$out/rejects.csv" \
  | prak wage --wage base_wage --currency currency --month pay_month --sector sector --worker-type worker_type --days-worked days_worked --fx-rule annual_average --raise-to 232 --arrears 2023-01..2024-12 \
  | prak stats --design samples/worker.design.json -g sector -g '' --where 'minimum > 0' 'concerned=share(raise_cost > 0)' 'bill=total(raise_cost)' 'owed=mean(arrears_due, among=arrears_due > 0)' \
  | prak render --as html --source 'made-up sample' -o "$out/new-minimum.html"
