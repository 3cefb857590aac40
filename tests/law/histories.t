#!/usr/bin/perl
# The histories of histories.txt, worked out by hand, through prak-contract; and through the slow reference, so that what
# tests/prop/contracts.t compares with is not wrong in the same way.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Contracts;
use Law;

my @reading = qw(ac_2y mlvt_050_19 each_term_2y);
my @head = qw(worker employer type start end signed written);
my $rules = contract_rules(rules_dir);
my %name = (written => 'fdc_must_be_written', end => 'fdc_needs_end_date', single => 'fdc_single_term_max', tacit => 'tacit_continuation',
    total => 'fdc_total_max', renewals => 'fdc_renewals_total_max');
my $begin = '1997-03-13';
my $instruction = '2019-05-17';

# Ids written out here, not looked up: a rule that moves must be seen.
sub id {
    my ($reading, $short) = @_;
    my $rule = $name{$short} // die "no rule '$short'\n";
    return "contract_rules.any-$rule.$begin" if $short =~ /^(?:written|end|single|tacit)$/;
    return "contract_rules.$reading-$rule." . ($reading eq 'mlvt_050_19' ? $instruction : $begin);
}

my %kept = (ac_2y => [qw(single total)], mlvt_050_19 => [qw(single renewals total)], each_term_2y => ['single']);
sub finding {
    my ($reading, $cell, $kind, $first) = @_;
    return ('', '', '', '') if $cell eq '-';
    my ($type, $from, $by, $signed) = $cell =~ /^(FDC|UDC)(?: from (\S+))?(?: by (\S+))?(?: signed (\S+))?$/ or die "what is '$cell'\n";
    my @rule = defined $by ? split(/\+/, $by) : defined $from ? () : @{ $kept{$reading} };
    if (!defined $by) { # limits kept: renewals by a renewal, a single term by a term
        @rule = grep { $_ ne 'renewals' } @rule if $first;
        s/^single$/tacit/ for $kind eq 'tacit' ? @rule : ();
    }
    return ($type, $from // '', join('|', map { id($reading, $_) } @rule), $signed // '');
}

# { number, title, on, assume, row => [cells], want => [columns] }
sub histories {
    my (@history, $first);
    for my $line (grep { !/^#/ } split /\n/, slurp("$FindBin::Bin/histories.txt")) {
        if ($line =~ /^== (\d+)\. (.*)/) { push @history, { number => $1, title => $2, row => [], want => [], why => 0 } }
        elsif ($line =~ /^on (\S+)(?: assume (\S+))?/) { @{ $history[-1] }{qw(on assume)} = ($1, $2 // '') }
        elsif ($line =~ /^(FDC|UDC|tacit) (\S+) (\S+)(.*)/) {
            my %row = (type => $1, start => $2, end => $3, worker => 'w', employer => 'e', signed => $2, written => 'true');
            my $more = $4;
            $row{$1} = $2 while $more =~ /(signed|worker|employer) (\S+)/g;
            $row{written} = 'false' if $more =~ / oral\b/;
            $row{written} = '' if $more =~ / unknown\b/;
            $_ = $_ eq 'none' ? '' : $_ for values %row;
            push @{ $history[-1]{row} }, \%row;
        }
        elsif ($line =~ /^    \S/) {
            my ($chain, @cell) = split /\s*\|\s+/, $line =~ s/^\s+//r;
            my $row = $history[-1]{row}[-1];
            my %want = (declared_type => $row->{type}, contract_reason => $cell[4], contract_confidence => $cell[3]);
            @want{qw(chain chain_months break_days)} = split / /, $chain;
            $first = $want{break_days} eq '-';
            for my $i (0 .. $#reading) {
                @want{ map { "${_}_$reading[$i]" } qw(lawful_type udc_from contract_rule udc_signed) } = finding($reading[$i], $cell[$i], $row->{type}, $first);
            }
            $_ = $_ eq '-' ? '' : $_ for values %want;
            push @{ $history[-1]{want} }, \%want;
        }
        elsif ($line =~ /^Why: /) { $history[-1]{why} = 1 }
    }
    return @history;
}

sub differences {
    my ($who, $h, @got) = @_;
    return "$who: " . @got . ' rows' if @got != @{ $h->{row} };
    my @note;
    for my $i (0 .. $#got) {
        my $want = $h->{want}[$i];
        push @note, map { "row " . ($i + 1) . " $_: $who '" . ($got[$i]{$_} // '(no column)') . "', by hand '$want->{$_}'" }
            grep { ($got[$i]{$_} // '(no column)') ne $want->{$_} } columns_of(@reading);
    }
    return @note;
}

my @all = histories;
ok(@all >= 40, @all . ' histories');
for my $h (@all) {
    ok($h->{why} && @{ $h->{row} } == @{ $h->{want} }, "$h->{number}: each row has its answer, and the reasons are told");
    spit('contracts.csv', join '', line_csv(@head), map { line_csv(@$_{@head}) } @{ $h->{row} });
    my $r = sh("prak-contract --worker worker --employer employer --type type --start start --end end --signed signed --written written"
        . " --on $h->{on} --reading all" . ($h->{assume} ? " --assume $h->{assume}" : '') . ' contracts.csv');
    my ($names, @out) = Law::rows($r->{out});
    my @bad = $r->{rc} ? $r->{err} : differences('prak', $h, map { my %r; @r{@$names} = @$_; \%r } @out);
    ok(!@bad, "$h->{number}. $h->{title}", @bad);
    my @asked = judge({ on => $h->{on}, assume => $h->{assume}, readings => \@reading, rules => $rules, kinds => kinds(rules_dir) }, @{ $h->{row} });
    @bad = differences('reference', $h, @asked);
    ok(!@bad, "$h->{number}: the reference agrees", @bad);
}
done;
