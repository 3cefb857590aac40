#!/usr/bin/perl
# The HTML report in a browser: it loads nothing from elsewhere, its script says no error, its charts are there, with a
# title each, and nothing is wider than the page, on a desk and on a telephone.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;

my ($browser) = grep { -x } map { ("$_/chromium", "$_/chromium-browser", "$_/google-chrome") } split /:/, $ENV{PATH};
if (!$browser || !long_run) {
    print "1..0 # SKIP ", $browser ? "in tests/check all only" : "no chromium", "\n";
    exit 0;
}
my $root = "$FindBin::Bin/../..";
my $got = sh("prak stats -g union -g '' 'mean(wage)' 'share(wage < 800)' 'hist(wage, 100, 0)' '$root/samples/psid1982.csv' "
        . "| prak render --as html --title 'Wages <1982> & unions' --source 'PSID 1982' -o page.html");
is($got->{rc}, 0, 'the page is made', $got->{err});
my $page = slurp('page.html');
my @out = $page =~ /(?:src|href|url)\s*[=(]\s*["']?((?:https?:)?\/\/[^"')\s>]+)/g;
is("@out", '', 'the page names nothing outside itself');
ok($page =~ /^<!doctype html>/i, 'the page says what it is');
ok($page =~ /<html[^>]* lang="en"/, 'the page says its language');

# The page measures itself: a probe at its end writes what it finds into the document.
my $probe = q{<script>window.addEventListener('load',function(){var d=document,e=d.createElement('pre');e.id='probe';
var wide=[].filter.call(d.querySelectorAll('main,section,figure,svg,h1,h2,p'),function(x){return x.getBoundingClientRect().right>innerWidth+1}).length;
e.textContent='PROBE svg='+d.querySelectorAll('svg').length+' text='+d.querySelectorAll('svg text').length+' tables='+d.querySelectorAll('table').length
+' named='+[].filter.call(d.querySelectorAll('svg'),function(s){return s.querySelector('title')||s.getAttribute('aria-label')||s.getAttribute('aria-labelledby')}).length
+' wide='+wide+' scroll='+(d.documentElement.scrollWidth>innerWidth+1?1:0);d.body.appendChild(e)})</script>};
# Its policy lets no other script run, as it should, so the copy with the probe goes without.
my $copy = $page =~ s{<meta http-equiv="?Content-Security-Policy"?[^>]*>}{}ir;
ok($copy ne $page, 'the page has a policy against scripts that are not its own');
ok($copy =~ s{</body>}{$probe</body>}, 'the page has a body that ends');
spit('probe.html', $copy);

sub browse {
    my ($file, $size) = @_;
    return sh("timeout 60 $browser --headless=new --no-sandbox --disable-gpu --enable-logging=stderr --v=0 "
            . "--window-size=$size --user-data-dir=\$PWD/profile --dump-dom file://\$PWD/$file");
}

for my $size ('1280,900', '400,800') {
    my @said = browse('page.html', $size)->{err} =~ /(CONSOLE[^\n]*)/g;
    is("@said", '', "$size: the script says nothing");
    $got = browse('probe.html', $size);
    my ($found) = $got->{out} =~ />PROBE ([^<]*)</;
    ok($found, "$size: the page loads", substr($got->{err}, -300));
    my %is = map { split /=/ } split ' ', $found // '';
    ok(($is{svg} // 0) >= 3, "$size: three statistics, three charts", $found);
    ok(($is{text} // 0) > 20, "$size: their words are text", $found);
    is($is{named} // 'none', $is{svg} // 0, "$size: every chart has a name to be read aloud", $found);
    ok(($is{tables} // 0) >= 3, "$size: every chart has its table", $found);
    is(($is{wide} // 'x') . ($is{scroll} // 'x'), '00', "$size: nothing is wider than the window", $found);
}
done;
