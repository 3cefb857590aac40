#!/bin/sh
# What became of the cases, and how many were misclassified and never reached the Arbitration Council? Made up, 69 by construction.
set -eu
out=${1:-.}
prak case --case case_id --event event --date date --on 2024-02-29 --type-filed filed --type-classified classified --holidays samples/holidays.csv --day-kind working --carry violation,persons --no-id samples/cases.csv -o "$out/cases.csv"
prak stats -g violation -g '' --where misclassified 'misclassified=count()' 'persons=total(persons)' "$out/cases.csv" -o "$out/misclassified.csv"
prak stats -g violation -g '' 'freq(outcome)' 'overdue=share(overdue_days > 0)' "$out/cases.csv" \
  | prak render --as html --source 'made-up register' -o "$out/cases.html"
