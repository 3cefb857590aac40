#!/usr/bin/perl
# Contracts at the edges of their rules, worked out by hand: 24 months and a day, breaks around a month, leap years, oral, without an
# end, work that goes on, and each rule on the day before its first, on that day and on the day after.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Law;

my @reading = qw(ac_2y mlvt_050_19 each_term_2y);
my (@case, $options);

# One history: why, the day asked about, rows `TYPE START END [SIGNED [WRITTEN]]` (- is empty), and of each row what the
# readings find, `ac_2y, mlvt_050_19, each_term_2y`: FDC or UDC with its day, or - for nothing.
sub history { push @case, [@_] }

# What prak-contract finds for all of them at once; ON differs, so a run each.
sub judge {
    my %on;
    push @{ $on{ $_->[1] } }, $_ for @case;
    for my $on (sort keys %on) {
        my (@row, @want, @why);
        my $n = 0;
        for my $case (@{ $on{$on} }) {
            my ($why, undef, $rows, $found) = @$case;
            $n++;
            for my $i (0 .. $#$rows) {
                my @cell = map { $_ eq '-' ? '' : $_ } split / /, $rows->[$i];
                $#cell = 4;
                push @row, join ',', "w$n", 'f', map { $_ // '' } @cell;
                push @want, $found->[$i];
                push @why, "$why, row " . ($i + 1);
            }
        }
        spit('in.csv', join '', map {"$_\n"} 'worker,employer,type,start,end,signed,written', @row);
        my $r = sh("prak-contract --worker worker --employer employer --type type --start start --end end --signed signed --written written --on $on $options in.csv");
        my ($head, @out) = Law::rows($r->{out});
        my %at = map { $head->[$_] => $_ } 0 .. $#{ $head // [] };
        my @got = map {
            my $row = $_;
            join ', ', map { join(' ', grep { $_ ne '' } @$row[ @at{ "lawful_type_$_", "udc_from_$_" } ]) || '-' } @reading;
        } @out;
        my @bad = compare(\@why, \@got, \@want);
        ok($r->{rc} == 0 && !@bad && @got == @want, "$options as of $on: " . @{ $on{$on} } . ' histories', $r->{err}, @bad);
    }
    @case = ();
}

$options = '';
my @fdc = ('FDC, FDC, FDC');
my @half = map { ("FDC $_-01-01 $_-06-30", "FDC $_-07-01 $_-12-31") } 2020 .. 2024;

# ---- totals ----
history('4 x 6 months are 24', '2024-12-31', [ @half[ 0 .. 3 ] ], [ (@fdc) x 4 ]);
history('a day more is over 24, not over 24 of renewals', '2024-12-31', [ @half[ 0 .. 2 ], 'FDC 2021-07-01 2022-01-01' ],
    [ (@fdc) x 3, 'UDC 2022-01-01, FDC, FDC' ]);
history('5 x 6 months are 30: renewals of just 24', '2024-12-31', [ @half[ 0 .. 4 ] ], [ (@fdc) x 4, 'UDC 2022-01-01, FDC, FDC' ]);
history('a day more: renewals over 24', '2024-12-31', [ @half[ 0 .. 3 ], 'FDC 2022-01-01 2022-07-01' ],
    [ (@fdc) x 4, 'UDC 2022-01-01, UDC 2022-07-01, FDC' ]);
history('6 x 6 months: the sixth breaks the limit of renewals, and all stays so', '2024-12-31', [ @half[ 0 .. 6 ] ],
    [ (@fdc) x 4, 'UDC 2022-01-01, FDC, FDC', ('UDC 2022-01-01, UDC 2022-07-01, FDC') x 2 ]);
history('24 + 24 are 48', '2025-12-31', [ 'FDC 2020-01-01 2021-12-31', 'FDC 2022-01-01 2023-12-31' ], [ @fdc, 'UDC 2022-01-01, FDC, FDC' ]);
history('a day more', '2025-12-31', [ 'FDC 2020-01-01 2021-12-31', 'FDC 2022-01-01 2023-12-31', 'FDC 2024-01-01 2024-01-01' ],
    [ @fdc, 'UDC 2022-01-01, FDC, FDC', 'UDC 2022-01-01, UDC 2024-01-01, FDC' ]);
history('12 + 24 are renewals of 24', '2025-12-31', [ 'FDC 2020-01-01 2020-12-31', 'FDC 2021-01-01 2022-12-31' ], [ @fdc, 'UDC 2022-01-01, FDC, FDC' ]);
history('a day more', '2025-12-31', [ 'FDC 2020-01-01 2020-12-31', 'FDC 2021-01-01 2022-12-30', 'FDC 2022-12-31 2023-01-01' ],
    [ @fdc, 'UDC 2022-01-01, FDC, FDC', 'UDC 2022-01-01, UDC 2023-01-01, FDC' ]);
history('the limit has not passed yet, but will', '2021-12-31', [ @half[ 0 .. 3 ], 'FDC 2022-01-01 2022-06-30 2021-12-24' ],
    [ (@fdc) x 4, 'FDC 2022-01-01, FDC, FDC' ]);
history('the day it passes', '2022-01-01', [ @half[ 0 .. 3 ], 'FDC 2022-01-01 2022-06-30 2021-12-24' ], [ (@fdc) x 4, 'UDC 2022-01-01, FDC, FDC' ]);

# ---- one term ----
history('24 months', '2024-12-31', ['FDC 2020-01-01 2021-12-31'], [@fdc]);
history('and a day', '2024-12-31', ['FDC 2020-01-01 2022-01-01'], [ join ', ', ('UDC 2022-01-01') x 3 ]);
history('from 29 February to 28 February two years later', '2024-12-31', ['FDC 2020-02-29 2022-02-28'], [@fdc]);
history('and a day', '2024-12-31', ['FDC 2020-02-29 2022-03-01'], [ join ', ', ('UDC 2022-03-01') x 3 ]);
history('from 28 February to 27 February of a leap year', '2024-12-31', ['FDC 2022-02-28 2024-02-27'], [@fdc]);
history('and a day', '2024-12-31', ['FDC 2022-02-28 2024-02-28'], [ join ', ', ('UDC 2024-02-28') x 3 ]);
history('from 1 March to 29 February', '2024-12-31', ['FDC 2022-03-01 2024-02-29'], [@fdc]);
history('from 31 August to 30 August', '2024-12-31', ['FDC 2021-08-31 2023-08-30'], [@fdc]);
history('from 31 August to 31 August', '2024-12-31', ['FDC 2021-08-31 2023-08-31'], [ join ', ', ('UDC 2023-08-31') x 3 ]);
history('not written', '2024-12-31', ['FDC 2023-03-01 2023-08-31 - false'], [ join ', ', ('UDC 2023-03-01') x 3 ]);
history('without an end', '2024-12-31', ['FDC 2023-03-01 -'], [ join ', ', ('UDC 2023-03-01') x 3 ]);
history('not written, and those behind it', '2024-12-31', [ 'FDC 2023-03-01 2023-08-31 - false', 'FDC 2023-09-01 2023-12-31' ],
    [ (join ', ', ('UDC 2023-03-01') x 3) x 2 ]);
history('and with a day between, where each stands by itself', '2024-12-31', [ 'FDC 2023-03-01 2023-08-31 - false', 'FDC 2023-09-02 2023-12-31' ],
    [ (join ', ', ('UDC 2023-03-01') x 3), '-, UDC 2023-03-01, FDC' ]);
history('declared a UDC, and a term behind it', '2024-12-31', [ 'UDC 2016-03-01 2020-08-31', 'FDC 2020-09-01 2020-12-31' ],
    [ (join ', ', ('UDC 2016-03-01') x 3) x 2 ]);

# ---- breaks: a calendar month, whatever its days; renewals of 24 + 12 show whether the chain goes on ----
for my $break (
    [ '2023-01-31', '2023-02-28', '2025-02-27', 27, 0 ], [ '2023-01-31', '2023-03-01', '2025-02-28', 28, 1 ],
    [ '2024-01-31', '2024-02-29', '2026-02-28', 28, 0 ], [ '2024-01-31', '2024-03-01', '2026-02-28', 29, 1 ],
    [ '2023-03-31', '2023-04-30', '2025-04-29', 29, 0 ], [ '2023-03-31', '2023-05-01', '2025-04-30', 30, 1 ],
    [ '2023-02-28', '2023-03-31', '2025-03-30', 30, 0 ], [ '2023-02-28', '2023-04-01', '2025-03-31', 31, 1 ],
    [ '2023-04-15', '2023-05-15', '2025-05-14', 29, 0 ], [ '2023-04-15', '2023-05-16', '2025-05-15', 30, 1 ],
) {
    my ($end, $start, $second, $days, $new) = @$break;
    my $third = day_after($second);
    history("a break of $days days after $end", '2030-12-31', [ "FDC 2022-11-01 $end", "FDC $start $second", "FDC $third 2027-01-31" ],
        [ @fdc, '-, FDC, FDC', $new ? '-, FDC, FDC' : "-, UDC $third, FDC" ]);
}
judge;

# With breaks that join, the 20 months and 10 are 30: the limit moves by the 10 days between.
my @twenty = ('FDC 2020-01-01 2021-08-31', 'FDC 2021-09-11 2022-07-10');
history('20 months, 10 days, 10 months', '2024-12-31', [@twenty], [ @fdc, '-, FDC, FDC' ]);
judge;
$options = '--assume breaks-join';
history('20 months, 10 days, 10 months', '2024-12-31', [@twenty], [ @fdc, 'UDC 2022-01-11, FDC, FDC' ]);
judge;
$options = '--assume breaks-restart';
history('20 months, 10 days, 10 months', '2024-12-31', [@twenty], [ @fdc, @fdc ]);
judge;
$options = '';

# ---- work that goes on ----
my @tacit = ('FDC 2022-01-01 2022-12-31', 'tacit 2023-01-01 -');
history('24 months with what went on', '2023-12-31', [@tacit], [ @fdc, @fdc ]);
history('a day more', '2024-01-01', [@tacit], [ @fdc, join ', ', ('UDC 2024-01-01') x 3 ]);
history('and long after', '2026-01-01', [@tacit], [ @fdc, join ', ', ('UDC 2024-01-01') x 3 ]);
history('until a day on which it was not over', '2026-01-01', [ $tacit[0], 'tacit 2023-01-01 2023-12-31' ], [ @fdc, @fdc ]);
history('of no term', '2026-01-01', ['tacit 2023-01-01 -'], ['-, -, -']);

# ---- days of the rules: the one before the first, the first, the one after ----
history('signed before Instruction 050/19', '2024-12-31', ['FDC 2019-05-16 2020-05-15'], ['FDC, -, FDC']);
history('signed on its day', '2024-12-31', ['FDC 2019-05-17 2020-05-16'], [@fdc]);
history('signed the day after', '2024-12-31', ['FDC 2019-05-18 2020-05-17'], [@fdc]);
history('begun after, but signed before', '2024-12-31', ['FDC 2019-06-01 2020-05-31 2019-05-16'], ['FDC, -, FDC']);
history('over the limit long before the Instruction: a UDC at its first contract', '2024-12-31',
    [ map({"FDC $_-01-01 $_-12-31"} 2015 .. 2018), 'FDC 2019-01-01 2019-05-16', 'FDC 2019-05-17 2019-12-31' ],
    [ ('FDC, -, FDC') x 2, ('UDC 2017-01-01, -, FDC') x 3, 'UDC 2017-01-01, UDC 2019-05-17, FDC' ]);
history('signed before the Labour Law', '2024-12-31', ['FDC 1997-03-12 1998-03-11'], ['-, -, -']);
history('signed on its day', '2024-12-31', ['FDC 1997-03-13 1998-03-12'], ['FDC, -, FDC']);
history('signed the day after', '2024-12-31', ['FDC 1997-03-14 1998-03-13'], ['FDC, -, FDC']);
history('not written, before the Labour Law', '2024-12-31', ['FDC 1997-03-12 1998-03-11 - false'], ['-, -, -']);
history('not written, on its day', '2024-12-31', ['FDC 1997-03-13 1998-03-12 - false'], ['UDC 1997-03-13, -, UDC 1997-03-13']);
history('25 months, signed before the Labour Law', '2024-12-31', ['FDC 1997-03-12 1999-04-11'], ['-, -, -']);
history('25 months, signed on its day', '2024-12-31', ['FDC 1997-03-13 1999-04-12'], ['UDC 1999-03-13, -, UDC 1999-03-13']);
history('a UDC is one under every reading', '2024-12-31', ['UDC 1996-03-12 1999-04-11'], [ join ', ', ('UDC 1996-03-12') x 3 ]);
history('signed after the day asked about', '2024-12-31', [ 'FDC 2024-01-01 2024-12-31', 'FDC 2025-01-01 2027-12-31 2025-01-01' ], [ @fdc, '-, -, -' ]);
history('overlapping terms: the greatest end counts', '2024-12-31', [ 'FDC 2020-01-01 2020-12-31', 'FDC 2020-03-01 2020-06-30', 'FDC 2021-01-01 2022-01-01' ],
    [ (@fdc) x 2, 'UDC 2022-01-01, FDC, FDC' ]);
judge;

# ---- every rule of the table is in a finding ----
spit('in.csv', join '', map {"$_\n"} 'worker,employer,type,start,end,written', 'a,f,FDC,2020-01-01,2020-12-31,false', 'b,f,FDC,2020-01-01,,true',
    'c,f,FDC,2020-01-01,2022-01-01,true', 'd,f,FDC,2022-01-01,2022-12-31,true', 'd,f,tacit,2023-01-01,,', 'e,f,FDC,2022-01-01,2022-12-31,true', 'e,f,FDC,2023-01-01,2023-12-31,true');
my $found = sh('prak-contract --worker worker --employer employer --type type --start start --end end --written written --on 2024-12-31 in.csv')->{out};
my @idle = grep { $found !~ /\b\Q$_\E\b/ && !/restart_break_min/ } map { $_->{rule_id} } @{ table(rules_dir . '/contract_rules.csv')->{row} };
ok(!@idle, 'each rule but that of breaks is in a finding', @idle);
done;
