#!/usr/bin/perl
# The law is data: a table changed in a copy of the rules changes the finding of the same program, and a table that cannot be
# trusted is refused with its file and line before the first row is written.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Law;

sub copy_rules { sh("rm -rf rules && cp -R '" . rules_dir . "' rules") }

# A table of the copy with each pair of texts exchanged; every text must be there, once.
sub change {
    my ($name, %by) = @_;
    my $text = slurp("rules/$name.csv");
    for my $old (sort keys %by) {
        my $times = () = $text =~ /\Q$old\E/g;
        ok($times == 1, "$name.csv has '$old' once");
        $text =~ s/\Q$old\E/$by{$old}/;
    }
    spit("rules/$name.csv", $text);
}

my $pay = "wage,currency,month,sector,type,days\n204,USD,2024-03,garment,regular,26\n816000,KHR,2024-03,garment,regular,13\n";
my $wage = 'prak-wage --wage wage --currency currency --month month --sector sector --worker-type type --days-worked days';
spit('pay.csv', $pay);

sub findings {
    my ($options, @column) = @_;
    my $r = sh("$wage $options pay.csv");
    return "prak-wage: $r->{err}" if $r->{rc};
    my ($names, @out) = Law::rows($r->{out});
    my %at = map { $names->[$_] => $_ } 0 .. $#$names;
    return join "\n", map { my $row = $_; join ' ', @$row[ @at{@column} ] } @out;
}

my @shown = qw(wage_month minimum shortfall below_minimum);
my $fx = '--fx-rule annual_average';
copy_rules;
my $before = findings("$fx", @shown);
is($before, "204.00 204.00 0.00 false\n400.49 204.00 0.00 false", 'the rules as they are');
is(findings("$fx --rules rules", @shown), $before, 'a copy of them says the same');
change('minimum_wage', '2024-12-31,,204,' => '2024-12-31,,204.5,');
is(findings("$fx --rules rules", @shown), "204.00 204.50 0.50 true\n400.49 204.50 0.00 false", 'another minimum wage');
change('overtime', '2018-09-23,,26,days/month' => '2018-09-23,,25,days/month');
is(findings("$fx --rules rules", @shown), "204.00 204.50 0.50 true\n385.09 204.50 0.00 false", 'another divisor');
change('exchange_rate', '2024-12-31,4075.00,' => '2024-12-31,8000,');
is(findings("$fx --rules rules", @shown), "204.00 204.50 0.50 true\n196.15 204.50 8.35 true", 'another rate');
change('sectors', 'sectors.garment.2022-01-01,garment,2022-01-01,,tgft,tgf,tgf,floor' => 'sectors.garment.2022-01-01,garment,2022-01-01,,,,,none');
is(findings("$fx --rules rules", 'minimum', 'wage_reason'), " no_floor\n no_floor", 'another coverage');
is(findings("$fx", @shown), $before, 'and the rules themselves are as they were');

# The same for what is due besides, and for loans. Of 208 dollars, 847,600 riel at 4,075, the worker pays 2 % and the
# employer 5.4 %: 16,952 + 45,770.
sub dues {
    my ($rules) = @_;
    my $r = sh("$wage --assume no-free-housing,resident,no-dependents,wage-is-gross --overtime day=hours --seniority-months years --also nssf,tax $fx --rules $rules due.csv");
    my ($names, @out) = Law::rows($r->{out});
    my %at = map { $names->[$_] => $_ } 0 .. $#{ $names // [] };
    return $r->{rc} ? $r->{err} : join ' ', @{ $out[0] }[ @at{qw(overtime_due allowances_due nssf_due tax_due)} ];
}
sub loans {
    my ($rules) = @_;
    my $r = sh("prak-debt --principal sum --currency currency --date date --rate rate --rate-period year --method declining --term-months months --lender-type lender --rules $rules loans.csv");
    my ($names, @out) = Law::rows($r->{out});
    my %at = map { $names->[$_] => $_ } 0 .. $#{ $names // [] };
    return $r->{rc} ? $r->{err} : join ' ', @{ $out[0] }[ @at{qw(above_cap debt_rule)} ];
}
spit('due.csv', "wage,currency,month,sector,type,days,hours,years\n208,USD,2024-03,garment,regular,26,10,24\n");
spit('loans.csv', "sum,currency,date,rate,months,lender\n1000,USD,2024-03-01,18,12,mfi\n");
copy_rules;
my $due = dues('rules');
is($due, '15.00 20.00 62722 0', 'what is due by the rules as they are');
change('overtime', '2007-07-20,,1.5,x' => '2007-07-20,,1.75,x');
is(dues('rules'), '17.50 20.00 62722 0', 'another premium');
change('allowances', '3,2011-03-01,,3,USD/month' => '3,2011-03-01,,4.5,USD/month');
is(dues('rules'), '17.50 21.50 62722 0', 'another allowance');
change('nssf', 'employer,2022-10-01,2027-09-30,2,percent' => 'employer,2022-10-01,2027-09-30,3,percent');
is(dues('rules'), '17.50 21.50 71198 0', 'another contribution');
change('salary_tax', 'yes,0,2023-01-01,,0,percent' => 'yes,0,2023-01-01,,1,percent');
is(dues('rules'), '17.50 21.50 71198 8476', 'another tax');
is(dues(rules_dir), $due, 'and the rules themselves are as they were');
is(loans('rules'), 'false debt_rules.rate_cap_mfi.2017-04-01', 'a loan at the cap');
change('debt_rules', '2017-04-01,,18,percent/year' => '2017-04-01,,17.9,percent/year');
is(loans('rules'), 'true debt_rules.rate_cap_mfi.2017-04-01', 'another cap');

