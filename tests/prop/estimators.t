#!/usr/bin/perl
# Every estimator of lib/stat/estimators.def, whatever it is: its variance from the design and from replicates, made and
# given, is there for the same figures, and for smooth ones the two come close; the value is the same. In any order, by
# group, with weights times 8, and with every record split in two, the value stays, but for counts of rows.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;
use Figures qw(near jackknife_columns);
use Random;

# How each is asked: [statistic, flags] ... smooth: JKn must come close to the linearised error; total: grows with the
# weights; rows: knows how many rows there are, so that splitting records changes it; scale: depends on the weights' scale.
my %ask = (
    affected_share => [ 'affected_share(x, 60)', 'smooth' ], arpr => ['arpr(x)'], arpt => ['arpt(x)'],
    atkinson => [ 'atkinson(x, 0.5)', 'smooth' ], cor => [ 'cor(x, y)', 'smooth' ], count => [ 'count()', 'smooth total' ],
    cov => [ 'cov(x, y)', 'smooth rows' ], coverage => [ 'coverage(m, e)', 'smooth' ],
    crosstab => [ 'crosstab(g, m, share=row)', 'smooth' ], cv => [ 'cv(x)', 'smooth rows' ],
    decile_ratio => ['decile_ratio(x)'], decomposition => [ 'decomposition(x, g)', 'smooth' ],
    density_gross => [ 'density_gross(m, e)', 'smooth' ], density_net => [ 'density_net(m, e)', 'smooth' ],
    distinct => ['distinct(g)'], dsr => [ 'dsr(y, x, of=ratios)', 'smooth' ], dti => [ 'dti(y, x)', 'smooth' ],
    effective_n => [ 'effective_n()', 'rows' ], effective_number => [ 'effective_number(g)', 'smooth' ],
    fgt => [ 'fgt(x, 60, 1)', 'smooth' ], freq => [ 'freq(g)', 'smooth' ], ge => [ 'ge(x, 2)', 'smooth' ],
    gender_pay_gap => [ 'gender_pay_gap(x, m, by=g)', 'smooth' ], geometric_mean => [ 'geometric_mean(x)', 'smooth' ],
    gini => [ 'gini(x)', 'smooth' ], harmonic_mean => [ 'harmonic_mean(x)', 'smooth' ], hist => [ 'hist(x, 20, 0)', 'smooth' ],
    iqr => ['iqr(x)'], kaitz => [ 'kaitz(x, 40, over=mean)', 'smooth' ], kendall => [ 'kendall(x, y)', 'smooth' ],
    kish_deff => [ 'kish_deff()', 'rows' ], kurtosis => ['kurtosis(x)'], lorenz => [ 'lorenz(x)', 'smooth' ],
    low_pay => ['low_pay(x)'], mad => ['mad(x)'], max => ['max(x)'], mean => [ 'mean(x)', 'smooth' ],
    median => ['median(x, se=density)'], min => ['min(x)'], mld => [ 'mld(x)', 'smooth' ],
    mmr_gap => [ 'mmr_gap(x, 60)', 'smooth' ], mode => ['mode(x)'], palma => [ 'palma(x)', 'smooth' ],
    poor_median => ['poor_median(x)'], quantile => ['quantile(x, 0.3, rule=hf2, se=density)'],
    quantile_share => [ 'quantile_share(x, 0.2, 0.6)', 'smooth' ], raise_cost => [ 'raise_cost(x, 60)', 'smooth total' ],
    raise_cost_share => [ 'raise_cost_share(x, 60)', 'smooth' ], ratio => [ 'ratio(y, x)', 'smooth' ], rmpg => ['rmpg(x)'],
    s80s20 => ['s80s20(x)'], sd => [ 'sd(x)', 'smooth rows' ], select_multiple => [ 'select_multiple(many)', 'smooth' ],
    share => [ 'share(x > 60)', 'smooth' ], shortfall_depth => [ 'shortfall_depth(x, 60, 1)', 'smooth' ],
    skewness => ['skewness(x)'], spearman => [ 'spearman(x, y)', 'smooth' ], spike => [ 'spike(x, 60, 5)', 'smooth' ],
    theil => [ 'theil(x)', 'smooth' ], total => [ 'total(x)', 'smooth total' ],
    trimmed_mean => [ 'trimmed_mean(x, 0.2)', 'smooth' ], union_wage_gap => [ 'union_wage_gap(x, m)', 'smooth' ],
    var => [ 'var(x)', 'smooth rows' ], var_logs => [ 'var_logs(x)', 'smooth rows' ], watts => [ 'watts(x, 60)', 'smooth' ],
);
my @more = (
    [ 'gini(x, method=osier)', 'scale rows' ], [ 'decomposition(x, g, 0)', 'smooth' ], [ 'crosstab(g, m)', 'smooth' ],
    [ 'crosstab(g, m, share=column)', 'smooth' ], ['kaitz(x, 40)'], [ 'gender_pay_gap(x, m)', 'smooth' ],
    ['gender_pay_gap(x, m, over=median)'], ['fgt(x, of=0.6)'], ['fgt(x, alpha=1, of=0.6, to=mean)'],
    [ 'trimmed_mean(x, 0.2, rows=whole)', 'rows' ], [ 'skewness(x, type=sample)', 'rows' ], ['kurtosis(x, type=sample)', 'rows'],
    ['median(x)'], ['quantile(x, 0.9, rule=hf4)', 'rows'], ['mad(x, rule=hf2)'], ['iqr(x, rule=hf2)'],
);

