#!/usr/bin/perl
# prak-wage, all that it can be asked for, on random rows: the same bytes whatever the blocks, threads and form; what is
# asked for alone is what is asked for together; arrears are the sum of their months; a day's pay is that of 26 days.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;
use Random;

my @head = qw(pay currency month sector type days period hours share day night rest holiday sunday service meals housing
    gross extra resident dependents from to);
my @month = map { my $y = $_; map { sprintf '%d-%02d', $y, $_ } 1 .. 12 } 2016 .. 2026;

sub row {
    my ($wild) = @_;
    my $some = sub { $wild && !number(8) ? '' : any(@_) };
    my $from = number(scalar @month);
    my @cell = (
        $some->(map { $_ / 100 } 0, 10000, 20000, 20400, 20399, 15050, 99999, 80000000),
        $some->('USD', 'USD', 'KHR', $wild ? 'THB' : 'USD'),
        $some->(@month), $some->('garment', 'textile', 'education', 'travel goods'),
        $some->('regular', 'regular', 'probation', 'apprentice'),
        any('', 1, 12.5, 25, 26, 30), $some->('month', 'month', 'piece', 'week', 'day', 'hour'), any('', '', 4, 8),
        $some->(1, 1, '0.5', '1.0'), (map { $some->(0, 1.5, 8, 20) } 1 .. 5),
        $some->(0, 11, 12, 130, 400), $some->(0, 3, 20), $some->('true', 'false'),
        $some->(200, 250.75, 700000, 5000000), $some->(0, 17.5), $some->('yes', 'no'), $some->(0, 1, 4),
        $month[$from], $month[ $from + number(scalar(@month) - $from) ]
    );
    $cell[ number(scalar @cell) ] = any('x', '-1', '1e3', '2024-13') if $wild && !number(20);
    return join(',', @cell) . "\n";
}

seed(20261122);
my $head = join(',', @head) . "\n";
spit('pay.csv', $head . join '', map { row(1) } 1 .. 3000);
my $base = 'prak-wage --wage pay --currency currency --month month --sector sector --worker-type type --days-worked days '
    . '--period period --hours hours --part-time share --fx-rule annual_average --assume part-time-pro-rata --rejects bad.csv --max-rejects 50% -q';
my %ask = (
    overtime => '--overtime day=day,night=night,rest=rest,holiday=holiday,substitute=sunday --ot-base base+allowances --allowances extra',
    allowances => '--seniority-months service --meal-days meals --free-housing housing',
    nssf => '--also nssf,tax --gross gross --resident resident --dependents dependents',
    arrears => '--arrears from..to',
    raise => '--raise-to 232',
    explain => '--explain en',
    band => '--tolerance 1 --heap 10',
);
my $everything = join ' ', map { $ask{$_} } sort keys %ask;

