#!/bin/sh
# What dues were the employers to keep back in each month, what came, and of how many members nothing? How do memberships end?
set -eu
out=${1:-.}
prak member --tree samples/organisations.csv --on 2024-06-30 --ledger samples/dues.csv --months 2024-04..2024-06 --dues-amount 1 --currency USD --person person --union union --joined joined --left left --dues dues --level local samples/members.csv \
  | prak clean --select organisation,month,members,expected,received,difference,members_unpaid,payers_unknown,paid_twice,ledger_reason \
  | prak render --as html --title 'Dues expected and received (USD)' --source 'made-up sample' -o "$out/dues.html"
prak member --tree samples/rights/unions.csv --on 2024-02-29 --spells --level federation --person person_id --union union --joined joined --left left samples/rights/roster.csv \
  | prak stats -g organisation,exit 'count()' 'median(months)' -o "$out/spells.csv"
