#!/usr/bin/perl
# Includes go downward only: lib/FLOORS has the order, lowest first; folders on one line are siblings and blind to each
# other. The private parts of a library stay in it, and only cli prints or ends the program.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Lint;

my (%floor, $level);
for my $line (split /\n/, slurp('lib/FLOORS')) {
    $level++;
    $floor{$_} = $level for split ' ', $line;
}

sub floor_of { $_[0] =~ m{^(?:lib/)?([a-z]+)/} ? $1 : '' }

my (@up, @unknown, @tools, @foreign);
for my $file (files(qr/\.[ch]$/, 'lib', 'tools')) {
    my $own = $file =~ m{^lib/([a-z]+)/} ? $1 : '';
    my $line = 0;
    for (split /\n/, slurp($file)) {
        $line++;
        next unless /^\s*#\s*include\s*([<"])([^>"]+)[>"]/;
        my ($kind, $name) = ($1, $2);
        my $at = "$file:$line: $name";
        if ($kind eq '<') {
            push @foreign, $at if $name =~ m{^(csv|jansson)\.h$} && $file !~ m{^lib/io/};
            push @foreign, $at if $name =~ m{^(zip|expat|zlib)\.h$} && $file !~ m{^lib/io/formats/};
            push @foreign, $at if $name =~ m{^gsl/} && $file !~ m{^lib/stat/};
            push @foreign, $at if $name =~ m{^pcre2} && $file !~ m{^lib/table/};
            next;
        }
        if ($file =~ m{^tools/}) {
            push @tools, $at unless $name eq 'prak.h' || $name eq 'cli/tool.h';
            next;
        }
        next if $own eq '';    # prak.h, which names what programs see
        my $other = -f ($file =~ s{[^/]*$}{}r . $name) && $name !~ m{/} ? $own : floor_of($name);
        if (!$floor{$own}) { push @unknown, "$file: no floor '$own' in lib/FLOORS" }
        elsif (!$floor{$other}) { push @unknown, $at }
        elsif ($other ne $own && $floor{$other} >= $floor{$own}) { push @up, $at }
    }
}
verdict('every include is of a floor that lib/FLOORS names', @unknown);
verdict('no include goes upward or sideways', @up);
verdict('programs include prak.h and cli/tool.h only', @tools);
verdict('each outside library is known to one floor', @foreign);

# Words that only the floor at the top may say.
my (@speak, @banned);
for my $file (files(qr/\.[ch]$/, 'lib', 'tools')) {
    my ($line, $quiet) = (0, $file !~ m{^lib/cli/|^tools/prak\.c$});
    for (split /\n/, bare(slurp($file))) {
        $line++;
        push @speak, "$file:$line: " . ($1 // $2) if $quiet && !/format\(printf/ &&
            /\b(v?f?printf|puts|putchar|perror|exit|_exit|abort)\s*\(|\b(stderr|stdout)\b/;
        push @banned, "$file:$line: $1"
            if /\b(v?sprintf|strcpy|strcat|strncat|gets|strtok|atoi|atol|atof|sscanf|setlocale|system|popen|rand)\s*\(/;
    }
}
# Each estimator of the list has its own file.
my @listed = slurp('lib/stat/estimators.def') =~ /^PRAK_ESTIMATOR\((\w+)\)/mg;
my %own = map { ("lib/stat/est_$_.c" => $_) } @listed;
my @astray = map { -f $_ ? () : "$_ is not there" } sort keys %own;
for my $file (glob 'lib/stat/est_*.c') {
    my @here = slurp($file) =~ /^const struct prak_estimator prak_est_(\w+) =/mg;
    push @astray, "$file: @here" unless @here == 1 && $here[0] eq ($own{$file} // '');
}
verdict('every estimator of the list stands in est_NAME.c, alone', @astray);
verdict('only cli prints or ends the program', @speak);
verdict('no banned call', @banned);
done;
