#!/bin/sh
# How many workers are on a fixed-duration contract that should be undetermined, and in how many factories, by each reading?
set -eu
out=${1:-.}
build/samples/rights --contracts \
  | prak contract --worker worker_id --employer factory_id --type type --start start --end end --signed signed --written written --on 2024-02-29 --summary-by employer -o "$out/by-factory.csv"
prak stats 'ac_2y=total(udc_ac_2y)' 'ac_2y_factories=count(among=udc_ac_2y > 0)' 'ac_2y_undecided=total(undecided_ac_2y)' 'mlvt_050_19=total(udc_mlvt_050_19)' 'mlvt_050_19_factories=count(among=udc_mlvt_050_19 > 0)' 'each_term_2y=total(udc_each_term_2y)' 'called_fixed=total(declared_fdc)' "$out/by-factory.csv" \
  | prak clean --derive 'reading=statistic' --derive 'number=estimate' --derive 'counted=if matches(statistic, "factories") then "factories" else "workers"' --select reading,number,counted \
  | prak render --as html --title 'Fixed-duration contracts that should be undetermined, 29 February 2024' --source 'made-up data, reproduced by construction, not evidence' -o "$out/contracts.html"
