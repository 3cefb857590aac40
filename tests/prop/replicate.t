#!/usr/bin/perl
# Two ways to one standard error. For totals the jackknife is the linearised variance itself; for smooth figures all
# kinds come close to it. Weights times k, a shift of the values and the order of rows change what they must and
# nothing else; replicate weights written out as columns give what the design gives.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;
use Figures;
use Random;

my @ask = ('total(x)', 'mean(x)', 'ratio(y, x)', 'share(x > 50)', 'sd(x)', 'cor(x, y)', 'freq(g)', 'median(x)');
my $asked = join ' ', map { "'$_'" } @ask;

seed(7);
my @row;
for my $region (1 .. 4) {
    for my $village (1 .. 6 + $region) {
        my $level = number(40);
        for (1 .. 3 + number(5)) {
            my $x = $level + number(60) + number(10) / 10;
            push @row, [ $region, "$region-$village", 1 + number(30) / 10, $x, $x / 2 + number(20), qw(a b c)[ number(3) ] ];
        }
    }
}
my $head = "region,village,w,x,y,g\n";
sub csv_of { my ($row, $map) = @_; $head . join '', map { join(',', $map ? $map->(@$_) : @$_) . "\n" } @$row }

spit('in.csv', csv_of(\@row));
my $design = '-w w --strata region --cluster village';
my @kind = ('--reptype JKn', '--reptype bootstrap --replicates 400 --seed 5');
my $linear = figures(\@ask, 'in.csv', $design);
my $jack = figures(\@ask, 'in.csv', "$design --reptype JKn");
my ($total) = grep { /^total/ } keys %$linear;
ok(near($linear->{$total}[1], $jack->{$total}[1], 1e-13), 'total: the jackknife is the linearised variance');
my %smooth = map { $_ => $linear->{$_} } grep { !/^median/ } keys %$linear;
compare(\%smooth, $jack, 0, 0.08, 'JKn comes close to the linearised errors');
compare(\%smooth, figures(\@ask, 'in.csv', "$design $kind[1]"), 0, 0.2, 'the bootstrap comes near them');

# in any order, by group, and with other threads: the same bytes
for my $kind (@kind) {
    my $by = "-g region -g '' $design $kind";
    my $one = sh("prak-stats --min-n 0 $by $asked in.csv")->{out};
    for my $round (1 .. 3) {
        my @mixed = map { $_->[1] } sort { $a->[0] <=> $b->[0] } map { [ number(1_000_000), $_ ] } @row;
        spit('mixed.csv', csv_of(\@mixed));
        ok($one eq sh("prak-stats --min-n 0 --threads $round $by $asked mixed.csv")->{out}, "$kind: rows in another order");
    }
}

# weights times k
spit('times.csv', csv_of(\@row, sub { my @c = @_; $c[2] = $c[2] * 8; @c }));
for my $kind (@kind) {
    compare(figures(\@ask, 'in.csv', "$design $kind"), figures(\@ask, 'times.csv', "$design $kind"), 1e-14, 1e-13,
        "$kind: weights times 8", sub { $_[0] =~ /^total/ ? 8 : 1 });
}

# values moved by 10^6: spread and correlation stay, and their errors
spit('moved.csv', csv_of(\@row, sub { my @c = @_; $c[3] = sprintf '%.1f', $c[3] + 1_000_000; @c }));
for my $kind ('', @kind) {
    my ($a, $b) = map { my $f = figures(\@ask, $_, "$design $kind"); +{ map { $_ => $f->{$_} } grep { /^(sd|cor|freq)/ } keys %$f } }
        'in.csv', 'moved.csv';
    compare($a, $b, 1e-14, 1e-10, "$kind: values moved by 1000000");
}

# JKn written out
jackknife_columns($head, @row);
compare($jack, figures(\@ask, 'wide.csv', '--design wide.json'), 0, 1e-12, 'JKn from columns is JKn from the design');
done;
