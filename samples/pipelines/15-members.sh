#!/bin/sh
# How many members has a confederation, from what to what, before and after three federations became one? In how many provinces?
set -eu
out=${1:-.}
prak member --tree samples/rights/unions.csv --on 2023-10-22 --person person_id --union union --joined joined --left left --dues dues samples/rights/roster.csv \
  | prak clean --where 'organisation in ("FUFU", "INTUFE", "CULL")' --select organisation,level,claimed,persons,dues_paying,low,high,overlap -o "$out/before-2023-10-23.csv"
prak member --tree samples/rights/unions.csv --on 2024-02-29 --person person_id --union union --joined joined --left left --dues dues --workers samples/rights/workers.csv --overlap "$out/overlap.csv" samples/rights/roster.csv -o "$out/members.csv"
prak clean --where 'level != "local"' --derive 'cycle=matches(member_reason, "cycle")' --select organisation,level,claimed,persons,dues_paying,low,high,overlap,cycle "$out/members.csv" -o "$out/on-2024-02-29.csv"
prak clean --where 'parent == "CCC" and is_missing(valid_to)' samples/rights/unions.csv \
  | prak stats --wide 'provinces_of_the_CCC=distinct(province)' 'its_local_unions=distinct(organisation)' \
  | prak clean --select provinces_of_the_CCC,its_local_unions -o "$out/provinces.csv"
prak render --as html --title 'Members of federations and confederations' --source 'made-up data, reproduced by construction, not evidence' "$out/before-2023-10-23.csv" "$out/on-2024-02-29.csv" "$out/provinces.csv" -o "$out/members.html"
