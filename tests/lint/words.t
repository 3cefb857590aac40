#!/usr/bin/perl
# Numbers of law are data, symbols have our prefix, and no file knows the machine it was written on.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Lint;

# A number that is not law has its name on a lower floor; macros, sizes of arrays and constants are no way around.
my $plain = qr/(?:0|1|2|10|100)[uUlL]*/;
my @number;
for my $file (files(qr/\.[ch]$/, 'lib/domain')) {
    my $text = slurp($file);
    my $line = 0;
    for (split /\n/, bare($text)) {
        $line++;
        while (/(?<![\w.])(\.?\d[\w.]*)/g) {
            push @number, "$file:$line: $1" unless $1 =~ /^$plain$/;
        }
    }
    while ($text =~ m{/\*.*?\*/|//[^\n]*|'(?:\\.|[^'\\\n])*'|"((?:\\.|[^"\\\n])*)"}gs) {
        my $string = $1 // next;
        push @number, "$file: \"$string\"" if $string =~ /^[-+]?[\d.,]*\d[\d.,]*%?$/ && $string !~ /^$plain$/;
    }
}
verdict('lib/domain holds no number but 0, 1, 2, 10 and 100', @number);

my @symbol;
my @library = glob 'build/libprak*.a';
for my $library (@library) {
    for (`nm -g --defined-only $library 2>/dev/null`) {
        push @symbol, "$library: $2" if /^[0-9a-f]+ ([A-Z]) (\S+)/ && $2 !~ /^prak_/;
    }
}
verdict('every exported symbol begins with prak_', @library ? @symbol : 'no library was built');

my @path;
my $home = root;
my @tracked = split /\0/, `git ls-files -z 2>/dev/null`;
@tracked = files(qr/./, qw(lib tools man tests samples)) unless @tracked;
for my $file (grep { -f && -T } @tracked) {
    next if $file =~ m{^tests/lint/words\.t$|^LICENSE$};
    my $line = 0;
    for (split /\n/, slurp($file)) {
        $line++;
        push @path, "$file:$line" if m{(?:^|[^\w.])/(?:work|home|root|Users|mnt)/[\w.]} || index($_, "$home/") >= 0;
    }
}
verdict('no file names a path of the machine it was written on', @path);
done;
