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
symlink $Contract::bin =~ s{/bin$}{}r, 'build' or die;

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

# The figures that samples/rights.c was tuned to, on the pages; and that each page says so.
my %figure = (
    '11-contracts/contracts' => [ 'ac_2y 33923 workers', 'ac_2y_factories 49 factories', 'ac_2y_undecided 1628 workers',
        'mlvt_050_19 15688 workers', 'each_term_2y 2678 workers' ],
    '12-not-re-employed/not-re-employed' => ['after true 1348 630 '],
    '13-misclassified/misclassified' => ['all all 69 '],
    '14-persons/persons' => [ 'leaders_dismissed 4189 ', 'leaders_convicted 104 ', 'trafficking 250 ' ],
    '15-members/members' => [ 'CCU confederation 352 348 284 25000 90000 ', ' its_local_unions 19 27 ' ],
    '16-density/density' => [ 'garment 60.0 ', 'All 4.0 ' ],
    '17-protection/protection' => ['Children under 15'],
    '18-training/training' => ['all 4345 2607 0.600 '],
    '19-migrants/migrants' => ['All 3,000,000 '],
);
for my $name (sort keys %figure) {
    my ($script, $page) = split m{/}, $name;
    my $text = slurp("out-$script.sh/$page.html") =~ s/<[^>]*>/ /gr =~ s/\s+/ /gr;
    for ('made-up data, reproduced by construction, not evidence', @{ $figure{$name} }) {
        ok(index($text, $_) >= 0, "pipelines/$script: $_", brief_of($text));
    }
}

sub brief_of { substr $_[0], 0, 2000 }

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
    for (grep { /^\s*(?:\$ )?(?:prak|build)/ } @line) {
        s/\\&//g;
        s/\\-/-/g;
        s/\\\(aq|\\\[aq\]/'/g;
        s/\\e/\\/g;
        runs($name, $_);
    }
}
done;
