#!/usr/bin/perl
# Every month from 1996 to 2028, sector name and worker type through prak-wage: the floor with its rules and confidence, or
# why there is none; the divisor and the rate of every month; all worked out here from the CSV.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Law;

my $dir = rules_dir;
my %t = map { $_ => table("$dir/$_.csv") } qw(minimum_wage sectors overtime exchange_rate worker_types);
my @month = map { my $y = $_; map { sprintf '%d-%02d', $y, $_ } 1 .. 12 } 1996 .. 2028;
# prak-wage over rows; the columns named, of each row, joined by spaces.
sub judged {
    my ($options, $head, $row, @column) = @_;
    spit('pay.csv', join '', map { line_csv(@$_) } $head, @$row);
    my $r = sh("prak-wage --wage wage --currency currency --month month --sector sector $options --rules '$dir' pay.csv");
    return ("prak-wage: $r->{err}") if $r->{rc};
    my ($names, @out) = Law::rows($r->{out});
    my %at = map { $names->[$_] => $_ } 0 .. $#$names;
    return map { join ' ', map { $_ eq '' ? '-' : $_ } @$_[ @at{@column} ] } @out;
}

my %seen;
my @name = grep { !$seen{$_}++ } map { $_->{sector} } @{ $t{sectors}{row} };
my (@row, @want, @question);
for my $sector (@name) {
    for my $type (map { $_->{worker_type} } @{ $t{worker_types}{row} }) {
        for my $month (@month) {
            my ($reason, $minimum, $rules, $confidence) = floor_of(\%t, $sector, $type, $month);
            $minimum = rounded($minimum, 2) if $reason eq '';
            push @row, [ 1, 'USD', $month, $sector, $type ];
            push @question, "$sector $type $month";
            push @want, join ' ', map { ($_ // '') eq '' ? '-' : $_ } $minimum, $rules, $confidence, $reason;
        }
    }
}
my @got = judged('--worker-type type --assume full-month', [qw(wage currency month sector type)], \@row,
    qw(minimum wage_rule wage_confidence wage_reason));
my @bad = compare(\@question, \@got, \@want);
ok(!@bad && @got == @want, 'the floor of ' . @want . ' months, sectors and worker types', @bad);
my %used = map { $_ => 1 } map { split /\|/, (split / /)[1] } @want;
my @idle = grep { !$used{$_} } map { $_->{rule_id} } @{ $t{minimum_wage}{row} };
ok(!@idle, 'each rule of the minimum wage is in a finding', @idle);
my %why = map { (split / /)[-1] => 1 } @want;
ok($why{$_}, "some month has reason $_") for qw(no_floor coverage_unverified no_rule unverified_after_2013-12-31);

(@row, @want) = ();
for my $month (@month) {
    my ($verdict, $rule) = find_rule($t{overtime}, { rule => 'month_days_divisor' }, "$month-01", month_last($month));
    push @row, [ 100, 'USD', $month, 'construction', 12.5 ];
    push @want, $verdict eq 'FOUND' ? rounded(r($rule->{value}) * 100 / r('12.5'), 2) . " $rule->{rule_id} no_floor"
        : $verdict eq 'CHANGES' ? '- - rule_changes' : '- - no_divisor';
}
@got = judged('--days-worked days', [qw(wage currency month sector days)], \@row, qw(wage_month wage_rule wage_reason));
$want[$_] = '- - no_rule' for grep { $month[$_] lt '1997' } 0 .. $#month;
@bad = compare(\@month, \@got, \@want);
ok(!@bad && @got == @want, 'the divisor of ' . @want . ' months', @bad);

(@row, @want) = ();
for my $month (@month) {
    my ($verdict, $rule) = find_rule($t{exchange_rate}, { rule => 'annual_average', currency => 'KHR', per => 'USD' },
        "$month-01", month_last($month));
    push @row, [ 1000001, 'KHR', $month, 'construction' ];
    my $reason = $month lt '1997' ? 'no_rule' : 'no_floor';
    push @want, $verdict eq 'FOUND' ? rounded(r(1000001) / r($rule->{value}), 2) . " $rule->{rule_id} $reason"
        : '- - ' . ($month lt '1997' ? 'no_rule' : 'no_rate');
}
@got = judged('--assume full-month --fx-rule annual_average', [qw(wage currency month sector)], \@row, qw(wage_month wage_rule wage_reason));
@bad = compare(\@month, \@got, \@want);
ok(!@bad && @got == @want, 'the rate of ' . @want . ' months', @bad);
done;
