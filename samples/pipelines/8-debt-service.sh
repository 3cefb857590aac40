#!/bin/sh
# How many workers who owe money pay more than a threshold of their income for it? Of whom a loan is not known, nothing is.
set -eu
out=${1:-.}
prak import -q samples/kobo-wages.xlsx --sheet worker \
  | prak clean -q --schema samples/worker.schema.json --rejects "$out/rejects.csv" --select worker_id,factory_id,stratum,weight -o "$out/workers.csv"
prak clean --where open samples/loans.csv \
  | prak debt --principal principal --currency currency --date lent_on --rate rate --rate-period rate_period --method method --term-months term_months --instalments instalments --fees fees --lender-type lender --into USD --fx-rule annual_average \
  | prak stats --min-n 0 --wide -g worker_id,income 'loans=count()' 'service=total(monthly_service)' 'lenders=distinct(lender)' 'land=share(land_title)' 'informal=share(lender == "informal")' \
  | prak clean --derive 'owed=if service_n == loans then service else missing' --derive 'several=lenders > 1' --derive 'on_land=land > 0' \
  | prak debt --service owed --currency USD --date 2024-06-01 --income income --thresholds insolvent,at_risk,client_protection \
  | prak join --kind inner --on worker_id - "$out/workers.csv" \
  | prak stats --design samples/loan.design.json 'median(dsr)' 'share(over_client_protection)' 'share(over_at_risk)' 'share(over_insolvent)' 'share(several)' 'share(on_land)' 'mean(informal)' \
  | prak render --as html --source 'made-up sample' -o "$out/debt-service.html"
