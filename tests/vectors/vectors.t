#!/usr/bin/perl
# Every figure of expected.tsv and expected_*.tsv is computed again by prak stats and compared within the tolerance its line states:
# value, se, design effect and cv relative (absolute where 0 is expected), interval ends at least 1e-8, df exactly.
# Lines of one file, design and options are answered by one run. An item with several lines passes when all agree.
# items.tsv has every item of the reference set: run, asked by a unit test, one of the exceptions the contract names, or out of
# its scope (models, tests, survival …); SOURCE says where the numbers come from.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;

my $here = $FindBin::Bin;

sub tsv {
    my ($path) = @_;
    my ($head, @line) = split /\n/, slurp($path);
    my @name = split /\t/, $head;
    return map { my %r; @r{@name} = split /\t/, $_, -1; \%r } @line;
}

# CSV with quoted cells, no line breaks inside.
sub csv {
    my @row;
    for (split /\n/, $_[0]) {
        my @cell;
        my $rest = "$_,";
        push @cell, defined $1 ? $1 =~ s/""/"/gr : $2 while $rest =~ /\G(?:"((?:[^"]|"")*)"|([^,]*)),/g;
        push @row, \@cell;
    }
    return @row;
}

sub quote { "'" . ($_[0] =~ s/'/'\\''/gr) . "'" }

sub file_of {
    my ($name) = @_;
    return -f "$here/data/$name" ? "$here/data/$name" : "$here/../../samples/$name";
}

# Why `got` is not `want` within tol, or ''.
sub differs {
    my ($field, $got, $want, $tol) = @_;
    return "$field: none, wanted $want" if !defined $got || $got eq '';
    my $gap = abs($got - $want);
    $gap /= abs $want if $want != 0;
    return $gap <= $tol ? '' : sprintf '%s: %s, wanted %s (off by %.1e, allowed %.1e)', $field, $got, $want, $gap, $tol;
}

my @line = tsv("$here/expected.tsv");
for my $path (sort glob "$here/expected_*.tsv") {
    my ($set) = $path =~ /expected_(\w+)\.tsv$/;
    push @line, map { $_->{set} = $set; $_->{family} = "$set: $_->{family}"; $_ } tsv($path);
}
my %set;
$set{ $_->{set} // '' }{ $_->{id} } = 1 for @line;
my @reference = tsv("$here/items.tsv");
my (%run, %result, %family, @family, %seen, @item);
for my $l (@line) {
    my $key = join "\t", $l->{data}, $l->{design}, $l->{options};
    push @{ $run{$key} }, $l;
    push @item, $l->{id} unless $seen{ $l->{id} }++;
    push @family, $l->{family} unless $family{ $l->{family} };
    $family{ $l->{family} }{ids}{ $l->{id} } = 1;
}

for my $key (sort keys %run) {
    my @lines = @{ $run{$key} };
    my (%name, @stat, %group, @group, %row);
    for my $l (@lines) {
        $name{ $l->{statistic} } //= do { push @stat, $l->{statistic}; 's' . @stat };
        push @group, $l->{group} unless $group{ $l->{group} }++;
    }
    my ($data, $design, $options) = split /\t/, $key, -1;
    my $command = join ' ', 'prak-stats --min-n 0', $design ? "--design $here/design/$design.json" : (), $options,
        map({ '-g ' . quote($_) } @group), map({ quote("$name{$_}=$_") } @stat), file_of($data);
    my $got = sh($command);
    my ($head, @rows) = csv($got->{out});
    for my $r (@rows) {
        my %r;
        @r{@$head} = @$r;
        # the cells of the grouping's columns, in its order
        my $cells = join ',', map { $r{$_} } split /,/, $r{grouping};
        $row{ join "\t", $r{grouping}, $cells, $r{statistic}, $r{level} } = \%r;
    }
    for my $l (@lines) {
        my @why;
        if ($l->{value} eq 'error') {
            push @why, "exit $got->{rc}, wanted a refusal" if $got->{rc} == 0 || $got->{err} eq '';
        }
        elsif ($got->{rc} != 0) {
            push @why, "exit $got->{rc}", $got->{err};
        }
        elsif (my $r = $row{ join "\t", @$l{qw(group cell)}, $name{ $l->{statistic} }, $l->{level} }) {
            my $loose = $l->{tol} > 1e-8 ? $l->{tol} : 1e-8;
            my $cv = $r->{se} ne '' && $r->{estimate} != 0 ? $r->{se} / $r->{estimate} : '';
            for ([ 'value', $r->{estimate}, $l->{tol} ], [ 'se', $r->{se}, $l->{tol} ], [ 'deff', $r->{deff}, $l->{tol} ],
                [ 'cv', $cv, $l->{tol} ], [ 'ci_low', $r->{ci_low}, $loose ], [ 'ci_high', $r->{ci_high}, $loose ],
                [ 'df', $r->{df}, 0 ]) {
                my ($field, $is, $tol) = @$_;
                push @why, grep { $_ } differs($field, $is, $l->{$field}, $tol) if $l->{$field} ne '';
            }
        }
        else {
            push @why, 'no such row';
        }
        push @{ $result{ $l->{id} } }, map { "$l->{statistic} on $key: $_" } @why;
        $result{ $l->{id} } //= [];
    }
}

my $all = 0;
my %good = map { $_ => 1 } grep { !@{ $result{$_} } } @item;
ok($good{$_}, $_, @{ $result{$_} }) for @item;
my (%fate, %reason);
push @{ $fate{ $_->{fate} } }, $_->{id} for @reference;
push @{ $reason{ $_->{fate} }{ $_->{reason} } }, $_->{id} for @reference;
ok(!(grep { !$seen{$_} } @{ $fate{run} }), 'every item said to be run is asked', grep { !$seen{$_} } @{ $fate{run} });
my @left = map { @{ $fate{$_} } } grep { $_ ne 'run' } sort keys %fate;
ok(!(grep { $seen{$_} } @left), 'no item is both asked and left out', grep { $seen{$_} } @left);
my %once = map { $_->{id} => 1 } @reference;
is(scalar keys %once, scalar @reference, 'every item is there once');
for my $f (@family) {
    my @ids = keys %{ $family{$f}{ids} };
    printf "# %s: %d of %d\n", $f, scalar(grep { $good{$_} } @ids), scalar @ids;
}
my %file;
push @{ $file{ $_->{file} } }, $_ for @reference;
for my $f (sort keys %file) {
    my @run = grep { $_->{fate} eq 'run' } @{ $file{$f} };
    printf "# %s: %d of %d items pass, of %d in the file\n", $f, scalar(grep { $good{ $_->{id} } } @run), scalar @run,
        scalar @{ $file{$f} };
}
for my $fate ('unit', 'exception', 'out of scope') {
    printf "# %s: %s: %d\n", $fate, $_, scalar @{ $reason{$fate}{$_} } for sort keys %{ $reason{$fate} };
}
printf "# reference set: %d of %d descriptive items pass; %d by unit tests, %d exceptions by name, %d out of scope, %d in all\n",
    scalar(grep { $good{$_} } @{ $fate{run} }), scalar @{ $fate{run} }, map({ scalar @{ $fate{$_} } }
    'unit', 'exception', 'out of scope'), scalar @reference;
printf "# beside it: %d of %d items of our own from R and other sources\n", scalar(grep { $good{$_} && !$once{$_} } @item),
    scalar(grep { !$once{$_} } @item);
done;
