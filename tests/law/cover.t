#!/usr/bin/perl
# Random tables of a few days and bands, each called complete: one that the loader takes has one rule for each day and
# number between its ends, and one that it refuses has two, or none. Judged here by counting every day and number.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Law;
use Random;

use constant { DAYS => 6, TOP => 5 };
my $times = long_run() ? 3000 : 400;

sub day { sprintf '2020-01-%02d', 1 + $_[0] }

# kind, first and last day, first and last number; DAYS and TOP: without an end.
sub rule {
    my ($from, $low) = (number(DAYS), number(TOP));
    return [ any(qw(a a a b any)), $from, $from + number(DAYS + 1 - $from), $low, $low + number(TOP + 1 - $low) ];
}

# A table without a fault, of one kind: days cut into spells, numbers into bands.
sub whole {
    my ($kind) = @_;
    my @rule;
    my $day = number(2);
    my ($lowest, $open) = (number(2), number(2));
    for my $spell (1 .. 1 + number(3)) {
        last if $day >= DAYS;
        my $last = $spell == 3 ? DAYS : $day + number(DAYS - $day);
        my $low = $lowest;
        while ($low < TOP) {
            my $high = $low + number(TOP - $low);
            $high = $open ? TOP : TOP - 1 if $high >= TOP - 1;
            push @rule, [ $kind, $day, $last, $low, $high ];
            $low = $high + 1;
        }
        push @rule, [ $kind, $day, $last, TOP, TOP ] if $open && $low == TOP;
        $day = $last + 1;
    }
    return @rule;
}

sub text {
    my @line = map {
        my ($kind, $from, $to, $low, $high) = @$_;
        my ($first, $last) = (day($from), $to == DAYS ? '' : day($to));
        "pay.$kind-$low.$first,$kind,$low,$first,$last,1,x," . ($high == TOP ? '' : $high) . ",2src\n"
    } @_;
    return join '', "rule_id,kind,band_from,valid_from,valid_to,value,unit,band_to,confidence\n", @line;
}

# What is wrong: two rules for one case, or none.
sub judge {
    my @rule = @_;
    my %id;
    return 'twice' if grep { $id{"@$_[0, 1, 3]"}++ } @rule;
    for my $i (0 .. $#rule) {
        for my $j (0 .. $i - 1) {
            my ($a, $b) = @rule[ $i, $j ];
            next if $a->[0] ne $b->[0] && $a->[0] ne 'any' && $b->[0] ne 'any';
            for my $day (0 .. DAYS) {
                next if $day < $a->[1] || $day > $a->[2] || $day < $b->[1] || $day > $b->[2];
                return 'same time' if grep { $_ >= $a->[3] && $_ <= $a->[4] && $_ >= $b->[3] && $_ <= $b->[4] } 0 .. TOP;
            }
        }
    }
    for my $kind (qw(a b any)) {
        my @own = grep { $_->[0] eq $kind } @rule or next;
        my ($first) = sort { $a <=> $b } map { $_->[1] } @own;
        my ($last) = sort { $b <=> $a } map { $_->[2] } @own;
        my ($lowest) = sort { $a <=> $b } map { $_->[3] } @own;
        my ($highest) = sort { $b <=> $a } map { $_->[4] } @own;
        for my $day ($first .. $last) {
            for my $x ($lowest .. $highest) {
                return 'called complete' if !grep { $day >= $_->[1] && $day <= $_->[2] && $x >= $_->[3] && $x <= $_->[4] } @own;
            }
        }
    }
    return 'taken';
}

seed(1997);
mkdir 'r';
spit('r/currencies.csv', "code,digits\nUSD,2\n");
spit('r/tables.csv', "table,complete\npay,yes\n");
spit('ask', "pay\t2020-01-01\t2020-01-01\t0\ta\tany\n");
my (@want, %count, @rules);
for my $i (0 .. $times - 1) {
    my @rule = number(3) ? (whole('a'), number(2) ? whole('b') : ()) : map { rule() } 1 .. 1 + number(3);
    splice @rule, number(scalar @rule), 1 if @rule > 1 && !number(3);
    push @rule, rule() if !number(5);
    push @rules, [@rule];
    push @want, judge(@rule);
    $count{ $want[-1] }++;
    mkdir "r/$i";
    spit("r/$i/pay.csv", text(@rule));
}
my $r = sh("cd r && i=0; while [ \$i -lt $times ]; do cp currencies.csv tables.csv \$i; "
    . "'$Contract::bin/../tests/lookup' \$i <../ask >answer 2>fault && echo taken || cat fault; i=\$((i + 1)); done");
my @got = split /\n/, $r->{out};
my @bad;
for my $i (0 .. $times - 1) {
    my $said = $got[$i] // '(nothing)';
    push @bad, "got '$said', wanted '$want[$i]':\n" . text(@{ $rules[$i] }) if @bad < 3 && ($want[$i] eq 'taken' ? $said ne 'taken' : $said !~ /$want[$i]/);
}
ok(!@bad && @got == $times, "$times tables", @bad);
ok(($count{$_} // 0) >= $times / 40, "$_: " . ($count{$_} // 0)) for 'taken', 'same time', 'called complete';
done;
