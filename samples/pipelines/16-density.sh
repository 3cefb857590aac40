#!/bin/sh
# Which share of garment workers is organised, and which of all who work? Two denominators, and of employees a third.
set -eu
out=${1:-.}
prak stats --design samples/labour-force.design.json -g sector -g '' --where 'age >= 15' 'members_of_all_who_work=share(union_member)' 'members_of_employees=share(union_member, among=status == "employee")' samples/rights/labour-force.csv \
  | prak render --as html --title 'Union members among those who work' --source 'made-up data, reproduced by construction, not evidence' -o "$out/density.html"
