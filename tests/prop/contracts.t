#!/usr/bin/perl
# prak-contract on random histories of contracts, under each reading, column by column beside the slow reference of
# tests/law/Contracts.pm, which was written from the words of the rules and not from the program. PRAK_SEED takes the place
# of the seed, PRAK_LONG makes ten times as many.
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
my @reading = qw(ac_2y mlvt_050_19 each_term_2y);
my $rules = contract_rules(rules_dir);
my $kinds = kinds(rules_dir);
my @head = qw(worker employer type start end signed written);

# A cell that is missing, or one that no contract can have, of the columns that are given.
sub spoil {
    my ($rows, $given) = @_;
    for my $row (@$rows) {
        $row->{ any(qw(worker employer start type)) } = '' if !number(40);
        next if number(60);
        my ($column, $cell) = @{ any([ start => '2020-02-30' ], [ end => '1990-01-01' ], [ type => 'some contract' ], [ written => 'perhaps' ], [ signed => '2020-13-01' ]) };
        next if $row->{start} eq '' && $column eq 'end' || !($given->{$column} // 1);
        $row->{$column} = $cell;
        $row->{bad} = 1;
    }
}

# A row set aside is gone, and its worker and employer are incomplete: the reference is given a row without a start.
sub wanted {
    my ($question, @row) = @_;
    my @asked = map { my %c = %$_; @c{qw(start signed)} = ('', '') if $c{bad}; @c{qw(end type)} = ('', 'fdc') if $c{bad}; \%c } @row;
    for my $cell (@asked) { delete $cell->{$_} for grep { !$question->{given}{$_} } qw(signed written) }
    my @answer = judge($question, @asked);
    return @answer[ grep { !$row[$_]{bad} } 0 .. $#row ];
}

sub told {
    my ($row, $got, $want) = @_;
    my @differ = grep { ($got->{$_} // '(no column)') ne $want->{$_} } sort keys %$want;
    return map { "      $_: prak '" . ($got->{$_} // '(no column)') . "', reference '$want->{$_}'" } @differ;
}

sub answers {
    my ($text) = @_;
    my ($names, @out) = Law::rows($text);
    return map { my %r; @r{@$names} = @$_; \%r } @out;
}

# The table by employer, of rows and their answers: workers on what is in force, not contracts.
sub by_employer {
    my ($on, $row, $answer) = @_;
    my (%t, @line);
    for my $i (0 .. $#$row) {
        my ($c, $a) = ($row->[$i], $answer->[$i]);
        next if grep { $c->{$_} eq '' } qw(worker employer type start);
        my $of = $t{ $c->{employer} } //= { contracts => 0 };
        next if $a->{contract_reason} eq 'after_on' || $c->{start} gt $on || $c->{end} ne '' && $c->{end} lt $on;
        $of->{contracts}++;
        $of->{workers}{ $c->{worker} } = 1;
        next if $a->{declared_type} ne 'FDC';
        $of->{fdc}{ $c->{worker} } = 1;
        $of->{ $a->{"lawful_type_$_"} . $_ }{ $c->{worker} } = 1 for @reading;
    }
    for my $employer (sort keys %t) {
        my $of = $t{$employer};
        my $count = sub { scalar keys %{ $of->{ $_[0] } // {} } };
        push @line, join ',', $employer, $count->('workers'), $of->{contracts}, $count->('fdc'),
            map { my $r = $_; ($count->("UDC$r"), scalar grep { !$of->{"UDC$r"}{$_} } keys %{ $of->{$r} // {} }) } @reading;
    }
    return join "\n", join(',', qw(employer workers contracts declared_fdc), map { ("udc_$_", "undecided_$_") } @reading), @line, '';
}

my (%met, $histories, $rows, @fault, @sums);
sub file_of {
    my ($n) = @_;
    my $quiet = $n % 2;
    my @row;
    for my $i (1 .. 25) {
        my $worker = 'w' . (1 + int(($i + 1) / 2));
        push @row, history($worker, $i % 2 ? 'f1' : 'f2', $quiet);
    }
    my %given = (signed => $n % 5 != 3, written => $n % 7 != 4);
    spoil(\@row, \%given) if $n % 4 == 2;
    @row = shuffle(@row);
    my $on = any(map { day_number($_) } qw(2020-02-29 2021-06-30 2022-12-31 2024-02-29 2026-11-22)) + number(2) * (number(900) - 300);
    $on = day_number('1998-01-01') + number(900) if !number(12);
    my $assume = $n % 8 == 5 ? 'breaks-join' : $n % 8 == 7 ? 'breaks-restart' : '';
    my $question = { on => iso($on), readings => \@reading, assume => $assume, rules => $rules, kinds => $kinds, given => \%given };
    my @want = wanted($question, @row);
    spit('contracts.csv', join '', line_csv(@head), map { line_csv(@$_{@head}) } @row);
    my $command = "prak-contract --worker worker --employer employer --type type --start start --end end --on $question->{on}"
        . ($given{signed} ? ' --signed signed' : '') . ($given{written} ? ' --written written' : '')
        . ($assume ? " --assume $assume" : '') . " --reading all --rejects bad.csv --max-rejects 50% -q";
    my $r = sh("$command contracts.csv");
    my @got = answers($r->{out});
    my @kept = grep { !$_->{bad} } @row;
    $histories += 25;
    $rows += @row;
    if ($r->{rc} || @got != @kept) { push @fault, "$command: exit $r->{rc}, " . @got . ' rows for ' . @kept . ": $r->{err}"; return }
    my $table = sh("$command --summary-by employer contracts.csv");
    my $sum = by_employer($question->{on}, \@kept, \@want);
    push @sums, "$command --summary-by employer: exit $table->{rc}\n$table->{out}wanted:\n$sum" if $table->{rc} || $table->{out} ne $sum;
    my %shown;
    for my $i (0 .. $#kept) {
        $met{"$_ " . $want[$i]{"lawful_type_$_"}}++ for @reading;
        $met{$_}++ for split /\|/, $want[$i]{contract_reason};
        $met{$_}++ for map { split /\|/, $want[$i]{"contract_rule_$_"} } @reading;
        my @differ = told($kept[$i], $got[$i], $want[$i]) or next;
        next if $shown{"$kept[$i]{worker} $kept[$i]{employer}"}++;
        my @mine = grep { $row[$_]{worker} eq $kept[$i]{worker} && $row[$_]{employer} eq $kept[$i]{employer} } 0 .. $#row;
        push @fault, join "\n", $command, (map { '  ' . line_csv(@{ $row[$_] }{@head}) =~ s/\n//r } sort { $row[$a]{start} cmp $row[$b]{start} } @mine),
            '    of these ' . line_csv(@{ $kept[$i] }{@head}) =~ s/\n//r, @differ;
    }
}

seed($seed);
file_of($_) for 1 .. (long_run() ? 400 : 40);
my $most = $ENV{PRAK_SHOW} // 10;
ok(!@fault, "seed $seed: $histories histories of $rows contracts, each reading as the reference has it",
    scalar(@fault) . ' histories differ', @fault[ 0 .. ($#fault < $most ? $#fault : $most - 1) ]);
ok(!@sums, 'the same counted by employer', scalar(@sums) . ' tables differ', @sums[ 0 .. ($#sums < 3 ? $#sums : 3) ]);
ok(($met{$_} // 0) >= 20, "$_: " . ($met{$_} // 0)) for (map { ("$_ UDC", "$_ FDC") } @reading), 'mlvt_050_19_not_in_force', 'ac_2y_break_unread',
    'tacit_without_term', 'chain_incomplete', 'after_on', 'fdc_after_udc', 'written_not_known', 'signed_taken_as_start';
my @idle = grep { !$met{$_} } map { $_->{rule_id} } grep { $_->{rule} =~ /^(?:fdc_|tacit_)/ && $_->{value} ne '' } @$rules;
ok(!@idle, 'each rule decided somewhere', @idle);
done;
