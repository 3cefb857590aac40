package Figures;
# What prak stats says, by group, statistic and level; and how near two answers are.
use strict;
use warnings;
use Exporter 'import';
use Contract;
our @EXPORT = qw(figures near compare jackknife_columns);

# @$ask: statistics. A figure is [estimate, se]; its name is made of the group, the statistic and the level.
sub figures {
    my ($ask, $file, @option) = @_;
    my $asked = join ' ', map { "'$_'" } @$ask;
    my $got = sh("prak-stats --min-n 0 @option $asked $file");
    is($got->{rc}, 0, "@option: exit 0", $got->{err});
    my ($head, @line) = split /\n/, $got->{out};
    my @name = split /,/, $head;
    my ($first) = grep { $name[$_] eq 'statistic' } 0 .. $#name;
    my %f;
    for (@line) {
        my @c = map { s/^"|"$//gr } /\G("[^"]*"|[^,]*)(?:,|$)/g;
        my %c = map { $name[$_] => $c[$_] } 0 .. $#name;
        my $key = join ' ', ($first > 1 ? @c[ 1 .. $first - 1 ] : ()), $c{statistic}, $c{level};
        $f{$key} = [ @c{qw(estimate se)} ];
    }
    return \%f;
}

sub near {
    my ($a, $b, $tol) = @_;
    return 0 if ($a eq '') != ($b eq '');
    return 1 if $a eq '' || $a == $b;
    return abs($a - $b) <= $tol * (abs($a) > abs($b) ? abs $a : abs $b);
}

# Every figure of $a is in $b, within relative tolerances, after $scale->(name) times.
sub compare {
    my ($a, $b, $tol_value, $tol_se, $what, $scale) = @_;
    $scale ||= sub { 1 };
    my @bad = grep { !$b->{$_} || !near($a->{$_}[0] eq '' ? '' : $a->{$_}[0] * $scale->($_), $b->{$_}[0], $tol_value)
            || !near($a->{$_}[1] eq '' ? '' : $a->{$_}[1] * $scale->($_), $b->{$_}[1], $tol_se) } sort keys %$a;
    ok(%$a && !@bad, $what, map { "$_: @{ $a->{$_} } and @{ $b->{$_} || [] }" } @bad);
}

# The jackknife of rows that begin with stratum and unit, written out as columns: wide.csv, and its design wide.json.
sub jackknife_columns {
    my ($head, @row) = @_;
    my (%size, @unit, %unit);
    for my $r (@row) {
        next if $unit{ $r->[1] }++;
        push @unit, [ @$r[ 0, 1 ] ];
        $size{ $r->[0] }++;
    }
    my $wide = $head =~ s/\n/join('', map { ",r$_" } 1 .. @unit) . "\n"/er;
    for my $r (@row) {
        my @w = map { $_->[0] ne $r->[0] ? 1 : $_->[1] eq $r->[1] ? 0 : $size{ $r->[0] } / ($size{ $r->[0] } - 1) } @unit;
        $wide .= join(',', @$r, map { sprintf '%.17g', $_ } @w) . "\n";
    }
    spit('wide.csv', $wide);
    spit('wide.json', sprintf '{"weight": "w", "repweights": "r[0-9]*", "reptype": "JKn", "combined": false, "rscales": [%s]}',
        join ', ', map { my $n = $size{ $_->[0] }; sprintf '%.17g', ($n - 1) / $n } @unit);
}
1;
