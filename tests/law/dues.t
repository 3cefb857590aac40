#!/usr/bin/perl
# What is due besides the wage, through prak-wage in the months around every end of a rule: allowances by year of service,
# arrears over one month and several, overtime by kind, social security at the ends of each bracket, tax at the ends of each
# band; worked out here from the CSV. And the official totals, 209-220 in 2021, 217-228 in 2023, 227-238 in 2026.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Law;

my ($dir, %t);

sub open_rules {
    ($dir) = @_;
    %t = map { $_ => table("$dir/$_.csv") } grep { -f "$dir/$_.csv" } qw(minimum_wage sectors overtime allowances nssf nssf_brackets salary_tax salary_tax_relief currencies worker_types);
}

sub digits_of { my ($code) = @_; (map { $_->{digits} } grep { $_->{code} eq $code } @{ $t{currencies}{row} })[0] }

# The rule of a month or why not; $none: the reason where there is none.
sub rule_of {
    my ($name, $want, $month, $x, $none) = @_;
    my ($verdict, $rule) = find_rule($t{$name}, $want, "$month-01", month_last($month), $x);
    return ($rule, '') if $verdict eq 'FOUND';
    return (undef, 'rule_changes') if $verdict eq 'CHANGES';
    return (undef, "unverified_after_$rule->{verified_to}") if $verdict eq 'UNVERIFIED';
    return (undef, $none);
}

# due, currency, rules, confidence, reason
sub finding {
    my ($due, $currency, $rules, @confidence) = @_;
    return join ' ', $due, $currency, join('|', map { $_->{rule_id} } @$rules) || '-', worst(@confidence, map { $_->{confidence} } @$rules) || '-', '-';
}
sub nothing { "- - - - $_[0]" }

sub allowances {
    my ($sector, $month, $months) = @_;
    my ($row, $why) = rule_of('sectors', { sector => $sector }, $month, undef, 'no_rule');
    return nothing($why) if !$row;
    return nothing({ none => 'no_floor', unverified => 'coverage_unverified' }->{ $row->{status} }) if $row->{status} ne 'floor';
    return nothing('coverage_unverified') if $row->{allowance_sector} eq '';
    my (@used, $currency);
    my $sum = r(0);
    for my $part ([ attendance => 1 ], [ transport_housing => 1 ], [ seniority_bonus => 1 + int $months / 12 ]) {
        my ($rule, $reason) = rule_of('allowances', { sector => $row->{allowance_sector}, component => $part->[0] }, $month, $part->[1], '');
        return nothing($reason) if $reason;
        next if !$rule;
        push @used, $rule;
        $sum += r($rule->{value});
        $currency = $rule->{unit} =~ s{/.*}{}r;
    }
    return nothing('no_rule') if !@used;
    return finding(rounded($sum, digits_of($currency)), $currency, \@used, $row->{confidence});
}

