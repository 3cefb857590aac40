#!/usr/bin/perl
# What must not change a figure or its error, or must change it in a known way: the order of rows, weights times k,
# records split in two, a constant added to every value, and a domain cut out of a design.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;
use Figures;
use Random;

my @ask = (
    'count()', 'total(x)', 'mean(x)', 'ratio(y, x)', 'share(x > 50)', 'sd(x)', 'var(x)', 'cor(x, y)', 'cov(x, y)', 'freq(g)',
    'median(x)', 'quantile(x, 0.9)', 'gini(x)', 'mean(x, among=y > 20)', 'hist(x, 10, 0)', 's80s20(x)', 'arpr(x)',
);
my @design = ('-w w', '-w w --strata region', '-w w --strata region --cluster village', '-w w --cluster village',
    '-w w --strata region --cluster village --fpc many');

seed(11);
my @row;    # region, village, w, x, y, g, villages in the region
for my $region (1 .. 4) {
    for my $village (1 .. 6 + $region) {
        my $level = number(40);
        for (1 .. 4 + number(8)) {
            my $x = 1 + $level + number(60) + number(100) / 100;
            my $w = 2 * (1 + number(300)) / 100;
            push @row, [ $region, "$region-$village", $w, number(40) ? $x : '', 1 + number(40), qw(a b c)[ number(3) ], 100 * $region ];
        }
    }
}
my $head = "region,village,w,x,y,g,many\n";
sub rows_of { my ($row, $map) = @_; $head . join '', map { join(',', @$_) . "\n" } map { $map ? $map->(@$_) : $_ } @$row }
sub of { my ($f, $which) = @_; +{ map { $_ => $f->{$_} } grep { /$which/ } keys %$f } }

spit('in.csv', rows_of(\@row));
my $asked = join ' ', map { "'$_'" } @ask;
for my $design (@design) {
    my $options = "--min-n 0 -g region -g g,region -g '' $design";
    my $want = sh("prak-stats --threads 1 $options $asked in.csv");
    is($want->{rc}, 0, "$design: exit 0", $want->{err});
    for my $round (1 .. 3) {
        my @mixed = map { $_->[1] } sort { $a->[0] <=> $b->[0] } map { [ number(1_000_000), $_ ] } @row;
        spit('mixed.csv', rows_of(\@mixed));
        my $got = sh("prak-stats --threads $round $options $asked mixed.csv");
        ok($got->{out} eq $want->{out}, "$design: rows in another order: the same bytes", $got->{err});
    }
}

for my $design (@design) {
    my $plain = figures(\@ask, 'in.csv', $design);

    # weights times k; the width of convey's kernel, in the errors of two of these, depends on the sum of weights
    my $scaled = of($plain, '^(?!arpr|s80s20)');
    for my $k (10, 0.001, 7) {
        spit('times.csv', rows_of(\@row, sub { my @c = @_; $c[2] *= $k; \@c }));
        compare($scaled, figures(\@ask, 'times.csv', $design), 1e-15, 1e-13, "$design: weights times $k",
            sub { $_[0] =~ /^(?:total|count)/ ? $k : 1 });
    }

    # a constant added, up to a thousand times the spread
    for my $c (1000, 20_000) {
        spit('moved.csv', rows_of(\@row, sub { my @c = @_; $c[3] = sprintf '%.2f', $c[3] + $c if $c[3] ne ''; \@c }));
        my $moved = figures(\@ask, 'moved.csv', $design);
        compare(of($plain, '^(?:sd|var|cor|cov)'), $moved, 1e-14, 1e-12, "$design: $c added: spread");
        my $at = qr/^(?:mean\(x\)|median|quantile)/;
        my $back = of($moved, $at);
        compare({ map { $_ => [ $plain->{$_}[0] + $c, $plain->{$_}[1] ] } keys %{ of($plain, $at) } }, $back, 1e-15, 1e-9,
            "$design: $c added: location and its error");
    }
    next if $design !~ /cluster/;

    # each record split in two of half the weight in the same unit
    spit('split.csv', rows_of(\@row, sub { my @c = @_; $c[2] /= 2; ([@c], [@c]) }));
    my $stay = qr/^(?!sd|var|cor|cov)/;    # n / (n - 1) of the rows is in these
    compare(of($plain, $stay), figures(\@ask, 'split.csv', $design), 0, 1e-15, "$design: records split in two");
}

# A domain keeps the design: a group, --where, among= and the ratio over all rows are one figure with one error.
spit('domain.csv', "$head" =~ s/\n/,d,xd\n/r . join '', map {
    my $in = $_->[5] eq 'b' && $_->[3] ne '';
    join(',', @$_, $in ? 1 : 0, $in ? $_->[3] : 0) . "\n"
} @row);
for my $design (@design) {
    my $by_group = figures(['mean(x)', 'total(x)'], 'domain.csv', "$design -g g");
    my $where = figures(['mean(x)', 'total(x)'], 'domain.csv', "$design --where 'g == \"b\"'");
    my $among = figures(['m=mean(x, among=g == "b")', 't=total(x, among=g == "b")'], 'domain.csv', $design);
    my $whole = figures(['r=ratio(xd, d)', 't=total(xd)'], 'domain.csv', $design);
    for my $name ('mean', 'total') {
        my %want = ($name => $whole->{ $name eq 'mean' ? 'r ' : 't ' });
        my $a = $among->{ $name eq 'mean' ? 'm ' : 't ' };
        compare(\%want, { $name => $where->{"$name(x) "} }, 1e-15, 1e-14, "$design: $name of a domain by --where");
        compare(\%want, { $name => $by_group->{"b $name(x) "} }, 1e-15, 1e-14, "$design: $name of a domain by group");
        compare(\%want, { $name => $a }, 1e-15, 1e-14, "$design: $name of a domain by among=");
    }
}
done;
