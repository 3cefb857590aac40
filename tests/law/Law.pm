package Law;
# What the tests of the law share: rule tables read by themselves (no code of prak's), days, exact numbers, floors.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;
use Math::BigRat;
use Time::Local qw(timegm);
use Exporter 'import';
our @EXPORT = qw(rules_dir table tables rows day_after day_before month_of month_last in_force find_rule selectors line_csv compare r worst rounded floor_of);

my $root = abs_path(dirname(__FILE__) . '/../..');
sub rules_dir { "$root/lib/rules" }

# Records of a CSV text as arrays; quoted cells may hold commas, quotes and line ends. Lines of '#' before the header go.
sub rows {
    my ($text) = @_;
    $text =~ s/\A(?:#[^\n]*\n)+//;
    my (@row, @cell);
    while ($text =~ /\G(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n|\z)/g) {
        my ($quoted, $plain, $end) = ($1, $2, $3);
        last if $end eq '' && !@cell && ($plain // '') eq '' && !defined $quoted;
        push @cell, defined $quoted ? $quoted =~ s/""/"/gr : $plain;
        next if $end eq ',';
        push @row, [@cell];
        @cell = ();
    }
    return @row;
}

# A table: { head => [...], row => [ { column => cell } ] }.
sub table {
    my ($path) = @_;
    my ($head, @row) = rows(slurp($path));
    return { head => $head, row => [ map { my %r; @r{@$head} = @$_; \%r } @row ] };
}

# Names of the dated tables of a folder.
sub tables {
    my ($dir) = @_;
    return grep { table("$dir/$_.csv")->{head}[0] eq 'rule_id' } map { m{([^/]+)\.csv$} } sort glob "$dir/*.csv";
}

sub selectors {
    my ($t) = @_;
    my @head = @{ $t->{head} };
    shift @head;
    my @selector;
    for (@head) { last if $_ eq 'valid_from'; push @selector, $_ }
    return @selector;
}

sub shift_day {
    my ($date, $by) = @_;
    my ($y, $m, $d) = split /-/, $date;
    my @t = gmtime(timegm(0, 0, 12, $d, $m - 1, $y) + $by * 86400);
    return sprintf '%04d-%02d-%02d', $t[5] + 1900, $t[4] + 1, $t[3];
}
sub day_after { shift_day($_[0], 1) }
sub day_before { shift_day($_[0], -1) }
sub month_of { substr $_[0], 0, 7 }

sub month_last {
    my ($y, $m) = split /-/, $_[0];
    return day_before(sprintf '%04d-%02d-01', $m == 12 ? ($y + 1, 1) : ($y, $m + 1));
}

# Does the rule touch the days, does it hold on all of them? ISO dates compare as texts.
sub in_force {
    my ($rule, $first, $last) = @_;
    my ($from, $to) = ($rule->{valid_from} || '0000-00-00', $rule->{valid_to} || '9999-99-99');
    return 0 if $from gt $last || $to lt $first;
    return $from le $first && $to ge $last ? 2 : 1;
}

# What a lookup must answer, worked out anew: the verdict, and the rule. $want: selector => text; $x: number of the band.
sub find_rule {
    my ($t, $want, $first, $last, $x) = @_;
    my @hit;
    for my $rule (@{ $t->{row} }) {
        next if grep { $_ ne 'band_from' && $rule->{$_} ne $want->{$_} && $rule->{$_} ne 'any' } keys %$want;
        if (defined $x && $rule->{band_from} ne 'any') {
            next if $x < $rule->{band_from} || $rule->{band_to} ne '' && $x > $rule->{band_to};
        }
        my $how = in_force($rule, $first, $last) or next;
        return ('CHANGES', $rule) if $how == 1;
        push @hit, $rule;
    }
    return ('NONE') if !@hit;
    my ($lapsed) = grep { ($_->{verified_to} // '') ne '' && $_->{verified_to} lt $last } @hit;
    return ('UNVERIFIED', $lapsed) if $lapsed;
    return @hit > 1 ? ('MANY') : ('FOUND', $hit[0]);
}

# An exact number, of a text or a number; texts come again and again.
my %read;
sub r { ref $_[0] ? $_[0]->copy : ($read{ $_[0] } //= Math::BigRat->new($_[0]))->copy }

my @rank = ('', qw(2src 1src derived seed memory));
my %rank = map { $rank[$_] => $_ } 0 .. $#rank;
sub worst { (sort { $rank{$b} <=> $rank{$a} } @_, '')[0] }

# Half to even, to so many digits.
sub rounded {
    my ($x, $digits) = @_;
    my ($n, $d) = ($x->numerator * ('1' . '0' x $digits), $x->denominator);
    my ($whole, $rest) = $n->bdiv($d);
    my $side = ($rest * 2)->bcmp($d);
    $whole->binc if $side > 0 || $side == 0 && $whole->is_odd;
    my $text = $whole->bstr;
    return $text if !$digits;
    $text = '0' x ($digits + 1 - length $text) . $text if length $text <= $digits;
    return substr($text, 0, -$digits) . '.' . substr $text, -$digits;
}

# The floor of a month: (reason) or ('', minimum, rules, confidence).
sub floor_of {
    my ($t, $sector, $type, $month) = @_;
    my ($first, $last) = ("$month-01", month_last($month));
    my ($verdict, $row) = find_rule($t->{sectors}, { sector => $sector }, $first, $last);
    return 'rule_changes' if $verdict eq 'CHANGES';
    return 'no_rule' if $verdict ne 'FOUND';
    return { none => 'no_floor', unverified => 'coverage_unverified' }->{ $row->{status} } if $row->{status} ne 'floor';
    my @part;
    for my $rule (@{ $t->{minimum_wage}{row} }) {
        next if $rule->{sector} ne $row->{rule_sector} || $rule->{worker_type} !~ /^(?:\Q$type\E|any)$/;
        my $how = in_force($rule, $first, $last) or next;
        return 'rule_changes' if $how == 1;
        return "unverified_after_$rule->{verified_to}" if ($rule->{verified_to} // '') ne '' && $rule->{verified_to} lt $last;
        push @part, $rule;
    }
    return 'no_rule' if !grep { $_->{component} eq 'base' } @part;
    my $sum = r(0);
    $sum += r($_->{value}) for @part;
    return ('', $sum, join('|', map { $_->{rule_id} } @part), worst($row->{confidence}, map { $_->{confidence} } @part));
}

# One record of CSV.
sub line_csv { join(',', map { /[",\n]/ ? '"' . s/"/""/gr . '"' : $_ } @_) . "\n" }

# Two lists of texts, each pair one question: the first differences as notes.
sub compare {
    my ($question, $got, $want) = @_;
    my @bad = grep { ($got->[$_] // '(nothing)') ne $want->[$_] } 0 .. $#$want;
    return map { "$question->[$_]: got '" . ($got->[$_] // '(nothing)') . "', wanted '$want->[$_]'" } grep { defined } @bad[ 0 .. 9 ];
}
1;
