#!/usr/bin/perl
# A row comes to the same alone and among others: what a program remembers of rows alike, or skips where rows are plain,
# changes no byte. Facts come from short lists, so that most combinations are met often, and some cells are hostile.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;
use Random;

my %odd = (
    month => ['', '2023-06', '2023-13', '2024-02-30', '2024-02-29', '1990-01', '2031-01-01', '2023-1-1', '2024-10-10', '2024-10-00'],
    sector => ['', 'mining', 'GARMENT', 'a sector name of more than sixteen bytes', 'gar,ment'],
    pay => ['', '0', '0.00', '-5', '1e3', '203.995', '12345678', '99999999.99', '12345678901234567890', '007', '.5', 'x', '5.', '1e-2'],
    currency => ['', 'KHR', 'XXX'],
    type => ['', 'probation', 'nobody'],
    days => ['', '13', '0.5', '0.4', '32', '26.0'],
    flag => ['', 'TRUE', '1', 'yes'],
);
my %usual = (
    month => ['2024-01-07', '2024-01-20', '2023-06-30', '2015-12-01'],
    sector => ['garment', 'footwear', 'construction'],
    pay => ['204', '204.00', '203.99', '190', '250.5', '241.51'],
    currency => ['USD', 'USD', 'KHR'], type => ['regular', 'probation'], days => ['26', '20'], flag => ['true', 'false'],
);
my @column = qw(month sector pay currency type days flag);
spit('schema.json', <<'EOF2');
{"fields":[{"name":"month","type":"date","constraints":{"minimum":"1995-01-01"}},{"name":"sector","type":"string",
"constraints":{"enum":["garment","footwear","construction","mining"]}},{"name":"pay","type":"number","constraints":{"minimum":0}},
{"name":"days","type":"integer","constraints":{"maximum":31}},{"name":"flag","type":"boolean"}],"missingValues":["","x"]}
EOF2
my $wage = '--wage pay --month month --sector sector';
my @way = (
    "wage $wage --currency USD --assume regular,full-month",
    "wage $wage --currency currency --worker-type type --days-worked days --fx-rule annual_average",
    "wage $wage --currency USD --tolerance 2 --heap 10 --assume regular,full-month",
    "wage $wage --currency currency --strict --assume full-month --to jsonl",
    'clean --schema schema.json', "clean --schema schema.json --derive 'z=pay * 2' --to jsonl",
);
my $times = long_run() ? 12 : 1;
for my $seed (1 .. $times) {
    seed($seed * 7919);
    my @row = map { [map { any(0 .. 9) ? any(@{ $usual{$_} }) : any(@{ $odd{$_} }) } @column] } 1 .. 70;
    my $head = join(',', @column) . "\n";
    my $line = sub { join(',', map { $_[1] || /,/ ? qq("$_") : $_ } @{ $_[0] }) . "\n" };
    for my $way (@way) {
        my $rest = '--rejects bad.csv --max-rejects 100%';
        my $rows = sub {    # of the output, without its header
            my $got = sh("prak-$way $rest $_[0]");
            is($got->{rc} & ~3, 0, "$way: ends well", $got->{err});
            my @line = split /^/, $got->{out};
            return @line[($way =~ /jsonl/ ? 0 : 1) .. $#line];
        };
        my @want = map { spit('row.csv', $head . $line->($_, 0)); $rows->('row.csv') } @row;
        for my $form ('plain', 'quoted', 'lines') {
            spit('all.csv', $head . join '', map { $line->($_, $form eq 'quoted') } @row, reverse @row);
            sh('prak-import --to jsonl -o all.jsonl all.csv') if $form eq 'lines';
            my $file = $form ne 'lines' ? 'all.csv' : $way =~ /jsonl/ ? 'all.jsonl' : '--to csv all.jsonl';
            my $got = join '', $rows->("$file --block-size " . any(900, 1000000));
            ok($got eq join('', @want, reverse @want), "$way, seed $seed, $form: rows come to the same alone");
        }
        ok(@want > 20, "$way: most rows are written");
    }
}
done;
