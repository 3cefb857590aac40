#!/usr/bin/perl
# What a reader of prak-stats can work out of a frequency table with its margins: a table of two ways is a network (each
# cell an arc from its row to its column, the margins arcs to and from the whole), so how far a figure left out can rise
# or fall, all those published held fast, is a greatest flow. It must be able to fall to 0 and to rise to 5, or have an
# interval of 5 where it is 5 or more.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;
use Random;

use constant WIDTH => 5;

# Greatest flow from a to b, at most WIDTH, along arcs [from, to, x]: forward without end, backward up to x; not along $skip.
sub flow {
    my ($arc, $skip, $a, $b) = @_;
    my @x = map { $_->[2] } @$arc;
    my $sum = 0;
    while ($sum < WIDTH) {
        my (%by, @queue);
        @queue = ($a);
        $by{$a} = [];
        while (defined(my $at = shift @queue) && !$by{$b}) {
            for my $i (grep { $_ != $skip } 0 .. $#$arc) {
                my ($from, $to) = @{ $arc->[$i] };
                ($by{$to}, @queue) = ([ $i, 1, $at ], @queue, $to) if $from eq $at && !$by{$to};
                ($by{$from}, @queue) = ([ $i, -1, $at ], @queue, $from) if $to eq $at && $x[$i] > 0 && !$by{$from};
            }
        }
        return $sum if !$by{$b};
        my $step = WIDTH - $sum;
        for (my $v = $b; $v ne $a; $v = $by{$v}[2]) {
            my ($i, $way) = @{ $by{$v} };
            $step = $x[$i] if $way < 0 && $x[$i] < $step;
        }
        for (my $v = $b; $v ne $a; $v = $by{$v}[2]) {
            $x[ $by{$v}[0] ] += $by{$v}[1] * $step;
        }
        $sum += $step;
    }
    return $sum;
}

# How far the arc falls: the others take over its flow, at most what it carries.
sub least { my ($x, $y) = @_; $x < $y ? $x : $y }

seed(29);
my ($left_out, $shown, @bad) = (0, 0);
for my $table (1 .. 60) {
    my ($rows, $columns, $much) = (2 + number(4), 2 + number(4), (4, 12, 40)[ number(3) ]);
    my (%x, @line);
    for my $p (1 .. $rows) {
        for my $f (1 .. $columns) {
            my $n = number(5) ? number($much) : 0;
            push @line, ("p$p,f$f\n") x $n;
            $x{$_} += $n for "p$p f$f", "p$p ", " f$f", ' ';
        }
    }
    next if !@line;
    spit('in.csv', join '', "p,f\n", @line);
    my $run = sh("prak-stats -g p -g '' 'count()' 'freq(f)' in.csv");
    push @bad, "table $table: exit $run->{rc}" if $run->{rc};
    my (%out, %known);
    my ($head, @record) = map { [ split /,/, $_, -1 ] } split /\n/, $run->{out};
    for (@record) {
        my %c;
        @c{@$head} = @$_;
        my ($p, $level, $flag) = @c{qw(p level flag)};
        my $name = "$p $level";
        push @bad, "table $table: no such figure $name" if !$x{$name};
        push @bad, "table $table: $name is few" if $flag ne 'suppress' && $x{$name} < WIDTH;
        $out{$name} = 1 if $flag eq 'suppress';
        next if $flag eq 'suppress';
        $known{$name} = $known{"$p "} = 1; # a share tells its base
        $shown++;
    }
    my @arc;
    for my $name (grep { $x{$_} && !$known{$_} } sort keys %x) {
        my ($p, $f) = split / /, $name, -1;
        push @arc, $p && $f ? [ $p, $f, $x{$name}, $name ] : $p ? [ 'top', $p, $x{$name}, $name ]
            : $f ? [ $f, 'end', $x{$name}, $name ] : [ 'end', 'top', $x{$name}, $name ];
    }
    for my $i (0 .. $#arc) {
        my ($from, $to, $x, $name) = @{ $arc[$i] };
        my ($p, $level) = split / /, $name, -1;
        # A share of 5 or more whose base is left out is only not printed; the base must be safe with it known.
        next if !$out{$name} || ($x >= WIDTH && $level ne '' && $out{"$p "});
        $left_out++;
        my ($up, $down) = (flow(\@arc, $i, $to, $from), least($x, flow(\@arc, $i, $from, $to)));
        push @bad, "table $table: $name of $x lies between " . ($x - $down) . ' and ' . ($x + $up)
            if $x < WIDTH ? $down < $x || $x + $up < WIDTH : $up + $down < WIDTH;
    }
    push @bad, "table $table: a base is told though it is left out" if grep { $known{$_} } keys %out;
}
is(join("\n", @bad), '', "of $left_out figures left out none can be worked out");
is($left_out > 300 && $shown > 300 ? 1 : "$left_out, $shown", 1, 'there are enough of them');

# Thousands of figures that hang together: the search is given up after work that is the same on every machine, some ten
# seconds, and everything tells so.
if (long_run) {
    spit('dense.csv', join '', "a,b,c\n",
        map { join(',', least(number(30), number(30)), number(20), least(number(12), number(12))) . "\n" } 1 .. 30000);
    my $run = sh("prak-stats -g a,b,c -g a,b -g a,c -g b,c -g a -g b -g c -g '' 'count()' dense.csv");
    my ($head, @record) = split /\n/, $run->{out};
    ok($run->{err} =~ /^prak-stats: figures left out with all they add up with, for want of a smaller choice in time: [1-9]/,
        'a search given up: a warning', $run->{err});
    is(scalar(grep { !/;secondary=whole,/ } @record), 0, 'a search given up: every figure says so');
    is(scalar(grep { !/,suppress$/ } @record), 0, 'a search given up: nothing is told that hangs together with the rest');
}
done();
