#!/usr/bin/perl
# What the law asks of unions, on the day before a rule begins, its first day, its last and the day after: through
# prak-member, with numbers just under, at and just over each rule's, taken from the table and not written here.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", $FindBin::Bin;
use Contract;
use Law;

my $table = table(rules_dir . '/union_rules.csv');

sub days { my ($r) = @_; my @d = ($r->{valid_from}, $r->{valid_to} || '2999-12-31'); sort(day_before($d[0]), $d[0], day_after($d[0]), $d[1] eq '2999-12-31' ? $d[1] : (day_before($d[1]), $d[1], day_after($d[1]))) }

# The row of an organisation, by name of column; $n: members of each local, $workers of each enterprise, $edge: children.
sub judged {
    my ($dir, $day, $who, $tree, $n, $workers, $extra) = @_;
    spit('tree.csv', "organisation,parent,level,valid_from,valid_to,enterprise,registered\n$tree");
    spit('roster.csv', join '', "union,person\n", map { my $u = $_; map {"$u,$u$_\n"} 1 .. $n->{$u} } sort keys %$n);
    spit('workers.csv', join '', "enterprise,workers\n", map {"$_,$workers->{$_}\n"} sort keys %$workers);
    my $r = sh("prak-member --rules '$dir' --tree tree.csv --on $day --union union --person person "
            . (%$workers ? '--workers workers.csv ' : '') . ($extra // '') . ' roster.csv');
    return { fault => $r->{err} } if $r->{rc};
    my ($head, @row) = rows($r->{out});
    my ($mine) = grep { $_->[0] eq $who } @row;
    my %f;
    @f{@$head} = @$mine;
    return \%f;
}
sub has { my ($f, $column, $code) = @_; scalar grep { $_ eq $code } split /\|/, $f->{$column} // "($f->{fault})" }

sub in_force_rule {
    my ($t, $name, $day) = @_;
    my ($verdict, $rule) = find_rule($t, { rule => $name }, $day, $day);
    return $verdict eq 'FOUND' ? $rule : undef;
}

# One question: on the day, are x enough? met, below or no_rule; the rule and its confidence are told.
sub check {
    my ($t, $dir, $name, $day, $code, $below, $ask) = @_;
    my $rule = in_force_rule($t, $name, $day);
    my $value = ($rule // (grep { $_->{rule} eq $name } @{ $t->{row} })[0])->{value};
    my @bad;
    for my $by (-1, 0, 1) {
        my ($x, $f) = $ask->($value, $by) or next;
        my $enough = $rule && $rule->{side} eq 'over' ? $by > 0 : $by >= 0;
        my $want = !$rule ? 'no_rule' : $enough ? 'met' : $below;
        my $got = has($f, 'threshold', $code) ? 'met' : has($f, 'member_reason', $below) ? $below : has($f, 'member_reason', 'no_rule') ? 'no_rule' : ($f->{member_reason} // $f->{fault});
        push @bad, "$day, $x: got $got, wanted $want" if $got ne $want;
        push @bad, "$day, $x: rules $f->{member_rule}" if $rule && !has($f, 'member_rule', $rule->{rule_id});
        push @bad, "$day, $x: confidence $f->{member_confidence}" if $rule && worst($f->{member_confidence}, $rule->{confidence}) ne $f->{member_confidence};
    }
    return @bad;
}

sub check_all {
    my ($dir, $what) = @_;
    my $t = table("$dir/union_rules.csv");
    for my $rule (@{ $t->{row} }) {
        my $name = $rule->{rule};
        my @bad;
        for my $day (days($rule)) {
            if ($name eq 'local_union_min_members') {
                push @bad, check($t, $dir, $name, $day, 'min_members', 'below_min_members', sub {
                    my ($v, $by) = @_;
                    my $n = $v + $by;
                    return ("$n members", judged($dir, $day, 'u', "u,,local,,,,\n", { u => $n }, {})) });
            }
            elsif ($name =~ /^(federation_min)_unions|^(confederation_min)_federations/) {
                my ($code, $level, $under) = $1 ? ($1, 'federation', 'local') : ($2, 'confederation', 'federation');
                push @bad, check($t, $dir, $name, $day, $code, "below_$code", sub {
                    my ($v, $by) = @_;
                    my $n = $v + $by;
                    my $tree = "top,,$level,,,,\n" . join '', map {"u$_,top,$under,,,,1990-01-01\n"} 1 .. $n;
                    return ("$n registered", judged($dir, $day, 'top', $tree, {}, {})) });
            }
            elsif ($name eq 'mrs_min_share') {
                push @bad, check($t, $dir, $name, $day, 'mrs', 'below_mrs_share', sub {
                    my ($v, $by) = @_;
                    my $n = 10 * $v + $by; # of a thousand
                    return ("$n of 1000", judged($dir, $day, 'u', "u,,local,,,mill,\n", { u => $n }, { mill => 1000 })) });
            }
            elsif ($name eq 'mrs_largest') {
                my $there = in_force_rule($t, $name, $day);
                my $share = in_force_rule($t, 'mrs_min_share', $day) or next;
                for my $by (-1, 0, 1) {
                    my $n = 10 * $share->{value} + 10;
                    my $f = judged($dir, $day, 'u', "u,,local,,,mill,\nv,,local,,,mill,\n", { u => $n, v => $n - $by }, { mill => 1000 });
                    my $want = !$there || $by > 0 ? 'mrs' : 'not_largest';
                    push @bad, "$day, $n beside " . ($n - $by) . ": '$f->{threshold}' '$f->{member_reason}', wanted $want"
                        if !has($f, $want eq 'mrs' ? 'threshold' : 'member_reason', $want);
                    push @bad, "$day: rules $f->{member_rule}" if $there && !has($f, 'member_rule', $there->{rule_id});
                }
            }
            elsif ($name eq 'one_local_union_per_worker') {
                my $there = in_force_rule($t, $name, $day);
                spit('tree.csv', "organisation,parent,level,valid_from,valid_to\nf,,federation,,\nu,f,local,,\nv,f,local,,\n");
                spit('roster.csv', "union,person\nu,a\nv,a\n");
                my $r = sh("prak-member --rules '$dir' --tree tree.csv --on $day --union union --person person --level federation roster.csv");
                my ($head, $row) = rows($r->{out});
                my %f;
                @f{@$head} = @$row;
                push @bad, "$day: overlap $f{overlap}" if $f{overlap} ne '1';
                push @bad, "$day: '$f{member_reason}'" if has(\%f, 'member_reason', 'two_local_unions') != ($there ? 1 : 0) || has(\%f, 'member_rule', $rule->{rule_id}) != ($there ? 1 : 0);
            }
            else { next }
        }
        ok(!@bad, "$what $rule->{rule_id}: the days around it", @bad) if $name =~ /^(?:local_union|federation|confederation|mrs|one_local)/;
    }
}

check_all(rules_dir, 'Cambodia:');
check_all("$FindBin::Bin/second/rules", 'second country:');

# --strict refuses rules from memory, and no others.
my $f = judged(rules_dir, '2024-06-30', 'u', "u,,federation,,,,\n", {}, {}, '--strict');
is("$f->{member_reason} $f->{member_confidence}", 'no_roster|unverified ', '--strict: a federation, whose rule is from memory');
$f = judged(rules_dir, '2024-06-30', 'u', "u,,local,,,,\n", { u => 9 }, {}, '--strict');
is("$f->{member_reason} $f->{member_confidence}", 'below_min_members 2src', '--strict: a local union, whose rule has two sources');
done;
