#!/usr/bin/perl
# What was published and what the tables come to: the ministry's statements of a month's income, the printed contributions
# of 22 brackets, the printed deductions of the salary tax, the ministry's example of pay for a public holiday.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Law;

my %t = map { $_ => table(rules_dir . "/$_.csv") } qw(minimum_wage allowances nssf nssf_brackets salary_tax overtime);

sub value {
    my ($name, $want, $day, $x) = @_;
    my ($verdict, $rule) = find_rule($t{$name}, $want, $day, $day, $x);
    return $verdict eq 'FOUND' ? $rule->{value} : $verdict;
}

# Income of a regular worker with full attendance, from the first to the last step of seniority.
for my $said ([ 2021, 'tgf', 209, 220 ], [ 2023, 'tgft', 217, 228 ], [ 2026, 'tgft', 227, 238 ]) {
    my ($year, $sector, @want) = @$said;
    my $day = "$year-06-15";
    my $floor = value('minimum_wage', { sector => $sector, component => 'base', worker_type => 'regular' }, $day);
    my @got = map {
        my $years = $_;
        $floor + value('allowances', { sector => 'tgf', component => 'attendance' }, $day, $years)
            + value('allowances', { sector => 'tgf', component => 'transport_housing' }, $day, $years)
            + value('allowances', { sector => 'tgf', component => 'seniority_bonus' }, $day, $years)
    } 1, 11, 30;
    is("@got", "@want $want[1]", "$year: $want[0] to $want[1] dollars");
}

my @differ = grep { my $rule = $_; $rule->{value} * 8 != $rule->{printed} * 1000 } @{ $t{nssf_brackets}{row} };
ok(@{ $t{nssf_brackets}{row} } == 22 && !@differ, 'the contribution of 0.8 % of each of 22 brackets is as printed');
is(value('nssf', { scheme => 'occupational_risk', payer => 'employer' }, '2020-06-15'), '0.8', 'the rate of these brackets');

# The tax has no steps: the deduction of a band is that of the band below + where that ends x what the rate rises.
my %band;
push @{ $band{"$_->{resident} $_->{valid_from}"} }, $_ for @{ $t{salary_tax}{row} };
my @step;
for my $key (sort keys %band) {
    my ($deduction, $below) = (0);
    for my $rule (sort { $a->{band_from} <=> $b->{band_from} } @{ $band{$key} }) {
        $deduction += $below->{band_to} * ($rule->{value} - $below->{value}) / 100 if $below;
        push @step, "$rule->{rule_id}: $rule->{deduction}, not $deduction" if $deduction != $rule->{deduction};
        $below = $rule;
    }
}
ok(!@step, 'the deductions of all tax bands follow from the bands', @step);
is(join(' ', map { $_->{deduction} } sort { $a->{band_from} <=> $b->{band_from} } @{ $band{'yes 2020-02-01'} }),
    '0 65000 165000 590000 1215000', 'the deductions of 2020 are as printed');

my $days = value('overtime', { rule => 'month_days_divisor' }, '2022-06-15');
my $hours = value('overtime', { rule => 'month_hours_divisor' }, '2022-06-15');
is(sprintf('%.2f', 200 / $days * value('overtime', { rule => 'pay_public_holiday' }, '2022-06-15')), '15.38', 'a public holiday at 200 dollars a month');
ok($hours == $days * value('overtime', { rule => 'normal_hours_day' }, '2022-06-15'), 'hours of a month are its days x the hours of a day');
ok($hours == value('overtime', { rule => 'normal_hours_week' }, '2022-06-15') / 6 * $days, 'and a week has six of them');
done;
