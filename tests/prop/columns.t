#!/usr/bin/perl
# Random tables, quoted where need be, everywhere or by chance: the columns chosen and the rows kept are the same cells.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;
use Random;

my $times = long_run() ? 400 : 50;

sub shell { return "'" . ($_[0] =~ s/'/'\\''/gr) . "'" }
sub quoted { return '"' . ($_[0] =~ s/"/""/gr) . '"' }

# Every cell as it must be, or in quotes: always, or by chance.
sub loose {
    my ($table, $chance) = @_;
    return join '', map {
        my $row = $_;
        join(',', map { number(100) < $chance ? quoted($_) : canonical([ [ $_, '' ] ]) =~ s/,\n\z//r } @$row) . "\n"
    } @$table;
}

for my $seed (1 .. $times) {
    seed($seed * 104729);
    my $table = table(rows => any(3, 30, 150, 400), columns => 2 + number(7));
    push @{ $table->[0] }, 'n';
    push @{ $table->[$_] }, number(1000) . any('', '.5', '.25') for 1 .. $#$table;
    my @name = @{ $table->[0] };
    my @chosen = map { number(scalar @name) } 1 .. 1 + number(4);
    my %seen;
    @chosen = grep { !$seen{$_}++ } @chosen;
    my $list = join ',', map { quoted($name[$_]) } @chosen;
    my $bound = number(1000);
    my @kept = ($table->[0], grep { $_->[-1] > $bound } @$table[ 1 .. $#$table ]);
    my %want = (
        'import' => canonical($table),
        'select' => canonical([ map { [ @$_[@chosen] ] } @$table ]),
        'where' => canonical(\@kept),
        'where and select' => canonical([ map { [ @$_[@chosen] ] } @kept ]),
    );
    for my $chance (0, 100, 10, 60) {
        spit('in.csv', loose($table, $chance));
        my $size = any(1, 7, 300, 4096, 262144);
        my %line = (
            'import' => 'prak-import --from csv',
            'select' => 'prak-clean --from csv --select ' . shell($list),
            'where' => "prak-clean --from csv --where 'n > $bound'",
            'where and select' => "prak-clean --from csv --where 'n > $bound' --select " . shell($list),
        );
        for my $name (sort keys %line) {
            my $got = sh("$line{$name} --block-size $size --threads 2 in.csv");
            is($got->{rc}, 0, "$name, seed $seed, $chance in 100 quoted: exit 0", $got->{err});
            ok($got->{out} eq $want{$name}, "$name, seed $seed, $chance in 100 quoted: the same cells");
        }
    }
}
done;
