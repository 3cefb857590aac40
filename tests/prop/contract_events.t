#!/usr/bin/perl
# prak-contract --events and --spells on random histories: contracts that end around events, counted one by one, and what
# became of each chain, from the findings of tests/law/Contracts.pm.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", "$FindBin::Bin/../law";
use Contract;
use Contracts;
use Histories;
use Law;
use Random qw(any number seed);

my $seed = $ENV{PRAK_SEED} // 20261122;
my $rules = contract_rules(rules_dir);
my $kinds = kinds(rules_dir);
my %ended_by = map { $_->{word} => $_->{kind} } @{ table(rules_dir . '/contract_ends.csv')->{row} };
my @word = sort keys %ended_by;
my @head = qw(worker employer type start end signed written member agreed by);
my $columns = '--worker worker --employer employer --type type --start start --end end --signed signed --written written';
my ($on, @row, @judged, @lines);

sub earlier { $_[0] < $_[1] ? $_[0] : $_[1] }

sub new_file {
    my ($n, $reading) = @_;
    @row = ();
    for my $i (1 .. 30) {
        my $member = any('true', 'false', 'true', 'false', '');
        my @own = history("w$i", $i % 2 ? 'f' : 'g', $n % 2);
        $_->{member} = number(20) ? $member : any('true', 'false', '') for @own;
        ending($_) for @own;
        push @row, @own;
    }
    @row = shuffle(@row);
    $on = any(map { day_number($_) } qw(2020-02-29 2021-06-30 2022-12-31 2024-02-29 2026-11-22)) + number(2) * (number(900) - 300);
    @judged = judged({ on => iso($on), readings => [$reading], rules => $rules, kinds => $kinds }, @row);
    spit('contracts.csv', join '', line_csv(@head), map { line_csv(@$_{@head}) } @row);
}

# Who ended a contract, and whether before its agreed end; of one without an end neither can be told.
sub ending {
    my ($row) = @_;
    @$row{qw(agreed by)} = ('', '');
    return if $row->{end} eq '';
    $row->{agreed} = iso(day_number($row->{end}) + any(0, 1, 30, 200)) if !number(3);
    my $who = any(qw(worker employer worker employer agreement term other));
    return if $who eq 'term' && $row->{agreed} gt $row->{end} || !number(4);
    $row->{by} = any(grep { $ended_by{$_} eq $who } @word);
}

sub records {
    my ($options) = @_;
    my $r = sh("prak-contract $columns --on " . iso($on) . " -q $options contracts.csv");
    return ({ error => "exit $r->{rc}: $r->{err}" }) if $r->{rc};
    my ($names, @out) = Law::rows($r->{out});
    return map { my %r; @r{@$names} = @$_; \%r } @out;
}

# Contracts of an employer that end on the days from one to another: member, and what became of each.
sub ends {
    my ($event, $from, $to) = @_;
    my @end;
    for my $row (grep { $_->{at} && $_->{kind} eq 'fdc' && !$_->{open} } @judged) {
        next if $row->{cell}{employer} ne $event->{employer} || $row->{last} < $from || $row->{last} > $to;
        next if $event->{worker} ne '' && $row->{cell}{worker} ne $event->{worker};
        my $month = month_period_end($row->{last} + 1, 1);
        my $next = grep {
            $_->{at} && $_ != $row && $_->{cell}{worker} eq $row->{cell}{worker} && $_->{cell}{employer} eq $row->{cell}{employer}
                && ($_->{open} || $_->{last} > $row->{last}) && $_->{start} <= $month
        } @judged;
        push @end, [ $row->{cell}{member}, $month > $on ? 'censored' : $next ? 'renewed' : 'not_renewed' ];
    }
    return @end;
}

