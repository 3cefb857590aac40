#!/bin/sh
# How many workers are on a fixed-duration contract that should be undetermined, and in how many factories, by each reading?
set -eu
out=${1:-.}
build/samples/rights --contracts \
  | prak contract --worker worker_id --employer factory_id --type type --start start --end end --signed signed --written written --on 2024-02-29 \
  | prak clean --where 'declared_type == "FDC" and date(start) <= date("2024-02-29") and date(end) >= date("2024-02-29")' -o "$out/fixed.csv"
prak stats 'ac_2y=distinct(worker_id, among=lawful_type_ac_2y == "UDC")' 'ac_2y_factories=distinct(factory_id, among=lawful_type_ac_2y == "UDC")' 'ac_2y_undecided=distinct(worker_id, among=is_missing(lawful_type_ac_2y))' 'mlvt_050_19=distinct(worker_id, among=lawful_type_mlvt_050_19 == "UDC")' 'mlvt_050_19_factories=distinct(factory_id, among=lawful_type_mlvt_050_19 == "UDC")' 'each_term_2y=distinct(worker_id, among=lawful_type_each_term_2y == "UDC")' 'called_fixed=distinct(worker_id)' "$out/fixed.csv" \
  | prak clean --derive 'reading=statistic' --derive 'number=estimate' --derive 'counted=if matches(statistic, "factories") then "factories" else "workers"' --select reading,number,counted \
  | prak render --as html --title 'Fixed-duration contracts that should be undetermined, 29 February 2024' --source 'made-up data, reproduced by construction, not evidence' -o "$out/contracts.html"
