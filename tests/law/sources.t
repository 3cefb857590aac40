#!/usr/bin/perl
# Every number of lib/rules is that of its source table (tests/law/source), and every row of a source that can be computed
# with is a rule: value, unit, dates, confidence, sources, instrument and note, both ways. What differs, is left out or is
# added stands here with its reason; no confidence is above that of the source.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Law;

my $dir = rules_dir;
my @rank = qw(2src 1src derived seed memory);
my %rank = map { $rank[$_] => $_ } 0 .. $#rank;

my %unit = ( # of overtime.csv: by the source's unit, or by rule where that says too little
    'x hourly wage' => 'x', 'x hourly wage (1 paid holiday + 1 for work)' => 'x', 'substitute day off' => 'days',
    payments => 'payments/month', 'working days' => 'working_days',
    map({ $_ => $_ } qw(hours days/month hours/month months weeks)),
    normal_hours_day => 'hours/day', normal_hours_week => 'hours/week', overtime_max_day => 'hours/day',
    day_max_total => 'hours/day', annual_leave_per_month => 'working_days/month',
);
my %side = ( # of debt_rules.csv: what the source's value says
    '18' => [ 18, 'at_most' ], '1' => [ 1, '' ], '>100' => [ 100, 'over' ], '76-100' => [ 75, 'over' ],
    '<=75' => [ 75, 'at_most' ], '70' => [ 70, 'over' ], '50' => [ 50, 'over' ],
);

