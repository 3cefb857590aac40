#!/usr/bin/perl
# The law is data: a table changed in a copy of the rules changes the finding of the same program, and a table that cannot be
# trusted is refused with its file and line before the first row is written.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Law;

sub copy_rules { sh("rm -rf rules && cp -R '" . rules_dir . "' rules") }

# A table of the copy with each pair of texts exchanged; every text must be there, once.
sub change {
    my ($name, %by) = @_;
    my $text = slurp("rules/$name.csv");
    for my $old (sort keys %by) {
        my $times = () = $text =~ /\Q$old\E/g;
        ok($times == 1, "$name.csv has '$old' once");
        $text =~ s/\Q$old\E/$by{$old}/;
    }
    spit("rules/$name.csv", $text);
}

my $pay = "wage,currency,month,sector,type,days\n204,USD,2024-03,garment,regular,26\n816000,KHR,2024-03,garment,regular,13\n";
my $wage = 'prak-wage --wage wage --currency currency --month month --sector sector --worker-type type --days-worked days';
spit('pay.csv', $pay);

sub findings {
    my ($options, @column) = @_;
    my $r = sh("$wage $options pay.csv");
    return "prak-wage: $r->{err}" if $r->{rc};
    my ($names, @out) = Law::rows($r->{out});
    my %at = map { $names->[$_] => $_ } 0 .. $#$names;
    return join "\n", map { my $row = $_; join ' ', @$row[ @at{@column} ] } @out;
}

my @shown = qw(wage_month minimum shortfall below_minimum);
my $fx = '--fx-rule annual_average';
copy_rules;
my $before = findings("$fx", @shown);
is($before, "204.00 204.00 0.00 false\n400.49 204.00 0.00 false", 'the rules as they are');
is(findings("$fx --rules rules", @shown), $before, 'a copy of them says the same');
change('minimum_wage', '2024-12-31,,204,' => '2024-12-31,,204.5,');
is(findings("$fx --rules rules", @shown), "204.00 204.50 0.50 true\n400.49 204.50 0.00 false", 'another minimum wage');
change('overtime', '2018-09-23,,26,days/month' => '2018-09-23,,25,days/month');
is(findings("$fx --rules rules", @shown), "204.00 204.50 0.50 true\n385.09 204.50 0.00 false", 'another divisor');
change('exchange_rate', '2024-12-31,4075.00,' => '2024-12-31,8000,');
is(findings("$fx --rules rules", @shown), "204.00 204.50 0.50 true\n196.15 204.50 8.35 true", 'another rate');
change('sectors', 'sectors.garment.2022-01-01,garment,2022-01-01,,tgft,tgf,floor' => 'sectors.garment.2022-01-01,garment,2022-01-01,,,,none');
is(findings("$fx --rules rules", 'minimum', 'wage_reason'), " no_floor\n no_floor", 'another coverage');
is(findings("$fx", @shown), $before, 'and the rules themselves are as they were');

copy_rules;
change('minimum_wage', '2024-12-31,,204,USD/month,day,Prakas 283/23 KB/Br.K.Kh.L,2023-09-29,,ilaw24|exim23|seed004,2src' =>
    '2024-12-31,,204,USD/month,day,Prakas 283/23 KB/Br.K.Kh.L,2023-09-29,,ilaw24|exim23|seed004,memory');
is(findings("--rules rules --strict --fx-rule annual_average", 'minimum', 'wage_reason'), " unverified\n unverified", 'a lower confidence under --strict');

# Faults of each table that a program reads: refused, nothing written.
my $regular = 'minimum_wage.tgft-base-regular.2024-01-01,tgft,base,regular,2024-01-01,2024-12-31,';
my @fault = (
    [ 'an overlap', 'minimum_wage', '2023-01-01,2023-12-31,,200,' => '2023-01-01,2024-01-01,,200,', 'same time' ],
    [ 'a gap', 'minimum_wage', '2023-01-01,2023-12-31,,200,' => '2023-01-01,2023-12-30,,200,', 'called complete' ],
    [ 'an unknown unit', 'minimum_wage', "$regular,204,USD/month" => "$regular,204,USDT/month", 'unknown unit' ],
    [ 'an id that is not that of the row', 'minimum_wage', $regular => $regular =~ s/tgft-/tgf-/r, 'TABLE.SELECTORS' ],
    [ 'a duplicate id', 'sectors', "sectors.mining.1997-01-01,mining" => "sectors.energy.1997-01-01,energy", 'twice' ],
    [ 'a number with a comma', 'overtime', '2018-09-23,,26,days' => '2018-09-23,,"2,6",days', 'not a number' ],
    [ 'an unknown confidence', 'overtime', 'jbl028|euro443,2src' => 'jbl028|euro443,sure', 'not one of' ],
    [ 'a gap of rates', 'exchange_rate', '2023-01-01,2023-12-31,4110.65' => '2023-01-01,2023-06-30,4110.65', 'called complete' ],
    [ 'a word in the list of complete tables', 'tables', 'minimum_wage,yes' => 'minimum_wage,maybe', 'not yes or no' ],
);
for my $f (@fault) {
    my ($what, $name, $old, $new, $words) = @$f;
    copy_rules;
    change($name, $old => $new);
    my $r = sh("$wage $fx --rules rules pay.csv");
    ok($r->{rc} == 1 && $r->{out} eq '' && $r->{err} =~ m{rules/$name\.csv:\d+.*\Q$words\E}, "$what is refused with its line", $r->{err}, $r->{out});
}
done;
