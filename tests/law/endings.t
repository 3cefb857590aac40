#!/usr/bin/perl
# The endings of endings.txt, worked out by hand, through prak-contract: notice that was not given, pay in lieu, damages, and the
# spells of the chains.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Law;

my @head = qw(worker employer type start end agreed by notice valid paid wage sector signed);
my %kind = (notice => [qw(notice_days notice_given)], extension => [qw(notice_extended_to notice_extended_type)], pay => ['notice_pay_due'], damages => ['damages_due']);
my %reason = (notice => 'notice_reason', extension => 'notice_extended_reason', pay => 'notice_pay_reason', damages => 'damages_reason');

# { number, title, on, reading, row => [cells], want => [texts], spell => [texts], why }
sub endings {
    my @ending;
    for my $line (grep { !/^#/ } split /\n/, slurp("$FindBin::Bin/endings.txt")) {
        my $e = $ending[-1];
        if ($line =~ /^== (\d+)\. (.*)/) { push @ending, { number => $1, title => $2, row => [], want => [], spell => [], why => 0 } }
        elsif ($line =~ /^on (\S+)(?: reading (\S+))?$/) { @$e{qw(on reading)} = ($1, $2 // 'ac_2y') }
        elsif ($line =~ /^(FDC|UDC|tacit) (\S+) (\S+)(.*)/) {
            my %row = (worker => 'w', employer => 'e', type => $1, start => $2, end => $3, wage => 260, sector => 'garment', signed => $2);
            my %more = split ' ', $4;
            $more{by} =~ tr/_/ / if defined $more{by};
            %row = (%row, %more);
            $row{$_} //= '' for @head;
            push @{ $e->{row} }, \%row;
        }
        elsif ($line =~ /^    \S/) { push @{ $e->{want} }, $line =~ s/^ +//r }
        elsif ($line =~ /^spell (.*)/) { push @{ $e->{spell} }, $1 }
        elsif ($line =~ /^Why: /) { $e->{why} = 1 }
    }
    return @ending;
}

# A row as it stands in the text.
sub told {
    my ($row) = @_;
    my @part;
    for my $kind (qw(notice extension pay damages)) {
        my @value = map { $row->{$_} // '?' } @{ $kind{$kind} };
        @value = $kind eq 'notice' ? map { $_ eq '' ? '-' : $_ } @value : grep { $_ ne '' } @value;
        push @value, '-' if !@value;
        push @part, join ' ', @value, grep { $_ ne '' } $row->{ $reason{$kind} } // '?';
    }
    return join ' | ', @part;
}

sub records {
    my ($command) = @_;
    my $r = sh($command);
    return ({ error => $r->{err} }) if $r->{rc};
    my ($names, @out) = Law::rows($r->{out});
    return map { my %r; @r{@$names} = @$_; \%r } @out;
}

my @all = endings;
ok(@all >= 20, @all . ' endings');
for my $e (@all) {
    spit('contracts.csv', join '', line_csv(@head), map { line_csv(@$_{@head}) } @{ $e->{row} });
    my $command = "prak-contract --worker worker --employer employer --type type --start start --end end --signed signed --on $e->{on}"
        . " --reading $e->{reading} --agreed-end agreed --ended-by by";
    my @got = map { $_->{error} // told($_) } records("$command --also notice,damages --wage wage --currency USD --sector sector --notice notice"
        . ' --valid-reason valid --seniority-paid paid contracts.csv');
    my @bad = compare([ map {"row $_"} 1 .. @{ $e->{want} } ], \@got, $e->{want});
    ok($e->{why} && !@bad && @got == @{ $e->{want} }, "$e->{number}. $e->{title}", @bad);
    next if !@{ $e->{spell} };
    @got = map { my $s = $_; $s->{error} // join ' ', @$s{qw(chain start until months days exit)} } records("$command --spells contracts.csv");
    @bad = compare([ map {"spell $_"} 1 .. @{ $e->{spell} } ], \@got, $e->{spell});
    ok(!@bad && @got == @{ $e->{spell} }, "$e->{number}: its spells", @bad);
}
done;
