#!/bin/sh
# How many members unions claim, and how many persons that is, in which honest range; and who stands in two rosters.
set -eu
out=${1:-.}
prak member --tree samples/organisations.csv --on 2024-06-30 --person person --union union --joined joined --left left --dues dues --workers samples/workplaces.csv --total all --overlap "$out/two-unions.csv" samples/members.csv \
  | prak clean --select organisation,claimed,persons,low,high,overlap,workers,density_net,threshold,member_reason \
  | prak render --as html --title 'Members of unions on 30 June 2024' --source 'made-up sample' -o "$out/members.html"
