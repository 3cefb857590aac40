#!/usr/bin/perl
# Each dot, whisker end and bar stands where its number is, within half a pixel; each number is drawn once; a
# suppressed number is nowhere. The survey's statistics and twenty made-up ones, as page and as picture.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Sample;
use Web;
binmode STDOUT, ':utf8';

my $hidden = 987; # the first digits of a suppressed number in what Sample.pm makes up

sub hold {
    my ($name, $bytes, $least, @rows) = @_;
    my ($t, @faults) = parse($bytes);
    my ($held, @off) = mark_faults($t, @rows);
    ok(!@faults && !@off && $held >= $least, "$name: marks are at their numbers", "$held marks", @faults, @off[ 0 .. ($#off > 9 ? 9 : $#off) ]);
    return $t;
}

my $got = sh(survey() . ' >s.csv');
is($got->{rc}, 0, 'the statistics of the survey', $got->{err});
my @rows = csv_rows(slurp('s.csv'));
for my $lang (qw(en km)) {
    my $page = sh("prak render --as html --lang $lang s.csv");
    my $published = grep { $_->{flag} ne 'suppress' } @rows; # tails are folded into one bar
    hold("survey, $lang", $page->{out}, int($published / 2), @rows);
}
for my $statistic (do { my %s; grep { !$s{$_}++ } map { $_->{statistic} } @rows }) {
    my $svg = sh("prak render --as svg --chart '$statistic' s.csv");
    is($svg->{rc}, 0, "$statistic as svg", $svg->{err});
    hold("$statistic as svg", $svg->{out}, 10, grep { $_->{statistic} eq $statistic } @rows);
}

for my $seed (1 .. 20) {
    spit('m.csv', made_up($seed));
    my @made = csv_rows(slurp('m.csv'));
    my $there = grep { $_->{flag} eq 'suppress' } @made;
    my @picture = map { [ $_, sh("prak render --as $_ " . ($_ eq 'svg' ? "--chart 'mean(x, y)' " : '') . 'm.csv') ] } qw(html svg);
    for (@picture) {
        my ($as, $p) = @$_;
        is($p->{rc}, 0, "seed $seed, $as", $p->{err});
        my $t = hold("seed $seed, $as", $p->{out}, 1, $as eq 'svg' ? grep { $_->{statistic} eq 'mean(x, y)' } @made : @made);
        my @leak = hidden_faults($t, $hidden);
        ok(!@leak, "seed $seed, $as: nothing of $there suppressed rows", @leak);
    }
    my ($t) = parse($picture[0][1]{out});
    my @off = table_faults($t, @made);
    ok(!@off, "seed $seed: the tables hold the numbers", @off[ 0 .. ($#off > 5 ? 5 : $#off) ]);
}

# What is broken is seen: the marks of one chart moved, taken away, doubled, and a number let out.
{
    spit('m.csv', made_up(2));
    my @made = csv_rows(slurp('m.csv'));
    my $page = sh('prak render --as html m.csv')->{out};
    my %broken = (
        'a dot moved by a pixel' => $page =~ s/ cx="(\d+)([^"]*)"(?=[^>]*>\s*<\/g>)/' cx="' . ($1 + 1) . "$2\""/er,
        'a dot gone' => $page =~ s/<circle class="dot[^>]*>//r,
        'a dot twice' => $page =~ s/(<circle class="dot[^>]*>)/$1$1/r,
        'a whisker cut short' => $page =~ s/(<line class="whisker[^>]* x2=")(\d+)/$1 . ($2 - 2)/er,
        'a bar too low' => $page =~ s/(<path class="bars[^>]*? d="M[\d.]+ [\d.]+V)([\d.]+)/$1 . ($2 + 1)/er,
        'a bar gone' => $page =~ s/(<path class="bars[^>]*? d=")M[^z]*z/$1/r,
        'another scale' => $page =~ s/ data-v1="([^"]*)"/' data-v1="' . ($1 * 1.1) . '"'/er,
    );
    for my $how (sort keys %broken) {
        my ($t) = parse($broken{$how});
        my ($held, @off) = mark_faults($t, @made);
        ok($broken{$how} ne $page && @off, "$how is seen");
    }
    my ($t) = parse($page =~ s/<desc([^>]*)>/<desc$1>98.7%: /r);
    ok(scalar hidden_faults($t, $hidden), 'a suppressed number in the alternative text is seen');
    ($t) = parse($page =~ s{(<tr><td>[^<]*</td><td>[^\d<]*)(\d)}{$1 . ($2 + 1) % 10}er);
    ok(scalar table_faults($t, @made), 'another number in a table is seen');
}
done;
