#!/usr/bin/perl
# Every limit of a dispute through prak-case: of a stage that begins on the day before its rule, on its first day and the day
# after, and on days where months end; as seen on the day before the deadline, on it and on the day after. Worked out here
# from the CSV, days counted one by one. Then holidays around a deadline, and the year whose holidays are not known.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Law;
use Time::Local qw(timegm);

my $steps = table(rules_dir . '/dispute_steps.csv');
my $events = table(rules_dir . '/case_events.csv');

sub weekday { my ($y, $m, $d) = split /-/, $_[0]; (gmtime timegm(0, 0, 12, $d, $m - 1, $y))[6] }

sub deadline {
    my ($rule, $day) = @_;
    if ($rule->{unit} eq 'months') {
        my ($y, $m, $d) = split /-/, $day;
        ($y, $m) = $m == 12 ? ($y + 1, 1) : ($y, $m + 1) for 1 .. $rule->{value};
        my $last = substr month_last(sprintf '%04d-%02d', $y, $m), 8, 2;
        return sprintf '%04d-%02d-%02d', $y, $m, $d > $last ? $last : $d;
    }
    for (my $n = 0; $n < $rule->{value};) {
        $day = day_after($day);
        $n++ if $rule->{day_kind} ne 'working' || weekday($day) =~ /[1-5]/ && $day !~ /-01-01$/;
    }
    return $day;
}

# What leads a case of this kind straight to a stage.
sub event_of {
    my ($kind, $stage) = @_;
    my ($e) = grep { $_->{stage} eq $stage && ($_->{dispute} eq $kind || $_->{dispute} eq 'any') } @{ $events->{row} };
    return $e->{event};
}

sub cells {
    my ($options, @column) = @_;
    my $r = sh("prak-case -q --case id --event event --date date --type-filed type $options in.csv");
    my ($names, @out) = Law::rows($r->{out});
    my %at = map { $names->[$_] => $_ } 0 .. $#{ $names // [] };
    return $r->{err} if $r->{rc};
    return map { my $row = $_; join ' ', map { !defined $at{$_} ? '?' : $row->[ $at{$_} ] eq '' ? '-' : $row->[ $at{$_} ] } @column } @out;
}

spit('holidays.csv', join "\n", 'date', map({"$_-01-01"} 1990 .. 2035), '');
my ($week) = map { $_->{rule_id} } grep { $_->{step} eq 'workweek' } @{ $steps->{row} };
for my $rule (grep { $_->{stages} ne '' && $_->{unit} ne 'bool' } @{ $steps->{row} }) {
    my @stage = split /\|/, $rule->{stages};
    my $first = $rule->{valid_from};
    for my $stage (@stage) {
        my (@got, @want, @question);
        for my $day (day_before($first), $first, day_after($first), '2023-12-31', '2024-01-30', '2024-12-30') {
            my @others = grep { $_->{dispute} eq $rule->{dispute} && $_->{step} eq $rule->{step} && in_force($_, $day, $day) } @{ $steps->{row} };
            my $in_force = in_force($rule, $day, $day);
            my $due = deadline($rule, $day);
            for my $on (day_before($due), $due, day_after($due)) {
                spit('in.csv', "id,event,date,type\nx," . event_of($rule->{dispute}, $stage) . ",$day,$rule->{dispute}\n");
                push @question, "$rule->{rule_id} from $day on $on";
                push @got, (cells("--on $on --holidays holidays.csv --day-kind $rule->{day_kind}", qw(deadline overdue_days case_rule next_step)))[0];
                my $ids = $rule->{day_kind} eq 'working' ? "$rule->{rule_id}|$week" : $rule->{rule_id};
                my ($open) = map { $_->{rule_id} } grep { $_->{dispute} eq $rule->{dispute} && $_->{unit} eq 'bool' && $_->{stages} eq $stage && in_force($_, $day, $day) } @{ $steps->{row} };
                my $next = join '|', $rule->{step}, $open ? $open =~ /-(\w+)-any/ : ();
                push @want, $in_force ? join ' ', $due, $on gt $due ? 1 : 0, $open ? "$open|$ids" : $ids, $next : undef;
                next if $in_force;
                # before this rule there was another reading, or none
                my ($o) = @others;
                my $od = $o ? deadline($o, $day) : '';
                $want[-1] = $o ? "$od " . ($on gt $od ? days($od, $on) : 0) . " $o->{rule_id} $rule->{step}" : "- - - $rule->{step}";
            }
        }
        my @bad = compare(\@question, \@got, \@want);
        ok(!@bad, "$rule->{rule_id} in $stage: " . @want . ' findings', @bad);
    }
}
sub days { my ($from, $to) = @_; my $n = 0; while ($from lt $to) { $from = day_after($from); $n++ } return $n }

