package Contracts;
# Contracts of fixed duration (FDC) that the law holds to be of undetermined duration (UDC), worked out slowly from the
# words of the rules: the calendar is walked day by day, months are counted one after the other, and every reading is put
# to every row. Nothing of prak's is used but the numbers of contract_rules.csv. What the sources leave open is decided
# in the comments marked "Open:".
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../law", $FindBin::Bin;
use Law;
use Exporter 'import';
our @EXPORT = qw(day_number iso month_period_end complete_months judge judged contract_rules kinds columns_of);

# The calendar: each day by walking from the one before it. @day: [year, month, day of the month, months since year 0].
my (@day, %number);
{
    my ($y, $m, $d) = (1985, 1, 1);
    while ($y < 2070) {
        push @day, [ $y, $m, $d, 12 * $y + $m ];
        $number{ sprintf '%04d-%02d-%02d', $y, $m, $d } = $#day;
        my $leap = $y % 4 == 0 && ($y % 100 != 0 || $y % 400 == 0);
        my $last = (31, $leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[ $m - 1 ];
        if ($d < $last) { $d++ }
        else { $d = 1; $m < 12 ? $m++ : ($m = 1, $y++) }
    }
}

sub day_number { $number{ $_[0] } // die "no day '$_[0]'\n" }
sub iso { sprintf '%04d-%02d-%02d', @{ $day[ $_[0] ] }[ 0 .. 2 ] }
sub later { $_[0] > $_[1] ? $_[0] : $_[1] }
sub earlier { $_[0] < $_[1] ? $_[0] : $_[1] }

# The last day of so many months from a day on: the day before the one of the same number in the last month; where that
# month has no such day, its own last day. Walked: the first day whose next day is that one, or that ends that month.
my %period;
sub month_period_end {
    my ($start, $months) = @_;
    return $period{"$start $months"} //= do {
        my $month = $day[$start][3] + $months;
        my $at = $start + 27 * $months; # no month is shorter, so it cannot have ended yet
        while (1) {
            my $next = $day[ $at + 1 ];
            last if $next->[3] == $month && $next->[2] == $day[$start][2];
            last if $day[$at][3] == $month && $next->[3] != $month;
            $at++;
        }
        $at;
    };
}

# Complete months from a day to another, both counted.
sub complete_months {
    my ($from, $to) = @_;
    return 0 if $to < $from;
    my $months = 0;
    $months++ while month_period_end($from, $months + 1) <= $to;
    return $months;
}

# Rules of a folder, and the rule of a reading (its own or that of all) in force on a day.
sub contract_rules { table("$_[0]/contract_rules.csv")->{row} }

sub rule_on {
    my ($rules, $reading, $name, $date) = @_;
    my ($hit) = grep { $_->{rule} eq $name && ($_->{reading} eq $reading || $_->{reading} eq 'any') && in_force($_, $date, $date) } @$rules;
    return $hit;
}

# The day on which the first rule of the reading's own begins; of one that has none, the first rule of all readings.
sub reading_begins {
    my ($rules, $reading) = @_;
    my ($first) = sort map { $_->{valid_from} } grep { $_->{reading} eq $reading } @$rules;
    ($first) = sort map { $_->{valid_from} } @$rules if !defined $first;
    return $first;
}

# Words of the column of types: fdc, udc, tacit.
sub kinds { return { map { $_->{word} => lc $_->{kind} } @{ table("$_[0]/contract_types.csv")->{row} } } }

# Cuts the rows of one worker with one employer, in their order, into chains, and gives each row in each chain:
#   chain      its number
#   break      days between what was covered before and its start: 0 the next day, below 0 an overlap; undef for the first
#              row. What has no end is covered to the day of the question, and nothing that begins later is a break after it.
#   anchor     the day from which the chain is counted: its first start, moved on by each break
#   renewals   the day after the end of its first FDC term, moved on by each break after that term
#   counted    from and to which day its months are counted: as it is on the day of the question, so that rows which begin
#              later, and the breaks before them, change nothing; nothing of a chain that has not begun
#   unknown    the chain begins with work that went on: what it continued is not in the data, nor the total
# $ends: which breaks end a chain: 'month' (a month or more), 'any' (a day or more), 'none'.
sub chained {
    my ($rows, $on, $ends, $month_rule) = @_;
    my @out;
    my ($chain, $covered, $open, $anchor, $renewals, $unknown, $counted) = (0);
    for my $row (@$rows) {
        my $break;
        my $new = !@out;
        if (!$new) {
            $break = $row->{start} - $covered - 1;
            $break = 0 if $open && $break > 0;
            $new = 1 if $break > 0 && ($ends eq 'any' || $ends eq 'month' && $row->{start} > month_period_end($covered + 1, $month_rule->{value}));
        }
        if ($new) {
            $chain++;
            ($break, $anchor, $renewals, $covered, $open, $unknown) = (undef, $row->{start}, undef, $row->{last}, 0, $row->{kind} eq 'tacit');
            undef $counted;
        }
        elsif ($break > 0) {
            $anchor += $break;
            $renewals += $break if defined $renewals;
        }
        push @out, { chain => $chain, break => $break, first => $new, anchor => $anchor, renewals => $renewals, unknown => $unknown };
        $renewals = $row->{last} + 1 if !defined $renewals && $row->{kind} eq 'fdc';
        $covered = later($covered, $row->{last});
        $open ||= $row->{open};
        $counted = [ $anchor, earlier($covered, $on) ] if $row->{start} <= $on;
        $out[-1]{counted} = $counted;
    }
    return @out;
}

# What one row breaks by itself: [day, rule] for each limit that its days pass, or [day] for a declared UDC.
# $own: the limits of the reading are asked, too, not only those of all readings.
sub broken {
    my ($row, $at, $reading, $rules, $own) = @_;
    return [ $row->{start} ] if $row->{kind} eq 'udc';
    my $tacit = $row->{kind} eq 'tacit';
    my @found;
    my $from = sub {
        my ($rule, $day) = @_;
        $day = later($day, later($row->{start}, day_number($rule->{valid_from})));
        push @found, [ $day, $rule ] if $day <= $row->{last};
    };
    my $rule = sub { rule_on($rules, $reading, $_[0], iso($row->{signed})) };
    my $flaw = sub { my $r = $rule->($_[0]); $from->($r, $row->{start}) if $r };
    my $limit = sub {
        my ($name, $counted_from) = @_;
        my $r = $rule->($name);
        return if !$r || !defined $counted_from;
        my $end = month_period_end($counted_from, $r->{value});
        $from->($r, $end + 1) if $row->{last} > $end;
    };
    $flaw->('fdc_must_be_written') if $row->{oral} && !$tacit;
    $flaw->('fdc_needs_end_date') if $row->{open} && !$tacit;
    $limit->('fdc_single_term_max', $row->{start}) if !$tacit;
    return @found if $at->{unknown};
    $limit->('tacit_continuation', $at->{anchor}) if $tacit;
    return @found if !$own || $reading eq 'each_term_2y';
    $limit->('fdc_renewals_total_max', $at->{renewals});
    $limit->('fdc_total_max', $at->{anchor});
    return @found;
}

# The first day on which anything in these rows is a UDC; of several rows that make it one on that day, the first.
sub turning {
    my ($rows, @broken) = @_;
    my $udc;
    for my $i (0 .. $#$rows) {
        my @found = sort { $a->[0] <=> $b->[0] } @{ $broken[$i] } or next;
        next if $udc && $found[0][0] >= $udc->{from};
        my @rule = map { $_->[1] // () } grep { $_->[0] == $found[0][0] } @{ $broken[$i] };
        my $declared = $rows->[$i]{kind} eq 'udc';
        $udc = { from => $found[0][0], rules => \@rule, signed => $declared ? undef : $rows->[$i]{signed}, declared => $declared };
    }
    return $udc;
}

# The findings of one reading on the rows of one worker with one employer, its chains cut one way:
# { empty => reason } or { type, from, rules, signed, declared }.
sub findings {
    my ($rows, $reading, $rules, $on, $ends) = @_;
    my @at = chained($rows, $on, $ends, rule_on($rules, 'mlvt_050_19', 'restart_break_min', '9999-12-31'));
    my $begins = reading_begins($rules, $reading);
    my $each = $reading eq 'each_term_2y';
    # What the law of all readings made of a row holds on for later ones, although this reading says nothing on that row.
    my @own = map { iso($_->{signed}) ge $begins } @$rows;
    my @broken = map { [ broken($rows->[$_], $at[$_], $reading, $rules, $own[$_]) ] } 0 .. $#$rows;
    # Rows that share a fate: a chain; where each term is by itself, those without a day between.
    my @fate;
    for my $i (0 .. $#$rows) {
        push @fate, [] if $at[$i]{first} || $each && $at[$i]{break} > 0;
        push @{ $fate[-1] }, $i;
    }
    my @out;
    for my $fate (@fate) {
        my $udc = turning([ @$rows[@$fate] ], @broken[@$fate]);
        my $unknown = 0;
        for my $i (@$fate) {
            my ($row, $at) = ($rows->[$i], $at[$i]);
            $unknown ||= $at->{unknown} && (!$each || $row->{kind} eq 'tacit');
            if ($row->{kind} eq 'udc') { $out[$i] = { type => 'UDC', from => $row->{start}, rules => [] }; next }
            if (!$own[$i]) { $out[$i] = { empty => "${reading}_not_in_force" }; next }
            my $holds = $udc && $udc->{from} <= $row->{last};
            my $type = $holds && $udc->{from} <= earlier($on, $row->{last}) ? 'UDC' : 'FDC';
            if ($at->{first} && $row->{kind} eq 'tacit' || $unknown && $type eq 'FDC') { $out[$i] = { empty => 'tacit_without_term' }; next }
            $out[$i] = { type => $type, $holds ? %$udc : (rules => kept($row, $at, $reading, $rules)) };
        }
    }
    return @out;
}

# Limits that a row found to be FDC has kept.
sub kept {
    my ($row, $at, $reading, $rules) = @_;
    my @name = $row->{kind} eq 'tacit' ? 'tacit_continuation' : 'fdc_single_term_max';
    push @name, 'fdc_renewals_total_max' if defined $at->{renewals};
    push @name, 'fdc_total_max' if $reading ne 'each_term_2y';
    return [ map { rule_on($rules, $reading, $_, iso($row->{signed})) // () } @name ];
}

# A reading without a rule on breaks is asked twice: every break joins, every break ends. What agrees is found; where it
# does not, an assumption decides.
sub read_rows {
    my ($rows, $reading, $rules, $on, $assume) = @_;
    return findings($rows, $reading, $rules, $on, 'month') if grep { $_->{reading} eq $reading && $_->{rule} eq 'restart_break_min' } @$rules;
    my @join = findings($rows, $reading, $rules, $on, 'none');
    my @end = findings($rows, $reading, $rules, $on, 'any');
    my @out;
    for my $i (0 .. $#join) {
        my ($a, $b) = map { join ' ', map { $_ // '-' } @$_{qw(empty type from)} } $join[$i], $end[$i];
        push @out, $a eq $b ? $join[$i] : $assume ? { %{ $assume eq 'breaks-join' ? $join[$i] : $end[$i] }, assumed => $assume }
            : { empty => "${reading}_break_unread" };
    }
    return @out;
}

sub columns_of {
    my (@reading) = @_;
    return (qw(chain chain_months break_days declared_type),
        (map { ("lawful_type_$_", "udc_from_$_", "contract_rule_$_", "udc_signed_$_") } @reading), qw(contract_confidence contract_reason));
}

# Rows in order of start, end (none last), signing, input.
sub by_order {
    return $a->{start} <=> $b->{start} || ($a->{open} <=> $b->{open}) || ($a->{open} ? 0 : $a->{last} <=> $b->{last}) || $a->{signed} <=> $b->{signed} || $a->{place} <=> $b->{place};
}

# Facts of one row from its cells; a column that was not given is undef.
sub facts {
    my ($cell, $kinds, $place, $on) = @_;
    my %row = (place => $place, cell => $cell, note => {}, open => $cell->{end} eq '' ? 1 : 0);
    $row{kind} = $kinds->{ $cell->{type} } // die "type '$cell->{type}'\n" if $cell->{type} ne '';
    $row{start} = day_number($cell->{start}) if $cell->{start} ne '';
    $row{last} = $row{open} ? later($on, $row{start} // $on) : day_number($cell->{end});
    $row{signed} = ($cell->{signed} // '') ne '' ? day_number($cell->{signed}) : $row{start};
    $row{note}{signed_taken_as_start} = 1 if defined $cell->{signed} && $cell->{signed} eq '';
    $row{oral} = 1 if ($cell->{written} // '') =~ /^(?:false|no|0)$/i;
    $row{written_unknown} = 1 if ($cell->{written} // '') eq '';
    return \%row;
}

# $question: { on, readings => [...], assume, rules => [...], kinds => {...} }; cells of rows in, columns of rows out.
sub judge {
    my ($question, @cells) = @_;
    return map { answer($_, day_number($question->{on}), $question, @{ $question->{readings} }) } judged($question, @cells);
}

# The rows themselves, each with its place in a chain (at) and the findings (found), or why it has none (empty).
sub judged {
    my ($question, @cells) = @_;
    my ($on, @reading) = (day_number($question->{on}), @{ $question->{readings} });
    my (@row, %key, @out);
    for my $cell (@cells) {
        my $row = facts($cell, $question->{kinds}, scalar @row, $on);
        push @row, $row;
        my $missing = join '|', map { "missing_$_" } grep { $cell->{$_} eq '' } qw(worker employer type start);
        if ($missing =~ /worker|employer/) { $row->{empty} = $missing; next }
        if (defined $row->{signed} && $row->{signed} > $on) { $row->{empty} = 'after_on'; next }
        $row->{empty} = $missing if $missing;
        push @{ $key{"$cell->{worker}\0$cell->{employer}"} }, $row;
    }
    for my $rows (values %key) {
        if (grep { $_->{empty} } @$rows) { $_->{empty} //= 'chain_incomplete' for @$rows; next }
        my @sorted = sort by_order @$rows;
        my @at = chained(\@sorted, $on, 'month', rule_on($question->{rules}, 'mlvt_050_19', 'restart_break_min', '9999-12-31'));
        $sorted[$_]{at} = $at[$_] for 0 .. $#sorted;
        for my $reading (@reading) {
            my @found = read_rows(\@sorted, $reading, $question->{rules}, $on, $question->{assume} // '');
            $sorted[$_]{found}{$reading} = $found[$_] for 0 .. $#sorted;
        }
    }
    return @row;
}

my %declared = (fdc => 'FDC', udc => 'UDC', tacit => 'tacit');
my @reason = qw(signed_taken_as_start written_not_known fdc_after_udc tacit_without_term);
sub answer {
    my ($row, $on, $question, @reading) = @_;
    my %c = map { $_ => '' } columns_of(@reading);
    $c{declared_type} = $declared{ $row->{kind} } if $row->{kind};
    if ($row->{empty}) { $c{contract_reason} = $row->{empty}; return \%c }
    my ($at, %reason, @confidence) = ($row->{at});
    $c{chain} = $at->{chain};
    $c{break_days} = $at->{break} // '';
    $c{chain_months} = $at->{counted} ? complete_months(@{ $at->{counted} }) : 0;
    for my $reading (@reading) {
        my $f = $row->{found}{$reading};
        $reason{"assumed_$f->{assumed}"} = 1 if $f->{assumed};
        if ($f->{empty}) { $reason{ $f->{empty} } = 1; next }
        $c{"lawful_type_$reading"} = $f->{type};
        $c{"udc_from_$reading"} = iso($f->{from}) if defined $f->{from};
        $c{"contract_rule_$reading"} = join '|', map { $_->{rule_id} } @{ $f->{rules} };
        $c{"udc_signed_$reading"} = iso($f->{signed}) if defined $f->{signed};
        push @confidence, map { $_->{confidence} } @{ $f->{rules} };
        $reason{fdc_after_udc} = 1 if $f->{declared};
        $reason{written_not_known} = 1 if $row->{written_unknown} && $row->{kind} eq 'fdc' && $f->{type} eq 'FDC';
    }
    $reason{$_} = 1 for keys %{ $row->{note} };
    $c{contract_confidence} = worst(@confidence);
    my @order = (@reason, (map { ("${_}_not_in_force", "${_}_break_unread") } @reading), 'assumed_breaks-join', 'assumed_breaks-restart');
    $c{contract_reason} = join '|', grep { delete $reason{$_} } @order;
    die join ' ', 'reasons without a place:', keys %reason if %reason;
    return \%c;
}
1;
