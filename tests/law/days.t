#!/usr/bin/perl
# Every rule of every dated table on the day before it begins, its first day, its last day and the day after; the same for
# the last day that its sources speak for, and for each band just under it, at both ends and just over it. Asked of the
# library through tests/law/lookup.c; the answers are worked out here, from the CSV.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Law;

# Days on which something may change, for a rule, and those around them.
sub days_of {
    my ($rule) = @_;
    my %day;
    $day{$_} = 1 for map { (day_before($_), $_, day_after($_)) } grep { ($_ // '') ne '' } @$rule{qw(valid_from valid_to verified_to)};
    $day{'1990-01-01'} = 1 if $rule->{valid_from} eq '';
    $day{'2999-12-31'} = 1;
    return sort keys %day;
}

sub numbers_of {
    my ($rule) = @_;
    return ('') if !exists $rule->{band_from};
    return (-1, 0, 7) if $rule->{band_from} eq 'any';
    my ($from, $to) = @$rule{qw(band_from band_to)};
    return ($from - 1, $from, $to eq '' ? ($from + 1, $from * 1000 + 1) : ($to, $to + 1, $to + 0.5));
}

sub expected {
    my ($verdict, $rule) = @_;
    return join "\t", 'FOUND', map({ $_ // '' } @$rule{qw(rule_id value unit confidence)}) if $verdict eq 'FOUND';
    return "UNVERIFIED\tunverified_after_$rule->{verified_to}" if $verdict eq 'UNVERIFIED';
    return $verdict;
}

sub ask {
    my ($dir, @question) = @_;
    spit('questions', join '', map {"$_\n"} @question);
    my $r = sh("'$Contract::bin/../tests/lookup' '$dir' <questions");
    return split /\n/, $r->{out} if $r->{rc} == 0;
    return "lookup: $r->{err}";
}

sub check {
    my ($dir, $what) = @_;
    for my $name (tables($dir)) {
        my $t = table("$dir/$name.csv");
        my @selector = selectors($t);
        my (@question, @want);
        for my $rule (@{ $t->{row} }) {
            my %by = map { $_ => $rule->{$_} eq 'any' ? "no $_ of this name" : $rule->{$_} } @selector;
            for my $x (numbers_of($rule)) {
                for my $day (days_of($rule)) {
                    for my $last ($day, day_after($day), month_last(month_of($day))) {
                        push @question, join "\t", $name, $day, $last, $x, @by{@selector};
                        push @want, expected(find_rule($t, \%by, $day, $last, $x eq '' ? undef : $x));
                    }
                }
            }
        }
        my @got = ask($dir, @question);
        my @found = grep { my $id = $_->{rule_id}; grep { /^FOUND\t\Q$id\E\t/ } @want } @{ $t->{row} };
        ok(@found && @found == @{ $t->{row} }, "$what $name: each rule is found on a day");
        my @bad = compare(\@question, \@got, \@want);
        ok(!@bad && @got == @want, "$what $name: " . @question . ' lookups, ' . @{ $t->{row} } . ' rules', @bad);
    }
}

check(rules_dir, 'Cambodia:');
check("$FindBin::Bin/second/rules", 'second country:') if -d "$FindBin::Bin/second/rules";
done;