my @name = map { /^PRAK_ESTIMATOR\((\w+)\)/ ? $1 : () } split /\n/, slurp("$FindBin::Bin/../../lib/stat/estimators.def");
my @unasked = grep { !$ask{$_} } @name;
ok(!@unasked, 'every estimator is asked here', @unasked);
my @stat = ((map { $ask{$_} } grep { $ask{$_} } @name), @more);
my (@asked, %flags); # by a name, since titles are tidied
for my $s (@stat) {
    my $name = ($s->[0] =~ s/\W+/_/gr) . @asked;
    push @asked, "'$name=$s->[0]'";
    $flags{$name} = $s->[1] // '';
}

# statistic and level -> [estimate, se]; by group with its cell first
sub figures {
    my ($file, @option) = @_;
    my $got = sh(join ' ', 'prak-stats --min-n 0', @option, @asked, $file);
    is($got->{rc}, 0, "@option $file: exit 0", $got->{err});
    my ($head, @line) = split /\n/, $got->{out};
    my $by = $head =~ /^grouping,region/ ? 1 : 0;
    my (%f, %order);
    for (@line) {
        my @c = map { s/^"|"$//gr =~ s/""/"/gr } /\G("(?:[^"]|"")*"|[^,]*)(?:,|$)/g;
        my $key = join "\t", $c[ 1 + $by ], $c[ 3 + $by ], $c[ 4 + $by ], $by ? $c[1] : '';
        $f{$key} = [ @c[ 7 + $by, 8 + $by ] ];
    }
    return \%f;
}

sub flag_of { my ($key, $flag) = @_; $flags{ (split /\t/, $key)[0] } =~ /\b$flag\b/ }

sub values_same {
    my ($a, $b, $tol, $what, $scale, @but) = @_;
    my @bad = grep {
        my ($key, $times) = ($_, flag_of($_, 'total') ? $scale : 1);
        !(grep { flag_of($key, $_) } @but) && (!$b->{$key} || !near($a->{$key}[0] eq '' ? '' : $a->{$key}[0] * $times, $b->{$key}[0], $tol))
    } sort keys %$a;
    ok(!@bad, $what, map { "$_: $a->{$_}[0] and " . ($b->{$_}[0] // 'no row') } @bad);
}

seed(11);
my @row;
for my $region (1 .. 4) {
    for my $village (1 .. 8) {
        my $level = number(20);
        for (1 .. 8 + number(5)) {
            my $x = 20 + $level + number(80) + number(10) / 10;
            push @row, [ $region, "$region-$village", 1 + number(30) / 10, $x, $x / 2 + number(40), qw(a b c)[ number(3) ],
                (qw(true false))[ number(2) ], (qw(true true true false))[ number(4) ], ('p q', 'q', 'q r p', 'r')[ number(4) ] ];
        }
    }
}
my $head = "region,village,w,x,y,g,m,e,many\n";
sub csv_of { $head . join '', map { join(',', @$_) . "\n" } @_ }

spit('in.csv', csv_of(@row));
my $design = '-w w --strata region --cluster village';
my $linear = figures('in.csv', $design);
for my $kind ('--reptype JKn', '--reptype bootstrap --replicates 12 --seed 3') {
    my $rep = figures('in.csv', "$design $kind");
    values_same($linear, $rep, 0, "$kind: the values are those of the whole sample", 1);
    my @lost = grep { $linear->{$_}[1] ne '' && $rep->{$_}[1] eq '' } sort keys %$linear;
    ok(!@lost, "$kind: no standard error is lost", @lost);
    next if $kind !~ /JKn/;
    my @far = grep { flag_of($_, 'smooth') && $linear->{$_}[1] ne '' && !near($linear->{$_}[1], $rep->{$_}[1], 0.1) }
        sort keys %$linear;
    ok(!@far, "$kind: comes close to the linearised error of smooth figures",
        map { "$_: $linear->{$_}[1] and $rep->{$_}[1]" } @far);
}

# the jackknife written out as columns
jackknife_columns($head, @row);
my ($made, $given) = (figures('in.csv', "$design --reptype JKn"), figures('wide.csv', '--design wide.json'));
my @off = grep { !near($made->{$_}[0], $given->{$_}[0], 0) || !near($made->{$_}[1], $given->{$_}[1], 1e-9) } sort keys %$made;
ok(!@off, 'JKn from columns is JKn from the design', map { "$_: $made->{$_}[1] and $given->{$_}[1]" } @off);

# order, threads, groups
my @mixed = map { $_->[1] } sort { $a->[0] <=> $b->[0] } map { [ number(1_000_000), $_ ] } @row;
spit('mixed.csv', csv_of(@mixed));
my $all = join ' ', grep { !/hf4/ } @asked; # between equal values hf4 follows the order of rows, as R does
for my $kind ('', '--reptype JKn') {
    my $by = "prak-stats --min-n 0 -g region -g '' $design $kind $all";
    my $one = sh("$by --threads 1 in.csv");
    is($one->{rc}, 0, "by group $kind: exit 0", $one->{err});
    ok($one->{out} eq sh("$by --threads 3 --block-size 700 mixed.csv")->{out}, "$kind: the same bytes in another order");
}
my $group = figures('in.csv', "-g region $design");
my @two = grep { $_->[0] == 2 } @row;
spit('two.csv', csv_of(@two));
my $alone = figures('two.csv', $design);
my %second = map { s/\t2$/\t/r => $group->{$_} } grep { /\t2$/ } keys %$group;
values_same($alone, \%second, 1e-13, 'a group is the sample of its rows', 1);

# weights times 8, and every record split in two
spit('times.csv', csv_of(map { my @c = @$_; $c[2] *= 8; \@c } @row));
values_same($linear, figures('times.csv', $design), 1e-13, 'weights times 8', 8, 'scale');
spit('split.csv', csv_of(map { my @c = @$_; $c[2] /= 2; ([@c], [@c]) } @row));
values_same($linear, figures('split.csv', $design), 1e-13, 'every record split in two', 1, 'rows');
done;
