#!/usr/bin/perl
# Random JSON Lines: what is written from the places of an index is what is written record by record (a limit of a cell
# below the index's window turns it off), in every form, with columns left out, put in another order or computed.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;
use Random;

my @text = ('', 'x', 'a text of more than sixteen bytes', 'with, comma', "\xe1\x9e\x80\xe1\x9e\x9b", '#prak-end', '#',
    "\xef\xbb\xbfx", '\u00e9', '\"q\"', 'a\\\\', 'line\nend', '12', 'z' x 70, 'tab\t', '\/', 'a, \"b\"',
    '\u0022', '\u002c', '\ud83d\ude00, \\\\', '\r', '\"' x 40, ',' x 70);
my @token = ('0', '-7', '12.50', '1e5', 'true', 'false', 'null');
my @way = (
    'import --to csv', 'import --to tsv', 'import --to jsonl', 'import --to json', 'clean', 'clean --to csv',
    'clean --select c,a', 'clean --select c,a --to csv', 'clean --select b --to csv', "clean --where 'b > 3'",
    "clean --where 'b > 3' --to csv", "clean --derive 'd=b * 2'", "clean --mark 'd=b > 1' --to csv",
    'clean --recode c=codes.csv', 'clean --recode c=codes.csv --to csv', 'clean --types c=number',
    'clean --types a=number --to json', 'sort -k b:number', 'sort -k b:number --to csv', "stats 'count()' 'freq(c)' 'freq(a)'",
);
spit('codes.csv', "from,to\nx,y\n12,\"twelve, \"\"or\"\" so\"\n");
my $times = long_run() ? 200 : 12;
for my $seed (1 .. $times) {
    seed($seed * 104729);
    my $plain = any(0, 1);
    my @key = any(0, 1, 1) ? qw(a b c) : qw(c b a);
    my $value = sub {
        my ($key) = @_;
        return any(@token[0 .. 3], 'null') if $key eq 'b';
        return any(any(0, 0, 1) ? any(@token) : (), map { qq("$_") } $plain ? @text[1, 2, 4, 12] : @text);
    };
    my $bytes = '';
    for my $row (1 .. any(1, 3, 70, 400)) {
        my @has = $row == 1 || any(0 .. 60) ? @key : @key[1, 0];  # the first names the columns
        $bytes .= '{' . join(',', map { qq("$_":) . $value->($_) } @has) . '}' . ($row % 97 ? "\n" : any("\n", "\r\n"));
    }
    $bytes = qq({"a":"x","b":1,"c":null}\n$bytes) if $plain || $key[0] eq 'c';
    spit('in.jsonl', $bytes);
    for my $way (@way) {
        my $size = any(1, 100, 5000, 1000000);
        my $want = sh("prak-$way --threads 1 --max-field 65535 in.jsonl");
        my $got = sh("prak-$way --block-size $size --threads " . any(1, 2) . ' in.jsonl');
        ok($got->{out} eq $want->{out} && $got->{err} eq $want->{err} && $got->{rc} == $want->{rc},
            "$way, seed $seed, block size $size: the same bytes", $got->{err});
        is($want->{rc}, 0, "$way, seed $seed: exit 0", $want->{err});
    }
}
done;
