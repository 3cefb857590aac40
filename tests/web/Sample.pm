package Sample;
# Statistics to draw: those of the main pipeline on the sample survey, and made-up ones by seed.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use Exporter 'import';
our @EXPORT = qw(survey made_up);

my $samples = abs_path(dirname(__FILE__) . '/../../samples');

# The shell line that writes them.
sub survey {
    return "prak import $samples/kobo-wages.xlsx --sheet worker"
        . " | prak clean --schema $samples/worker.schema.json --rejects rejects.csv"
        . ' | prak wage --wage base_wage --currency currency --month pay_month --sector sector --worker-type worker_type --days-worked days_worked'
        . " | prak join --on factory_id $samples/factories.csv"
        . " | prak stats --design $samples/worker.design.json -g province -g '' 'share(below_minimum)'"
        . " 'mean(shortfall, among=below_minimum)' 'kaitz(wage_month, minimum, pool=true)' 'hist(wage_month, 10, 204)'";
}

my @column = qw(grouping province statistic function level low high unit estimate se ci_low ci_high n n_missing
    sum_weights df deff reference method design confidence flag);
my $method = 'variance=linearized;ci=95;interval=t;share_ci=logit;deff=wr;min_n=5;caution_n=30;max_cv=0.3';

sub between { my ($lo, $hi) = @_; return $lo + rand() * ($hi - $lo) }

# Estimate and interval around it. A suppressed one begins with 987, which no other does.
sub numbers {
    my ($hidden, $fraction, $scale) = @_;
    my $e = $hidden ? between(0.9871, 0.9874) : between(0.0001, 0.8);
    $e *= 10 if !$fraction;
    my ($lo, $hi) = $hidden ? ($e, $e) : ($e * between(0.2, 1), $e * between(1, 1.1));
    return map { sprintf '%.12g', $_ * ($fraction ? 1 : $scale) } $e, sort({ $a <=> $b } $lo, $hi);
}

sub row {
    my ($group, $kind, %r) = @_;
    my $flag = $r{flag};
    @r{qw(grouping province function method design confidence se sum_weights df deff n_missing)} =
        ($group eq '' ? '' : 'province', $group, $kind, $method, 'weight=w;strata=s;cluster=c;lonely=fail', '1src', 0.01, 1000, 40, 1.5, int between(0, 9));
    $r{n} = $flag eq 'suppress' ? 3 : $flag eq 'caution' ? int between(5, 29) : int between(30, 900);
    return \%r;
}

sub flag_of { my $r = rand; return $r < 0.1 ? 'suppress' : $r < 0.25 ? 'caution' : $r < 0.6 ? 'ok' : '' }

# Tables of every kind: negative, tiny and huge numbers, single rows, hidden and careful ones, odd names.
sub made_up {
    my ($seed) = @_;
    srand $seed;
    my @name = ('Kandal', 'Kampong Cham', "\xE1\x9E\x80\xE1\x9F\x82\xE1\x9E\x94", '<i>&"\'', 'Mondul Kiri', map { "P$_" } 1 .. 20);
    my @rows;
    my $groups = $seed % 5 == 0 ? 0 : $seed % 5 == 1 ? 1 : 2 + int between(0, 23);
    my @group = ($seed % 3 && $groups ? () : (''), @name[ 0 .. $groups - 1 ]);
    my $scale = (1, -1, 1e-6, -1e-4, 1e9, 1e12, 37)[ $seed % 7 ];
    my ($width, $from) = (10**int(between(-2, 4)), int(between(-5, 30)));
    my $bins = 1 + int between(0, 60);
    for my $group (@group) {
        my $flag = $group eq '' ? '' : flag_of();
        for my $kind (qw(mean share)) {
            my ($e, $lo, $hi) = numbers($flag eq 'suppress', $kind eq 'share', $scale);
            ($lo, $hi) = ('', '') if rand() < 0.1;
            push @rows, row($group, $kind, statistic => "$kind(x, y)", unit => $kind eq 'share' ? 'fraction' : 'value',
                estimate => $e, ci_low => $lo, ci_high => $hi, flag => $flag);
        }
        for my $level ('yes', 'no, never', '9') {
            my ($e, $lo, $hi) = numbers($flag eq 'suppress', 1, 1);
            push @rows, row($group, 'freq', statistic => 'freq(x)', unit => 'fraction', level => $level, estimate => $e, ci_low => $lo,
                ci_high => $hi, flag => $flag);
        }
        my @share = map { rand() < 0.1 ? 0 : rand } 1 .. $bins;
        my $sum = 0;
        $sum += $_ for @share;
        for my $i (0 .. $bins - 1) {
            my ($low, $high) = map { sprintf '%.12g', ($from + $_) * $width } $i, $i + 1;
            my $e = $flag eq 'suppress' ? '0.98725' : sprintf '%.12g', $sum ? $share[$i] / $sum : 0;
            push @rows, row($group, 'hist', statistic => 'hist(z)', unit => 'fraction', low => $low, high => $high, estimate => $e, flag => $flag,
                reference => sprintf('%.12g', ($from + int($bins / 2)) * $width));
        }
    }
    my $cell = sub { my $s = shift // ''; return $s =~ /[",\n]/ ? '"' . ($s =~ s/"/""/gr) . '"' : $s };
    return join '', map { join(',', map { $cell->($_) } @$_) . "\n" } \@column, map { my $r = $_; [ map { $r->{$_} } @column ] } @rows;
}

1;
