#!/usr/bin/perl
# A part is never taken for the whole: a program that fails poisons its stream, and the end mark proves the rest.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;

for my $t (tools) {
    my $p = "prak-$t->{name}";
    my $whole = big($t, 300_000);
    my $cut = $whole;
    my $at = index $cut, "\n", int(length($cut) / 2);
    $at = index $cut, "\n", $at + 1 while substr($cut, $at + 1, 2) !~ /^(w0|pr)/;
    substr $cut, $at + 1, 0, "CANARY,too short\n";
    spit('whole.csv', $whole);
    spit('cut.csv', $cut);
    spit('small.csv', sample($t));

    for my $to ('csv', 'tsv', 'jsonl') {
        my $up = "prak-import --to $to --block-size 4096 --threads 1";
        my $alone = sh("$up cut.csv");
        is($alone->{rc}, 1, "$p: upstream fails: exit 1");
        ok(length $alone->{out}, "$p: upstream fails after it has begun ($to)");
        my $got = sh("$up cut.csv 2>/dev/null | " . command($t, '-', $to eq 'tsv' ? '--from tsv' : ''));
        is($got->{rc}, 1, "$p refuses a stream that ended early ($to)", $got->{err});
        ok($got->{err} =~ /^$p: /m, "$p says so ($to)", $got->{err});
        ok(!canary($got->{err}), "$p tells no cell ($to)", $got->{err});
    }
    my $got = sh(command($t, 'cut.csv', '--block-size 4096'));
    is($got->{rc}, 1, "$p: a fault in the middle: exit 1");
    if ($t->{kind} eq 'map') {
        ok(length $got->{out}, "$p: a fault in the middle: it had begun");
        spit('part.csv', $got->{out});
        is(sh('prak-import part.csv')->{rc}, 1, "$p: its part is refused by the next");
    }
    else {
        is($got->{out}, '', "$p: a fault in the middle: nothing written");
    }

    my $marked = sh("prak-import --end-mark small.csv");
    ok($marked->{out} =~ /^#prak-end,([0-9]+)\n\z/m, "$p: import --end-mark writes the mark", $marked->{err});
    spit('marked.csv', $marked->{out});
    spit('early.csv', $marked->{out} =~ s/^(?:[^\n]*\n){3}\K[^\n]*\n//r);
    spit('late.csv', $marked->{out} . (lines_of($t)->[1]));
    spit('twice.csv', $marked->{out} . "#prak-end,8\n");
    my $plain = sh(command($t, 'small.csv'));
    my $through = sh(command($t, 'marked.csv', '--need-end-mark'));
    is($through->{rc}, 0, "$p --need-end-mark on a marked stream: exit 0", $through->{err});
    if ($t->{kind} eq 'page') {
        is($through->{out}, $plain->{out}, "$p: the mark is not data");
        is(sh(command($t, 'small.csv', '--end-mark'))->{rc}, 2, "$p --end-mark on a page: exit 2");
    }
    else {
        my $count = () = $through->{out} =~ /^#prak-end,/mg;
        is($count, 1, "$p passes the mark on", substr($through->{out}, -80));
        ok($through->{out} =~ s/^#prak-end,[0-9]+\n\z//mr eq $plain->{out}, "$p: the mark is not data");
        my $own = sh(command($t, 'small.csv', '--end-mark'));
        is($own->{out}, $through->{out}, "$p --end-mark writes the same mark", $own->{err});
        spit('own.csv', $own->{out});
        is(sh('prak-import --need-end-mark own.csv')->{rc}, 0, "$p: its mark holds");
    }
    for my $bad ([ 'small.csv', 'no mark' ], [ 'early.csv', 'a row lost' ], [ 'late.csv', 'a row after the mark' ],
        [ 'twice.csv', 'two marks' ]) {
        $got = sh(command($t, $bad->[0], '--need-end-mark'));
        is($got->{rc}, 1, "$p --need-end-mark: $bad->[1]: exit 1", $got->{err});
    }
    is(sh(command($t, 'early.csv'))->{rc}, 1, "$p: a mark that does not hold is refused unasked");
    # An upstream that is killed leaves off anywhere.
    my $size = length $marked->{out};
    my @taken = grep { sh("head -c $_ marked.csv | " . command($t, '-', '--need-end-mark'))->{rc} != 1 } $size - 150 .. $size - 1;
    is("@taken", '', "$p --need-end-mark: a stream cut at any of its last 150 bytes: exit 1");
}
done;
