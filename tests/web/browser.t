#!/usr/bin/perl
# Chromium opens the page from a file: nothing on the console, nothing asked of any network, a picture that is not
# blank, as wide as a screen and as narrow as a phone, in the light and in the dark. In `tests/check all` only.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Compress::Zlib;
use Contract;
use Sample;

my $chromium = sh('command -v chromium');
if (!long_run || $chromium->{rc}) {
    print '1..0 # SKIP ', $chromium->{rc} ? "no chromium\n" : "in tests/check all only\n";
    exit 0;
}
my $count = 0;

# What the browser itself asks for, whatever it shows; no name is resolved.
my $own = qr{^https?://(?:[a-z0-9-]+\.)*(?:google|googleapis|gvt1|gstatic)\.com(?::443)?/};

# Loads a page: { rc, console => [lines], asked => [addresses], picture => bytes }.
sub load {
    my ($page, $size, @more) = @_;
    my $profile = work() . '/profile' . ++$count;
    my $got = sh("HOME=$profile chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
            . ' --disable-component-update --disable-sync --disable-extensions --disable-dev-shm-usage --hide-scrollbars'
            . " --host-resolver-rules='MAP * ~NOTFOUND' --enable-logging=stderr --v=0 --log-net-log=net.json"
            . " --user-data-dir=$profile --window-size=$size --screenshot=shot.png @more 'file://" . work() . "/$page'");
    my $net = slurp('net.json');
    my %asked = map { $_ => 1 } grep { !/$own/ && m{^(?:https?|wss?|ftp)://} } $net =~ /"url":"([^"]*)"/g;
    my %r = (rc => $got->{rc}, console => [ grep { /CONSOLE/ } split /\n/, $got->{err} ], asked => [ sort keys %asked ],
        picture => slurp('shot.png'), log => length $net);
    unlink 'net.json', 'shot.png';
    system 'rm', '-rf', $profile;
    return \%r;
}

# How many different rows of pixels a PNG has (as filtered), and its width.
sub rows_of {
    my ($png) = @_;
    return (0, 0) unless $png =~ /^\x89PNG\r\n\x1a\n/;
    my ($width, $height, $depth, $kind) = unpack 'x16 N N C C', $png;
    my ($at, $data) = (8, '');
    while ($at < length $png) {
        my ($n, $type) = unpack 'N a4', substr $png, $at;
        $data .= substr $png, $at + 8, $n if $type eq 'IDAT';
        $at += $n + 12;
    }
    my $bytes = uncompress($data) // '';
    my $line = 1 + $width * { 0 => 1, 2 => 3, 4 => 2, 6 => 4 }->{$kind};
    my %seen = map { substr($bytes, $_ * $line + 1, $line - 1) => 1 } 0 .. $height - 1;
    return (scalar keys %seen, $width, unpack 'C3', substr $bytes, 1, 3);
}

my $got = sh(survey() . ' >s.csv');
is($got->{rc}, 0, 'the statistics of the survey', $got->{err});
for my $lang (qw(en km)) {
    is(sh("prak render --as html --lang $lang --source sample s.csv -o $lang.html")->{rc}, 0, "$lang: the page");
    for ([ '900,1600', 'wide' ], [ '500,1200', 'narrow' ], [ '900,1600', 'dark', '--blink-settings=preferredColorScheme=0' ]) {
        my ($size, $name, @more) = @$_;
        my $r = load("$lang.html", $size, @more);
        is($r->{rc}, 0, "$lang, $name: the browser ends well");
        ok(!@{ $r->{console} }, "$lang, $name: nothing on the console", @{ $r->{console} });
        ok(!@{ $r->{asked} } && $r->{log} > 1000, "$lang, $name: nothing is asked of a network", @{ $r->{asked} });
        my ($rows, $width, @ground) = rows_of($r->{picture});
        ok($rows > 200, "$lang, $name: a picture that is not blank", "$rows different rows");
        ok(($name eq 'dark') == ($ground[0] < 64), "$lang, $name: its ground", "@ground");
    }
}

# What is broken is seen: script that fails, a picture from elsewhere, and a blank page.
my $page = slurp('en.html') =~ s/<meta http-equiv[^>]*>//r;
spit('bad.html', $page =~ s{<main>}{<main><img src="http://pictures.invalid/x.png" alt=""><script>nothing()</script>}r);
my $bad = load('bad.html', '900,1600');
ok(scalar(grep { /nothing is not defined/ } @{ $bad->{console} }), 'a fault of script is seen');
is(join(' ', @{ $bad->{asked} }), 'http://pictures.invalid/x.png', 'a request is seen');
spit('bad.html', slurp('en.html') =~ s{<main>}{<main><script>1</script>}r);
ok(scalar @{ load('bad.html', '900,1600')->{console} }, 'script that the policy does not allow is seen');
spit('blank.html', '<!DOCTYPE html><title>x</title>');
my ($rows) = rows_of(load('blank.html', '900,1600')->{picture});
ok($rows < 10, 'a blank page is seen', $rows);
done;
