#!/usr/bin/perl
# Rows go one by one: a map of a file is the maps of its parts put together, and of its rows in another order the same
# rows in that order. A program whose sample names a column for sums gives the same figures for rows in any order.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;
use Random;

for my $t (tools) {
    next if $t->{kind} eq 'page';
    my $p = "prak-$t->{name}";
    my ($head, $body) = sample($t) =~ /^([^\n]*\n)(.*)\z/s;
    my @row = $body =~ /\G((?:[^"\n]|"[^"]*")*\n)/g;
    seed(42);
    my @many = map { any(@row) } 1 .. 500;
    spit('in.csv', $head . join '', @many);
    my $whole = sh(command($t, 'in.csv'));
    is($whole->{rc}, 0, "$p: exit 0", $whole->{err});
    my $row_by_row = sh("$p --help")->{out} !~ /memory: (?:all rows,|.*all rows of a key)/; # sort has to see the whole, a group its key
    for my $round (1 .. 5) {
        my $cut = 1 + number(498);
        my @first = @many[ 0 .. $cut - 1 ];
        my @second = @many[ $cut .. $#many ];
        my $bits = '';
        if ($t->{kind} eq 'map' && $row_by_row) {
            for my $part (\@first, \@second) {
                spit('part.csv', $head . join '', @$part);
                my $got = sh(command($t, 'part.csv'));
                $bits .= $bits eq '' ? $got->{out} : $got->{out} =~ s/^[^\n]*\n//r;
            }
            ok($bits eq $whole->{out}, "$p: cut after row $cut and put together: the same bytes");
        }
        my @place = (@second, @first);
        @place = reverse @place if $round % 2;
        spit('other.csv', $head . join '', @place);
        my $got = sh(command($t, 'other.csv'));
        if ($t->{kind} eq 'fold') {
            ok($got->{out} eq $whole->{out}, "$p: rows in another order: the same figures");
        }
        else {
            my $rows = sub { join '', sort $_[0] =~ /\G((?:[^"\n]|"[^"]*")*\n)/g };
            ok($rows->($got->{out}) eq $rows->($whole->{out}), "$p: rows in another order: the same rows");
        }
        spit('first.csv', $head . join '', @first);
        spit('second.csv', $head . join '', @second);
        next if $t->{args} =~ /\@/;
        $got = sh(command($t, 'first.csv second.csv'));
        ok($got->{out} eq $whole->{out}, "$p: two files, cut after row $cut: the same bytes", $got->{err});
    }
}
done;
