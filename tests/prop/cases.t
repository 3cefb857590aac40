#!/usr/bin/perl
# prak-case on random registers beside a slow reference: events in order, days counted one by one on a calendar of its own.
# Written from prak-case(1) and the tables of law. And: rows in any order, any blocks, threads and forms give the same.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", "$FindBin::Bin/../law";
use Contract;
use Law;
use Random qw(any number seed);
use Time::Local qw(timegm);

my %t = map { $_ => table(rules_dir . "/$_.csv") } qw(dispute_steps case_events case_stages);
my (%event, %closed, %rank);
$event{ $_->{event} } = $_ for @{ $t{case_events}{row} };
$rank{ $t{case_events}{row}[$_]{event} } = $_ for 0 .. $#{ $t{case_events}{row} };
$closed{ $_->{stage} } = $_->{outcome} for grep { $_->{closed} eq 'yes' } @{ $t{case_stages}{row} };
my @word = map { $_->{event} } @{ $t{case_events}{row} };
my %opens = map { $_ => 1 } grep { $event{$_}{opens} eq 'yes' } @word;

sub weekday { my ($y, $m, $d) = split /-/, $_[0]; (gmtime timegm(0, 0, 12, $d, $m - 1, $y))[6] } # 0: Sunday
my %next;
sub next_day { $next{ $_[0] } //= day_after($_[0]) }
sub days_between {
    my ($from, $to) = @_;
    my ($n, $day) = (0, $from);
    while ($day lt $to) { $day = next_day($day); $n++ }
    return $n;
}

sub months_later {
    my ($day, $n) = @_;
    my ($y, $m, $d) = split /-/, $day;
    for (1 .. $n) { $m++; if ($m > 12) { $m = 1; $y++ } }
    my $last = substr month_last(sprintf '%04d-%02d', $y, $m), 8, 2;
    return sprintf '%04d-%02d-%02d', $y, $m, $d > $last ? $last : $d;
}

# The rules of a step that are in force on a day.
sub rules_of {
    my ($kind, $step, $day) = @_;
    return grep { ($_->{dispute} eq $kind || $_->{dispute} eq 'any') && $_->{step} eq $step && in_force($_, $day, $day) } @{ $t{dispute_steps}{row} };
}

sub worst_of { Law::worst(@_) }

# Deadline, rules, confidence, reasons of a step that runs from a day.
sub limit {
    my ($kind, $step, $from, $o) = @_;
    my @rule = rules_of($kind, $step, $from);
    return { reason => ['no_rule'] } if !@rule;
    my @why;
    if (@rule > 1) {
        return { reason => ['day_kind_conflict'] } if !$o->{day_kind};
        @rule = grep { $_->{day_kind} eq $o->{day_kind} } @rule;
        push @why, "assumed_day_kind-$o->{day_kind}";
    }
    my ($rule) = @rule;
    return { reason => [ @why, 'unverified' ] } if $o->{strict} && $rule->{confidence} =~ /seed|memory/;
    my ($day, @used) = ($from, $rule);
    if ($rule->{day_kind} eq 'working') {
        my %works = map { $_ => 1 } 1 .. 5;
        if ($o->{workweek}) {
            my %name = (sun => 0, mon => 1, tue => 2, wed => 3, thu => 4, fri => 5, sat => 6);
            my ($a, $b) = map { $name{$_} } split /-/, $o->{workweek};
            %works = ($a => 1);
            while ($a != $b) { $a = ($a + 1) % 7; $works{$a} = 1 }
            push @why, "assumed_workweek-$o->{workweek}";
        }
        else {
            my ($week) = rules_of('any', 'workweek', $from);
            return { reason => [ @why, 'unverified' ] } if $o->{strict} && $week->{confidence} =~ /seed|memory/;
            push @used, $week;
        }
        for (my $n = 0; $n < $rule->{value};) {
            $day = next_day($day);
            my $year = substr $day, 0, 4;
            return { reason => [ @why, "holidays_not_known_$year" ] } if !grep { /^$year/ } keys %{ $o->{holidays} };
            $n++ if $works{ weekday($day) } && !$o->{holidays}{$day};
        }
    }
    elsif ($rule->{unit} eq 'months') { $day = months_later($from, $rule->{value}) }
    else { $day = next_day($day) for 1 .. $rule->{value} }
    return { deadline => $day, rule => [ map { $_->{rule_id} } @used ], confidence => worst_of(map { $_->{confidence} } @used), reason => \@why };
}

# Steps of a kind in a stage, in the order of the table: [name, has a limit, lapses].
sub steps_in {
    my ($kind, $stage) = @_;
    my (%seen, @step);
    for my $r (@{ $t{dispute_steps}{row} }) {
        next if $r->{dispute} ne $kind || !grep { $_ eq $stage } split /\|/, $r->{stages};
        push @step, [ $r->{step}, $r->{unit} ne 'bool', $r->{lapses} eq 'yes' ] if !$seen{ $r->{step} }++;
    }
    return @step;
}

sub add { my ($list, @text) = @_; for my $x (@text) { push @$list, $x if !grep { $_ eq $x } @$list } }

# What a case must come to; rows: [event, date, filed, classified, extra].
sub judge {
    my ($rows, $o) = @_;
    my @row = grep { $_->[1] eq '' || $_->[1] le $o->{on} } @$rows or return;
    my (@why, %f, %said);
    for my $col (2, 3, 4) { my %v = map { $_->[$col] => 1 } grep { $_->[$col] ne '' } @row; $said{$col} = [ sort keys %v ] }
    add(\@why, 'differs_extra') if @{ $said{4} } > 1;
    my ($filed, $classified) = map { @{ $said{$_} } == 1 ? $said{$_}[0] : '' } 2, 3;
    $f{extra} = @{ $said{4} } == 1 ? $said{4}[0] : '';
    @f{qw(filed classified)} = ($filed, $classified);
    add(\@why, 'differs_filed') if @{ $said{2} } > 1;
    add(\@why, 'differs_classified') if @{ $said{3} } > 1;
    $f{misclassified} = $filed ne '' && $classified ne '' ? ($filed ne $classified ? 'true' : 'false') : '';
    my ($lacks_event, $lacks_date) = (scalar(grep { $_->[0] eq '' } @row), scalar(grep { $_->[1] eq '' } @row));
    add(\@why, 'missing_event') if $lacks_event;
    add(\@why, 'missing_date') if $lacks_date;
    if ($lacks_event || $lacks_date) { $f{case_reason} = join '|', @why; $f{runs} = []; return \%f }
    my @e = sort { $a->[1] cmp $b->[1] || $rank{ $a->[0] } <=> $rank{ $b->[0] } } @row;
    my %own = map { $event{ $_->[0] }{dispute} => 1 } @e;
    delete $own{any};
    my $kind = $classified ne '' ? $classified : @{ $said{3} } > 1 ? '' : $filed ne '' ? $filed : @{ $said{2} } > 1 ? '' : keys %own == 1 ? (keys %own)[0] : '';
    add(\@why, 'no_beginning') if !$opens{ $e[0][0] };
    my (@path, $agreed, @used, @conf);
    for my $e (@e) {
        my ($name, $day) = @$e;
        my $k = $event{$name};
        add(\@why, "other_procedure_$name") if $kind ne '' && $k->{dispute} ne 'any' && $k->{dispute} ne $kind && !($e == $e[0] && $opens{$name});
        $agreed = $k->{agrees} if $k->{agrees} ne '';
        my $to = $k->{stage};
        if ($k->{if_agreed} ne '' && $agreed && $kind ne '' && (my ($r) = rules_of($kind, $agreed, $day))) {
            $to = $k->{if_agreed};
            add(\@used, $r->{rule_id});
            push @conf, $r->{confidence};
        }
        next if $to eq '';
        if (!@path || $path[-1]{stage} ne $to) {
            push @path, { stage => $to, day => $day, outcome => '', by => $name };
            add(\@why, 'type_not_known') if $kind eq '' && grep { steps_in($_, $to) } qw(individual collective);
        }
        $path[-1]{outcome} = $k->{outcome} if $k->{outcome} ne '';
    }
    $f{begins} = $opens{ $e[0][0] } ? $e[0][1] : '';
    my @run;
    for my $i (0 .. $#path) {
        my ($step) = grep { $_->[1] } $kind eq '' ? () : steps_in($kind, $path[$i]{stage}) or next;
        my $next = $path[ $i + 1 ];
        next if $next && grep { $_->[0] eq $step->[0] } steps_in($kind, $next->{stage});
        my $ended = $next ? $next->{day} : '';
        my $made = $next && grep { $_ eq $next->{by} } map { split /\|/, $_->{made_by} } grep { $_->{dispute} eq $kind && $_->{step} eq $step->[0] } @{ $t{dispute_steps}{row} };
        my $l = limit($kind, $step->[0], $path[$i]{day}, $o);
        my $until = $ended || $o->{on};
        $l->{overdue} = !$l->{deadline} ? '' : $until gt $l->{deadline} ? days_between($l->{deadline}, $until) : 0;
        push @run, { %$l, step => $step->[0], from => $path[$i]{day}, ended => $ended, made => $made ? 'true' : 'false' };
        my $counts = $ended && ($made || !$step->[2]);
        add(\@why, "unsettled_$step->[0]") if $counts && !$l->{deadline};
        add(\@why, "late_$step->[0]") if $counts && $l->{overdue};
        add(\@why, "lapsed_$step->[0]") if !$ended && $step->[2] && $l->{overdue};
    }
    $f{runs} = \@run;
    if (@path) {
        my $last = $path[-1];
        @f{qw(stage stage_since days_in_stage)} = ($last->{stage}, $last->{day}, days_between($last->{day}, $o->{on}));
        my @next;
        for my $s ($kind eq '' ? () : steps_in($kind, $last->{stage})) {
            if ($s->[1]) { push @next, $s->[0]; next }
            my ($r) = rules_of($kind, $s->[0], $last->{day}) or next;
            push @next, $s->[0];
            add(\@used, $r->{rule_id});
            push @conf, $r->{confidence};
        }
        $f{next_step} = join '|', @next;
        if (@run && !$run[-1]{ended}) {
            @f{qw(deadline overdue_days)} = ($run[-1]{deadline} // '', $run[-1]{overdue});
            add(\@used, @{ $run[-1]{rule} // [] });
            push @conf, $run[-1]{confidence} // '';
            add(\@why, @{ $run[-1]{reason} });
        }
        elsif (!exists $closed{ $last->{stage} }) {
            add(\@why, 'no_limit') if $kind ne '' || !grep { steps_in($_, $last->{stage}) } qw(individual collective);
        }
    }
    my ($end, $result) = ($o->{on}, 'open');
    if (@path && exists $closed{ $path[-1]{stage} }) {
        my $i = $#path;
        $i-- while $i > 0 && exists $closed{ $path[ $i - 1 ]{stage} };
        $end = $path[$i]{day};
        $result = $closed{ $path[-1]{stage} };
        $_->{outcome} ne '' and $result = $_->{outcome} for @path[ $i .. $#path ];
        @f{qw(censored)} = ('false');
    }
    else { $f{censored} = 'true' }
    @f{qw(outcome result until)} = ($result, $result, $end);
    @f{qw(start days)} = $f{begins} ne '' ? ($f{begins}, days_between($f{begins}, $end)) : ('', '');
    @f{qw(case_rule case_confidence case_reason)} = (join('|', @used), worst_of(@conf), join('|', @why));
    return \%f;
}

# ---- random registers ----

my @year = (1996, 1997, 2003, 2004, 2020, 2021, 2023, 2024, 2025);
sub shifted { my ($day, $n) = @_; $day = next_day($day) for 1 .. $n; return $day }

sub some_case {
    my ($wild) = @_;
    my $day = shifted(any('1997-02-20', '2004-04-01', '2021-09-20', map({"$_-01-01"} @year), '2024-02-10'), number(any(10, 60, 300)));
    my @path = any([qw(complaint hearing non_conciliation court_filing judgment appeal judgment lost)],
        [qw(complaint hearing non_conciliation arbitration_filing award reinstated)], [qw(complaint conciliated)],
        [qw(notice designation non_conciliation referral award objection court_filing)], [qw(notice non_conciliation referral award binding compensated)],
        [qw(notice binding_agreement non_conciliation referral award)], [qw(notice meeting conciliated settled)], [qw(charge court_filing convicted)]);
    my @event = @{ $path[0] };
    splice @event, 1 + number(scalar @event) if number(2);
    my ($filed, $classified) = (any('', '', qw(individual collective collective criminal)), any('', '', qw(individual collective)));
    my @row;
    for my $i (0 .. $#event) {
        push @row, [ $wild && !number(6) ? any(@word) : $event[$i], $day, $i && number(3) ? ('', '') : ($filed, $classified), any('', 'x', 'x') ];
        $day = shifted($day, number(any(1, 5, 20, 40)));
    }
    if ($wild && !number(4)) {
        my $r = $row[ number(scalar @row) ];
        my $i = number(5);
        $r->[$i] = $i == 4 ? 'y' : $i > 1 ? any(qw(individual collective)) : '' if number(2);
    }
    @row = reverse @row if $wild && number(2);
    return \@row;
}

sub cases_of { my ($n, $wild) = @_; map { some_case($wild) } 1 .. $n }

sub csv {
    my ($cases, $shuffle) = @_;
    my @line = map { my $id = $_; map { join(',', "c$id", @$_) . "\n" } @{ $cases->[$id] } } 0 .. $#$cases;
    if ($shuffle) { for my $i (reverse 1 .. $#line) { my $j = number($i + 1); @line[ $i, $j ] = @line[ $j, $i ] } }
    return join '', "id,event,date,filed,classified,extra\n", @line;
}

my $base = 'prak-case --case id --event event --date date --type-filed filed --type-classified classified --carry extra';
seed(20211006);
my @main = qw(filed classified extra stage stage_since days_in_stage deadline overdue_days next_step outcome misclassified case_rule case_confidence case_reason);
my @spell = qw(filed classified extra start until days result censored case_reason);
my $rounds = long_run() ? 60 : 8;
my %met;
for my $round (1 .. $rounds) {
    my $cases = [ cases_of(80, $round > 2) ];
    my %holiday = map { (shifted("$_-01-01", number(360)) => 1) } map { ($_) x 15 } grep { number(4) } @year, map { $_ + 1 } @year;
    my %o = (on => any('2025-12-31', '2024-03-20', '2004-06-30', shifted('2021-10-01', number(40))), holidays => \%holiday,
        day_kind => any('', 'calendar', 'working', 'working'), workweek => any('', '', 'mon-sat', 'sun-thu'), strict => !number(4));
    spit('holidays.csv', join '', map {"$_\n"} 'date,name', map {"$_,a day off"} sort keys %holiday);
    spit('in.csv', csv($cases, 1));
    my $options = "--on $o{on} --holidays holidays.csv" . ($o{day_kind} && " --day-kind $o{day_kind}") . ($o{workweek} && " --workweek $o{workweek}") . ($o{strict} ? ' --strict' : '');
    my %want = map { my $f = judge($cases->[$_], \%o); $f ? ("c$_" => $f) : () } 0 .. $#$cases;
    for my $form ([ '', @main ], [ '--spells', @spell ]) {
        my ($extra, @column) = @$form;
        my $r = sh("$base $options $extra in.csv");
        my ($head, @out) = Law::rows($r->{out});
        my @bad = "@{ $head // [] }" eq "id @column" ? () : "header: @{ $head // [] }\n$r->{err}";
        my %left = %want;
        for my $got (@out) {
            my ($id, @cell) = @$got;
            my $f = delete $left{$id} or push @bad, "$id: not wanted" and next;
            my @want = map { $f->{$_} // '' } @column;
            $met{$_}++ for map { s/_[\d-]+$//r } split /\|/, $f->{case_reason} // '';
            $met{deadline}++ if $f->{deadline};
            for my $i (0 .. $#column) { push @bad, "$id $column[$i]: got '" . ($cell[$i] // '?') . "', wanted '$want[$i]': " . join(' ', map { "[@$_]" } @{ $cases->[ substr $id, 1 ] }) if ($cell[$i] // '?') ne $want[$i] }
        }
        push @bad, "missing: $_" for sort keys %left;
        ok(!@bad, "round $round $options $extra: " . keys(%want) . ' cases', @bad[ 0 .. ($#bad > 7 ? 7 : $#bad) ]);
    }
    my $r = sh("$base $options --steps in.csv");
    my ($head, @out) = Law::rows($r->{out});
    my (%got, %due);
    push @{ $got{ $_->[0] } }, join ' ', map { $_ eq '' ? '-' : $_ } @$_[ 4 .. 12 ] for @out;
    for my $id (keys %want) {
        my $f = $want{$id};
        $due{$id} = [ map { my $l = $_; join ' ', map { ($_ // '') eq '' ? '-' : $_ } $l->{step}, $l->{from}, $l->{deadline}, $l->{ended}, $l->{made}, $l->{overdue}, join('|', @{ $l->{rule} // [] }), $l->{confidence}, join '|', @{ $l->{reason} } } @{ $f->{runs} } ];
        $due{$id} = [ join ' ', ('-') x 8, ($f->{case_reason} // '') eq '' ? '-' : $f->{case_reason} ] if !@{ $due{$id} };
    }
    my @bad = map { "$_: got @{[ join ' / ', @{ $got{$_} // [] } ]}; wanted @{[ join ' / ', @{ $due{$_} } ]}" }
        grep { join('/', @{ $got{$_} // [] }) ne join('/', @{ $due{$_} }) } sort keys %due;
    ok(!@bad && keys %got == keys %due, "round $round --steps", @bad[ 0 .. ($#bad > 3 ? 3 : $#bad) ], $r->{err});
}
for my $reason (qw(day_kind_conflict assumed_day_kind-working assumed_day_kind-calendar holidays_not_known unverified no_rule type_not_known no_limit
    lapsed_to_court late_hearing unsettled_award missing_event missing_date differs_extra differs_filed no_beginning deadline)) {
    ok($met{$reason}, "$reason: " . ($met{$reason} // 0)) if $rounds >= 8;
}

# ---- by the month: what is left is what is open on the last day ----

my $register = [ cases_of(300, 0) ];
for my $case (@$register) { $_->[2] = $_->[3] = '' for @$case[ 1 .. $#$case ] }
spit('in.csv', csv($register, 1));
my ($flow_head, @month) = Law::rows(sh("prak-case --case id --event event --date date --type-filed filed --type-classified classified --on 2025-07-01 --flow 2020-11..2025-06 in.csv")->{out});
my ($left, @wrong) = (undef);
for my $m (@month) {
    my ($name, $opened, $appeared, $reopened, $closed, $backlog) = @$m;
    my $r = sh("$base --on " . month_last($name) . ' in.csv');
    my $open = () = $r->{out} =~ /,open,/g;
    push @wrong, "$name: backlog $backlog, open on its last day $open" if $open != $backlog;
    push @wrong, "$name: @$m after $left" if defined $left && $left + $opened + $appeared + $reopened - $closed != $backlog;
    $left = $backlog;
}
ok(@month == 56 && !@wrong, '--flow: ' . @month . ' months', @wrong[ 0 .. ($#wrong > 3 ? 3 : $#wrong) ]);
ok((grep { $_->[3] } @month) && (grep { $_->[4] } @month), 'and cases were closed and opened again');

# ---- the same, however it comes ----

my $cases = [ cases_of(1500, 1) ];
spit('one.csv', csv($cases, 0));
spit('two.csv', csv($cases, 1));
my $all = "$base --on 2025-06-30 --day-kind calendar --explain en";
my $one = sh("$all one.csv");
is($one->{rc}, 0, 'many cases: exit 0', $one->{err});
my $sorted = sub { join '', sort split /^/, $_[0] };
ok($sorted->(sh("$all two.csv")->{out}) eq $sorted->($one->{out}), 'rows in any order: the same cases');
for my $how ('--threads 1', '--threads 8', '--block-size 1', '--block-size 77', '--memory 64K') {
    ok(sh("$all $how one.csv")->{out} eq $one->{out}, "$how: the same bytes");
}
ok(sh("cat one.csv | $all -")->{out} eq $one->{out}, 'from a pipe: the same bytes');
ok(sh("prak-clean --to jsonl one.csv | $all --to csv")->{out} eq $one->{out}, 'from JSON Lines: the same bytes');
my $summary = sh("$all --summary one.csv")->{err};
my ($in, $out, $rejected, $dropped) = $summary =~ /rows in (\d+) = rows out (\d+) \+ rejected (\d+) \+ dropped (\d+)/;
ok(defined $in && $in == ($one->{out} =~ tr/\n//) - 1 + $rejected + $dropped, 'rows in = rows out + rejected + dropped', $summary);
my ($later, $beside) = ($summary =~ /dated after --on: (\d+)/, $summary =~ /further rows of a case: (\d+)/);
ok($later + $beside == $dropped, 'and every row that was dropped is told why', $summary);
done;
