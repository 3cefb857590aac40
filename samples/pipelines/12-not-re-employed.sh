#!/bin/sh
# How many union members were not re-employed when a contract ended within 90 days of a union event, and how many others?
set -eu
out=${1:-.}
build/samples/rights --contracts \
  | prak contract --worker worker_id --employer factory_id --type type --start start --end end --signed signed --written written --on 2024-02-29 --events samples/rights/union-events.csv --window 90d --member member -o "$out/around-events.csv"
prak stats --wide -g window,member 'ended=total(ending)' 'not_renewed=total(not_renewed)' 'share_not_renewed=ratio(not_renewed, ending)' "$out/around-events.csv" \
  | prak clean --derive 'share=round(share_not_renewed, 3)' --select window,member,ended,not_renewed,share \
  | prak render --as html --title 'Workers whose contract ended around a union event' --source 'made-up data, reproduced by construction, not evidence' -o "$out/not-re-employed.html"
