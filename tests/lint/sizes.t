#!/usr/bin/perl
# What can be read at one sitting: programs to 300 lines, functions to 60, files to 900. And every program has its
# manual page and its cases.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Lint;

my (@tool, @file, @function, @page, @cases);
for my $file (files(qr/\.[ch]$/, 'lib', 'tools', 'tests', 'samples')) {
    my @line = split /\n/, bare(slurp($file));
    my $count = @line;
    push @tool, "$file: $count lines" if $file =~ m{^tools/} && $count > 300;
    push @file, "$file: $count lines" if $count > 900 && $file !~ m{^samples/};
    my $begun;
    for my $i (0 .. $#line) {
        $begun = $i if $line[$i] =~ /^\{/;
        next unless defined $begun && $line[$i] =~ /^\}/;
        my $length = $i - $begun - 1;
        push @function, sprintf '%s:%d: %d lines', $file, $begun + 1, $length if $length > 60;
        undef $begun;
    }
}
for my $file (glob 'tools/prak-*.c') {
    my ($tool) = $file =~ m{tools/(prak-[a-z]+)\.c};
    my ($short) = $tool =~ /-(.*)/;
    push @page, $tool unless -f "man/$tool.1.in" || -f "man/$tool.1";
    push @cases, $tool unless glob "tests/cli/$short/*/cmd";
}
verdict('a program has at most 300 lines', @tool);
verdict('a file has at most 900 lines', @file);
verdict('a function has at most 60 lines', @function);
verdict('every program has a manual page', @page);
verdict('every program has cases in tests/cli', @cases);
done;
