#!/bin/sh
# Who is paid less than the minimum wage, by how much, and in which province?
set -eu
out=${1:-.}
prak import samples/kobo-wages.xlsx --sheet worker \
  | prak clean --schema samples/worker.schema.json --rejects "$out/rejects.csv" \
  | prak wage --wage base_wage --currency currency --month pay_month --sector sector --worker-type worker_type --days-worked days_worked \
  | prak join --on factory_id samples/factories.csv \
  | prak stats --design samples/worker.design.json -g province -g '' 'share(below_minimum)' 'mean(shortfall, among=below_minimum)' 'kaitz(wage_month, minimum, pool=true)' 'hist(wage_month, 10, 204)' \
  | prak render --as html --source 'made-up sample' -o "$out/report.html"
