#!/usr/bin/perl
# Scripts pass shellcheck, manual pages pass mandoc; each is skipped, and says so, where the checker is not installed.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Lint;

sub installed { my ($name) = @_; grep { -x "$_/$name" } split /:/, $ENV{PATH} }

my @script = grep { -T && slurp($_) =~ m{^#!.*\b(?:ba)?sh\b} }
    files(qr/./, qw(tests samples tools)), grep { -f } '.ci/run';
push @script, 'tests/install.sh';
if (installed('shellcheck')) {
    my @said = grep { /\S/ } map { chomp; $_ } `shellcheck -s sh -f gcc -e SC1091 @{[grep { $_ ne '.ci/run' } @script]} 2>&1`;
    verdict('scripts pass shellcheck', @said);
}
else {
    verdict('scripts pass shellcheck # SKIP shellcheck is not installed');
}

my @page = sort grep { -f } glob('build/man/*.[1-9]');
if (installed('mandoc')) {
    my @said = map { chomp; $_ } map { `mandoc -T lint -W warning $_ 2>&1` } @page;
    my @source = map { s{^man/}{}r =~ s/\.in$//r } files(qr/\.[1-9](\.in)?$/, 'man');
    push @said, map { "$_ was not built" } grep { my $want = $_; !grep { $_ eq "build/man/$want" } @page } @source;
    verdict('manual pages pass mandoc -T lint', @said);
}
else {
    verdict('manual pages pass mandoc -T lint # SKIP mandoc is not installed');
}

my @section = qw(NAME SYNOPSIS DESCRIPTION OPTIONS INPUT OUTPUT EXAMPLES);
my @lacking;
for my $page (grep { /\.1$/ && !/prak\.1$/ } @page) {
    my $text = slurp($page);
    for my $want (@section, 'EXIT STATUS', 'SEE ALSO') {
        push @lacking, "$page: no section $want" unless $text =~ /^\.Sh "?\Q$want\E"?$/mi;
    }
}
verdict('pages of programs have the sections a reader looks for', @lacking);

my ($stats, $methods) = (slurp('man/prak-stats.1.in'), slurp('man/prak-methods.7'));
my @untold = grep { $stats !~ /\b$_\(/ || $methods !~ /\b$_\b/ } slurp('lib/stat/estimators.def') =~ /^PRAK_ESTIMATOR\((\w+)\)/mg;
verdict('every statistic stands in prak-stats(1) and prak-methods(7)', @untold);
done;