# For each table: what a source row must be as a rule; the columns that every table has are added below.
my %make = (
    minimum_wage => sub {
        my ($s) = @_;
        return { sector => $s->{sector}, component => $s->{component}, worker_type => $s->{worker_type}, value => $s->{amount},
            unit => "$s->{currency}/$s->{per}", instrument_date => $s->{legal_date} };
    },
    allowances => sub {
        my ($s) = @_;
        my $band = $s->{min_value} eq '' ? 'any' : $s->{min_value};
        return { sector => $s->{sector}, component => $s->{component}, band_from => $band, band_to => $s->{max_value},
            value => $s->{amount}, unit => "$s->{currency}/$s->{per}", rule => $s->{rule} };
    },
    overtime => sub {
        my ($s) = @_;
        return { rule => $s->{rule}, value => $s->{value}, unit => $unit{ $s->{rule} } // $unit{ $s->{unit} }, condition => $s->{condition} };
    },
    nssf => sub {
        my ($s) = @_;
        return { scheme => $s->{scheme}, payer => $s->{payer}, value => $s->{rate_percent}, unit => 'percent',
            base_currency => $s->{currency}, map { $_ => $s->{$_} } qw(base_floor base_ceiling base_method) };
    },
    nssf_brackets => sub {
        my ($s) = @_;
        return { band_from => $s->{wage_from}, band_to => $s->{wage_to}, value => $s->{contributory_wage},
            unit => "$s->{currency}/month", printed => $s->{contribution_08}, rank => $s->{rank} };
    },
    salary_tax => sub {
        my ($s) = @_;
        return { resident => $s->{resident}, band_from => $s->{bracket_from}, band_to => $s->{bracket_to},
            value => $s->{rate_percent}, unit => 'percent', deduction => $s->{quick_deduction}, currency => $s->{currency} };
    },
    exchange_rate => sub {
        my ($s) = @_;
        return { rule => 'annual_average', currency => 'KHR', per => 'USD', value => $s->{rate}, unit => join('/', split / per /, $s->{unit}),
            valid_from => "$s->{year}-01-01", valid_to => "$s->{year}-12-31" };
    },
    debt_rules => sub {
        my ($s) = @_;
        my $side = $side{ $s->{value} } or return { rule => $s->{rule} };
        return { rule => $s->{rule}, value => $side->[0], side => $side->[1],
            unit => { 'percent per year' => 'percent/year', bool => 'bool' }->{ $s->{unit} } // 'percent' };
    },
    union_rules => sub {
        my ($s) = @_;
        my $unit = { 'workers' => 'persons', 'registered local unions' => 'organisations', 'registered federations' => 'organisations',
            'membership' => 'organisations' }->{ $s->{unit} } // $s->{unit} =~ s/^percent\b.*/percent/r;
        my $side = $s->{unit} =~ /majority/ ? 'over' : $s->{rule} =~ /_min_(?!age)/ ? 'at_least' : $s->{rule} =~ /^one_/ ? 'at_most' : '';
        return { rule => $s->{rule}, value => $s->{value}, unit => $unit, side => $side };
    },
    sectors => sub {
        my ($s) = @_;
        return { sector => $s->{name}, map { $_ => $s->{$_} } qw(rule_sector status km) };
    },
);

# Rows of the sources that are no rules, by table and the beginning of their id.
my %left_out = (
    'minimum_wage.other-base-any' => 'no value: that there is no floor is the status none in sectors.csv',
    'overtime.night_window_start' => 'a time of day; the hours of night come counted by kind',
    'overtime.night_window_end' => 'a time of day; the hours of night come counted by kind',
    'overtime.annual_leave_extra' => 'two numbers in one row: a day for every 3 years',
    'debt_rules.rate_before_cap' => 'a reported range, over 30',
    'debt_rules.informal_rate' => 'reported rates',
    'debt_rules.informal_money_counting' => 'a reported range',
    'debt_rules.informal_seed' => 'of an unknown period',
    'debt_rules.catu_central_licadho_2020' => 'a survey figure',
    'union_rules.mrs_collective_claims' => 'a text',
    'union_rules.tul_amended' => 'a list of articles',
    'union_rules.dues_checkoff' => 'a text',
    'union_rules.excluded_from_unions' => 'a text',
    'union_rules.registered_professional_organisations' => 'a reported count',
    'union_rules.density_total_workforce' => 'a reported share, under 5',
    'union_rules.density_garment' => 'a reported share',
    'union_rules.density_definition' => 'a formula',
);
my $once = 'set for one calendar year at a time: a month of 2027 has no rule yet';
my %changed = ( # rule and column => reason
    'minimum_wage.tgft-base-regular.2026-01-01 valid_to' => $once,
    'minimum_wage.tgft-base-probation.2026-01-01 valid_to' => $once,
    'allowances.tgf-meal_overtime-any.2011-03-01 confidence' => 'the note says that the amount is from memory',
    'allowances.tgf-meal_overtime-any.2011-03-01 note' => 'says why it was lowered',
    'overtime.month_hours_divisor.2018-09-23 instrument' => '26 x 8 is no instrument; it stands in the note',
    'overtime.month_hours_divisor.2018-09-23 note' => 'has the 26 x 8',
    'debt_rules.dsr_at_risk.2013-02-01 note' => 'says how 76-100 is read',
);
my %added = (
    'allowances.tgf-seniority_bonus-1.2000-08-01' => 'none in the first year: a finding of 0, not of no rule',
    'allowances.tgf-seniority_bonus-1.2011-03-01' => 'none in the first year: a finding of 0, not of no rule',
    'nssf.health_care-worker.2018-01-01' => 'note of the employer\'s row: worker share became 0',
    'nssf.health_care-worker.2022-10-01' => 'note of the employer\'s row: worker share became 0',
);

my %met;
sub id_of {
    my ($name, $t, $row) = @_;
    return join '.', $name, join('-', map { $row->{$_} =~ s/ /_/gr } selectors($t)), $row->{valid_from} || 'open';
}

for my $name (sort keys %make) {
    my $source = table("$FindBin::Bin/source/$name.csv");
    my $t = table("$dir/$name.csv");
    my %rule = map { $_->{rule_id} => $_ } @{ $t->{row} };
    my (@lacking, @differs, @raised);
    for my $s (@{ $source->{row} }) {
        my $want = $make{$name}->($s);
        $want->{$_} //= $s->{$_} for qw(valid_from valid_to confidence note);
        $want->{source} = $s->{source} if exists $s->{source};
        $want->{date_precision} = $s->{date_precision} if exists $s->{date_precision} && exists $t->{row}[0]{date_precision};
        my $id = id_of($name, $t, $want);
        if (my ($why) = grep { index($id, "$_.") == 0 } keys %left_out) { $met{$why} = 1; next }
        my $rule = delete $rule{$id};
        if (!$rule) { push @lacking, $id; next }
        if (exists $s->{legal_source}) { # the rule has the article apart
            $want->{instrument} = $s->{legal_source};
            $rule = { %$rule, instrument => join ' ', grep { $_ ne '' } @$rule{qw(instrument article)} };
        }
        for my $column (sort keys %$want) {
            next if $rule->{$column} eq $want->{$column};
            if ($changed{"$id $column"}) { $met{"$id $column"} = 1; next }
            push @differs, "$id $column: '$rule->{$column}', its source has '$want->{$column}'";
        }
        push @raised, $id if $rank{ $rule->{confidence} } < $rank{ $s->{confidence} };
    }
    my @extra = grep { !$added{$_} } sort keys %rule;
    $met{$_} = 1 for grep { $added{$_} } keys %rule;
    ok(!@lacking, "$name: each source row that can be computed with is a rule", @lacking);
    ok(!@extra, "$name: each rule has its source row", @extra);
    ok(!@differs, "$name: the same numbers, dates and sources", @differs);
    ok(!@raised, "$name: no confidence is above that of the source", @raised);
    ok(!grep({ $rank{ $_->{confidence} } < $rank{derived} } values %rule), "$name: what was added is derived at best");
}
my @unused = grep { !$met{$_} } sort keys %left_out, keys %changed, keys %added;
ok(!@unused, 'each exception is one', @unused);

# Relief from the tax stands in a comment of its source.
my ($amount, $year, $keys, $before) = slurp("$FindBin::Bin/source/salary_tax.csv")
    =~ /minus KHR ([\d,]+) per dependent .* from (\d{4}) \((.*?)\); ([\d,]+) before \(memory\)/;
my @relief = map { join ' ', map { $_ eq '' ? '-' : $_ } @$_{qw(valid_from valid_to value unit source confidence)} } @{ table("$dir/salary_tax_relief.csv")->{row} };
is(join("\n", @relief), join("\n", "- " . ($year - 1) . '-12-31 ' . $before =~ s/,//r . ' KHR/month - memory',
        "$year-01-01 - " . $amount =~ s/,//r . ' KHR/month ' . $keys =~ s/, /|/gr . ' 2src'), 'salary_tax_relief: as the comment of salary_tax says');

# Provinces: the same cells, under the key of the project; the zones of a survey are not carried.
my %province = map { $_->{ncdd} => $_ } @{ table("$FindBin::Bin/source/provinces.csv")->{row} };
my $provinces = table("$dir/provinces.csv");
my @moved;
for my $row (@{ $provinces->{row} }) {
    my $from = delete $province{ $row->{code} } or push @moved, "$row->{code}: not in the source" and next;
    push @moved, map { "$row->{code} $_: '$row->{$_}', its source has '" . ($from->{$_} // '') . "'" }
        grep { $_ ne 'code' && $row->{$_} ne ($from->{$_} // '') } @{ $provinces->{head} };
}
ok(!@moved && !%province, 'provinces: the same cells', @moved, keys %province);

# Sources: each key is listed, and each that is listed is used.
my %known = map { $_->{key} => 1 } @{ table("$dir/sources.csv")->{row} };
my (%used, @unknown);
my $notes = slurp("$FindBin::Bin/../../man/prak-rules.5");
for my $path (grep { !m{/(?:sources|currencies|text|wage_text|debt_text)\.csv$} } glob "$dir/*.csv") {
    my $t = table($path);
    for my $row (@{ $t->{row} }) {
        $notes .= ' ' . ($row->{note} // '');
        for (split /\|/, $row->{source} // '') {
            $used{$_} = 1;
            push @unknown, "$path: $_" if !$known{$_};
        }
    }
}
my ($reported) = $notes =~ /^\.Sh REPORTED, NOT RULES\n(.*?)(?=^\.Sh )/ms;
for my $key (map { split /[,;] / } $reported =~ /^\.Pq (.*?)(?: [.;,])?$/mg) {
    push @unknown, "prak-rules(5): $key" if $key !~ /^Labour Law/ && !$known{$key};
}
ok(!@unknown, 'every source of a rule, or of what is reported, is in sources.csv', @unknown);
my $page = slurp("$FindBin::Bin/../../man/prak-rules.5");
my @untold = grep { $page !~ /^\.(?:It )?Pa (?:.* )?\Q$_\E(?: |$)/m } map { m{([^/]+)$} } glob "$dir/*.csv";
ok(!@untold, 'every table is told of in prak-rules(5)', @untold);

my @spare = grep { !$used{$_} && $notes !~ /\b\Q$_\E\b/ } sort keys %known;
ok(!@spare, 'every source that is listed is used', @spare);
my @bare;
for my $name (tables($dir)) {
    next if $name eq 'sectors';
    push @bare, map { $_->{rule_id} } grep { $_->{source} eq '' && $_->{confidence} !~ /^(?:derived|memory)$/ } @{ table("$dir/$name.csv")->{row} };
}
ok(!@bare, 'a rule without a source is derived or from memory', @bare);
done;
