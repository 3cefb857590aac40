#!/bin/sh
# Which share of those who attended training were women? Attendances: who came twice is counted twice.
set -eu
out=${1:-.}
prak clean --derive 'all=women + men' samples/rights/training.csv \
  | prak stats --wide -g topic -g '' 'attendances=total(all)' 'of_women=total(women)' 'share_of_women=ratio(women, all)' \
  | prak clean --derive 'training=coalesce(topic, "all")' --derive 'share=round(share_of_women, 3)' --select training,attendances,of_women,share \
  | prak render --as html --title 'Attendances of training' --source 'made-up data, reproduced by construction, not evidence' -o "$out/training.html"
