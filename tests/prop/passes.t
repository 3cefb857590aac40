#!/usr/bin/perl
# Quantiles and Gini coefficients out of the maps alone are, to the byte, what a second pass over the rows gives: a
# statistic beside them that needs one (rule=hf4) makes all of them take it. Short numbers and long, few and many
# different values, weights that change from row to row.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;
use Random;

my @ask = ("'median(x)'", "'gini(x)'", "'quantile(x, 0.9)'", "'gini(x, among=x < 100)'");
seed(23);

sub value {
    my ($kind) = @_;
    return number(3000) / 100 if $kind eq 'close' || ($kind eq 'mixed' && number(3));
    return sprintf '%d.%06d', number(900_000), number(1_000_000) if $kind eq 'far';
    return ('204', '0', '12345678901234567.891', '0.' . number(1_000_000_000), number(50))[ number(5) ];
}

sub weight {
    my ($kind) = @_;
    return sprintf '%d.%06d', number(400), number(1_000_000) if $kind ne 'mixed' || number(4);
    return ('1', '0', '2.5', '5000000000000', '123456789012345678.5', '0.000000000001', '3000000.000001')[ number(7) ];
}

for my $kind (qw(close far mixed)) {
    spit('in.csv', "g,x,w\n" . join '', map { join(',', qw(a b c)[ number(3) ], value($kind), weight($kind)) . "\n" } 1 .. 20_000);
    for my $weight ('', '-w w') {
        my $command = "prak-stats --min-n 0 $weight -g g -g ''";
        my $twice = sh("$command @ask 'z=quantile(x, 0.5, rule=hf4)' in.csv");
        is($twice->{rc}, 0, "$kind $weight: two passes", $twice->{err});
        (my $want = $twice->{out}) =~ s/^.*,z,.*\n//mg;
        ok($want ne $twice->{out}, "$kind $weight: the other statistic is there");
        for my $how ('--threads 1', '--threads 3', '--memory 1M --threads 2') {
            my $once = sh("$command $how @ask in.csv");
            is($once->{out}, $want, "$kind $weight $how: in one pass the same bytes", $once->{err});
        }
    }
}

# A statistic says alone what it says among others of its column, whose rows are chosen and counted once for all.
my %one = (a => 'median(x)', b => 'mean(x)', c => 'quantile(x, 0.9)', d => 'quantile(y, 0.2)', e => 'max(x)', f => 'sd(x)',
           h => 'mean(y)', i => 'quantile(x, 0.1, among=y > 20)');
for my $groups (3, 700) {
    spit('in.csv', "g,x,y,w\n" . join '', map {
        join(',', number($groups), number(9) ? number(9_000) / 100 : '', number(5) ? number(60) : '', number(6)) . "\n"
    } 1 .. 20_000);
    for my $options ('', '-w w', "--where 'y > 10'", '--threads 3 --block-size 3000') {
        my $all = sh("prak-stats --min-n 0 $options -g g -g '' " . join(' ', map { "'$_=$one{$_}'" } sort keys %one) . ' in.csv');
        is($all->{rc}, 0, "$groups groups $options: all", $all->{err});
        for my $name (sort keys %one) {
            my $alone = sh("prak-stats --min-n 0 $options -g g -g '' '$name=$one{$name}' in.csv");
            my $want = join '', grep { /^(?:[^,]*,){2}$name,/ } map { "$_\n" } split /\n/, $all->{out};
            ok($want ne '' && $alone->{out} =~ /\A[^\n]*\n\Q$want\E\z/, "$groups groups $options: $one{$name} alone");
        }
    }
}
done;
