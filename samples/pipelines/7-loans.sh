#!/bin/sh
# What do loans of workers really cost a year, by lender, and how many are above the cap of interest?
set -eu
out=${1:-.}
prak import -q samples/kobo-wages.xlsx --sheet worker \
  | prak clean -q --schema samples/worker.schema.json --rejects "$out/rejects.csv" --select worker_id,factory_id,stratum,weight -o "$out/workers.csv"
prak debt --principal principal --currency currency --date lent_on --rate rate --rate-period rate_period --method method --term-months term_months --instalments instalments --fees fees --savings savings --lender-type lender --refinanced refinanced_on --schedule samples/instalments.csv --on loan_id samples/loans.csv \
  | prak join --kind inner --on worker_id - "$out/workers.csv" \
  | prak stats --design samples/loan.design.json -g lender -g '' 'median(effective_rate)' 'share(above_cap)' 'freq(debt_reason)' \
  | prak render --as html --source 'made-up sample' -o "$out/loans.html"
