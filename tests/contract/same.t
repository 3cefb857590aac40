#!/usr/bin/perl
# Output is a function of input and options: not of blocks, threads, pipes, locale, time zone or home.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;

for my $t (tools) {
    my $p = "prak-$t->{name}";
    my $size = $t->{kind} eq 'fold' ? 200_000 : 600_000;
    spit('in.csv', big($t, $size));
    spit('small.csv', sample($t));
    my $big = sh(command($t, 'in.csv'));
    my $small = sh(command($t, 'small.csv'));
    is($big->{rc}, 0, "$p: exit 0", $big->{err});
    my $same = sub {
        my ($name, $line, $want) = @_;
        my $got = sh($line);
        is($got->{rc}, 0, "$p $name: exit 0", $got->{err});
        ok($got->{out} eq $want->{out}, "$p $name: the same bytes");
    };
    for my $n (1 .. 3, 63 .. 65, 4095, 4096, 4097, 65536) {
        $same->("--block-size $n", command($t, 'small.csv', "--block-size $n"), $small);
        $same->("--block-size $n, much", command($t, 'in.csv', "--block-size $n --threads 2"), $big) if $n > 60;
    }
    for my $n (1, 2, 3, 8) {
        $same->("--threads $n", command($t, 'in.csv', "--threads $n"), $big);
        $same->("--threads $n, small blocks", command($t, 'in.csv', "--threads $n --block-size 1000"), $big);
    }
    $same->('from a pipe', 'cat in.csv | ' . command($t, '-'), $big);
    # long enough for more workers to join where there are processors for them
    my $long = spit('long.csv', big($t, $t->{kind} eq 'map' ? 6_000_000 : 600_000)) && sh(command($t, 'long.csv'));
    $same->('through pipes', 'cat long.csv | ' . command($t, '-') . ' | cat', $long);
    $same->('through pipes that stop', "{ head -c 300000 long.csv; sleep 0.1; tail -c +300001 long.csv; } | " . command($t, '-')
            . ' | { head -c 1000; sleep 0.1; cat; }', $long);
    $same->('from stdin', command($t, '-') . ' <in.csv', $big);
    $same->('from a fifo', 'rm -f fifo; mkfifo fifo; cat in.csv >fifo & ' . command($t, 'fifo'), $big);
    $same->('byte by byte', q{perl -e '$| = 1; local $/; $_ = <STDIN>; syswrite STDOUT, $_ for split //' <small.csv | }
            . command($t, '-'), $small);
    $same->('with a pause', "{ head -c 101 small.csv; sleep 0.1; tail -c +102 small.csv; } | " . command($t, '-'), $small);
    for my $locale (qw(C C.UTF-8 de_DE.UTF-8 km_KH.UTF-8 tr_TR.UTF-8)) {
        $same->("LC_ALL=$locale", "LC_ALL=$locale LANG=$locale " . command($t, 'in.csv'), $big);
    }
    $same->("TZ=$_", "TZ=$_ " . command($t, 'in.csv'), $big) for qw(Asia/Phnom_Penh America/Los_Angeles);
    $same->('without HOME', 'env -u HOME ' . command($t, 'in.csv'), $big);
    $same->('with a bare environment',
        "env -i C=\"\$C\" PATH=/usr/bin:/bin \"\$(command -v prak-$t->{name})\" "
            . (command($t, 'in.csv') =~ s/^\S+ //r), $big);
    $same->('TMPDIR that is not there', 'TMPDIR=/nonexistent ' . command($t, 'in.csv'), $big);
    $same->('in another folder', 'mkdir -p else; cd else; ' . command($t, '../in.csv'), $big);
    $same->('named -', 'cp in.csv ./-x.csv; ' . command($t, './-x.csv'), $big);
    $same->('a name with spaces', 'cp in.csv "a b
c.csv"; ' . command($t, '"a b
c.csv"'), $big);
    next if $t->{kind} eq 'page';
    $same->('rows as JSON Lines', "prak-import --to jsonl in.csv | " . command($t, '-', '--to csv'), $big);
    next if $t->{kind} ne 'map';
    $same->('through JSON Lines', command($t, 'in.csv', '--to jsonl') . ' | prak-import --from jsonl', $big);
    $same->('through TSV', 'prak-import --to tsv in.csv | ' . command($t, '-', '--from tsv --to csv'), $big);
    $same->('in two files', 'head -n 1 in.csv >1.csv; cp 1.csv 2.csv; cat small.csv >1.csv; cp small.csv 2.csv; '
            . command($t, '1.csv 2.csv'),
        { out => sh('tail -n +2 small.csv | cat small.csv - | ' . command($t, '-'))->{out} });
}
done;
