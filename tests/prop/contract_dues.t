#!/usr/bin/perl
# What prak-contract says is due (notice, severance, seniority; notice that was not given, damages), on random histories under
# each reading, beside what comes of the findings of tests/law/Contracts.pm and the words of notice_periods.csv,
# seniority.csv and the manual page, reckoned slowly.
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
my %sector = map { $_->{sector} => $_->{seniority_sector} } @{ table(rules_dir . '/sectors.csv')->{row} };
my %ended_by = map { $_->{word} => $_->{kind} } @{ table(rules_dir . '/contract_ends.csv')->{row} };
my @word = sort keys %ended_by;
my @head = qw(worker employer type start end signed written wage sector agreed by notice valid paid);

sub lower { $_[0] < $_[1] ? $_[0] : $_[1] }
sub upper { $_[0] > $_[1] ? $_[0] : $_[1] }

# The band that a time lies in, from a day to another, both counted: an edge is just so many months. The rule is that of the last day.
sub band {
    my ($contract, $from, $to) = @_;
    my $day = iso($to);
    my ($hit) = grep {
        my ($low, $high) = @$_{qw(from_months to_months)};
        my $above = $low == 0 || ($_->{boundary} =~ /^\[/ ? $to >= month_period_end($from, $low) : $to > month_period_end($from, $low));
        my $under = $high eq '' || ($_->{boundary} =~ /\]$/ ? $to <= month_period_end($from, $high) : $to < month_period_end($from, $high));
        $_->{contract} eq $contract && $above && $under && in_force($_, $day, $day);
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

# ---- notice that was not given ----

# The same day so many months later, or the last of that month.
sub months_later {
    my ($day, $months) = @_;
    return month_period_end($day, $months) + (same_day($day, $months) ? 1 : 0);
}

# The band of an end that has come, and the days that it needed: those since the last day from which notice was enough.
sub needed {
    my ($row, $f) = @_;
    return if $f->{type} eq 'FDC' && $row->{cell}{agreed} gt $row->{cell}{end};
    my $band = band($f->{type}, $f->{type} eq 'UDC' ? $row->{at}{anchor} : $row->{start}, $row->{last}) or return;
    return ($band, $band->{value}) if $band->{unit} eq 'days';
    my $days = 0;
    $days++ while months_later($row->{last} - $days, $band->{value}) > $row->{last};
    return ($band, $days);
}

sub given {
    my ($row) = @_;
    my $notice = $row->{cell}{notice};
    return '' if $notice eq '';
    return $notice eq 'none' ? 0 : upper(0, $row->{last} - day_number($notice));
}

# The last day of the extension, and what the contract is on it: judged anew as the last one of its worker, once with that
# end, once with a renewal until then.
sub extension {
    my ($row, $question, $reading, @before) = @_;
    my $months = complete_months($row->{start}, $row->{last});
    my $rest = $row->{last} - ($months ? month_period_end($row->{start}, $months) : $row->{start} - 1);
    my $to = ($months ? month_period_end($row->{last} + 1, $months) : $row->{last}) + $rest;
    my $later = { %$question, on => iso(upper($to, day_number($question->{on}))) };
    my %longer = (%{ $row->{cell} }, signed => iso($row->{signed}), end => iso($to));
    my $type = sub {
        my ($assume, @own) = @_;
        my $f = (judged({ %$later, assume => $assume }, map({ $_->{cell} } @before), @own))[-1]{found}{$reading};
        return $f->{empty} ? $f->{empty} =~ /_break_unread$/ ? undef : '' : $f->{type};
    };
    my @type = map {
        my $one = $type->('', @$_);
        my @rows = @$_;
        my @both = defined $one ? ($one, $one) : map { $type->($_, @rows) } 'breaks-join', 'breaks-restart'; # perhaps the day alone
        $both[0] eq $both[1] ? $both[0] : ''
    } [ \%longer ], [ $row->{cell}, { %longer, start => iso($row->{last} + 1) } ];
    return $type[0] ne $type[1] || $type[0] eq '' ? ('', '') : ($type[0] eq 'UDC' ? '' : iso($to), $type[0]);
}

# Wages from a day to another.
sub wages {
    my ($wage, $first, $last) = @_;
    return rounded(r(0), 2) if $last < $first;
    my $months = complete_months($first, $last);
    my $done = $months ? month_period_end($first, $months) : $first - 1;
    return rounded((r($months) + r($last - $done) / r(month_period_end($first, $months + 1) - $done)) * r($wage), 2);
}

sub notice_pay {
    my ($row, $f) = @_;
    my $last = $row->{last};
    my ($band) = needed($row, $f);
    my $from = given($row) > 0 ? day_number($row->{cell}{notice}) : $last;
    my $until = $band->{unit} eq 'days' ? $from + $band->{value} : $from < $last ? months_later($from, $band->{value}) : month_period_end($last + 1, $band->{value});
    return wages($row->{cell}{wage}, $last + 1, $until);
}

# ---- damages ----

sub rule_on {
    my ($name, $day) = @_;
    my ($rule) = grep { $_->{rule} eq $name && in_force($_, iso($day), iso($day)) } values %seniority;
    return $rule;
}

# UDC days of a chain up to one.
sub served {
    my ($reading, $until, @chain) = @_;
    my %day;
    for my $row (@chain) {
        my $f = $row->{found}{$reading};
        next if ($f->{type} // '') ne 'UDC';
        $day{$_} = 1 for upper($f->{from}, $row->{start}) .. lower($row->{last}, $until);
    }
    return \%day;
}

# Days' wages of back pay by the last day of a chain; undef: the sources leave it open.
sub back_pay_days {
    my ($reading, $sector, $last, @chain) = @_;
    my $day = served($reading, $last, @chain);
    my @old = sort { $a <=> $b } grep { $_ < day_number('2019-01-01') } keys %$day or return 0;
    my $first = $old[0] + ($old[-1] - $old[0] + 1 - @old);
    my $months = complete_months($first, $old[-1]);
    my $whole = int $months / 6;
    my $begun = $months == 6 * $whole && ($months ? month_period_end($first, $months) : $first - 1) == $old[-1] ? $whole : $whole + 1;
    my $kind = $sector{$sector} // '';
    return if $kind eq '';
    my ($cap, @value, $most);
    for my $half (grep { $day->{ $_->[1] } } half_years($last)) {
        my $on = iso($half->[1]);
        my $fits = sub { my ($name) = @_; grep { $_->{rule} eq $name && $_->{sector} =~ /^(?:any|$kind)$/ && $_->{payment} =~ /^(?:any|$half->[2])$/ && in_force($_, $on, $on) } values %seniority };
        my ($rule) = $fits->('seniority_backpay') or next;
        next if $rule->{first_payment} gt substr $on, 0, 7;
        $most = $rule->{as_many_as} eq '' ? 1000 : $begun;
        next if @value >= $most || $fits->('postponement_back_pay');
        push @value, $rule->{value};
        $cap = r($rule->{cap}) * r($divisor);
    }
    my @sum = map { my $sum = r(0); $sum += r($_) for @value[ 0 .. lower($_, scalar @value) - 1 ]; defined $cap && $sum > $cap ? $cap : $sum } $whole, $begun, $most // 0;
    return $sum[0] == $sum[1] && $sum[1] == $sum[2] ? $sum[0] : undef;
}

sub damages_of_udc {
    my ($reading, $row, @chain) = @_;
    my $cell = $row->{cell};
    my $rule = rule_on('damages_unfair', $row->{last}) or return '';
    my $sum = r($cell->{paid} eq '' ? 0 : $cell->{paid});
    if ($cell->{paid} eq '') {
        return '' if grep { $_->{found}{$reading}{empty} } @chain;
        my %of = seniority_days($reading, $row->{last}, @chain);
        my $old = back_pay_days($reading, $cell->{sector}, $row->{last}, @chain) // return '';
        $sum = $old;
        $sum += r($_) for values %of;
        $sum = r($sum) * r($cell->{wage}) / r($divisor);
    }
    $sum = $sum * r($rule->{value}) / r(100);
    my $cap = r($rule->{cap}) * r($cell->{wage});
    return rounded($sum > $cap ? $cap : $sum, 2);
}

# What the end of a contract brings: by column. @chain, @before: the contracts of its chain, and those before it.
sub ends {
    my ($row, $question, $reading, $chain, $before) = @_;
    my %w = map { $_ => '' } qw(notice_given notice_extended_to notice_extended_type notice_pay_due damages_due);
    my ($f, $cell) = ($row->{found}{$reading}, $row->{cell});
    return %w if $f->{empty} || $row->{open} || $row->{last} > day_number($question->{on});
    my ($band, $days) = needed($row, $f);
    my $who = $ended_by{ $cell->{by} } // '';
    my $cut = $cell->{agreed} gt $cell->{end};
    my $final = (sort { $b->{open} <=> $a->{open} || $b->{last} <=> $a->{last} } reverse @$chain)[0] == $row;
    $w{notice_days} = $days // '';
    $w{notice_given} = given($row);
    if ($final && $f->{type} eq 'FDC' && $row->{kind} eq 'fdc' && $who =~ /^(?:|employer|term)$/ && $w{notice_given} ne '' && $band && $w{notice_given} < $days) {
        @w{qw(notice_extended_to notice_extended_type)} = extension($row, $question, $reading, @$before);
    }
    if ($f->{type} eq 'FDC' && $cell->{agreed} ne '' && $who =~ /^(?:|employer)$/ && $cell->{wage} ne '' && rule_on('damages_early_end', $row->{last})) {
        $w{damages_due} = wages($cell->{wage}, $row->{last} + 1, day_number($cell->{agreed}));
    }
    return %w if !$final || $f->{type} eq 'FDC' || $who ne 'employer' || $cell->{wage} eq '';
    $w{notice_pay_due} = notice_pay($row, $f) if $w{notice_given} ne '' && $band;
    $w{damages_due} = damages_of_udc($reading, $row, @$chain) if $cell->{valid} =~ /^(?:no|false)$/;
    return %w;
}

# Cells on how a contract ended.
sub ending {
    my ($row) = @_;
    @$row{qw(sector agreed by notice valid paid)} = (any('garment', 'construction', 'garment', ''), '', '', '', any('no', 'false', 'no', 'yes', ''), any('', '', '', 0, 77.5, 1900));
    my $first = day_number($row->{start});
    my $last = $row->{end} eq '' ? $first + 500 : day_number($row->{end});
    my $near = any(7, 7, 10, 10, 15, 28, 29, 30, 31, 59, 60, 61, 91, 92) + any(-1, 0, 1);
    my $day = any($last - $near, $last, $last + 3);
    $row->{notice} = any('none', 'none', iso($day < $first ? $first : $day), iso($day < $first ? $first : $day), '');
    return if $row->{end} eq '';
    $row->{agreed} = iso($last + any(0, 1, 31, 200)) if !number(5);
    my $who = any(qw(employer employer employer worker agreement term other));
    $row->{by} = any(grep { $ended_by{$_} eq $who } @word) if number(4) && !($who eq 'term' && $row->{agreed} gt $row->{end});
}

# ---- severance and seniority ----

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
    my ($question, $reading, $on, $ends, @row) = @_;
    my (%chain, %all, %days, @want);
    my $order = sub { sort { $a->{start} <=> $b->{start} || $a->{open} <=> $b->{open} || $a->{last} <=> $b->{last} || $a->{signed} <=> $b->{signed} || $a->{place} <=> $b->{place} } @_ };
    for my $row (grep { $_->{at} } @row) { push @{ $chain{"$row->{cell}{worker} $row->{cell}{employer} $row->{at}{chain}"} }, $row }
    for my $rows (values %chain) {
        my @sorted = $order->(@$rows);
        push @{ $all{"$sorted[0]{cell}{worker} $sorted[0]{cell}{employer}"} }, @sorted;
        @$rows = @sorted;
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
        if ($ends && $row->{at}) {
            my @all = $order->(@{ $all{"$row->{cell}{worker} $row->{cell}{employer}"} });
            my ($place) = grep { $all[$_] == $row } 0 .. $#all;
            %w = (%w, ends($row, $question, $reading, $chain{"$row->{cell}{worker} $row->{cell}{employer} $row->{at}{chain}"}, [ @all[ 0 .. $place - 1 ] ]));
        }
        push @want, \%w;
    }
    return @want;
}

my (%met, @fault, $histories);
sub file_of {
    my ($n) = @_;
    my $reading = (qw(ac_2y mlvt_050_19 each_term_2y))[ $n % 3 ];
    my $ends = $n % 4;
    my @row = map { my @own = history("w$_", 'f', $n % 2); $ends && number(3) ? @own[ 0 .. lower(number(3), $#own) ] : @own } 1 .. 25;
    for (@row) { $_->{wage} = any(190, 200, '204.50', '250.25', 208, 333.33, ''); $_->{type} = 'udc' if !number(8); ending($_) }
    @row = shuffle(@row);
    my $on = any(map { day_number($_) } qw(2020-02-29 2021-06-30 2022-12-31 2024-01-31 2026-11-22)) + number(2) * (number(900) - 300);
    my $question = { on => iso($on), readings => [$reading], rules => $rules, kinds => $kinds };
    my @judged = judged($question, @row);
    my @want = wanted($question, $reading, $on, $ends, @judged);
    spit('contracts.csv', join '', line_csv(@head), map { line_csv(@$_{@head}) } @row);
    my $command = "prak-contract --worker worker --employer employer --type type --start start --end end --signed signed --written written"
        . " --wage wage --currency USD --on $question->{on} --reading $reading --also notice,severance,seniority"
        . ($ends ? ',damages --sector sector --agreed-end agreed --ended-by by --notice notice --valid-reason valid --seniority-paid paid' : '');
    my $r = sh("$command contracts.csv");
    my $other = sh("$command --threads 8 --block-size 997 --memory 64K contracts.csv");
    push @fault, "$command: other bytes with threads, small blocks and little memory" if $other->{out} ne $r->{out};
    my ($names, @out) = Law::rows($r->{out});
    if ($r->{rc} || @out != @row) { push @fault, "$command: exit $r->{rc}: $r->{err}"; return }
    $histories += 25;
    for my $i (0 .. $#row) {
        my %got;
        @got{@$names} = @{ $out[$i] };
        my @differ;
        for my $name (sort keys %{ $want[$i] }) {
            $met{$name}++ if $want[$i]{$name} =~ /[1-9]/;
            $met{ $want[$i]{$name} }++ if $name eq 'notice_extended_type';
            $met{damages_of_udc}++ if $name eq 'damages_due' && $want[$i]{$name} =~ /[1-9]/ && $got{"lawful_type_$reading"} eq 'UDC';
            next if $want[$i]{$name} eq 'any' || $got{$name} eq $want[$i]{$name};
            my ($kind) = $name =~ /(\w+)_/;
            push @differ, "      $name: prak '$got{$name}' (" . ($got{"${kind}_reason"} // $got{notice_reason}) . "), here '$want[$i]{$name}'";
        }
        next if !@differ;
        push @fault, join "\n", $command, (map { '  ' . line_csv(@$_{@head}) =~ s/\n//r } sort { $a->{start} cmp $b->{start} } grep { $_->{worker} eq $row[$i]{worker} } @row),
            '    of these ' . join(' ', line_csv(@{ $row[$i] }{@head}) =~ s/\n//r, @got{ "lawful_type_$reading", "udc_from_$reading" }), @differ;
    }
}

seed($seed);
file_of($_) for 1 .. (long_run() ? 240 : 36);
my $most = $ENV{PRAK_SHOW} // 10;
ok(!@fault, "seed $seed: $histories histories, what is due", scalar(@fault) . ' rows differ', @fault[ 0 .. ($#fault < $most ? $#fault : $most - 1) ]);
ok(($met{$_} // 0) >= 50, "$_: " . ($met{$_} // 0)) for qw(notice_days severance_due seniority_due notice_given);
ok(($met{$_} // 0) >= 10, "$_: " . ($met{$_} // 0)) for qw(notice_extended_to notice_pay_due damages_due damages_of_udc);
ok($met{$_}, "extended to $_: " . ($met{$_} // 0)) for qw(FDC UDC);
done;
