#!/usr/bin/perl
# Input that is odd but right gives the same rows; input that is wrong is refused with file, line and byte, exit 1, and
# no cell of it is in the message.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;

# Row ends only: a line feed inside quotes is data.
sub with_crlf {
    my ($in, $out, $quoted) = ($_[0], '', 0);
    for my $c (split //, $in) {
        $quoted = !$quoted if $c eq '"';
        $out .= $c eq "\n" && !$quoted ? "\r\n" : $c;
    }
    return $out;
}

for my $t (tools) {
    my $p = "prak-$t->{name}";
    my $plain = sample($t);
    spit('plain.csv', $plain);
    my $want = sh(command($t, 'plain.csv'));
    is($want->{rc}, 0, "$p: the sample: exit 0", $want->{err});
    ok($want->{out} ne '', "$p: the sample: output");

    my ($head) = $plain =~ /^([^\n]*\n)/;
    spit('head.csv', $head);
    my $got = sh(command($t, 'head.csv'));
    is($got->{rc}, 0, "$p: a header only: exit 0", $got->{err});
    is($got->{out}, ($want->{out} =~ /^([^\n]*\n)/)[0], "$p: a header only: the header out") if $t->{kind} eq 'map';
    ok($got->{out} ne '', "$p: a header only: not nothing");

    for my $how ([ 'a byte order mark', "\xef\xbb\xbf$plain" ], [ 'CRLF', with_crlf($plain) ],
        [ 'no line feed at the end', substr $plain, 0, -1 ], [ 'all three', "\xef\xbb\xbf" . substr with_crlf($plain), 0, -2 ]) {
        spit('odd.csv', $how->[1]);
        $got = sh(command($t, 'odd.csv'));
        is($got->{rc}, 0, "$p: $how->[0]: exit 0", $got->{err});
        is($got->{out}, $want->{out}, "$p: $how->[0]: the same bytes");
    }

    my $faults = damage($t);
    my %case = map { $_ => [ $faults->{$_}[0], "5:$faults->{$_}[1]" ] } keys %$faults;
    $case{'an empty file'} = [ '', '1:1' ];
    $case{'a line feed only'} = [ "\n", '1:1' ];
    $case{'a byte order mark only'} = [ "\xef\xbb\xbf", '1:' ];
    $case{'a column name twice'} = [ $plain =~ s/^([^,]*)/$1,$1/mgr, '1:' ];
    $case{'an empty column name'} = [ $plain =~ s/^/,/mgr, '1:' ];
    $case{'UTF-16'} = [ "\xff\xfe" . join('', map {"$_\0"} split //, $head), '1:1' ];
    for my $name (sort keys %case) {
        my ($bytes, $place) = @{ $case{$name} };
        spit('bad.csv', $bytes);
        for my $size ('', '--block-size 7') {
            $got = sh(command($t, 'bad.csv', $size));
            is($got->{rc}, 1, "$p $size: $name: exit 1", $got->{err});
            ok($got->{err} =~ /^$p: bad\.csv:$place/m, "$p $size: $name: at $place", $got->{err});
            ok(!canary($got->{err}), "$p $size: $name: no cell in the message", $got->{err});
        }
    }
}
done;
