#!/bin/sh
# How many leaders and victims are in the cases? Persons of different kinds, and cases, are never added.
set -eu
out=${1:-.}
prak join -q --on case_id samples/rights/case-events.csv samples/rights/cases.csv \
  | prak case --case case_id --event event --date date --type-filed filed --type-classified classified --carry violation,who,persons --on 2024-02-29 -o "$out/timeline.csv"
prak stats 'leaders_dismissed=total(persons, among=violation == "dismissal of leaders")' 'leaders_convicted=total(persons, among=violation == "prosecution of leaders" and outcome == "convicted")' 'victims_of_fraud_and_trafficking=total(persons, among=who == "victim")' "$out/timeline.csv" \
  | prak clean --derive 'persons=estimate' --select statistic,persons -o "$out/persons.csv"
prak stats --wide -g who,violation 'persons=total(persons)' 'cases=count()' 'open=count(among=outcome == "open")' 'reinstated=count(among=outcome == "reinstated")' 'compensated=count(among=outcome == "compensated")' 'convicted=count(among=outcome == "convicted")' "$out/timeline.csv" \
  | prak clean --select who,violation,persons,cases,open,reinstated,compensated,convicted -o "$out/cases.csv"
prak render --as html --title 'Persons and cases' --source 'made-up data, reproduced by construction, not evidence' "$out/persons.csv" "$out/cases.csv" -o "$out/persons.html"
