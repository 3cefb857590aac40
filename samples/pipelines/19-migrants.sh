#!/bin/sh
# Where do migrants work, and how many of them without documents?
set -eu
out=${1:-.}
prak stats -w weight -g destination -g '' 'migrants=count()' 'documented=share(documented)' 'women=share(sex == "female")' samples/rights/migrants.csv \
  | prak render --as html --title 'Migrant workers' --source 'made-up data, reproduced by construction, not evidence' -o "$out/migrants.html"
