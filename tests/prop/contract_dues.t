#!/usr/bin/perl
# What prak-contract says is due (notice, severance, seniority), on random histories under each reading, beside what comes of
# the findings of tests/law/Contracts.pm and the words of notice_periods.csv and seniority.csv, reckoned slowly.
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
my @notice = @{ table(rules_dir . '/notice_periods.csv')->{row} };
my %seniority = map { $_->{rule_id} => $_ } @{ table(rules_dir . '/seniority.csv')->{row} };
my ($divisor) = map { $_->{value} } grep { $_->{rule} eq 'month_days_divisor' } @{ table(rules_dir . '/overtime.csv')->{row} };
my @head = qw(worker employer type start end signed written wage);

sub lower { $_[0] < $_[1] ? $_[0] : $_[1] }
sub upper { $_[0] > $_[1] ? $_[0] : $_[1] }

# The band that a time lies in, from a day to another, both counted: an edge is just so many months.
sub band {
    my ($contract, $from, $to) = @_;
    my ($hit) = grep {
        my ($low, $high) = @$_{qw(from_months to_months)};
        my $above = $low == 0 || ($_->{boundary} =~ /^\[/ ? $to >= month_period_end($from, $low) : $to > month_period_end($from, $low));
        my $under = $high eq '' || ($_->{boundary} =~ /\]$/ ? $to <= month_period_end($from, $high) : $to < month_period_end($from, $high));
        $_->{contract} eq $contract && $above && $under;
    } @notice;
    return $hit;
}

sub notice_days {
    my ($row, $f, $on) = @_;
    return '' if $row->{start} > $on || !$row->{open} && $row->{last} < $on;
    return '' if $f->{type} eq 'FDC' && (defined $f->{from} || $row->{open});
    my $band = $f->{type} eq 'UDC' ? band('UDC', $row->{at}{anchor}, $on) : band('FDC', $row->{start}, $row->{last});
    return '' if !$band;
    return $band->{value} if $band->{unit} eq 'days';
    return month_period_end($on, $band->{value}) + 1 - $on if same_day($on, $band->{value});
    return month_period_end($on, $band->{value}) - $on; # no such day in that month: its last
}

# Has the month so many months later a day of that number?
sub same_day {
    my ($day, $months) = @_;
    return substr(iso(month_period_end($day, $months) + 1), 8) eq substr(iso($day), 8);
}

sub severance_due {
    my ($row, $f, $on) = @_;
    return '' if $f->{type} eq 'UDC' || $row->{open} || $row->{last} > $on || $row->{cell}{wage} eq '';
    my ($rule) = grep { $_->{rule} eq 'severance' && in_force($_, iso($row->{last}), iso($row->{last})) } values %seniority;
    return '' if !$rule;
    my $months = complete_months($row->{start}, $row->{last});
    my $done = $months ? month_period_end($row->{start}, $months) : $row->{start} - 1;
    my $whole = month_period_end($row->{start}, $months + 1) - $done;
    my $time = r($months) + r($row->{last} - $done) / r($whole);
    return rounded($time * r($row->{cell}{wage}) * r($rule->{value}) / r(100), 2);
}

# Half-years that ended by a day: [first day, last day, its month].
sub half_years {
    my ($on) = @_;
    my @all = map { my $y = $_; [ "$y-01-01", "$y-06-30", 'June' ], [ "$y-07-01", "$y-12-31", 'December' ] } 2019 .. 2030;
    return grep { $_->[1] <= $on } map { [ day_number($_->[0]), day_number($_->[1]), $_->[2] ] } @all;
}

