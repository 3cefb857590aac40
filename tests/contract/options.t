#!/usr/bin/perl
# What every program says about itself, and how it refuses what it does not know: before the first row, with the
# nearest name, exit 2.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;

for my $t (tools) {
    my $p = "prak-$t->{name}";
    my $help = sh("$p --help");
    is($help->{rc}, 0, "$p --help: exit 0");
    ok($help->{out} =~ /^usage: prak \Q$t->{name}\E \S/, "$p --help: usage on stdout");
    ok($help->{out} =~ /^exit status: 0 .*1 .*2 .*3 /m, "$p --help: exit codes");
    is($help->{err}, '', "$p --help: nothing on stderr");
    is(sh("$p -h")->{out}, $help->{out}, "$p -h is --help");
    is(sh("prak $t->{name} --help")->{out}, $help->{out}, "prak $t->{name} runs $p");
    is(sh("$p --help >/dev/full")->{rc}, 3, "$p --help to a full disk: exit 3");
    my $version = sh("$p --version");
    is($version->{rc}, 0, "$p --version: exit 0");
    ok($version->{out} =~ /^\Q$p\E [0-9]+\.[0-9]+\.[0-9]+\n.*GPL-3\.0-or-later/s, "$p --version: name, version, licence");

    for my $bad ([ '--sumary', '--summary' ], [ '--rejecst x', '--rejects' ]) {
        my $got = sh("$p $bad->[0] <$Contract::dir/$t->{sample}");
        is($got->{rc}, 2, "$p $bad->[0]: exit 2");
        is($got->{out}, '', "$p $bad->[0]: no output");
        ok($got->{err} =~ /^hint: did you mean '\Q$bad->[1]\E'/m, "$p $bad->[0]: names $bad->[1]", $got->{err});
    }
    is(sh("$p --summary=yes")->{rc}, 2, "$p: a value for a flag: exit 2");
    is(sh("$p --threads")->{rc}, 2, "$p: a value missing: exit 2");
    is(sh("$p --threads many")->{rc}, 2, "$p: a number that is none: exit 2");
    is(sh("$p --to=cvs")->{rc}, 2, "$p: a choice that is none: exit 2");
    is(sh("$p -Z")->{rc}, 2, "$p: an unknown letter: exit 2");

    next if $t->{wrong} eq '-';
    my $got = sh(command($t, "$Contract::dir/$t->{sample}", '', $t->{wrong}));
    is($got->{rc}, 2, "$p: a misspelt column: exit 2", $got->{err});
    is($got->{out}, '', "$p: a misspelt column: not a byte of output");
    ok($got->{err} =~ /^hint: did you mean '/m, "$p: a misspelt column: the nearest name", $got->{err});
    $got = sh(command($t, '-', '', $t->{wrong}) . ' --summary -o x.csv <' . "$Contract::dir/$t->{sample}");
    ok(!-e 'x.csv', "$p: a misspelt column: -o makes no file");
}
my $got = sh('prak staats');
is($got->{rc}, 2, 'prak: an unknown program: exit 2');
is(sh('prak')->{rc}, 0, 'prak: exit 0');
done;
