package Lint;
# What the lint tests share: the sources, C without comments and literals, and a verdict in TAP.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use Exporter 'import';
our @EXPORT = qw(root files slurp bare verdict done);

my $root = abs_path(dirname(__FILE__) . '/../..');
chdir $root or die "$root: $!";
my $n = 0;

sub root { $root }

# Files below the folders named, by a pattern of their path.
sub files {
    my ($pattern, @folders) = @_;
    my @found;
    while (my $dir = shift @folders) {
        opendir my $d, $dir or next;
        for my $name (sort readdir $d) {
            next if $name =~ /^\./;
            my $path = "$dir/$name";
            if (-d $path) { push @folders, $path }
            elsif ($path =~ $pattern) { push @found, $path }
        }
    }
    return sort @found;
}

sub slurp {
    my ($path) = @_;
    open my $f, '<', $path or die "$path: $!\n";
    local $/;
    return scalar(<$f>) // '';
}

# C text with comments, strings and characters blanked; lines stay where they are.
sub bare {
    my ($text) = @_;
    my $blank = sub { my ($s) = @_; $s =~ s/[^\n]/ /g; $s };
    $text =~ s{(/\*.*?\*/|//[^\n]*)|("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')}
              {defined $1 ? $blank->($1) : '"' . $blank->(substr $2, 1, -1) . '"'}gse;
    return $text;
}

# One TAP line; the faults, if any, as comments.
sub verdict {
    my ($name, @faults) = @_;
    $n++;
    print @faults ? 'not ' : '', "ok $n - $name\n", map {"# $_\n"} @faults;
}

sub done { print "1..$n\n" }
1;
