#!/usr/bin/perl
# Random tables: what import and clean are not told to change, they do not; and JSON Lines and TSV lose nothing.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;
use Random;

my $times = long_run() ? 500 : 60;
my %have = map { m{/prak-([a-z]+)$} ? ($1 => 1) : () } glob "$Contract::bin/prak-*";
for my $seed (1 .. $times) {
    seed($seed * 7919);
    my $table = table();
    my $bytes = canonical($table);
    spit('in.csv', $bytes);
    # quotes where none are needed, CRLF, a byte order mark: the same cells
    my $loose = join '', map { join(',', map { '"' . s/"/""/gr . '"' } @$_) . "\r\n" } @$table;
    spit('loose.csv', any('', "\xef\xbb\xbf") . $loose);
    my $size = any(1, 2, 3, 5, 17, 64, 4096);
    my @way = (
        [ 'import', 'prak-import --from csv in.csv' ],
        [ 'import from quotes and CRLF', "prak-import --from csv --block-size $size loose.csv" ],
        [ 'through JSON Lines', 'prak-import --from csv --to jsonl in.csv | prak-import --from jsonl' ],
        [ 'through TSV', 'prak-import --from csv --to tsv in.csv | prak-import --from tsv' ],
        [ 'clean', "prak-clean --from csv --block-size $size in.csv" ],
    );
    for my $way (@way) {
        my ($name, $line) = @$way;
        next if $line =~ /prak-clean/ && !$have{clean};
        next if $name eq 'through JSON Lines' && @$table == 1;    # no line shows the columns
        my $got = sh($line);
        is($got->{rc}, 0, "$name, seed $seed: exit 0", $got->{err});
        ok($got->{out} eq $bytes, "$name, seed $seed: the same cells");
    }
}
done;
