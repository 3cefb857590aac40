#!/usr/bin/perl
# Every file of the corpus through `prak import`, at several block sizes and numbers of threads, from a file and from a
# pipe: the cells that other readers found, or a refusal that names line and byte. README says what the cases are.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use FindBin;
use POSIX ();
use lib "$FindBin::Bin/../lib";
use Contract;

my @ways = (
    [ 'as a file' ],
    [ 'as a file', '--block-size', 1, '--threads', 8 ],
    [ 'from a pipe', '--block-size', 7, '--threads', 8 ],
    [ 'from a pipe' ],
    [ 'as a file', '--block-size', 64, '--threads', 1 ],
    [ 'as a file', '--block-size', 4096, '--threads', 8 ],
    [ 'as a file', '--block-size', 7, '--threads', 1 ],
    [ 'from a pipe', '--block-size', 64, '--threads', 1 ],
);

# Blocks as long as the file are the default again; JSON and the runs under a sanitizer do with the first three.
sub ways_for {
    my ($case, $length) = @_;
    my $slow = ($ENV{PRAK_BUILD} // '') =~ /san$/;
    return @ways if long_run() && !$slow;
    my $most = $slow || $case->[1] =~ /json|auto/ ? 3 : 6;
    return grep { ($_->[2] // 0) < $length } @ways[ 0 .. $most - 1 ];
}

sub unescape {
    my ($text) = @_;
    my %byte = (n => "\n", r => "\r", t => "\t", '\\' => '\\');
    $text =~ s/\\(?:x([0-9a-f]{2})|([nrt\\]))/defined $1 ? chr hex $1 : $byte{$2}/ge;
    return $text;
}

# The bytes of a case: \n \r \t \\ \xHH, and \(TEXT\)N; for N times TEXT, with \# in it for 0, 1, …; <FILE: a file.
sub bytes_of {
    my ($text) = @_;
    return slurp("$FindBin::Bin/$1") if $text =~ /^<(books.*)/;
    my @part = split /\\\((.*?)\\\)([0-9]+);/, $text, -1;
    my $bytes = unescape(shift @part // '');
    while (my ($again, $times, $after) = splice @part, 0, 3) {
        my @piece = map { unescape($_) } split /\\#/, $again, -1;
        $bytes .= @piece == 1 ? $piece[0] x $times : join '', map { join $_, @piece } 0 .. $times - 1;
        $bytes .= unescape($after);
    }
    return $bytes;
}

# Without a shell, because there are some ten thousand of these.
sub import_of {
    my ($format, $way) = @_;
    my ($how, @option) = @$way;
    pipe my $from, my $to or die "pipe: $!\n";
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        close $to;
        open STDIN, '<&', $from if $how eq 'from a pipe';
        open STDOUT, '>', 'out' or die;
        open STDERR, '>', 'err' or die;
        alarm 120;
        my @form = $format eq 'auto' ? () : ('--from', $format);
        exec("$Contract::bin/prak-import", @form, @option, $how eq 'from a pipe' ? '-' : 'case') or POSIX::_exit(127);
    }
    close $from;
    if ($how eq 'from a pipe') {
        local $SIG{PIPE} = 'IGNORE';
        print $to slurp('case');
        close $to;
    }
    waitpid $pid, 0;
    return ($? & 127 ? 128 + ($? & 127) : $? >> 8, slurp('out'), slurp('err'));
}

sub fault_of {
    my ($case, $way) = @_;
    my (undef, $format, $verdict, $line, $byte, $sum) = @$case;
    my ($rc, $out, $err) = import_of($format, $way);
    if ($verdict eq 'accept') {
        return "exit $rc: $err" if $rc;
        return "says: $err" if $err ne '';
        return sha256_hex($out) eq $sum ? '' : "other cells: $out";
    }
    my $name = $way->[0] eq 'from a pipe' ? '<stdin>' : 'case';
    my $place = $line eq '' ? "\Q$name\E:" : "\Q$name\E:$line:" . ($byte eq '' ? '' : "$byte\[: ]");
    return "exit $rc, not 1: $err" if $rc != 1;
    return $err =~ /^prak-import: $place/ ? '' : "says: $err";
}

my %families;
for my $file (@ARGV ? @ARGV : sort glob "$FindBin::Bin/*.cases") {
    for (grep { !/^#/ } split /\n/, slurp($file)) {
        my @case = split /\t/, $_, 8;
        my $bytes = bytes_of($case[7]);
        spit('case', $bytes);
        my @fault = grep { $_ ne '' } map { my $f = fault_of(\@case, $_); $f && "@$_: " . substr $f, 0, 300 } ways_for(\@case, length $bytes);
        ok(!@fault, "$case[0] $case[2]" . ($case[6] ne '' ? ": $case[6]" : ''), @fault);
        $families{ $case[1] }++;
    }
}
print "# $families{$_} of $_\n" for sort keys %families;
my %later;
push @{ $later{$_->[1]} }, $_->[0] for map { [ split /\t/ ] } grep { !/^#/ } split /\n/, slurp("$FindBin::Bin/later.tsv");
print '# left out: ', scalar @{ $later{$_} }, " of $_: @{ $later{$_} }\n" for sort keys %later;
done;
