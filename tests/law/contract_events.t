#!/usr/bin/perl
# Terms around events and spells through prak-contract on random contracts of a few factories, in any order and with little
# memory: worked out here by asking each contract about each other.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Law;
use Random;
use Time::Local qw(timegm);

my $times = long_run() ? 40 : 6;

sub number_of { my ($y, $m, $d) = split /-/, $_[0]; timegm(0, 0, 12, $d, $m - 1, $y) / 86400 - 0.5 }
sub civil { my @c = gmtime(($_[0] + 0.5) * 86400); ($c[5] + 1900, $c[4] + 1, $c[3]) }
sub text { sprintf '%04d-%02d-%02d', civil($_[0]) }

# The last day of a month that begins on a day.
sub month_from {
    my ($y, $m, $d) = civil($_[0]);
    my ($year, $month) = $d == 1 ? ($y, $m) : $m == 12 ? ($y + 1, 1) : ($y, $m + 1);
    my $last = number_of(month_last(sprintf '%04d-%02d', $year, $month));
    return $d == 1 ? $last : number_of(sprintf '%04d-%02d-%02d', $year, $month, (civil($last))[2] < $d - 1 ? (civil($last))[2] : $d - 1);
}
sub months_from {
    my ($first, $n) = @_;
    my ($y, $m, $d) = civil($first);
    my $total = $y * 12 + $m - 1 + $n - ($d == 1);
    my $last = number_of(month_last(sprintf '%04d-%02d', int $total / 12, $total % 12 + 1));
    my $keep = (civil($last))[2];
    return $d == 1 || $keep <= $d - 1 ? $last : $last - $keep + $d - 1;
}

my $on = number_of('2024-12-31');
my $far = 1e6;

# A worker's contracts with one factory: terms one after another with breaks around a month, now and then an overlap.
sub contracts {
    my ($worker, $factory) = @_;
    my @row;
    my $day = number_of('2023-01-01') + number(500);
    for (1 .. 1 + number(4)) {
        my $days = any(28, 59, 89, 181, 364, 500) + number(5);
        my $last = $day + $days - 1;
        my $kind = number(10) ? 'FDC' : 'UDC';
        $last = $far if $kind eq 'UDC' && number(3) == 0;
        push @row, { worker => $worker, factory => $factory, kind => $kind, first => $day, last => $last,
            member => any(qw(true false true false), '') };
        $day = ($last == $far ? $day + $days - 1 : $last) + 1 + any(0, 0, 0, 5, 27 .. 33, -20);
    }
    return grep { $_->{first} <= $on } @row;
}

sub outcome {
    my ($row, @all) = @_;
    my $until = month_from($row->{last} + 1);
    return 'censored' if $until > $on;
    return (grep { $_->{last} > $row->{last} && $_->{first} <= $until } @all) ? 'renewed' : 'not_renewed';
}

sub events_want {
    my ($events, $key, $w) = @_;
    my @out;
    for my $event (@$events) {
        my ($factory, $name, $day, $worker) = @$event;
        for my $window ('before', 'after') {
            my ($from, $to) = $window eq 'before' ? ($day - $w, $day - 1) : ($day, $day + $w - 1);
            for my $member (qw(true false), '') {
                my %n = (ending => 0, renewed => 0, not_renewed => 0, censored => 0);
                for my $rows (map { $key->{$_} } sort keys %$key) {
                    for my $row (@$rows) {
                        next if $row->{factory} ne $factory || $worker ne '' && $row->{worker} ne $worker;
                        next if $row->{kind} ne 'FDC' || $row->{last} < $from || $row->{last} > $to || $row->{member} ne $member;
                        $n{ending}++;
                        $n{ outcome($row, @$rows) }++;
                    }
                }
                push @out, join ',', $factory, $name, text($day), $worker, $window, $member, @n{qw(ending renewed not_renewed censored)}
                    if $member ne '' || $n{ending};
            }
        }
    }
    return @out;
}

