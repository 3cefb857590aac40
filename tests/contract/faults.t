#!/usr/bin/perl
# A machine that fails: files that are not there, a full disk, closed descriptors, a reader that leaves early.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;

for my $t (tools) {
    my $p = "prak-$t->{name}";
    my $small = spit('small.csv', sample($t));
    my $big = spit('big.csv', big($t, 2_000_000));

    my $got = sh(command($t, 'absent.csv'));
    is($got->{rc}, 3, "$p: a file that is not there: exit 3", $got->{err});
    ok($got->{err} =~ /^$p: .*absent\.csv/, "$p: a file that is not there is named", $got->{err});
    mkdir 'folder';
    $got = sh(command($t, 'folder'));
    is($got->{rc}, 3, "$p: a folder as input: exit 3", $got->{err});
    is($got->{out}, '', "$p: a folder as input: no output");
    $got = sh(command($t, '-') . ' <folder');
    is($got->{rc}, 3, "$p: a folder as stdin: exit 3", $got->{err});

    for my $file ($small, $big) {
        $got = sh(command($t, $file) . ' >/dev/full');
        is($got->{rc}, 3, "$p $file >/dev/full: exit 3", $got->{err});
        ok($got->{err} =~ /No space left on device/, "$p $file >/dev/full: says why", $got->{err});
        $got = sh(command($t, $file) . ' >&-');
        is($got->{rc}, 3, "$p $file >&-: exit 3", $got->{err});
        ok($got->{err} ne '', "$p $file >&-: says why");
        $got = sh("{ sleep 0.2; " . command($t, $file) . "; echo \$? >rc; } | true");
        is(slurp('rc'), "141\n", "$p $file: no reader: dies of SIGPIPE", $got->{err});
        is($got->{err}, '', "$p $file: no reader: without a word");
        $got = sh("trap '' PIPE; { sleep 0.2; " . command($t, $file) . "; echo \$? >rc; } | true");
        is(slurp('rc'), "3\n", "$p $file: no reader and SIGPIPE ignored: exit 3", $got->{err});
        ok($got->{err} =~ /Broken pipe/, "$p $file: no reader and SIGPIPE ignored: says why", $got->{err});
    }
    if ($t->{kind} eq 'map') {
        spit('huge.csv', big($t, 8_000_000));
        $got = sh('{ ' . command($t, 'huge.csv') . '; echo $? >rc; } | head -c 100 >/dev/null');
        is(slurp('rc'), "141\n", "$p: a reader that leaves early: dies of SIGPIPE", $got->{err});
        is($got->{err}, '', "$p: a reader that leaves early: without a word");
    }
    $got = sh(command($t, '-') . ' <&-');
    is($got->{rc}, 3, "$p <&-: exit 3", $got->{err});
    is($got->{out}, '', "$p <&-: no output");
    $got = sh("(ulimit -f 1; " . command($t, $big, '-o limited.csv') . ')');
    is($got->{rc}, 3, "$p -o past ulimit -f: exit 3", $got->{err}) unless $t->{kind} eq 'fold';
    ok(!-e 'limited.csv', "$p -o past ulimit -f: no part of a file") unless $t->{kind} eq 'fold';
    unlink 'limited.csv';
    $got = sh(command($t, $small, '--rejects /dev/full/x'));
    is($got->{rc}, 3, "$p --rejects where no file can be: exit 3", $got->{err});
    $got = sh(command($t, $small, '--record /dev/full'));
    is($got->{rc}, 3, "$p --record on a full disk: exit 3", $got->{err});
    $got = sh('exec 2>&-; ' . command($t, $small) . ' >whole');
    is($got->{rc}, 0, "$p with stderr closed: exit 0");
}
done;
