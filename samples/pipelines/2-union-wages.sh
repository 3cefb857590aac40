#!/bin/sh
# What do union members and others earn? Real data: United States, 1982 (samples/psid1982.SOURCE.txt).
set -eu
out=${1:-.}
prak stats -g union -g '' 'mean(wage)' 'median(wage)' 'quantile(wage, 0.9)' samples/psid1982.csv \
  | prak render --as text --source 'PSID 1982, R package AER' -o "$out/union-wages.txt"
