package Contract;
# What the contract tests share: every program found in build/bin, its line in tools.tsv, a folder to work in, and TAP.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use Exporter 'import';
our @EXPORT = qw(tools sh ok is slurp spit sample big work command damage lines_of canary done long_run);

our $dir = abs_path(dirname(__FILE__) . '/../contract');
my $root = abs_path("$dir/../..");
our $bin = ($ENV{PRAK_BUILD} // "$root/build") . "/bin";
$ENV{C} = $dir;
$ENV{PATH} = "$bin:$ENV{PATH}";
delete @ENV{qw(PRAK_RECORD LC_ALL LC_CTYPE LANG NO_COLOR TMPDIR)};
$SIG{PIPE} = 'DEFAULT';
my $work = tempdir(CLEANUP => 1);
chdir $work or die "$work: $!\n";
my ($n, $bad) = (0, 0);
$| = 1;

sub work { $work }
sub long_run { $ENV{PRAK_LONG} ? 1 : 0 }

# Prototypes: a match that fails must be false here, not an empty list.
sub ok($$;@) {
    my ($true, $name, @notes) = @_;
    $n++;
    $bad++ unless $true;
    print $true ? '' : 'not ', "ok $n - $name\n";
    if (!$true) { print map {"#   $_\n"} map { split /\n/ } grep { defined } @notes }
    return $true;
}

sub brief { my ($s) = @_; $s =~ s/[^\x20-\x7e\n]/?/g; length $s > 400 ? substr($s, 0, 400) . '...' : $s }

sub is($$$;@) {
    my ($got, $want, $name, @notes) = @_;
    return ok($got eq $want, $name, 'got:    ' . brief($got), 'wanted: ' . brief($want), @notes);
}

sub done {
    print "1..$n\n";
    chdir '/';
    exit($bad ? 1 : 0);
}

sub slurp {
    my ($path) = @_;
    open my $f, '<:raw', $path or return '';
    local $/;
    return scalar(<$f>) // '';
}

sub spit {
    my ($path, $bytes) = @_;
    open my $f, '>:raw', $path or die "$path: $!\n";
    print $f $bytes;
    close $f or die "$path: $!\n";
    return $path;
}

# Runs a shell line in the work folder: { rc, out, err }; a signal gives 128 + its number, five minutes are enough.
sub sh {
    my ($line) = @_;
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        open STDIN, '<', '/dev/null';
        open STDOUT, '>', "$work.out" or die;
        open STDERR, '>', "$work.err" or die;
        exec 'timeout', '300', 'sh', '-c', $line;
    }
    waitpid $pid, 0;
    my $rc = $? & 127 ? 128 + ($? & 127) : $? >> 8;
    my %got = (rc => $rc, out => slurp("$work.out"), err => slurp("$work.err"));
    unlink "$work.out", "$work.err";
    return \%got;
}

# Programs that were built, each { name, kind, args, wrong, sample }. One that tools.tsv does not know fails.
sub tools {
    my %line;
    for (grep { !/^#|^\s*$/ } split /\n/, slurp("$dir/tools.tsv")) {
        my ($name, $kind, $args, $wrong, $sample) = split /\t/;
        $line{$name} = { name => $name, kind => $kind, args => $args, wrong => $wrong, sample => $sample };
    }
    my @found = map { m{/prak-([a-z]+)$} ? $1 : () } sort glob "$bin/prak-*";
    ok(scalar @found, 'programs are built');
    ok($line{$_}, "$_ has its line in tools.tsv") for grep { !$line{$_} } @found;
    my %asked = map { $_ => 1 } @ARGV;
    return grep { !%asked || $asked{ $_->{name} } } map { $line{$_} // () } @found;
}

# The shell words that run a program on an input; @ in its arguments says where the input stands.
sub command {
    my ($t, $input, $extra, $args) = @_;
    $args //= $t->{args};
    $extra //= '';
    return $args =~ s/\@/$input/r =~ s/^/prak-$t->{name} $extra /r if $args =~ /\@/;
    return "prak-$t->{name} $extra $args $input";
}

sub sample { my ($t) = @_; slurp("$dir/$t->{sample}") }

# Lines of the sample, each with its line end.
sub lines_of { my ($t) = @_; [ split /^/, sample($t) ] }

# A sample of the same columns with many rows: about $size bytes; figures get a province each.
sub big {
    my ($t, $size) = @_;
    my ($head, $rows) = sample($t) =~ /^([^\n]*\n)(.*)\z/s;
    if ($t->{kind} eq 'page') {
        my ($row) = $rows =~ /^([^\n]*\n)/;
        return $head . join '', map { $row =~ s/Kandal/Kandal $_/r } 1 .. 300;
    }
    return $head . $rows x (1 + int($size / length $rows));
}

# The sample with a line at fault put in as its fifth: name => [bytes, byte of the line that is at fault].
sub damage {
    my ($t) = @_;
    my @l = @{ lines_of($t) };
    my ($row) = $l[4];
    my ($rest) = $row =~ /^[^,]*(,.*)/s;
    my %fault = (
        'a row too short' => [ "CANARY,x\n", 1 ],
        'a row too long' => [ $row =~ s/\n/,CANARY\n/r, 1 ],
        'a NUL' => [ "CA\0NARY$rest", 3 ],
        'bytes that are not UTF-8' => [ "CANARY\xff$rest", 7 ],
        'a lone carriage return' => [ "CANARY\rx$rest", 7 ],
        'text after a quote' => [ "\"CANARY\"x$rest", 9 ],
        'a quote inside a cell' => [ "CANARY\"x$rest", 7 ],
        'a quote never closed' => [ '"CANARY' . ($rest =~ s/"//gr), 1, 1 ],
        'a blank line' => [ "\n", 1 ],
    );
    my %file;
    for my $name (keys %fault) {
        my ($line, $byte, $open) = @{ $fault{$name} };
        my $after = join '', @l[ 4 .. $#l ];
        $after =~ s/"//g if $open;
        $file{$name} = [ join('', @l[ 0 .. 3 ]) . $line . $after, $byte ];
    }
    return \%file;
}

# People's data in messages.
sub canary { $_[0] =~ /CANARY|ស្រីមុំ|w00[0-9]/ ? 1 : 0 }
1;
