#!/usr/bin/perl
# Sentences: in each table of them every code has one in every language, with the same placeholders, and says that the
# Khmer needs a native reader; each reason that a manual page lists has its sentence.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Law;

my $man = "$FindBin::Bin/../../man";

sub values_of { join ' ', sort { $a cmp $b } $_[0] =~ s/\{\{//gr =~ /\{(\w+)\}/g }

my %sentence;
for my $path (grep { m{/(?:text|\w+_text)\.csv$} } glob rules_dir . '/*.csv') {
    my ($name) = $path =~ m{([^/]+)$};
    my (@empty, @unlike, @note);
    for my $row (@{ table($path)->{row} }) {
        $sentence{ $row->{code} } = 1;
        push @empty, map {"$row->{code}: no $_"} grep { $row->{$_} eq '' } qw(en km);
        push @unlike, "$row->{code}: {" . values_of($row->{en}) . "} and {" . values_of($row->{km}) . '}' if values_of($row->{en}) ne values_of($row->{km});
        push @note, $row->{code} if $row->{note} !~ /native reader/;
    }
    ok(!@empty, "$name: each code has its sentences", @empty);
    ok(!@unlike, "$name: the same values in both languages", @unlike);
    ok(!@note, "$name: the Khmer is said to need a native reader", @note);
}

for my $tool (qw(wage debt contract)) {
    next if !-f rules_dir . "/${tool}_text.csv"; # it explains nothing
    my ($after) = slurp("$man/prak-$tool.1.in") =~ /^\.It Li ${tool}_reason\n(.*?)^\.S[hs] /ms;
    my @code = map { split / , / } map { /^\.It Li (\w+(?: , \w+)*)/mg } ($after // '') =~ /^\.Bl -tag [^\n]*-compact\n(.*?)^\.El/msg;
    my @silent = grep { my $code = s/_\z//r; !grep { $code eq $_ || index($code, "${_}_") == 0 } keys %sentence } @code;
    ok(@code && !@silent, "prak-$tool.1: each of " . @code . ' reasons has its sentence', @silent);
}
done;