# For the rows of a chain: the half-years in which a month or more was served as a UDC, given to the last row with a day in it.
sub seniority_days {
    my ($reading, $on, @chain) = @_;
    my %days = map { $_->{place} => 0 } @chain;
    for my $half (half_years($on)) {
        my (%served, $last_row);
        for my $row (@chain) {
            my $f = $row->{found}{$reading};
            next if ($f->{type} // '') ne 'UDC';
            my @span = (upper(upper($f->{from}, $row->{start}), $half->[0]), lower(lower($row->{open} ? $on : $row->{last}, $on), $half->[1]));
            next if $span[0] > $span[1];
            $served{$_} = 1 for $span[0] .. $span[1];
            $last_row = $row;
        }
        next if !$last_row;
        my ($first, $last) = (sort { $a <=> $b } keys %served)[ 0, -1 ];
        my $breaks = grep { !$served{$_} } $first .. $last;
        next if month_period_end($first + $breaks, 1) > $last;
        my $paid = iso($half->[1]);
        my ($rule) = grep { $_->{rule} eq 'seniority_indemnity' && $_->{payment} eq $half->[2] && in_force($_, $paid, $paid) } values %seniority;
        my ($postponed) = grep { $_->{rule} eq 'postponement_seniority' && in_force($_, $paid, $paid) } values %seniority;
        $days{ $last_row->{place} } += $rule->{value} if $rule && !$postponed;
    }
    return %days;
}

sub wanted {
    my ($reading, $on, @row) = @_;
    my (%chain, %days, @want);
    for my $row (grep { $_->{at} } @row) { push @{ $chain{"$row->{cell}{worker} $row->{cell}{employer} $row->{at}{chain}"} }, $row }
    for my $rows (values %chain) {
        my @sorted = sort { $a->{start} <=> $b->{start} || $a->{open} <=> $b->{open} || $a->{last} <=> $b->{last} || $a->{signed} <=> $b->{signed} || $a->{place} <=> $b->{place} } @$rows;
        my $unknown = grep { $_->{found}{$reading}{empty} } @sorted;
        my %of = seniority_days($reading, $on, @sorted);
        $days{$_} = $unknown ? undef : $of{$_} for keys %of;
    }
    for my $row (@row) {
        my $f = $row->{found} ? $row->{found}{$reading} : { empty => 1 };
        my %w = (notice_days => '', severance_due => '', seniority_due => '');
        if (!$f->{empty}) {
            $w{notice_days} = notice_days($row, $f, $on);
            $w{severance_due} = severance_due($row, $f, $on);
            my $days = $days{ $row->{place} };
            $w{seniority_due} = $f->{type} eq 'FDC' || $row->{cell}{wage} eq '' ? '' : defined $days ? rounded(r($days) * r($row->{cell}{wage}) / r($divisor), 2) : 'any';
        }
        push @want, \%w;
    }
    return @want;
}

my (%met, @fault, $histories);
sub file_of {
    my ($n) = @_;
    my $reading = (qw(ac_2y mlvt_050_19 each_term_2y))[ $n % 3 ];
    my @row = map { history("w$_", 'f', $n % 2) } 1 .. 25;
    for (@row) { $_->{wage} = any(190, 200, '204.50', '250.25', 208, 333.33, ''); $_->{type} = 'udc' if !number(8) }
    @row = shuffle(@row);
    my $on = any(map { day_number($_) } qw(2020-02-29 2021-06-30 2022-12-31 2024-01-31 2026-11-22)) + number(2) * (number(900) - 300);
    my $question = { on => iso($on), readings => [$reading], rules => $rules, kinds => $kinds };
    my @judged = judged($question, @row);
    my @want = wanted($reading, $on, @judged);
    spit('contracts.csv', join '', line_csv(@head), map { line_csv(@$_{@head}) } @row);
    my $command = "prak-contract --worker worker --employer employer --type type --start start --end end --signed signed --written written"
        . " --wage wage --currency USD --on $question->{on} --reading $reading --also notice,severance,seniority";
    my $r = sh("$command contracts.csv");
    my ($names, @out) = Law::rows($r->{out});
    if ($r->{rc} || @out != @row) { push @fault, "$command: exit $r->{rc}: $r->{err}"; return }
    $histories += 25;
    for my $i (0 .. $#row) {
        my %got;
        @got{@$names} = @{ $out[$i] };
        my @differ;
        for my $name (sort keys %{ $want[$i] }) {
            $met{$name}++ if $want[$i]{$name} =~ /[1-9]/;
            next if $want[$i]{$name} eq 'any' || $got{$name} eq $want[$i]{$name};
            my ($kind) = $name =~ /(\w+)_/;
            push @differ, "      $name: prak '$got{$name}' ($got{qq(${kind}_reason)}), here '$want[$i]{$name}'";
        }
        next if !@differ;
        push @fault, join "\n", $command, (map { '  ' . line_csv(@$_{@head}) =~ s/\n//r } sort { $a->{start} cmp $b->{start} } grep { $_->{worker} eq $row[$i]{worker} } @row),
            '    of these ' . join(' ', line_csv(@{ $row[$i] }{@head}) =~ s/\n//r, @got{ "lawful_type_$reading", "udc_from_$reading" }), @differ;
    }
}

seed($seed);
file_of($_) for 1 .. (long_run() ? 200 : 21);
my $most = $ENV{PRAK_SHOW} // 10;
ok(!@fault, "seed $seed: $histories histories, what is due", scalar(@fault) . ' rows differ', @fault[ 0 .. ($#fault < $most ? $#fault : $most - 1) ]);
ok(($met{$_} // 0) >= 50, "$_: " . ($met{$_} // 0)) for qw(notice_days severance_due seniority_due);
done;
