package Histories;
# Random histories of contracts, for the tests that lay prak-contract beside the slow reference: terms of months and of odd
# days, renewals, breaks around a month, overlaps, work that goes on, days at which rules begin and months end.
use strict;
use warnings;
use Contracts;
use Law;
use Random qw(any number seed);
use Exporter 'import';
our @EXPORT = qw(history shuffle);

my $kinds = kinds(rules_dir);
my %word;
push @{ $word{ $kinds->{$_} } }, $_ for sort keys %$kinds;

# Days at which something turns: ends of months, leap days, the first days of the rules.
my @turn = map { day_number($_) } qw(1997-03-12 1997-03-13 2016-02-29 2019-01-30 2019-01-31 2019-02-01 2019-05-16 2019-05-17
    2019-05-18 2020-01-29 2020-01-30 2020-01-31 2020-02-28 2020-02-29 2020-03-01 2020-12-31 2021-01-31);

sub first_start {
    return any(@turn) if !number(3);
    my ($from, $days) = @{ any([ '1996-06-01', 500 ], [ '2015-01-01', 1500 ], [ '2018-01-01', 600 ], [ '2019-05-17', 700 ], [ '2019-05-17', 300 ], [ '2019-01-01', 365 ]) };
    return day_number($from) + number($days);
}

sub last_day {
    my ($start) = @_;
    my $kind = number(10);
    return $start + number(900) if $kind == 0;
    my $end = month_period_end($start, any(1, 2, 3, 6, 6, 6, 12, 12, 12, 24, 24, 18, 36, 30, 48));
    return $kind < 8 ? $end : $end + any(-1, 1);
}

# Days from what was covered to the next start.
sub gap {
    my ($covered) = @_;
    my $kind = number(20);
    my $month = month_period_end($covered + 1, 1) - $covered;
    return 0 if $kind < 9;
    return any(1, 2, 7, 14, 27, 28) if $kind < 11;
    return any(29, 30, 31) if $kind < 13;
    return any($month - 1, $month, $month + 1) if $kind < 16;
    return 40 + number(800) if $kind < 17;
    return -1 - number(any(3, 40, 400));
}

sub signing {
    my ($start) = @_;
    my $kind = number(10);
    return '' if $kind == 0;
    return iso($start) if $kind < 5;
    return iso(any(@turn)) if $kind == 5 && !number(2);
    return iso($start + number(25)) if $kind == 6;
    return iso($start - number(45));
}

# The contracts of one worker with one employer. $quiet: fewer odd ones, so that long chains come to be.
sub history {
    my ($worker, $employer, $quiet) = @_;
    my ($start, @row) = (first_start());
    my $covered = $start - 1;
    my $rows = 1 + number(7);
    for my $i (1 .. $rows) {
        $start = $covered + 1 + ($quiet && number(4) ? 0 : gap($covered)) if $i > 1;
        my $odd = number($quiet ? 60 : 14);
        my $kind = $odd == 0 ? 'udc' : $odd <= 2 && ($i > 1 || !number(6)) ? 'tacit' : 'fdc';
        my $end = last_day($start);
        my $open = $kind eq 'fdc' ? !number($quiet ? 80 : 25) : number(2);
        push @row, { worker => $worker, employer => $employer, type => any(@{ $word{$kind} }), start => iso($start), end => $open ? '' : iso($end),
            signed => signing($start), written => any(('true') x 8, ('') x 4, ($quiet ? 'true' : 'false')) };
        $covered = $end if $end > $covered;
    }
    return @row;
}

sub shuffle {
    my @list = @_;
    for my $i (reverse 1 .. $#list) {
        my $j = number($i + 1);
        @list[ $i, $j ] = @list[ $j, $i ];
    }
    return @list;
}
1;