# Chains by breaks of a month, each term by itself: of undetermined duration is what was declared so, and what follows without a break.
sub spells_want {
    my (@all) = @_;
    my (@chain, @out);
    my $covered;
    for my $row (sort { $a->{first} <=> $b->{first} || $a->{last} <=> $b->{last} || $a->{place} <=> $b->{place} } @all) {
        push @chain, { row => [], gaps => [] } if !@chain || $covered < $on && $row->{first} > month_from($covered + 1);
        my $c = $chain[-1];
        my $gap = @{ $c->{row} } ? $row->{first} - $covered - 1 : 0;
        push @{ $c->{row} }, { %$row, gap => $gap > 0 ? $gap : 0 };
        $covered = $row->{last} if !defined $covered || $row->{last} > $covered;
    }
    for my $i (0 .. $#chain) {
        my @row = @{ $chain[$i]{row} };
        next if $row[0]{kind} ne 'FDC';
        my ($last) = sort { $b <=> $a } map { $_->{last} } @row;
        my $end = $last < $on ? $last : $on;
        my ($udc) = grep { $_->{kind} eq 'UDC' && $_->{first} <= $end } @row;
        my ($how, $until) = ($last >= $on || month_from($last + 1) > $on ? 'censored' : 'not_renewed', $end);
        ($how, $until, $end) = ('conversion', $udc->{first}, $udc->{first} - 1) if $udc;
        my $start = $row[0]{first};
        $start += $_->{gap} for grep { $_->{first} <= $until } @row;
        my $n = 0;
        $n++ while months_from($start, $n + 1) <= $end;
        push @out, [ $row[0]{place}, join ',', @{ $row[0] }{qw(worker factory)}, $i + 1, text($row[0]{first}), text($until), $n, $how ];
    }
    return @out;
}

seed(2016);
my (%count, @bad, @badspell);
my ($lines, $spells) = (0, 0);
for my $round (1 .. $times) {
    my %key;
    for my $w (1 .. 60) { for my $f (1 .. 3) { $key{"w$w F$f"} = [ contracts("w$w", "F$f") ] if number(2) } }
    my @row = map { @{ $key{$_} } } sort keys %key;
    @row[ map { $_->[0] } sort { $a->[1] <=> $b->[1] } map { [ $_, number(1000) ] } 0 .. $#row ] = @row;
    $row[$_]{place} = $_ for 0 .. $#row;
    spit('c.csv', join '', "worker,factory,type,starts,ends,member\n", map { join(',', @$_{qw(worker factory kind)}, text($_->{first}), $_->{last} == $far ? '' : text($_->{last}), $_->{member}) . "\n" } @row);
    my @event = map { [ 'F' . (1 + number(4)), any('strike', 'election'), number_of('2023-06-01') + number(560), number(4) ? '' : 'w' . (1 + number(60)) ] } 1 .. 6;
    spit('e.csv', join '', "employer,event,date,worker\n", map { "$_->[0],$_->[1]," . text($_->[2]) . ",$_->[3]\n" } @event);
    my $w = any(1, 30, 90);
    my $line = "prak-contract --worker worker --employer factory --type type --start starts --end ends --on " . text($on) . " --memory 64K -q";
    my $r = sh("$line --events e.csv --window ${w}d --member member c.csv");
    my @want = events_want(\@event, \%key, $w);
    my ($head, @got) = split /\n/, $r->{out};
    push @bad, compare(\@want, \@got, \@want), $r->{err} if "@got" ne "@want";
    $lines += @want;
    $count{$_}++ for map { my @c = split /,/, $_, -1; my @n = @c[ 7, 8, 9 ]; map { $n[$_] ? (qw(renewed not_renewed censored))[$_] : () } 0 .. 2 } @want;
    $r = sh("$line --spells --reading each_term_2y c.csv | prak-clean --select worker,employer,chain,start,until,months,exit");
    @want = map { $_->[1] } sort { $a->[0] <=> $b->[0] } map { spells_want(@{ $key{$_} }) } sort keys %key;
    ($head, @got) = split /\n/, $r->{out};
    push @badspell, compare(\@want, \@got, \@want), $r->{err} if "@got" ne "@want";
    $spells += @want;
    $count{ (split /,/)[6] }++ for @want;
}
ok(!@bad, "events: $lines lines", @bad[ 0 .. ($#bad < 9 ? $#bad : 9) ]);
ok(!@badspell, "spells: $spells", @badspell[ 0 .. ($#badspell < 9 ? $#badspell : 9) ]);
ok(($count{$_} // 0) > 3, "$_: " . ($count{$_} // 0)) for qw(renewed not_renewed censored conversion);
done;
