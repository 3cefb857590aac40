#!/usr/bin/perl
# The cap of interest and the thresholds of debt service through prak-debt, on the days around every end of their rules: a
# rate or a share that is just what the rule says, and one that is a hundredth above; every kind of lender. In Cambodia and
# in the made-up country; worked out here from the CSV.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Law;

my ($dir, %t);

sub days_of {
    my %day = ('1990-01-01' => 1, '2040-12-31' => 1);
    for my $day (grep { ($_ // '') ne '' } map { @$_{qw(valid_from valid_to verified_to)} } @{ $t{debt_rules}{row} }) {
        $day{$_} = 1 for day_before($day), $day, day_after($day);
    }
    return sort keys %day;
}

# The rule of a day or why not.
sub rule_of {
    my ($name, $day) = @_;
    my ($verdict, $rule) = find_rule($t{debt_rules}, { rule => $name }, $day, $day);
    return ($rule, '-') if $verdict eq 'FOUND';
    return (undef, $verdict eq 'UNVERIFIED' ? "unverified_after_$rule->{verified_to}" : 'no_rule');
}

sub cells {
    my ($text, @column) = @_;
    my ($names, @out) = Law::rows($text);
    my %at = map { $names->[$_] => $_ } 0 .. $#$names;
    return map { my $row = $_; join ' ', map { !defined $at{$_} ? '?' : $row->[ $at{$_} ] eq '' ? '-' : $row->[ $at{$_} ] } @column } @out;
}

sub caps {
    my ($what, $currency) = @_;
    my (@row, @want, %used);
    my %value = map { $_->{value} => 1 } grep { $_->{rule} =~ /^rate_cap_/ } @{ $t{debt_rules}{row} };
    for my $lender (@{ $t{lender_types}{row} }) {
        for my $day (days_of) {
            for my $rate (map { ($_, $_ + 0.01) } sort keys %value) {
                push @row, join ',', 1000, $currency, $day, $rate, $lender->{lender_type};
                my ($cap, $why) = $lender->{status} eq 'capped' ? rule_of($lender->{cap}, $day)
                    : (undef, $lender->{status} eq 'none' ? 'no_cap_rule' : 'coverage_unverified');
                push @want, $cap ? join ' ', r($rate) > r($cap->{value}) ? 'true' : 'false', @$cap{qw(rule_id confidence)}, '-' : "- - - $why";
                $used{ $cap->{rule_id} } = 1 if $cap;
            }
        }
    }
    spit('loans.csv', join '', map {"$_\n"} 'principal,currency,date,rate,lender,months', map {"$_,12"} @row);
    my $r = sh("prak-debt --principal principal --currency currency --date date --rate rate --rate-period year --method declining"
        . " --term-months months --lender-type lender --rules '$dir' loans.csv");
    my @got = $r->{rc} ? $r->{err} : cells($r->{out}, qw(above_cap debt_rule debt_confidence debt_reason));
    my @bad = compare(\@row, \@got, \@want);
    ok(!@bad && @got == @want, "$what caps: " . @want . ' loans', @bad);
    my @idle = grep { !$used{$_} } map { $_->{rule_id} } grep { $_->{rule} =~ /^rate_cap_/ } @{ $t{debt_rules}{row} };
    ok(!@idle, "$what: each cap is in a finding", @idle);
}

sub thresholds {
    my ($what, $currency) = @_;
    my %seen;
    my @name = grep { !$seen{$_}++ } map { $_->{rule} =~ /^dsr_(.*)/ } @{ $t{debt_rules}{row} };
    for my $name (@name) {
        my (@row, @want);
        my %value = map { $_->{value} => 1 } grep { $_->{rule} eq "dsr_$name" } @{ $t{debt_rules}{row} };
        for my $day (days_of) {
            my ($rule, $why) = rule_of("dsr_$name", $day);
            for my $share (map { ($_, $_ + 0.01) } sort keys %value) {
                push @row, join ',', $share, 100, $currency, $day;
                push @want, $rule ? join ' ', r($share) > r($rule->{value}) ? 'true' : 'false', @$rule{qw(rule_id confidence)}, '-' : "- - - $why";
            }
        }
        spit('people.csv', join '', map {"$_\n"} 'service,income,currency,date', @row);
        my $r = sh("prak-debt --service service --income income --currency currency --date date --thresholds $name --rules '$dir' people.csv");
        my @got = $r->{rc} ? $r->{err} : cells($r->{out}, "over_$name", qw(debt_rule debt_confidence debt_reason));
        my @bad = compare(\@row, \@got, \@want);
        ok(!@bad && @got == @want, "$what threshold $name: " . @want . ' people', @bad);
        ok(scalar grep({ /^true/ } @want) && grep({ /^false/ } @want), "$what threshold $name: over and not over");
    }
}

for my $country ([ 'Cambodia,', rules_dir, 'USD' ], [ 'second country,', "$FindBin::Bin/second/rules", 'AAD' ]) {
    my ($what, $folder, $currency) = @$country;
    $dir = $folder;
    %t = map { $_ => table("$dir/$_.csv") } qw(debt_rules lender_types);
    caps($what, $currency);
    thresholds($what, $currency);
}
done;
