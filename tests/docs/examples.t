#!/usr/bin/perl
# What the project says can be run is run: the pipelines of samples/, the example of every --help, the sh lines of
# README.md and of the EXAMPLES in the manual pages.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;

my $root = "$FindBin::Bin/../..";
symlink "$root/samples", 'samples' or die;

for my $file (sort glob "$root/samples/pipelines/*.sh") {
    (my $name = $file) =~ s{.*/}{};
    mkdir "out-$name";
    my $got = sh("sh '$file' out-$name");
    is($got->{rc}, 0, "pipelines/$name: exit 0", $got->{err});
    is($got->{out}, '', "pipelines/$name: its results are files");
    my @empty = grep { !-s } glob "out-$name/*";
    is("@empty", '', "pipelines/$name: no file is empty");
    ok(scalar(my @made = glob "out-$name/*"), "pipelines/$name: there are files");
    ok($got->{err} !~ /hint:/, "pipelines/$name: no hint on stderr", $got->{err});
}

sub runs {
    my ($from, $line) = @_;
    my $got = sh($line);
    is($got->{rc}, 0, "$from: " . $line =~ s/\s*\\?\n\s*/ /gr, $got->{err});
}

for my $program (sort glob "$Contract::bin/prak-*") {
    (my $name = $program) =~ s{.*/}{};
    my ($example) = sh("$name --help")->{out} =~ /^example: (.*)/m;
    ok($example, "$name --help has an example");
    runs("$name --help", $example) if $example;
}

# README: fenced sh blocks, one command a line; lines that install or run tests are run by those who read them.
if (-f "$root/README.md") {
    for my $block (slurp("$root/README.md") =~ /^```sh\n(.*?)^```/msg) {
        next if $block =~ /samples\/demo|tests\/check|apt-get|git clone|\bmake\b/;
        runs('README.md', $block =~ s/\n\z//r);
    }
}
# Manual pages: the displays (.Bd -literal … .Ed, .Dl) under EXAMPLES.
for my $page (sort glob("$root/man/*.1.in $root/man/*.1 $root/man/*.5 $root/man/*.7")) {
    my ($examples) = slurp($page) =~ /^\.Sh EXAMPLES\n(.*?)(?=^\.Sh |\z)/ms or next;
    (my $name = $page) =~ s{.*/}{};
    my @line = map { s/\\e?\n\s*/ /gr } $examples =~ /^\.Bd -literal[^\n]*\n(.*?)^\.Ed/msg;
    push @line, $examples =~ /^\.Dl (.*)/mg;
    for (grep { /^\s*(?:\$ )?prak/ } @line) {
        s/\\&//g;
        s/\\-/-/g;
        s/\\\(aq|\\\[aq\]/'/g;
        s/\\e/\\/g;
        runs($name, $_);
    }
}
done;