# An option opens on its day: arbitration of individual disputes.
for my $rule (grep { $_->{unit} eq 'bool' && $_->{stages} ne '' } @{ $steps->{row} }) {
    my @got;
    for my $day (day_before($rule->{valid_from}), $rule->{valid_from}, day_after($rule->{valid_from})) {
        spit('in.csv', "id,event,date,type\nx,non_conciliation,$day,$rule->{dispute}\n");
        push @got, cells('--on 2030-01-01', 'next_step');
    }
    is("@got", 'to_court to_court|to_arbitration to_court|to_arbitration', "$rule->{rule_id}: the day before, of, after");
}

# An agreement binds from its day on.
my ($binds) = grep { $_->{step} eq 'binding_if' } @{ $steps->{row} };
my @stage;
for my $day (day_before($binds->{valid_from}), $binds->{valid_from}, day_after($binds->{valid_from})) {
    spit('in.csv', "id,event,date,type\nx,notice,2004-03-01,collective\nx,binding_agreement,2004-03-02,\nx,award,$day,\n");
    push @stage, cells("--on 2004-05-01", qw(stage outcome));
}
is(join('; ', @stage), 'awarded open; binding decided; binding decided', 'an agreement that the award binds: the day before, of, after');

# Holidays: 8 working days from Monday 2024-12-16 are until the 26th; a holiday on it, before it, after it, on a Sunday.
my %case = ('' => '2024-12-26', '2024-12-26' => '2024-12-27', '2024-12-18' => '2024-12-27', '2024-12-27' => '2024-12-26', '2024-12-22' => '2024-12-26',
    "2024-12-25\n2024-12-26" => '2024-12-30', "2024-12-26\n2024-12-26" => '2024-12-27');
spit('in.csv', "id,event,date,type\nx,award,2024-12-16,collective\n");
for my $day (sort keys %case) {
    spit('some.csv', "date\n2024-01-01\n" . ($day ? "$day\n" : ''));
    is((cells('--on 2024-12-17 --day-kind working --holidays some.csv', 'deadline'))[0], $case{$day}, 'holidays ' . $day =~ s/\n/ and /r . ": until $case{$day}");
}
spit('in.csv', "id,event,date,type\nx,notice,2024-12-20,collective\nx,award,2024-12-20,\n"); # the 8th working day is 2025-01-01, or would be
for my $c ([ '2024-06-01', '- holidays_not_known_2025' ], [ '2025-06-01', '- holidays_not_known_2024' ], [ "2024-06-03\n2025-06-02", '2025-01-01 -' ],
    [ "2024-06-03\n2025-01-01", '2025-01-02 -' ]) {
    spit('some.csv', "date\n$c->[0]\n");
    my ($got) = cells('--on 2024-12-21 --day-kind working --holidays some.csv', qw(deadline case_reason));
    is($got =~ s/assumed_day_kind-working\|?//r =~ s/ \z/ -/r, $c->[1], 'holidays of ' . $c->[0] =~ s/\n/ and /r);
}
is((cells('--on 2024-12-21 --day-kind working', 'case_reason'))[0], 'assumed_day_kind-working|holidays_not_known_2024', 'no table of holidays: not none');
is((cells('--on 2024-12-21', qw(deadline case_reason)))[0], '- day_kind_conflict', 'sources that disagree: no deadline unasked');
is((cells('--on 2024-12-21 --day-kind working --workweek mon-sat --strict --holidays holidays.csv', qw(deadline case_confidence)))[0], '2024-12-30 1src', 'six days a week, and strict');
is((cells('--on 2024-12-21 --day-kind working --strict --holidays holidays.csv', qw(deadline case_reason)))[0], '- unsettled_conciliation|assumed_day_kind-working|unverified', 'strict: the working week is from memory');
done;
