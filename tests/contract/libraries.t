#!/usr/bin/perl
# What a program is linked with and loads: its own libraries and no others, at work too; drawing and ICU are render's.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;

# Every program may have those of %every; what one has besides is named here, with what that brings along.
my @every = qw(c m csv jansson utf8proc xxhash sodium);
my %besides = (
    clean => [qw(pcre2-8)], join => [qw(pcre2-8)], stats => [qw(pcre2-8 gsl gslcblas)],
    debt => [qw(gsl gslcblas)],
    import => [qw(z expat)], # libzip, and the ciphers it brings along, are loaded when a workbook is opened
);
my $drawing = qr/cairo|pango|icu|freetype|fontconfig|harfbuzz|pixman|graphite|rsvg|glib|fribidi/;

sub names { sort map { m{(?:^|/)lib([^/]*?)\.so} ? $1 : () } @_ }

sub judge {
    my ($tool, $how, @library) = @_;
    my $whole = $tool ? "prak-$tool" : 'prak';
    my %may = map { $_ => 1 } $tool ? (@every, @{ $besides{$tool} // [] }) : 'c';
    my @other = grep { !$may{$_} && !($tool eq 'render' && /$drawing/) } @library;
    ok(!@other, "$whole $how: no library but its own", "@other");
    ok($tool eq 'render' || !grep({ /$drawing/ } @library), "$whole $how: no drawing library and no ICU", "@library");
}

my $has = sub { sh("command -v $_[0]")->{rc} == 0 };
my $why = ($ENV{PRAK_BUILD} // '') =~ /san$/ ? 'sanitizers bring libraries along' : $has->('readelf') ? '' : 'readelf is not installed';
if ($why) {
    print "1..0 # SKIP $why\n";
    exit 0;
}
for my $t ({ name => '' }, tools) {
    my $whole = $t->{name} ? "prak-$t->{name}" : 'prak';
    my $dynamic = sh("readelf -d '$Contract::bin/$whole'")->{out};
    my @linked = names($dynamic =~ /\(NEEDED\).*\[(.*)\]/g);
    ok(scalar grep({ $_ eq 'c' } @linked), "$whole: readelf tells its libraries", $dynamic);
    judge($t->{name}, 'is linked', @linked);
    ok($dynamic !~ /\((?:RPATH|RUNPATH)\)/, "$whole: libraries are those of the system");
    if ($has->('ldd')) {
        my $unused = sh("ldd -u '$Contract::bin/$whole'")->{out};
        ok($unused !~ /^\s+\//m, "$whole: it calls every library it is linked with", $unused);
    }
    # At work: what the loader of glibc says it opened, libraries called for by name later among them.
    spit('in.csv', sample($t)) if $t->{name};
    my $line = $t->{name} ? command($t, 'in.csv') : 'prak --version';
    my $got = sh("LD_DEBUG=files LD_DEBUG_OUTPUT='" . work() . "/opened' $line");
    is($got->{rc}, 0, "$whole: exit 0", $got->{err});
    my @said = glob work() . '/opened.*';
    my %opened = map { $_ => 1 } names(map { slurp($_) =~ /\bfile=(\S+) \[/g } @said);
    unlink @said;
    judge($t->{name}, 'at work', sort keys %opened) if %opened;
}
done;
