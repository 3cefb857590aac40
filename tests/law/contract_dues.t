#!/usr/bin/perl
# Notice, severance, damages, seniority and back pay through prak-contract on the days around every edge of their rules: the exact
# months of each band of notice, half-years that just hold a month of service, the last day of each half-year and those beside
# it. Worked out here from the CSV.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Law;
use Random ();
use Time::Local qw(timegm);

my $dir = rules_dir;
my %t = map { $_ => table("$dir/$_.csv") } qw(notice_periods seniority overtime sectors currencies);

# ---- days as numbers ----

my %number;
sub number { my ($text) = @_; $number{$text} //= do { my ($y, $m, $d) = split /-/, $text; timegm(0, 0, 12, $d, $m - 1, $y) / 86400 - 0.5 } }
sub text { my @c = civil($_[0]); sprintf '%04d-%02d-%02d', @c }
sub civil { my @c = gmtime(($_[0] + 0.5) * 86400); ($c[5] + 1900, $c[4] + 1, $c[3]) }
sub last_of { my ($y, $m) = @_; (undef, undef, my $d) = civil(number(month_last(sprintf '%04d-%02d', $y, $m))); $d }

# So many months on: the year and the month.
sub later { my ($y, $m, $n) = @_; my $total = $y * 12 + $m - 1 + $n; (int $total / 12, $total % 12 + 1) }

# The last day of n months: of a 1st the last of the month before, else the day before the anniversary, or the month's last.
sub period_end {
    my ($first, $n) = @_;
    my ($y, $m, $d) = civil($first);
    my @month = later($y, $m, $d == 1 ? $n - 1 : $n);
    my $last = last_of(@month);
    $last = $d - 1 if $d > 1 && $d - 1 < $last;
    return number(sprintf '%04d-%02d-%02d', @month, $last);
}

# Whole months, days over, and how many that month would have.
sub length_of {
    my ($first, $last) = @_;
    my $n = 0;
    $n++ while period_end($first, $n + 1) <= $last;
    return ($n, $last - period_end($first, $n), period_end($first, $n + 1) - period_end($first, $n));
}

sub same_day_later {
    my ($day, $n) = @_;
    my ($y, $m, $d) = civil($day);
    my @month = later($y, $m, $n);
    my $last = last_of(@month);
    return number(sprintf '%04d-%02d-%02d', @month, $d < $last ? $d : $last);
}

# ---- the program ----

# Rows of start, end, type, wage, currency, sector, agreed; what it says in some columns as of a day.
sub ask {
    my ($on, $also, $row, @column) = @_;
    my $i = 0;
    spit('c.csv', join '', "worker,employer,start,end,type,wage,currency,sector,agreed\n", map { join(',', 'w' . $i++, 'f', @$_) . "\n" } @$row);
    my $r = sh("prak-contract --worker worker --employer employer --type type --start start --end end --on $on --reading each_term_2y"
        . " --also $also --wage wage --currency currency --sector sector --agreed-end agreed --rules '$dir' c.csv");
    return $r->{err} if $r->{rc};
    my ($names, @out) = Law::rows($r->{out});
    my %at = map { $names->[$_] => $_ } 0 .. $#$names;
    return map { my $x = $_; join ' ', map { !defined $at{$_} ? '?' : $x->[ $at{$_} ] eq '' ? '-' : $x->[ $at{$_} ] } @column } @out;
}

sub told { my ($on, $row) = @_; map { "on $on " . join ',', @$_ } @$row }

# ---- notice ----

sub band_of {
    my ($contract, $first, $last, $day) = @_;
    my ($n, $rest) = length_of($first, $last);
    for my $rule (grep { $_->{contract} eq $contract && in_force($_, text($day), text($day)) == 2 } @{ $t{notice_periods}{row} }) {
        my ($a, $b) = @$rule{qw(from_months to_months)};
        next if $n < $a || $n == $a && $rest == 0 && $rule->{boundary} =~ /^\(/;
        next if $b ne '' && ($n > $b || $n == $b && ($rest > 0 || $rule->{boundary} =~ /\)$/));
        return $rule;
    }
    return;
}

my %edge;
for my $rule (@{ $t{notice_periods}{row} }) { $edge{ $rule->{contract} }{$_} = 1 for grep { $_ ne '' && $_ > 0 } @$rule{qw(from_months to_months)} }
my (@said, @got, @want, %used);
for my $on (map { number($_) } qw(2024-02-28 2024-02-29 2025-01-31 2025-03-01 2026-06-30)) {
    my (@row, @expected);
    for my $n (sort { $a <=> $b } keys %{ $edge{UDC} }) {
        my ($y, $m, $d) = civil($on);
        my @back = later($y, $m, -$n);
        my $near = number(sprintf '%04d-%02d-%02d', @back, $d < last_of(@back) ? $d : last_of(@back));
        for my $start ($near - 3 .. $near + 4) {
            push @row, [ text($start), '', 'UDC', '', '', '', '' ];
            my $rule = band_of('UDC', $start, $on, $on);
            $used{ $rule->{rule_id} } = 1;
            my $days = $rule->{unit} eq 'months' ? same_day_later($on, $rule->{value}) - $on : $rule->{value};
            push @expected, join ' ', $days, @$rule{qw(rule_id confidence)}, '-';
        }
    }
    push @said, told(text($on), \@row);
    push @want, @expected;
    push @got, ask(text($on), 'notice', \@row, qw(notice_days notice_rule notice_confidence notice_reason));
}
{
    my @row;
    for my $start (map { number($_) } qw(2023-08-31 2024-01-01 2024-01-15 2024-02-29)) {
        for my $n (sort { $a <=> $b } keys %{ $edge{FDC} }) {
            for my $end (period_end($start, $n) - 2 .. period_end($start, $n) + 2) {
                push @row, [ text($start), text($end), 'FDC', '', '', '', '' ];
                my $rule = $end > period_end($start, 24) ? undef : band_of('FDC', $start, $end, $end);
                $used{ $rule->{rule_id} } = 1 if $rule;
                push @want, $end < number('2024-03-01') ? '- - - not_in_force' : $rule ? join ' ', @$rule{qw(value rule_id confidence)}, '-' : '- - - udc_before_end';
            }
        }
    }
    push @said, told('2024-03-01', \@row);
    push @got, ask('2024-03-01', 'notice', \@row, qw(notice_days notice_rule notice_confidence notice_reason));
}
my @bad = compare(\@said, \@got, \@want);
ok(!@bad && @got == @want, 'notice: ' . @want . ' contracts', @bad);
my @idle = grep { !$used{$_} } map { $_->{rule_id} } @{ $t{notice_periods}{row} };
ok(!@idle, 'each period of notice is in a finding', @idle);

# ---- notice that was not given: the day before enough, the day, the day after ----

# Rows of start, end, type, notice; the employer ended each, at a wage of 260.
sub ask_end {
    my ($on, $row, @column) = @_;
    my $i = 0;
    spit('c.csv', join '', "worker,employer,start,end,type,notice,wage,agreed,by\n", map { join(',', 'w' . $i++, 'f', @$_, 260, '', 'employer') . "\n" } @$row);
    my $r = sh("prak-contract --worker worker --employer employer --type type --start start --end end --on $on --reading each_term_2y"
        . " --also notice --wage wage --currency USD --notice notice --agreed-end agreed --ended-by by --rules '$dir' c.csv");
    return $r->{err} if $r->{rc};
    my ($names, @out) = Law::rows($r->{out});
    my %at = map { $names->[$_] => $_ } 0 .. $#$names;
    return map { my $x = $_; join ' ', map { !defined $at{$_} ? '?' : $x->[ $at{$_} ] eq '' ? '-' : $x->[ $at{$_} ] } @column } @out;
}

my (@ends, @extended);
for my $start (map { number($_) } qw(2022-08-31 2022-10-01 2022-01-15 2020-02-29)) {
    for my $end (map { my $n = $_; map { period_end($start, $n) + $_ } -1 .. 1 } 6, 9, 12, 15) {
        my $need = band_of('FDC', $start, $end, $end)->{value};
        my ($n, $rest) = length_of($start, $end);
        my $to = period_end($end + 1, $n) + $rest;
        my $type = $to > period_end($start, 24) ? '- - extended_type_unknown' : text($to) . ' FDC -'; # a longer term, or a renewal
        for my $given (grep { $_ >= 0 } $need - 1 .. $need + 1) {
            push @ends, [ text($start), text($end), 'FDC', text($end - $given) ];
            push @extended, "$need $given " . ($given >= $need ? '- - enough_notice' : $type);
        }
        push @ends, [ text($start), text($end), 'FDC', 'none' ];
        push @extended, "$need 0 " . ($need ? $type : '- - enough_notice');
    }
}
@got = ask_end('2024-12-31', \@ends, qw(notice_days notice_given notice_extended_to notice_extended_type notice_extended_reason));
@bad = compare([ told('2024-12-31', \@ends) ], \@got, \@extended);
ok(!@bad && @got == @extended, 'terms around enough notice: ' . @ends, @bad);

my (@udc, @lieu);
for my $end (map { number($_) } qw(2023-02-28 2024-02-29 2024-03-31 2024-05-15)) {
    for my $months (3, 6, 20, 24, 30, 60, 61, 120, 130) {
        my ($y, $m, $d) = civil($end + 1);
        my $start = number(sprintf '%04d-%02d-%02d', later($y, $m, -$months), $d < 28 ? $d : 28);
        my $rule = band_of('UDC', $start, $end, $end);
        my $until = sub { my ($day) = @_; $rule->{unit} eq 'months' ? same_day_later($day, $rule->{value}) : $day + $rule->{value} };
        my $need = 0;
        $need++ while $until->($end - $need) > $end;
        for my $given ($need + 1, $need, $need - 1, int $need / 2, 1, 0, -2) {
            my $to = $given > 0 ? $until->($end - $given) : $rule->{unit} eq 'months' ? period_end($end + 1, $rule->{value}) : $end + $rule->{value};
            my ($whole, $rest, $of) = $to > $end ? length_of($end + 1, $to) : (0, 0, 1);
            push @udc, [ text($start), text($end), 'UDC', text($end - $given) ];
            push @lieu, join ' ', $need, $given > 0 ? $given : 0, rounded(r(260) * (r($whole) + r($rest) / r($of)), 2), $rule->{rule_id};
        }
    }
}
@got = ask_end('2024-12-31', \@udc, qw(notice_days notice_given notice_pay_due notice_pay_rule));
@bad = compare([ told('2024-12-31', \@udc) ], \@got, \@lieu);
ok(!@bad && @got == @lieu, 'pay in lieu of notice: ' . @udc, @bad);

# ---- per cent of wages ----

sub digits_of { my ($code) = @_; (map { $_->{digits} } grep { $_->{code} eq $code } @{ $t{currencies}{row} })[0] }
sub rule_on { my ($by, $day) = @_; my ($verdict, $rule) = find_rule($t{seniority}, $by, text($day), text($day)); $verdict eq 'FOUND' ? $rule : undef }

sub percent_of {
    my ($rule, $wage, $currency, $first, $last) = @_;
    my ($n, $rest, $of) = length_of($first, $last);
    my $months = r($n) + r($rest) / r($of);
    return rounded(r($wage) * $months * r($rule->{value}) / r(100), digits_of($currency));
}

my @pay = ([ '210', 'USD' ], [ '851333', 'KHR' ], [ '199.99', 'USD' ]);
my (@row, @rowd);
@want = ();
my @wantd;
for my $start (map { number($_) } qw(2023-08-31 2024-01-01 2024-01-30 2024-02-29)) {
    for my $last (map { ($start + $_) } 0, 1, 27 .. 32, 58 .. 62, 180 .. 185, 364 .. 366) {
        my ($wage, $currency) = @{ $pay[ @row % 3 ] };
        push @row, [ text($start), text($last), 'FDC', $wage, $currency, '', text($last + @row % 100) ];
        my $rule = rule_on({ rule => 'severance', contract => 'FDC' }, $last);
        push @want, join ' ', percent_of($rule, $wage, $currency, $start, $last), @$rule{qw(rule_id confidence)}, '-', $currency;
        $rule = rule_on({ rule => 'damages_early_end', contract => 'FDC' }, $last);
        push @wantd, join ' ', percent_of($rule, $wage, $currency, $last + 1, $last + $#row % 100), @$rule{qw(rule_id confidence)}, '-';
    }
}
@got = ask('2026-01-01', 'severance', \@row, map({ "severance_$_" } qw(due rule confidence reason)), 'contract_currency');
@bad = compare([ told('2026-01-01', \@row) ], \@got, \@want);
ok(!@bad && @got == @want, 'severance: ' . @want . ' terms', @bad);
@got = ask('2026-01-01', 'damages', \@row, map { "damages_$_" } qw(due rule confidence reason));
@bad = compare([ told('2026-01-01', \@row) ], \@got, \@wantd);
ok(!@bad && @got == @wantd, 'damages: ' . @wantd . ' terms', @bad);

# ---- by half-years ----

my ($begins) = sort map { $_->{valid_from} } grep { $_->{rule} eq 'seniority_indemnity' } @{ $t{seniority}{row} };
my @half = map { my $y = $_; ([ "$y-01-01", "$y-06-30", 'June' ], [ "$y-07-01", "$y-12-31", 'December' ]) } 2019 .. 2026;
my ($divisor) = map { $_->{value} } grep { $_->{rule} eq 'month_days_divisor' } @{ $t{overtime}{row} };

sub put_off {
    my ($rule, $sector, $day) = @_;
    return grep { $_->{rule} eq $rule && $_->{sector} =~ /^(?:any|\Q$sector\E)$/ && in_force($_, text($day), text($day)) == 2 } @{ $t{seniority}{row} };
}

sub seniority_of {
    my ($start, $last, $on) = @_;
    my ($days, $off) = (r(0), 0);
    for my $half (map { [ number($_->[0]), number($_->[1]), $_->[2] ] } @half) {
        next if $half->[1] > $on;
        my $from = $start > $half->[0] ? $start : $half->[0];
        my $to = $last < $half->[1] ? $last : $half->[1];
        next if $from > $to || period_end($from, 1) > $to;
        if (put_off('postponement_seniority', '', $half->[1])) { $off = 1; next }
        $days += r(rule_on({ rule => 'seniority_indemnity', payment => $half->[2], contract => 'UDC' }, $half->[1])->{value});
    }
    return join ' ', rounded($days * r(260) / r($divisor), 2),
        join('|', $off ? 'seniority_postponed' : (), $days > 0 ? 'seniority_at_given_wage' : ()) || '-';
}

my %sector = map { $_->{sector} => $_->{seniority_sector} } @{ $t{sectors}{row} };
sub back_pay_of {
    my ($start, $last, $on, $name) = @_;
    my $sector = $sector{$name};
    return '- coverage_unverified' if $sector eq '';
    my $eve = number($begins) - 1;
    return '0.00 -' if $start > $eve;
    my ($n, $rest) = length_of($start, $eve);
    my ($whole, $off) = (int $n / 6, 0);
    my $begun = $whole + ($n % 6 || $rest ? 1 : 0);
    my (@value, $limit, $cap);
    for my $half (map { [ map({ number($_) } @$_[ 0, 1 ]), $_->[2] ] } @half) {
        my ($day, $payment) = @$half[ 1, 2 ];
        next if $day > $on || $day > $last;
        my $rule = rule_on({ rule => 'seniority_backpay', sector => $sector, contract => 'UDC', payment => $payment }, $day) or next;
        next if $rule->{first_payment} ne '' && text($day) lt $rule->{first_payment};
        $limit = $rule->{as_many_as} eq '' ? 1000 : $begun;
        next if @value >= $limit;
        if (put_off('postponement_back_pay', $sector, $day)) { $off = 1; next }
        push @value, $rule->{value};
        $cap = r($rule->{cap}) * r($divisor);
    }
    my @sum = map {
        my $sum = r(0);
        $sum += r($_) for @value[ 0 .. ($_ < @value ? $_ : @value) - 1 ];
        defined $cap && $sum > $cap ? $cap : $sum
    } $whole, $begun, $limit // 0;
    return '- back_pay_part_half_year' if $sum[0] != $sum[1];
    return '- back_pay_number_unread' if $sum[1] != $sum[2];
    return join ' ', rounded($sum[0] * r(260) / r($divisor), 2),
        join('|', $off ? 'back_pay_postponed' : (), $sum[0] > 0 ? 'back_pay_at_given_wage' : ()) || '-';
}

my (@saidb, @gotb, @wantb);
@said = @got = @want = ();
for my $half (@half) {
    my ($first, $day) = map { number($_) } @$half[ 0, 1 ];
    for my $on ($day - 1 .. $day + 1) {
        my (@late, @old);
        for my $start ($first - 1 .. $first + 1, $day - 31 .. $day - 28, $day) {
            push @late, map { [ text($start), $_, 'UDC', 260, 'USD', 'garment', '' ] } '', text($start + 30), text($day - 1 > $start ? $day - 1 : $start);
        }
        for my $start (qw(1999-01-01 2003-11-05 2017-01-01 2017-04-15 2018-07-01 2018-07-02 2018-12-31 2019-01-01)) {
            push @old, map { my $sector = $_; map { [ $start, $_, 'UDC', 260, 'USD', $sector, '' ] } '', text($day), text($day - 1) } 'garment', 'construction', 'travel goods';
        }
        my $last = sub { $_[0][1] eq '' ? number('2999-12-31') : number($_[0][1]) };
        my $exists = sub { number($_[0][0]) <= $on };
        @late = grep { $exists->($_) } @late;
        push @said, told(text($on), \@late);
        push @want, map { my $end = $last->($_); seniority_of(number($_->[0]), $end < $on ? $end : $on, $on) } @late;
        push @got, ask(text($on), 'seniority', \@late, qw(seniority_due seniority_reason));
        push @saidb, told(text($on), \@old);
        push @wantb, map { my $end = $last->($_); back_pay_of(number($_->[0]), $end < $on ? $end : $on, $on, $_->[5]) } @old;
        push @gotb, ask(text($on), 'back-pay', \@old, qw(back_pay_due back_pay_reason));
    }
}
@bad = compare(\@said, \@got, \@want);
ok(!@bad && @got == @want, 'seniority: ' . @want . ' contracts', @bad);
@bad = compare(\@saidb, \@gotb, \@wantb);
ok(!@bad && @gotb == @wantb, 'back pay: ' . @wantb . ' contracts', @bad);
my %kind;
$kind{ (split / /)[1] }++ for @want, @wantb;
ok(($kind{$_} // 0) > 0, "$_: " . ($kind{$_} // 0)) for qw(seniority_postponed seniority_at_given_wage back_pay_at_given_wage
    back_pay_postponed|back_pay_at_given_wage back_pay_part_half_year back_pay_number_unread coverage_unverified);

# ---- chains of several contracts ----

# A worker's contracts, all of undetermined duration: in a row, with breaks of days or more than a month, and overlaps.
sub random_rows {
    my ($worker) = @_;
    my @row;
    my $day = number('2016-01-01') + Random::number(1500);
    for (1 .. 1 + Random::number(5)) {
        my $last = $day + 5 + Random::number(Random::number(3) ? 120 : 700);
        push @row, { worker => $worker, first => $day, last => $last };
        $day = $last + 1 + Random::any(0, 0, 1, 9, 20, 40, -15);
    }
    return @row;
}

# Day by day: which row has each half-year, and each payment.
sub chain_dues {
    my ($on, @row) = @_;
    my (%day, %seniority);
    for my $i (0 .. $#row) { $day{$_} = $i for grep { ($day{$_} // -1) < $i } $row[$i]{first} .. ($row[$i]{last} < $on ? $row[$i]{last} : $on) }
    for my $half (map { [ map({ number($_) } @$_[ 0, 1 ]), $_->[2] ] } @half) {
        my ($from, $to, $payment) = @$half;
        next if $to > $on;
        my @served = grep { exists $day{$_} } $from .. $to or next;
        my ($owner) = sort { $b <=> $a } map { $day{$_} } @served;
        my $value = put_off('postponement_seniority', '', $to) ? 0 : rule_on({ rule => 'seniority_indemnity', payment => $payment, contract => 'UDC' }, $to)->{value};
        $seniority{$owner} += $value if !moved_short($served[0], \@served);
    }
    return \%seniority;
}

# Is the service of these days less than a month, counted from the first day moved by the breaks?
sub moved_short {
    my ($first, $served) = @_;
    my $breaks = $served->[-1] - $first + 1 - @$served;
    return period_end($first + $breaks, 1) > $served->[-1];
}

Random::seed(443);
(@got, @want, @said) = ();
my %split;
for my $on (map { number($_) } qw(2019-12-31 2022-12-30 2024-06-30)) {
    my (@all, @due);
    for my $w (1 .. 60) {
        my @row = sort { $a->{first} <=> $b->{first} || $a->{last} <=> $b->{last} } random_rows("w$w");
        @row = grep { $_->{first} <= $on } @row or next;
        my (@chain, $covered);
        for my $row (@row) {
            push @chain, [] if !@chain || $row->{first} > period_end($covered + 1, 1);
            push @{ $chain[-1] }, $row;
            $covered = $row->{last} if !defined $covered || $row->{last} > $covered;
        }
        for my $chain (@chain) {
            my $due = chain_dues($on, @$chain);
            $chain->[$_]{due} = r($due->{$_} // 0) for 0 .. $#$chain;
            $split{ @$chain > 1 ? 'several' : 'one' }++;
        }
        push @all, @row;
    }
    @all[ map { $_->[0] } sort { $a->[1] <=> $b->[1] } map { [ $_, Random::number(1000) ] } 0 .. $#all ] = @all;
    spit('c.csv', join '', "worker,employer,start,end,type,wage\n", map { "$_->{worker},f," . text($_->{first}) . ',' . text($_->{last}) . ",UDC,260\n" } @all);
    my $r = sh("prak-contract --worker worker --employer employer --type type --start start --end end --on " . text($on)
        . " --reading each_term_2y --also seniority --wage wage --currency USD --rules '$dir' --memory 64K c.csv | prak-clean --select seniority_due");
    my ($head, @line) = split /\n/, $r->{out};
    push @got, @line;
    push @want, map { rounded($_->{due} * r(260) / r($divisor), 2) } @all;
    push @said, map { 'on ' . text($on) . " $_->{worker} " . text($_->{first}) . '..' . text($_->{last}) } @all;
}
@bad = compare(\@said, \@got, \@want);
ok(!@bad && @got == @want, 'seniority in chains: ' . @want . ' contracts', @bad);
ok(($split{several} // 0) > 30, 'chains of several contracts: ' . ($split{several} // 0));
done;
