package Random;
# Tables made from a seed, and a writer of canonical CSV of its own, so that what is wanted does not come from prak.
use strict;
use warnings;
use Exporter 'import';
our @EXPORT = qw(any number table canonical seed);

# The generator is our own: rand() of perl is not the same on every machine.
my $state = 1;
sub seed { $state = $_[0] }

sub number {
    my ($below) = @_;
    $state = ($state * 1103515245 + 12345) % 2147483648;
    return int($state / 2147483648 * $below);
}
sub any { $_[ number(scalar @_) ] }

my @piece = ('a', 'B', '7', '0', ' ', '  ', ',', '"', '""', "\n", "\r", "\r\n", "\t", ';', "'", '\\', '#', '#prak-end',
    '-', '.', 'NA', 'null', 'true', '=1+1', "\xe1\x9e\x80\xe1\x9f\x86", "\xc3\xa9", "\xf0\x9f\x98\x80", "\xef\xbb\xbf",
    "\xe2\x80\x8b", "\x1b[31m", '{', '}', ':', 'x' x 40);
my @number = ('0', '-1', '204', '198.50', '1.10', '12345678901234567890.123456789', '007', '1e3', '0.1', '');

sub cell {
    my $kind = number(10);
    return '' if $kind == 0;
    return any(@number) if $kind < 4;
    return join '', map { any(@piece) } 1 .. 1 + number(6);
}

# [[names], [cells], ...]; %o: rows, columns, plain (no quotes needed).
sub table {
    my (%o) = @_;
    my $columns = $o{columns} // 1 + number(8);
    my $rows = $o{rows} // number(60);
    my @names = map { 'c' . $_ . any('', ' ', ',x', '"', "\n", "\xe1\x9e\x80") } 1 .. $columns;
    return [ \@names, map { [ map { cell() } 1 .. $columns ] } 1 .. $rows ];
}

sub put {
    my ($cell, $first, $alone) = @_;
    return '""' if $alone && $cell eq '';
    return $cell unless $cell =~ /[,"\n\r]/ || $first && ($cell =~ /^\xef\xbb\xbf/ || $cell eq '#prak-end');
    return '"' . ($cell =~ s/"/""/gr) . '"';
}

sub canonical {
    my ($table) = @_;
    return join '', map {
        my $row = $_;
        join(',', map { put($row->[$_], $_ == 0, @$row == 1) } 0 .. $#$row) . "\n"
    } @$table;
}
1;