copy_rules;
change('minimum_wage', '2024-12-31,,204,USD/month,day,Prakas 283/23 KB/Br.K.Kh.L,2023-09-29,,ilaw24|exim23|seed004,2src' =>
    '2024-12-31,,204,USD/month,day,Prakas 283/23 KB/Br.K.Kh.L,2023-09-29,,ilaw24|exim23|seed004,memory');
is(findings("--rules rules --strict --fx-rule annual_average", 'minimum', 'wage_reason'), " unverified\n unverified", 'a lower confidence under --strict');

# Faults of each table that a program reads: refused, nothing written.
my $regular = 'minimum_wage.tgft-base-regular.2024-01-01,tgft,base,regular,2024-01-01,2024-12-31,';
my @fault = (
    [ 'an overlap', 'minimum_wage', '2023-01-01,2023-12-31,,200,' => '2023-01-01,2024-01-01,,200,', 'same time' ],
    [ 'a gap', 'minimum_wage', '2023-01-01,2023-12-31,,200,' => '2023-01-01,2023-12-30,,200,', 'called complete' ],
    [ 'an unknown unit', 'minimum_wage', "$regular,204,USD/month" => "$regular,204,USDT/month", 'unknown unit' ],
    [ 'an id that is not that of the row', 'minimum_wage', $regular => $regular =~ s/tgft-/tgf-/r, 'TABLE.SELECTORS' ],
    [ 'a duplicate id', 'sectors', "sectors.mining.1997-01-01,mining" => "sectors.energy.1997-01-01,energy", 'twice' ],
    [ 'a number with a comma', 'overtime', '2018-09-23,,26,days' => '2018-09-23,,"2,6",days', 'not a number' ],
    [ 'an unknown confidence', 'overtime', 'jbl028|euro443,2src' => 'jbl028|euro443,sure', 'not one of' ],
    [ 'a gap of rates', 'exchange_rate', '2023-01-01,2023-12-31,4110.65' => '2023-01-01,2023-06-30,4110.65', 'called complete' ],
    [ 'a word in the list of complete tables', 'tables', 'minimum_wage,yes' => 'minimum_wage,maybe', 'not yes or no' ],
);
for my $f (
    [ 'a number with a comma', 'debt_rules', '2017-04-01,,18,' => '2017-04-01,,"18,0",', 'not a number' ],
    [ 'a cap of no period', 'debt_rules', '18,percent/year' => '18,percent', 'not percent/year' ],
    [ 'a second cap', 'debt_rules', 'debt_rules.flat_interest_forbidden.2001-01-01,flat_interest_forbidden,2001-01-01,' => 'debt_rules.rate_cap_mfi.2001-01-01,rate_cap_mfi,2001-01-01,', 'same time' ],
) {
    my ($what, $name, $old, $new, $words) = @$f;
    copy_rules;
    change($name, $old => $new);
    my $said = loans('rules');
    ok($said =~ m{rules/$name\.csv:\d+.*\Q$words\E}, "$what is refused with its line", $said);
}
for my $f (@fault) {
    my ($what, $name, $old, $new, $words) = @$f;
    copy_rules;
    change($name, $old => $new);
    my $r = sh("$wage $fx --rules rules pay.csv");
    ok($r->{rc} == 1 && $r->{out} eq '' && $r->{err} =~ m{rules/$name\.csv:\d+.*\Q$words\E}, "$what is refused with its line", $r->{err}, $r->{out});
}
done;
