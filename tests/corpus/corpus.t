#!/usr/bin/perl
# Every file of the corpus through `prak import`: the canonical bytes, or a refusal that names line and byte.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use FindBin;

my $here = $FindBin::Bin;
my $bin = ($ENV{PRAK_BUILD} // "$here/../../build") . "/bin";
chdir "$here/files" or die "$here/files: $!\n";
open my $cases, '<', "$here/cases.tsv" or die "cases.tsv: $!\n";
my @case = map { chomp; [ split /\t/, $_, 6 ] } <$cases>;
shift @case;
my $n = 0;

sub say_test {
    my ($name, @fault) = @_;
    $n++;
    print @fault ? 'not ' : '', "ok $n - $name\n", map {"# $_\n"} @fault;
}

my $err = "/tmp/prak-corpus-$$";
END { unlink $err if $err }
for (@case) {
    my ($file, $verdict, $line, $byte, $sum, $why) = @$_;
    open my $p, '-|:raw', "'$bin/prak-import' --from csv '$file' 2>$err" or die "$!\n";
    local $/;
    my $out = <$p> // '';
    close $p;
    my $rc = $? >> 8 | ($? & 127) << 8;
    open my $e, '<:raw', $err or die "$!\n";
    my $said = <$e> // '';
    my @fault;
    if ($verdict eq 'accept') {
        push @fault, "exit $rc: $said" if $rc;
        push @fault, "bytes differ" if sha256_hex($out) ne $sum;
        push @fault, "says: $said" if !$rc && $said ne '';
    }
    else {
        push @fault, "exit $rc, not 1" if $rc != 1;
        push @fault, "says: $said" if $said !~ /^prak-import: \Q$file\E:$line:$byte[: ]/;
    }
    say_test("$file $verdict: $why", @fault);
}
print "1..$n\n";
