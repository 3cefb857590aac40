#!/bin/sh
# Who is covered by the social security fund, who works longer than 48 hours a week, and how many children work?
set -eu
out=${1:-.}
prak stats --design samples/labour-force.design.json -g sector -g '' 'covered=share(nssf, among=status == "employee")' 'over_48_hours=share(hours > 48, among=age >= 15)' samples/rights/labour-force.csv -o "$out/covered.csv"
prak stats --design samples/labour-force.design.json 'children_under_15=count(among=age < 15)' 'aged_15_to_17_over_48_hours=count(among=age >= 15 and age < 18 and hours > 48)' samples/rights/labour-force.csv -o "$out/children.csv"
prak render --as html --title 'Social security, hours, children at work' --source 'made-up data, reproduced by construction, not evidence' "$out/covered.csv" "$out/children.csv" -o "$out/protection.html"
