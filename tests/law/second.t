#!/usr/bin/perl
# Another country by --rules: the made-up tables of second/rules, and what they come to, worked out by hand.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Law;

my $dir = "$FindBin::Bin/second/rules";

# Rows that differ from what is written beside them, for the columns named.
sub judged {
    my ($options, $head, $column, @case) = @_;
    spit('pay.csv', join '', "$head\n", map {"$_->[0]\n"} @case);
    my $r = sh("prak-wage --wage wage --currency currency --month month --sector sector $options --rules '$dir' pay.csv");
    return "prak-wage: $r->{err}" if $r->{rc};
    my ($names, @out) = Law::rows($r->{out});
    my %at = map { $names->[$_] => $_ } 0 .. $#$names;
    my @got = map { my $row = $_; join ' ', map { ($row->[ $at{$_} ] // '?') eq '' ? '-' : $row->[ $at{$_} ] } @$column } @out;
    return compare([ map { $_->[0] } @case ], \@got, [ map { $_->[1] } @case ]);
}

my @finding = qw(wage_month wage_currency minimum shortfall below_minimum wage_rule wage_confidence wage_reason);
my $mill = 'minimum_wage.mill-base-adult';
my $heat = 'minimum_wage.mill-heat_allowance-any.2021-01-01';
my $coast = 'minimum_wage.coast-base-any.2020-01-01';
my @bad = judged('--worker-type type --days-worked days', 'wage,currency,month,sector,type,days', \@finding,
    [ '340,AAD,2022-03,weaving,adult,22', "340.000 AAD 362.250 22.250 true $mill.2022-01-01|$heat 1src -" ],
    [ '181.125,AAD,2022-03,weaving,adult,11', "362.250 AAD 362.250 0.000 false $mill.2022-01-01|$heat|overtime.month_days_divisor.2021-07-01 1src -" ],
    [ '150,AAD,2020-03,weaving,adult,12', "300.000 AAD 300.000 0.000 false $mill.2019-01-01|overtime.month_days_divisor.2019-01-01 2src -" ],
    [ '150,AAD,2020-06-30,weaving,adult,12', "300.000 AAD 300.000 0.000 false $mill.2019-01-01|overtime.month_days_divisor.2019-01-01 2src -" ],
    [ '150,AAD,2020-07-01,weaving,adult,12', "300.000 AAD 320.500 20.500 true $mill.2020-07-01|overtime.month_days_divisor.2019-01-01 2src -" ],
    [ '300,AAD,2021-06,weaving,adult,23', "313.043 AAD 332.750 19.707 true $mill.2020-07-01|$heat|overtime.month_days_divisor.2019-01-01 1src -" ],
    [ '300,AAD,2021-07,weaving,adult,23', "300.000 AAD 332.750 32.750 true $mill.2020-07-01|$heat 1src -" ],
    [ '240.124,AAD,2020-12,weaving,learner,24', '240.124 AAD 240.125 0.001 true minimum_wage.mill-base-learner.2019-01-01 derived -' ],
    [ '44999,BBK,2022-02,salt pans,learner,22', "44999 BBK 45000 1 true $coast 1src -" ],
    [ '50,AAD,2019-12,salt pans,adult,24', '50.000 AAD - - - - 2src coverage_unverified' ],
    [ '50,AAD,2022-02,ferry,adult,22', '50.000 AAD - - - - 2src no_floor' ],
    [ '45000,BBK,2022-02,ferry,adult,22', '45000 BBK - - - - 2src no_floor' ],
    [ '50,AAD,2019-12,ferry,adult,24', '50.000 AAD - - - - 2src no_rule' ],
    [ '50,AAD,2018-12,weaving,adult,24', '- - - - - - - no_rule' ],
    [ '50,AAD,2022-02,salt pans,adult,22', '- - - - - - - no_rate' ],
);
ok(!@bad, 'floors of two currencies, with the divisor of the month', @bad);

@bad = judged('--assume adult,full-month --fx-rule quarter_end', 'wage,currency,month,sector', \@finding,
    [ '300,AAD,2022-03,salt pans', "45000 BBK 45000 0 false $coast|exchange_rate.quarter_end-BBK-AAD.2022-01-01 1src -" ],
    [ '300,AAD,2022-04,salt pans', "45750 BBK 45000 0 false $coast|exchange_rate.quarter_end-BBK-AAD.2022-04-01 1src -" ],
    [ '56110,BBK,2022-10,weaving', "350.688 AAD 362.250 11.562 true $mill.2022-01-01|$heat|exchange_rate.quarter_end-BBK-AAD.2022-10-01 1src -" ],
    [ '300,AAD,2023-01,salt pans', '- - - - - - - no_rate' ],
);
ok(!@bad, 'money converted both ways by a rule of that country', @bad);

# Overtime at 352 / 176 an hour: 10 x 1.25 + 4 x 1.75 + 2 x 2.5 + 1 x (3 - 1); three years of service make the fourth in
# progress; 1.5 % of the bracket's 350 and 5 % of 352 by the employer, 3.5 % by the worker; (500 - 2 x 25) x 12 % - 48.
my @due = map { ("${_}_due", "${_}_currency", "${_}_reason") } qw(overtime allowances nssf tax arrears);
@bad = judged('--assume adult,full-month,no-free-housing,resident --overtime day=d,night=n,rest=r,holiday=h --seniority-months years'
    . ' --also nssf,tax --gross gross --dependents children --arrears from..month', 'wage,currency,month,sector,d,n,r,h,years,gross,children,from',
    [ @due, qw(nssf_worker nssf_employer) ],
    [ '352,AAD,2022-03,weaving,10,4,2,1,36,352,0,2021-11', '53.000 AAD - 15.500 AAD - 35.170 AAD - 0.000 AAD - 30.750 AAD - 12.320 22.850' ],
    [ '352,AAD,2022-03,weaving,10,0,0,0,35,500,2,2022-03', '25.000 AAD - 10.500 AAD - 39.250 AAD - 6.000 AAD - 10.250 AAD - 14.000 25.250' ],
    [ '352,AAD,2018-12,weaving,10,0,0,0,35,500,2,2018-12', '- - no_divisor - - no_rule - - no_rule - - no_rule - - no_rule - -' ],
);
ok(!@bad, 'what is due besides the wage', @bad);

# 1,200 at 20 % a year in 12 instalments cost 133.937, of which the part above 15 % of 20 is 33.484.
spit('loans.csv', join '', map {"$_\n"} 'sum,currency,date,rate,lender', '1200,AAD,2021-12-31,20,money house', '1200,AAD,2022-01-01,20,money house',
    '1200,AAD,2022-01-01,20,broker', '1200,AAD,2022-01-01,20,guild', '1200,AAD,2022-01-01,20,temple', '1200,AAD,2019-12-31,20,money house');
spit('terms', '--principal sum --currency currency --date date --rate rate --rate-period year --method declining --term-months months --lender-type lender');
sh("sed -i '1s/\$/,months/; 2,\$s/\$/,12/' loans.csv");
my $loans = sh("prak-debt \$(cat terms) --rules '$dir' loans.csv");
my ($head, @loan) = Law::rows($loans->{out});
my %column = map { $head->[$_] => $_ } 0 .. $#{ $head // [] };
is(join("\n", map { my $row = $_; join ' ', map { ($row->[ $column{$_} ] // '?') eq '' ? '-' : $row->[ $column{$_} ] }
            qw(instalment total_cost above_cap interest_over_cap debt_rule debt_reason) } @loan), join("\n",
        '111.161 133.937 false 0.000 debt_rules.rate_cap_mfi.2020-01-01 -',
        '111.161 133.937 true 33.484 debt_rules.rate_cap_mfi.2022-01-01 -',
        '111.161 133.937 false 0.000 debt_rules.rate_cap_broker.2021-01-01 -',
        '111.161 133.937 - - - no_cap_rule', '111.161 133.937 - - - coverage_unverified', '111.161 133.937 - - - no_rule'),
    'loans beside caps of that country', $loans->{err});

# Contracts. By hand: (a) 12 months and 6 are 18, by the rule of that time, and a day more is over; (b) signed in July 2021 the
# limit is 30; (c) three months between begin another chain for the court, two and 27 days do not; the union is not read on
# breaks; (d) not written: no matter in 2020, a UDC in 2021; (e) without an end it is judged as of the day: 12 months are over
# on 2022-01-01; (f) work that went on is a UDC after 15 months.
sub contracts {
    my ($options) = @_;
    spit('terms.csv', join '', map {"$_\n"} 'worker,employer,type,start,end,written', @_[ 1 .. $#_ ]);
    my $got = sh("prak-contract --worker worker --employer employer --type type --start start --end end --written written --on 2022-12-31 --rules '$dir' $options terms.csv");
    return (split /\n/, $got->{err})[0] if $got->{rc};
    my ($names, @out) = Law::rows($got->{out});
    my %at = map { $names->[$_] => $_ } 0 .. $#$names;
    return join "\n", map { my $row = $_; join ' ', map { ($row->[ $at{$_} ] // '?') eq '' ? '-' : $row->[ $at{$_} ] }
            qw(chain break_days lawful_type_court udc_from_court lawful_type_union udc_from_union contract_confidence contract_reason) } @out;
}
is(contracts('', 'a,f,term,2019-07-01,2020-06-30,yes', 'a,f,term,2020-07-01,2020-12-31,yes', 'a,f,term,2021-01-01,2021-01-01,yes',
        'b,f,term,2021-01-01,2021-12-31,yes', 'b,f,term,2022-01-01,2022-12-31,yes',
        'c,f,term,2021-01-01,2021-01-31,yes', 'c,f,term,2021-05-01,2021-05-31,yes', 'c,f,term,2021-08-30,2021-09-29,yes',
        'd,f,term,2020-12-31,2021-01-30,no', 'd,g,term,2021-01-01,2021-01-30,no', 'e,f,term,2021-01-01,,yes', 'f,f,term,2021-01-01,2021-12-31,yes',
        'f,f,onward,2022-01-01,,'),
    join("\n", '1 - FDC - - - derived union_not_in_force', '1 0 FDC - UDC 2020-07-01 memory -', '1 0 UDC 2021-01-01 UDC 2020-07-01 memory -',
        '1 - FDC - FDC - memory -', '1 0 FDC - UDC 2022-01-01 memory -',
        '1 - FDC - FDC - memory -', '2 - FDC - FDC - memory -', '2 90 FDC - FDC - memory -',
        '1 - FDC - FDC - memory -', '1 - UDC 2021-01-01 UDC 2021-01-01 2src -', '1 - UDC 2022-01-01 UDC 2022-01-01 memory -',
        '1 - FDC - FDC - memory -', '1 0 UDC 2022-04-01 UDC 2022-01-01 memory -'),
    'contracts by the readings of that country');
is(contracts('--strict', 'b,f,term,2021-01-01,2021-12-31,yes'), '1 - FDC - - - derived unverified', 'a reading that rests on a rule from memory, under --strict');
is(contracts('', 'b,f,FDC,2021-01-01,2021-12-31,yes'), "prak-contract: terms.csv:2: column 'type': unlisted contract type", 'words of another country are refused');

# Its findings in words need sentences only: those of the project serve.
sh("cp -R '$dir' rules && cp '" . rules_dir . "'/*text.csv rules");
spit('pay.csv', "wage,currency,month,sector\n340,AAD,2022-03,weaving\n");
my $said = sh('prak-wage --wage wage --currency currency --month month --sector sector --assume adult,full-month --rules rules --explain en pay.csv');
ok($said->{rc} == 0 && $said->{out} =~ /340\.000 AAD, is 22\.250 AAD below the legal minimum of 362\.250 AAD/, 'a finding on wages in words', $said->{out}, $said->{err});
$said = sh('prak-debt $(cat terms) --rules rules --explain en loans.csv');
ok($said->{rc} == 0 && $said->{out} =~ /above the 15 % a year which a money house may take; 33\.484 AAD/, 'a finding on loans in words', $said->{out}, $said->{err});

my $wage = "prak-wage --wage wage --currency currency --month month --sector sector --rules '$dir'";
spit('pay.csv', "wage,currency,month,sector\n204,USD,2024-03,garment\n");
my $r = sh("$wage --assume adult,full-month pay.csv");
ok($r->{rc} == 1 && $r->{err} =~ /unlisted (?:currency|sector)/, 'names of another country are refused', $r->{err});
for my $case ([ '--assume regular', 'unknown assumption' ], [ '--fx-rule annual_average', 'unknown conversion rule' ], [ '--fx-rule market', 'no table' ]) {
    $r = sh("$wage $case->[0] pay.csv");
    ok($r->{rc} == 2 && $r->{err} =~ /$case->[1]/, "$case->[0]: refused", $r->{err});
}
$r = sh("prak-debt \$(cat terms) --rules '$dir' --income rate --thresholds insolvent loans.csv");
ok($r->{rc} == 2 && $r->{err} =~ /unknown threshold 'insolvent'/, 'a threshold of another country is refused', $r->{err});
ok((grep { /^# Made up/ } map { (split /\n/, slurp($_))[0] } glob "$dir/*.csv") == (() = glob "$dir/*.csv"), 'each table says that it is made up');
done;
