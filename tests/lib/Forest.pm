# Forest.pm - random trees of organisations with dates, as the slow reckonings of prak member have them: a row is
# { organisation, from, to, ... }, days are numbers, '' is open.
package Forest;
use strict;
use warnings;
use Contract;
use Exporter qw(import);
use Random;
our @EXPORT = qw(chance uniq holds told put);

sub chance { !number($_[0]) }
sub uniq { my %s; grep { !$s{$_}++ } @_ }

sub holds { my ($s, $d) = @_; ($s->{from} eq '' || $s->{from} <= $d) && ($s->{to} eq '' || $d <= $s->{to}) }

# The row that says what an organisation is on a day, and whether it is in force then: else the last before, or the first after.
sub told {
    my ($c, $x, $d) = @_;
    my @own = grep { $_->{organisation} eq $x } @{ $c->{tree} };
    my ($now) = grep { holds($_, $d) } @own;
    return ($now, 1) if $now;
    my @before = sort { $b->{to} <=> $a->{to} } grep { $_->{to} ne '' && $_->{to} < $d } @own;
    my @after = sort { $a->{from} <=> $b->{from} } grep { !($_->{to} ne '' && $_->{to} < $d) } @own;
    return ((@before, @after)[0], 0);
}

# A table as a file.
sub put { my ($name, $head, @rows) = @_; spit($name, join '', map {"$_\n"} $head, map { join ',', @$_ } @rows) }

1;
