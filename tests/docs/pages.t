#!/usr/bin/perl
# The manual says what the programs say: one page a program, its synopsis the usage line, every option of --help in it,
# and mandoc finds nothing to complain of. README.md or prak-tutorial(7) holds the pipelines of samples/.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Lint;

my $built = 'build/man';
system('make -s man >&2') == 0 or die "make man failed\n";

my @program = sort map { m{([^/]+)$} } grep { -x && /prak-[a-z]+$/ } glob 'build/bin/prak-*';
my (@lacking, @synopsis, @option, @exit);
for my $name (@program) {
    my $page = "$built/$name.1";
    if (!-f $page) { push @lacking, "no page man/$name.1.in"; next; }
    my $text = slurp($page) =~ s/\\-/-/gr =~ s/\\&//gr;
    my $help = `build/bin/$name --help`;
    my ($usage) = $help =~ /^usage: (.*)/;
    my ($shown) = $text =~ /^\.Sh SYNOPSIS\n\.Bd -literal\n(.*?)\n\.Ed/ms;
    push @synopsis, "$page: '" . ($shown // '') . "' is not '$usage'" unless ($shown // '') eq $usage;
    for my $option ($help =~ /^\s+(?:-\w, )?--([a-z0-9-]+)/mg) {
        push @option, "$page: no --$option" unless $text =~ /^\.It (?:Fl \w , )?Fl -\Q$option\E(?: |$)/m;
    }
    my ($exit) = $text =~ /^\.Sh EXIT STATUS\n(.*?)(?=^\.Sh )/ms;
    for my $status (0 .. 3) { push @exit, "$page: no exit status $status" unless ($exit // '') =~ /\b$status\b/ }
}
verdict('there are programs', @program ? () : 'none in build/bin');
verdict('every program has its page', @lacking);
verdict('synopsis is the usage line', @synopsis);
verdict('every option of --help is in the page', @option);
verdict('every page of a program tells the four exit statuses', @exit);

my $all = join '', map { slurp($_) } glob "$built/prak.1";
verdict('prak(1) names every program', grep { $all !~ /Xr \Q$_\E 1/ } @program);

my @reference;
for my $page (glob "$built/*.[1-9]") {
    my $text = slurp($page);
    while ($text =~ /^\.Xr (prak\S*) (\d)/mg) {
        push @reference, "$page: $1($2) is not there" unless -f "$built/$1.$2";
    }
}
verdict('every page that is referred to is there', @reference);

if (grep { -x "$_/mandoc" } split /:/, $ENV{PATH}) {
    my @said = grep { !/referenced manual not found|mandoc\.db/ } map { chomp; $_ } map { `mandoc -T lint $_ 2>/dev/null` } glob "$built/*.[1-9]";
    verdict('mandoc -T lint has nothing to say', @said);
}
else {
    verdict('mandoc -T lint # SKIP mandoc is not installed');
}

# The folder that a pipeline writes to is an argument there, and the current one in README.md and in the tutorial, where
# lines are broken at other places.
my $readme = slurp('README.md');
my ($tutorial) = slurp('man/prak-tutorial.7') =~ /^\.Sh EXAMPLES\n(.*?)^\.Sh /ms;
my %display = map { (s/\\e\n/ /gr =~ s/\\e/\\/gr =~ s/\s+/ /gr) => 1 } $tutorial =~ /^\.Bd -literal[^\n]*\n(.*?)^\.Ed/msg;
my @differs;
for my $file (glob 'samples/pipelines/*.sh') {
    my $body = join '', grep { !/^(?:#|set |out=)/ } map { "$_\n" } split /\n/, slurp($file);
    $body =~ s{"\$out/([\w.-]+)"}{$1}g;
    next if index($readme, "```sh\n$body```") >= 0 || $display{ $body =~ s/\\\n/ /gr =~ s/\s+/ /gr };
    push @differs, "$file is neither in README.md nor in prak-tutorial(7) as it is";
}
verdict('README.md or prak-tutorial(7) shows the pipelines of samples/', @differs);
done;