my (%met, @fault);
sub events {
    my ($n) = @_;
    my $window = any(1, 30, 90, 365);
    my @event = map { { employer => any('f', 'g', 'f', 'g', 'nobody'), event => "e$_", day => $on - number(1500) + 60, worker => number(3) ? '' : 'w' . (1 + number(30)) } } 1 .. 12;
    spit('events.csv', join '', "employer,event,date,worker\n", map { "$_->{employer},$_->{event}," . iso($_->{day}) . ",$_->{worker}\n" } @event);
    my %got = map { my $r = $_; (join(' ', @$r{qw(event window member)}) => join ' ', map { $_ // '?' } @$r{qw(ending renewed not_renewed censored)}) }
        map { $_->{error} ? { event => $_->{error}, window => '', member => '' } : $_ } records("--events events.csv --window ${window}d --member member");
    my %want;
    for my $event (@event) {
        for my $span ([ 'before', $event->{day} - $window, $event->{day} - 1 ], [ 'after', $event->{day}, $event->{day} + $window - 1 ]) {
            my @end = ends($event, @$span[ 1, 2 ]);
            for my $member ('true', 'false', grep({ $_->[0] eq '' } @end) ? '' : ()) {
                my @mine = map { $_->[1] } grep { $_->[0] eq $member } @end;
                $met{$_}++ for @mine;
                my $count = sub { my ($what) = @_; scalar grep { $_ eq $what } @mine };
                $want{"$event->{event} $span->[0] $member"} = join ' ', scalar @mine, map { $count->($_) } qw(renewed not_renewed censored);
            }
        }
    }
    push @fault, map { "events on " . iso($on) . ", window $window: $_: prak '" . ($got{$_} // '-') . "', here '" . ($want{$_} // '-') . "'" }
        grep { ($got{$_} // '-') ne ($want{$_} // '-') } sort keys %{ { %got, %want } };
}

# The exit of a contract that nothing followed, from the words of the manual page.
sub ended {
    my ($row, $told) = @_;
    my $cell = $row->{cell};
    my $who = $told ? $ended_by{ $cell->{by} } // '' : '';
    my $term = $row->{kind} eq 'fdc';
    my $cut = $cell->{agreed} ne '' && $cell->{agreed} gt $cell->{end};
    return 'quit' if $who eq 'worker';
    return $term && !$cut ? 'not_renewed' : 'dismissed' if $who eq 'employer';
    return 'ended' if $who eq 'agreement' || $who eq 'other';
    return $term && !$cut ? 'not_renewed' : 'ended';
}

# Days of a chain until one, those of breaks not counted: one after the other.
sub days_until {
    my ($until, @chain) = @_;
    my $days = 0;
    for my $day ($chain[0]{start} .. $until) { $days++ if grep { $_->{start} <= $day && ($_->{open} || $_->{last} >= $day) } @chain }
    return $days;
}

# What became of a chain: until, months, days and exit. Its contracts in order show the day of conversion; one without a
# finding that began before that day leaves all empty.
sub exit_of {
    my ($reading, $told, @chain) = @_;
    my $udc;
    for my $row (@chain) {
        my $found = $row->{found}{$reading};
        return ('', '', '', '') if $found->{empty} && (!defined $udc || $row->{start} < $udc);
        next if $found->{empty} || $found->{type} ne 'UDC' || $found->{from} > $on;
        $udc = defined $udc ? earlier($udc, $found->{from}) : $found->{from};
    }
    if (defined $udc) {
        my $at = (grep { $_->{start} <= $udc } @chain)[-1]{at};
        return (iso($udc), complete_months($at->{anchor}, $udc - 1), days_until($udc - 1, @chain), 'conversion');
    }
    my ($last) = sort { $b <=> $a } map { $_->{last} } @chain;
    my $anchor = (grep { $_->{start} <= $on } @chain)[-1]{at}{anchor};
    if (grep({ $_->{open} } @chain) || $last >= $on || month_period_end($last + 1, 1) > $on) {
        my $until = earlier($last, $on);
        return (iso($until), complete_months($anchor, $until), days_until($until, @chain), 'censored');
    }
    my $final = (grep { $_->{last} == $last } @chain)[-1];
    return (iso($last), complete_months($anchor, $last), days_until($last, @chain), ended($final, $told));
}

sub spells {
    my ($reading, $told) = @_;
    my (%chain, %want);
    push @{ $chain{"$_->{cell}{worker} $_->{cell}{employer} $_->{at}{chain}"} }, $_ for grep { $_->{at} } @judged;
    for my $key (keys %chain) {
        my @row = grep { $_->{start} <= $on } sort { $a->{start} <=> $b->{start} || $a->{open} <=> $b->{open} || $a->{last} <=> $b->{last}
            || $a->{signed} <=> $b->{signed} || $a->{place} <=> $b->{place} } @{ $chain{$key} };
        next if !@row || $row[0]{kind} ne 'fdc';
        $want{$key} = join ' ', iso($row[0]{start}), exit_of($reading, $told, @row);
        $met{ (split / /, $want{$key}, -1)[-1] || 'no exit' }++;
    }
    my %got = map { my $r = $_; (join(' ', @$r{qw(worker employer chain)}) => join ' ', map { $_ // '?' } @$r{qw(start until months days exit)}) }
        map { $_->{error} ? { worker => $_->{error}, employer => '', chain => '' } : $_ } records("--spells --reading $reading --agreed-end agreed" . ($told ? ' --ended-by by' : ''));
    for my $key (grep { ($got{$_} // '-') ne ($want{$_} // '-') } sort keys %{ { %got, %want } }) {
        my ($worker) = split / /, $key;
        push @fault, join "\n", "spells of $reading on " . iso($on) . ": $key: prak '" . ($got{$key} // '-') . "', here '" . ($want{$key} // '-') . "'",
            map { '  ' . line_csv(@$_{@head}) =~ s/\n//r } sort { $a->{start} cmp $b->{start} } grep { $_->{worker} eq $worker } @row;
    }
}

seed($seed);
my $files = long_run() ? 150 : 30;
for my $n (1 .. $files) {
    my $reading = (qw(ac_2y mlvt_050_19 each_term_2y))[ $n % 3 ];
    new_file($n, $reading);
    events($n);
    spells($reading, $n % 6 < 4);
}
my $most = $ENV{PRAK_SHOW} // 10;
ok(!@fault, "seed $seed: $files files of 30 histories, around events and as spells", scalar(@fault) . ' differ', @fault[ 0 .. ($#fault < $most ? $#fault : $most - 1) ]);
ok($met{$_}, "$_: " . ($met{$_} // 0)) for qw(renewed not_renewed censored conversion quit dismissed ended), 'no exit';
done;
