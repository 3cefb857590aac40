#!/bin/sh
# In which sectors do the workers paid less than eight dollars a day work?
set -eu
out=${1:-.}
prak import samples/kobo-wages.xlsx --sheet worker \
  | prak clean --schema samples/worker.schema.json --rejects "$out/rejects.csv" --log "$out/changed.csv" \
      --derive 'day_wage=base_wage / days_worked' --where 'currency == "USD" and day_wage < 8' --select worker_id,sector,day_wage \
  | prak stats 'freq(sector)' 'median(day_wage)' \
  | prak render --as text --source 'made-up sample, unweighted' -o "$out/sectors.txt"
