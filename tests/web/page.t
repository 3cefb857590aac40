#!/usr/bin/perl
# A page is well-formed, closed to the outside, small in script, and says in words and tables what its charts show;
# every text has contrast 4.5 and every mark 3 on its ground, in the light and in the dark.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Sample;
use Web;
binmode STDOUT, ':utf8';

my $got = sh(survey() . ' >s.csv');
is($got->{rc}, 0, 'the statistics of the survey', $got->{err});
my %page;
for my $lang (qw(en km)) {
    $page{$lang} = sh("prak render --as html --lang $lang --source 'made-up sample' s.csv")->{out};
    my @faults = page_faults($page{$lang}, $lang);
    ok(!@faults, "survey, $lang: a page as it should be", @faults);
    ok(length $page{$lang} > 50_000 && length $page{$lang} < 350_000, "survey, $lang: its size", length $page{$lang});
}
for my $seed (1 .. 20) {
    spit('m.csv', made_up($seed));
    my $lang = $seed % 2 ? 'en' : 'km';
    my @faults = page_faults(sh("prak render --as html --lang $lang m.csv")->{out}, $lang);
    ok(!@faults, "seed $seed, $lang: a page as it should be", @faults);
    my $svg = sh("prak render --as svg --lang $lang --chart 'hist(z)' m.csv")->{out};
    my ($t, @svg) = parse($svg);
    push @svg, svg_faults(find($t, 'svg'), $lang), text_faults($t, $svg);
    ok(!@svg, "seed $seed, $lang: a picture as it should be", @svg);
}
spit('t.csv', "a,b\n<script>alert(1)</script>,\"1&2\"\n\"a\"\"b\",'\n");
my @faults = page_faults(sh('prak render --as html t.csv')->{out}, 'en');
ok(!@faults, 'a plain table is a page as it should be', @faults);

# Text and marks of a picture of its own: colours as attributes, on the rectangle behind everything.
sub text_faults {
    my ($t) = @_;
    my @off;
    my $ground = find($t, 'rect')->{attr}{fill};
    for my $e (find_all($t, 'text')) {
        my $c = $e->{attr}{fill} // '';
        push @off, "text '$c' on '$ground'" if $c !~ /^#/ || contrast($c, $ground) < 4.5;
    }
    return @off;
}

# The same for a page, where classes name the colours of the stylesheet.
sub page_contrast {
    my ($bytes, $dark) = @_;
    my ($t) = parse($bytes);
    my $style = text_of(find($t, 'style'));
    my $c = colours($style, $dark);
    my (%text, %mark, @off);
    $text{$_}++ for $style =~ /(?<![-\w])color:var\(--([a-z]+)\)/g;
    push @off, "background $_" for grep { $_ ne 'paper' } $style =~ /background:var\(--([a-z]+)\)/g;
    for my $e (find_all($t, sub { $_->{tag} =~ /^(?:text|line|circle|rect|path)$/ })) {
        my @class = split ' ', $e->{attr}{class} // '';
        my @fill = grep { $c->{$_} && $style =~ /\.$_\{fill:var\(--$_\)\}/ } @class;
        my @line = grep { /^l-([a-z]+)/ && $c->{$1} && $style =~ /\.$_\{stroke:var\(--$1\)\}/ } @class;
        if ($e->{tag} eq 'text') {
            push @off, "a text of " . @fill . ' colours: ' . text_of($e) if @fill != 1;
            $text{$_}++ for @fill;
        } elsif ($e->{attr}{class} && $e->{attr}{class} =~ /\b(?:dot|whisker|bars?|reference|median)\b/) {
            my ($best) = sort { $b <=> $a } map { contrast($c->{ s/^l-//r }, $c->{paper}) } @fill, @line;
            push @off, "a mark '$e->{attr}{class}' of $best" if ($best // 0) < 3;
        }
    }
    push @off, 'too few colours of text' if keys %text < 5;
    for (sort keys %text) {
        my $ratio = contrast($c->{$_} // '#ffffff', $c->{paper} // '#ffffff');
        push @off, sprintf '%s %s on paper: %.2f', $_, $c->{$_} // 'none', $ratio if $ratio < 4.5;
    }
    return @off;
}
for my $dark (0, 1) {
    my @off = page_contrast($page{en}, $dark);
    ok(!@off, 'contrast in the ' . ($dark ? 'dark' : 'light'), @off);
}
ok(contrast('#000000', '#ffffff') == 21 && abs(contrast('#0072b2', '#ffffff') - 5.19) < 0.01, 'the ratios of two known pairs');

# What is broken is seen.
my $p = $page{en};
my %broken = (
    'an end tag gone' => $p =~ s{</figcaption>}{}r,
    'a bare &' => $p =~ s{<p class="note">}{<p class="note">a & b }r,
    'an id twice' => $p =~ s{<figure>}{<figure id="c1">}r,
    'a label of nothing' => $p =~ s{id="c1d"}{id="c1x"}r,
    'no desc' => $p =~ s{<desc.*?</desc>}{}r,
    'no role' => $p =~ s{ role="img"}{}r,
    'a picture from elsewhere' => $p =~ s{<figure>}{<figure><img src="x.png">}r,
    'a link out' => $p =~ s{href="#c1"}{href="https://example.org/"}r,
    'a font from elsewhere' => $p =~ s{<style>}{<style>\@import "f.css";}r,
    'long script' => $p =~ s{<script>}{'<script>' . ';' x 1024}er,
    'no lang' => $p =~ s{<html lang="en">}{<html>}r,
    'no table' => $p =~ s{<table.*?</table>}{}sr,
    'n not said' => $p =~ s{n = [\d,]+, }{}r =~ s{Note: n = [\d,]+, }{Note: }r,
);
for my $how (sort keys %broken) {
    ok($broken{$how} ne $p && page_faults($broken{$how}, 'en') > 0, "$how is seen");
}
ok($p =~ s/--muted:#57606a/--muted:#a7a0aa/r ne $p && page_contrast($p =~ s/--muted:#57606a/--muted:#a7a0aa/r, 0) > 0, 'pale text is seen');
ok(page_contrast($p =~ s/--ink:#e8eaed/--ink:#303030/r, 1) > 0, 'dark text in the dark is seen');
done;
