#!/usr/bin/perl
# Killed at any moment, -o leaves the old file or the new one, whole; a signal that can be caught leaves nothing else.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;
use Time::HiRes qw(usleep time);

my %times = long_run() ? (TERM => 80, KILL => 100, INT => 20) : (TERM => 20, KILL => 20, INT => 10);
srand 20240301;
for my $t (tools) {
    my $p = "prak-$t->{name}";
    spit('in.csv', big($t, 4_000_000));
    my $want = sh(command($t, 'in.csv'))->{out};
    my $begin = time;
    sh(command($t, 'in.csv', '-o timed'));
    my $whole = time - $begin;
    for my $signal (qw(TERM KILL INT)) {
        my $times = $times{$signal};
        my ($torn, $left, $died, $kept) = (0, 0, 0, 0);
        for (1 .. $times) {
            mkdir 'o';
            spit('o/f', "old\n");
            my $pid = fork // die;
            if (!$pid) {
                $SIG{INT} = 'DEFAULT';
                open STDERR, '>', '/dev/null';
                exec 'sh', '-c', 'exec ' . command($t, 'in.csv', '-o o/f');
            }
            usleep(int(rand(1.2 * $whole) * 1e6));
            kill $signal, $pid;
            waitpid $pid, 0;
            $died++ if $? & 127;
            my $now = slurp('o/f');
            $kept++ if $now eq "old\n";
            $torn++ if $now ne "old\n" && $now ne $want;
            my @others = grep { $_ ne 'o/f' } glob('o/* o/.p*');
            $left += @others if $signal ne 'KILL';
            unlink @others, 'o/f';
        }
        is($torn, 0, "$p: kill -$signal $times times: the old file or the new one ($died died, $kept kept the old)");
        is($left, 0, "$p: kill -$signal $times times: nothing else in the folder");
    }
    spit('other.csv', sample($t));
    my $other = sh(command($t, 'other.csv'))->{out};
    my ($mixed, $times) = (0, $times{KILL});
    for (1 .. $times) {
        sh(command($t, 'other.csv', '-o o/f') . ' & ' . command($t, 'other.csv', '-o o/f') . ' & '
                . command($t, 'in.csv', '-o o/f') . ' & wait') if $_ <= 5;
        sh(command($t, 'other.csv', '-o o/f') . ' & ' . command($t, 'other.csv', '-o o/f') . ' & wait') if $_ > 5;
        my $now = slurp('o/f');
        $mixed++ if ($now ne $want && $now ne $other) || glob('o/.p*');
    }
    is($mixed, 0, "$p: two at once with one -o, $times times: the file of one of them");
}
done;
