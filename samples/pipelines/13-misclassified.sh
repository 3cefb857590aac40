#!/bin/sh
# Which cases were classified otherwise than they were filed, and never came before arbitrators?
set -eu
out=${1:-.}
prak join -q --on case_id samples/rights/case-events.csv samples/rights/cases.csv \
  | prak case --case case_id --event event --date date --type-filed filed --type-classified classified --carry violation --on 2024-02-29 -o "$out/timeline.csv"
prak clean --where 'event in ("referral", "arbitration_filing")' --distinct case_id --select case_id samples/rights/case-events.csv -o "$out/arbitrated.csv"
prak join -q --kind anti --on case_id "$out/timeline.csv" "$out/arbitrated.csv" \
  | prak clean --where misclassified -o "$out/misclassified.csv"
prak stats --wide -g '' -g violation -g stage 'cases=count()' "$out/misclassified.csv" \
  | prak clean --derive 'by=coalesce(grouping, "all")' --derive 'of=coalesce(violation, stage, "all")' --select by,of,cases \
  | prak render --as html --title 'Cases misclassified that never came before arbitrators' --source 'made-up data, reproduced by construction, not evidence' -o "$out/misclassified.html"