# Ten hours of a kind at a wage of 416 a month; a holiday or a shift at night that is in the wage owes what comes on top.
sub overtime {
    my ($kind, $currency, $month) = @_;
    my ($divisor, $why) = rule_of('overtime', { rule => 'month_hours_divisor' }, $month, undef, 'no_divisor');
    return nothing($why) if !$divisor;
    my @used = ($divisor);
    my $times;
    if ($kind eq 'substitute') {
        (my $is, $why) = rule_of('overtime', { rule => 'holiday_on_sunday_substitute' }, $month, undef, 'no_rule');
        return nothing($why) if !$is;
        push @used, $is;
        $times = 0 if $is->{value} == 0;
    }
    if (!defined $times) {
        my %name = (day => 'pay_overtime_day', night => 'pay_overtime_night', rest => 'pay_weekly_rest', shift => 'pay_night_shift');
        (my $premium, $why) = rule_of('overtime', { rule => $name{$kind} // 'pay_public_holiday' }, $month, undef, 'no_rule');
        return nothing($why) if !$premium;
        push @used, $premium;
        $times = r($premium->{value}) - ($kind =~ /holiday|substitute|shift/ ? 1 : 0);
    }
    return finding(rounded(r(416) / r($divisor->{value}) * 10 * $times, digits_of($currency)), $currency, \@used);
}

# All schemes of a month: whole, worker's, employer's.
sub nssf {
    my ($gross, $month) = @_;
    my (%paid, @used, $currency);
    for my $rule (@{ $t{nssf}{row} }) {
        my $how = in_force($rule, "$month-01", month_last($month)) or next;
        return nothing('rule_changes') . ' - -' if $how == 1;
        push @used, [$rule];
    }
    return nothing('no_rule') . ' - -' if !@used;
    my %holds = map { ("$_->[0]{scheme} $_->[0]{payer}" => 1) } @used; # a scheme whose last rate ended is not left out
    return nothing('no_rule') . ' - -'
        if grep { $_->{valid_to} ne '' && $_->{valid_to} lt "$month-01" && !$holds{"$_->{scheme} $_->{payer}"} } @{ $t{nssf}{row} };
    for my $use (@used) {
        my $rule = $use->[0];
        $currency = $rule->{base_currency};
        next if $rule->{value} == 0;
        my $wage = r($gross);
        if ($rule->{base_method} eq 'bracket') {
            my ($bracket, $why) = rule_of('nssf_brackets', {}, $month, $gross, 'no_rule');
            return nothing($why) . ' - -' if !$bracket;
            push @$use, $bracket;
            $wage = r($bracket->{value});
        }
        else {
            $wage = r($rule->{base_floor}) if $rule->{base_floor} ne '' && $wage < r($rule->{base_floor});
            $wage = r($rule->{base_ceiling}) if $rule->{base_ceiling} ne '' && $wage > r($rule->{base_ceiling});
        }
        $paid{ $rule->{payer} } += $wage * r($rule->{value}) / 100;
    }
    my %seen;
    my @id = grep { !$seen{ $_->{rule_id} }++ } map { @$_ } @used;
    my @part = map { rounded($paid{$_} // r(0), digits_of($currency)) } qw(worker employer);
    return finding(rounded(r($part[0]) + r($part[1]), digits_of($currency)), $currency, \@id) . " @part";
}

sub tax {
    my ($gross, $resident, $dependents, $month) = @_;
    my @used;
    my $taxable = r($gross);
    if ($resident && $dependents) {
        my ($relief, $why) = rule_of('salary_tax_relief', { relief => 'dependent' }, $month, undef, 'no_rule');
        return nothing($why) if !$relief;
        push @used, $relief;
        $taxable -= r($relief->{value}) * $dependents;
        $taxable = r(0) if $taxable < 0;
    }
    my ($band, $why) = rule_of('salary_tax', { resident => $resident ? 'yes' : 'no' }, $month, $taxable->numify, 'no_rule');
    return nothing($why) if !$band;
    return finding(rounded($taxable * r($band->{value}) / 100 - r($band->{deduction}), digits_of($band->{currency})), $band->{currency}, [ @used, $band ]);
}

# The shortfalls of some months at the same pay, added up.
sub arrears {
    my ($pay, $sector, $type, $month, $times) = @_;
    my $sum = r(0);
    my (%seen, @id, @confidence, $currency);
    for (1 .. $times) {
        my ($why, $floor, $ids, $confidence) = floor_of(\%t, $sector, $type, $month);
        return nothing($why) if $why;
        my @rule = split /\|/, $ids;
        ($currency) = map { $_->{unit} =~ s{/.*}{}r } grep { $_->{rule_id} eq $rule[0] } @{ $t{minimum_wage}{row} };
        push @id, { rule_id => $_, confidence => $confidence } for grep { !$seen{$_}++ } @rule;
        push @confidence, $confidence;
        $sum += $floor - r($pay) if $floor > r($pay);
        $month = month_of(day_after(month_last($month)));
    }
    return finding(rounded($sum, digits_of($currency)), $currency, \@id, @confidence);
}

sub ask {
    my ($options, $head, $row, $kind, @more) = @_;
    spit('pay.csv', join '', map { line_csv(@$_) } $head, @$row);
    my $r = sh("prak-wage --wage wage --currency currency --month month --sector sector --rules '$dir' $options pay.csv");
    return ("prak-wage: $r->{err}") if $r->{rc};
    my ($names, @out) = Law::rows($r->{out});
    my %at = map { $names->[$_] => $_ } 0 .. $#$names;
    my @column = map {"${kind}_$_"} qw(due currency rule confidence reason), @more;
    return "no column $column[0]" if !defined $at{ $column[0] };
    return map { join ' ', map { $_ eq '' ? '-' : $_ } @$_[ @at{@column} ] } @out;
}

sub check {
    my ($what, $got, $want, $question) = @_;
    my @bad = compare($question, $got, $want);
    ok(!@bad && @$got == @$want, "$what: " . @$want . ' findings', @bad);
    my %used = map { $_ => 1 } map { split /\|/, (split / /)[2] } @$want;
    return \%used;
}

# Rules of a table that no finding rests on.
sub idle {
    my ($name, $used, $pattern) = @_;
    return grep { !$used->{$_} && $_ =~ $pattern } map { $_->{rule_id} } @{ $t{$name}{row} };
}

# The months in which a rule of the tables begins or ends, the one before and the one after.
sub months_of {
    my %month = ('1990-01' => 1, '2040-12' => 1);
    for my $day (grep { ($_ // '') ne '' } map { my $name = $_; map { @$_{qw(valid_from valid_to verified_to)} } @{ $t{$name}{row} } } @_) {
        my $month = month_of($day);
        $month{$_} = 1 for month_of(day_before("$month-01")), $month, month_of(day_after(month_last($month)));
    }
    return sort keys %month;
}

# Numbers at the ends of the bands of a table.
sub edges {
    my ($name, $step) = @_;
    my %x;
    for (@{ $t{$name}{row} }) {
        $x{ r($_->{band_from}) } = 1;
        $x{ $_->{band_to} ne '' ? r($_->{band_to}) : r($_->{band_from}) + r($step) } = 1;
    }
    return sort { $a <=> $b } map { r($_) } keys %x;
}
sub plain { my ($x, $digits) = @_; rounded($x, $digits) }

sub country {
    my ($what, $folder, $currency, $base, @sector) = @_;
    open_rules($folder);
    my @month = months_of(qw(sectors allowances));
    my $digits = digits_of($base);
    my (@row, @want, @question, $used, @idle);

    for my $sector (@sector) {
        for my $years (0, 11, 12, 23, 24, 35, 36, 47, 48, 60, 72, 83, 84, 95, 96, 108, 119, 120, 131, 600) {
            for my $month (@month) {
                push @row, [ 1, $currency, $month, $sector, $years ];
                push @question, "$sector $years $month";
                push @want, allowances($sector, $month, $years);
            }
        }
    }
    my @got = ask('--assume full-month,no-free-housing --seniority-months years', [qw(wage currency month sector years)], \@row, 'allowances');
    $used = check("$what allowances", \@got, \@want, \@question);
    @idle = idle('allowances', $used, qr/attendance|transport|seniority/);
    ok(!@idle, "$what: each rule of an allowance by the month is in a finding", @idle);

    (@row, @want, @question) = ();
    for my $type (map { $_->{worker_type} } @{ $t{worker_types}{row} }) {
        for my $month (months_of('minimum_wage')) {
            for my $times (1, 3, 14) {
                my $last = $month;
                $last = month_of(day_after(month_last($last))) for 2 .. $times;
                push @row, [ 150, $currency, $month, $sector[0], $type, $month, $last ];
                push @question, "$type $month..$last";
                push @want, arrears(150, $sector[0], $type, $month, $times);
            }
        }
    }
    @got = ask('--assume full-month --worker-type type --arrears from..to', [qw(wage currency month sector type from to)], \@row, 'arrears');
    check("$what arrears", \@got, \@want, \@question);

    (@row, @want, @question) = ();
    my %all;
    @month = months_of(qw(sectors overtime));
    for my $kind (qw(day night rest holiday substitute shift)) {
        (@row, @want) = ();
        for my $month (@month) {
            push @row, [ 416, $currency, $month, $sector[0], 10 ];
            push @want, overtime($kind, $currency, $month);
        }
        @got = ask("--assume full-month --overtime $kind=hours", [qw(wage currency month sector hours)], \@row, 'overtime');
        $used = check("$what overtime, $kind", \@got, \@want, \@month);
        $all{$_} = 1 for keys %$used;
    }
    @idle = idle('overtime', \%all, qr/\.(?:pay_overtime_|pay_weekly_rest|pay_public_holiday|pay_night_shift|month_hours)/);
    ok(!@idle, "$what: each premium and divisor is in a finding", @idle);

    (@row, @want, @question) = ();
    @month = months_of(qw(sectors nssf), $t{nssf_brackets} ? 'nssf_brackets' : ());
    my @gross = $t{nssf_brackets} ? edges('nssf_brackets', 1000) : ();
    push @gross, map { (r($_) - 1, r($_), r($_) + 1) } grep { $_ ne '' } map { @$_{qw(base_floor base_ceiling)} } @{ $t{nssf}{row} };
    my %once;
    for my $gross (grep { $_ >= 0 && !$once{$_}++ } @gross) {
        for my $month (@month) {
            my $pay = plain($gross, $digits);
            push @row, [ 1, $base, $month, $sector[0], $pay ];
            push @question, "$pay $month";
            push @want, nssf($pay, $month);
        }
    }
    @got = ask('--assume full-month --also nssf --gross gross', [qw(wage currency month sector gross)], \@row, 'nssf', qw(worker employer));
    $used = check("$what social security", \@got, \@want, \@question);
    my %without = map { $_->{rule_id} => 1 } grep { my $rule = $_; $rule->{base_method} eq 'bracket'
        && !grep { $_->{valid_from} le ($rule->{valid_to} || '9') } @{ $t{nssf_brackets}{row} } } @{ $t{nssf}{row} };
    @idle = ((grep { !$without{$_} } idle('nssf', $used, qr/./)), $t{nssf_brackets} ? idle('nssf_brackets', $used, qr/./) : ());
    ok(!@idle, "$what: each scheme and bracket is in a finding", @idle);

    (@row, @want, @question, %all) = ();
    @month = months_of(qw(sectors salary_tax salary_tax_relief));
    my @edge = edges('salary_tax', 1000000);
    for my $who ([ 1, 0 ], [ 1, 2 ], [ 0, 0 ]) {
        for my $gross (@edge) {
            for my $month (@month) {
                my $pay = plain($gross, $digits);
                push @row, [ 1, $base, $month, $sector[0], $pay, $who->[0] ? 'true' : 'false', $who->[1] ];
                push @question, "$pay @$who $month";
                push @want, tax($pay, @$who, $month);
            }
        }
    }
    @got = ask('--assume full-month --also tax --gross gross --resident resident --dependents dependents',
        [qw(wage currency month sector gross resident dependents)], \@row, 'tax');
    $used = check("$what tax", \@got, \@want, \@question);
    @idle = (idle('salary_tax', $used, qr/./), idle('salary_tax_relief', $used, qr/./));
    ok(!@idle, "$what: each band and relief is in a finding", @idle);
}

country('Cambodia,', rules_dir, 'USD', 'KHR', 'garment', 'travel goods', 'brick kiln');
country('second country,', "$FindBin::Bin/second/rules", 'AAD', 'AAD', 'weaving', 'salt pans', 'ferry') if -d "$FindBin::Bin/second/rules";

# The ministry's totals: floor and allowances of one worker, as prak-wage says them.
spit('pay.csv', join '', "wage,currency,month,sector,years\n", map { my $y = $_; map {"1,USD,$y-06,garment,$_\n"} 0, 120, 360 } 2021, 2023, 2026);
my $out = sh('prak-wage --wage wage --currency currency --month month --sector sector --assume regular,full-month,no-free-housing --seniority-months years pay.csv');
my ($names, @row) = Law::rows($out->{out});
my %at = map { $names->[$_] => $_ } 0 .. $#$names;
my @total = map { ($_->[ $at{minimum} ] || 0) + ($_->[ $at{allowances_due} // 0 ] || 0) } @row;
is("@total", '209 220 220 217 228 228 227 238 238', 'official totals of 2021, 2023 and 2026', $out->{err});
done;