sub wage { my ($more, $in) = @_; my $r = sh("$base $more $in"); $r->{bad} = slurp('bad.csv') =~ s/^[^,\n]*,//mgr; return $r }

my $whole = wage($everything, 'pay.csv');
is($whole->{rc}, 0, 'all at once: exit 0', $whole->{err});
ok($whole->{out} =~ tr/\n// > 2000, 'most rows are found');
ok(($whole->{bad} =~ tr/\n//) > 20, 'some are set aside');
for my $how ('--threads 1', '--threads 2', '--threads 8', '--block-size 1', '--block-size 77 --threads 2', '--block-size 4096') {
    my $got = wage("$everything $how", 'pay.csv');
    ok($got->{out} eq $whole->{out} && $got->{bad} eq $whole->{bad}, "$how: the same bytes");
}
my $pipe = sh("cat pay.csv | $base $everything -");
ok($pipe->{out} eq $whole->{out}, 'from a pipe: the same bytes', $pipe->{err});
my $lines = sh("prak-clean --to jsonl pay.csv | $base $everything --to csv");
ok($lines->{out} eq $whole->{out}, 'from JSON Lines: the same bytes', $lines->{err});

# Columns of a CSV output, by name.
sub columns {
    my ($text) = @_;
    my @row = map { [ map { s/^"(.*)"$/$1/sr =~ s/""/"/gr } /\G(?:^|,)("(?:[^"]|"")*"|[^,]*)/g ] } split /\n/, $text;
    my $names = shift @row;
    my %col;
    for my $i (0 .. $#$names) { $col{ $names->[$i] } = [ map { $_->[$i] } @row ] }
    return \%col;
}

# Alone the columns are the same, but for the assumptions and the words of more findings, and rows that only others refuse.
spit('good.csv', $head . join '', map { row(0) } 1 .. 2000);
my $all = columns(wage($everything, 'good.csv')->{out});
my $alone_added = 0;
for my $name (sort keys %ask) {
    next if $name eq 'band';
    my $one = columns(wage("$ask{$name} $ask{band}", 'good.csv')->{out});
    my @differ = grep { !/^wage_(?:assumed|text)$/ && "@{ $one->{$_} }" ne "@{ $all->{$_} // [] }" } sort keys %$one;
    ok(!@differ, "$name alone: the same cells", "@differ");
    $alone_added += grep { /_due$|^raise_cost$/ } keys %$one;
}
is($alone_added, 6, 'each amount was asked for');

# Words make the engine write every row anew; without them rows alike get cells that were written before.
my $plain = columns(wage('', 'good.csv')->{out});
my $told = columns(wage('--explain km', 'good.csv')->{out});
my @differ = grep { "@{ $plain->{$_} }" ne "@{ $told->{$_} }" } keys %$plain;
ok(!@differ && $told->{wage_text}, 'with --explain the other cells are the same', "@differ");
$plain = columns(wage($ask{band}, 'good.csv')->{out});
$told = columns(wage("--explain en $ask{band}", 'good.csv')->{out});
@differ = grep { "@{ $plain->{$_} }" ne "@{ $told->{$_} }" } keys %$plain;
ok(!@differ, 'and with a tolerance and a heap', "@differ");

# Arrears, from runs of single months.
spit('span.csv', $head . join '', grep { /^[^,]+,USD/ } map { row(0) } 1 .. 400);
my $sum = columns(wage('--arrears 2023-11..2025-02', 'span.csv')->{out});
my @total = map { 0 } @{ $sum->{arrears_due} };
my @known = map { 1 } @total;
for my $month ('2023-11', '2023-12', map({ sprintf '2024-%02d', $_ } 1 .. 12), '2025-01', '2025-02') {
    my $text = slurp('span.csv');
    $text =~ s/^([^,]*,[^,]*),\d[^,]*/$1,$month/mg;
    spit('month.csv', $text);
    my $short = columns(wage('', 'month.csv')->{out})->{shortfall};
    for my $i (0 .. $#total) {
        $short->[$i] eq '' ? ($known[$i] = 0) : ($total[$i] += sprintf '%.0f', $short->[$i] * 100);
    }
}
my @wrong = grep { ($known[$_] ? sprintf('%.2f', $total[$_] / 100) : '') ne $sum->{arrears_due}[$_] } 0 .. $#total;
ok(@total > 50 && !@wrong, 'arrears are the sum of their months', "@wrong[0 .. ($#wrong < 3 ? $#wrong : 3)]");
ok(scalar(grep { $_ && $_ ne '0.00' } @{ $sum->{arrears_due} }), 'and there are some');

# A day's pay x 26, and an hour's x 208, are a month's.
my (@by, %want);
for my $pay (map { sprintf '%.2f', number(2000) / 100 } 1 .. 200) {
    push @by, "$pay,day\n", sprintf("%.2f,month\n", $pay * 26), "$pay,hour\n", sprintf("%.2f,month\n", $pay * 208);
}
spit('by.csv', join '', "pay,period\n", @by);
my $r = sh(q{prak-clean --derive 'month="2024-05"' --derive 'sector="garment"' by.csv | prak-wage --wage pay --currency USD --month month --sector sector --period period --assume regular,full-month});
my $by = columns($r->{out});
my @pair = map { [ @{ $by->{wage_month} }[ 2 * $_, 2 * $_ + 1 ] ] } 0 .. $#by / 2;
ok(@pair == 400 && !grep({ $_->[0] ne $_->[1] } @pair), 'rates of days and hours come to their months', $r->{err});
done;
