#!/usr/bin/perl
# prak member beside a slow walk of the graph: random dated forests with merges, cycles, two parents and gaps, random rosters,
# ranges told, workers, decisions and rules. Written from prak-member(1): sets of texts, nothing kept between organisations.
# A seed in PRAK_SEED repeats one; a fault tells its seed.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;
use Forest;
use Random;
use Math::BigRat;

my $times = long_run() ? 1500 : 150;
my @head = qw(organisation level claimed dues_paying verified persons low high overlap workers density_net density_gross
    threshold member_rule member_confidence member_reason);

sub day { $_[0] eq '' ? '' : sprintf '2024-03-%02d', 1 + $_[0] }

# ---- a case ----

sub spells { # of an organisation: [from, to] in days, '' open
    my @s = map { my $from = number(10); [ chance(4) ? '' : $from, chance(2) ? '' : $from + number(10 - $from) ] } 1 .. 1 + number(3);
    return @s;
}
sub meets { my ($a, $b) = @_; grep { holds($a, $_) && holds($b, $_) } -1 .. 11 }

sub make_tree {
    my @name = map {"o$_"} 1 .. 2 + number(9);
    my @row;
    for my $i (0 .. $#name) {
        my ($min) = number(6);
        my %told = (level => any('', qw(local local local local federation federation confederation confederation)), kind => any('', 'union', '', '', '', '', 'association'),
            enterprise => any('', map {"e$_"} 1, 1, 2), registered => any('', 0 .. 9),
            members_min => '', members_max => '', chance(4) ? (members_min => $min, members_max => $min + number(6)) : ());
        my @own;
        for my $s (spells()) {
            my $parent = chance(6) ? '' : chance(8) ? any(@name) : $i ? $name[ number($i) ] : '';
            my $r = { organisation => $name[$i], parent => $parent, from => $s->[0], to => $s->[1], %told };
            next if grep { $_->{parent} eq $parent && $parent ne '' && meets($_, $r) } @own;
            my @beside = grep { meets($_, $r) } @own; # these must say the same
            next if grep { $_->{level} ne $beside[0]{level} } @beside;
            $r->{level} = @beside ? $beside[0]{level} : chance(4) ? any(qw(local federation)) : $r->{level};
            push @own, $r;
        }
        push @row, @own;
    }
    return (\@name, \@row);
}

sub make_rules {
    my @rule = ([ 'local_union_min_members', 1 + number(3), 'persons', 'at_least' ], [ 'federation_min_unions', 1 + number(2), 'organisations', 'at_least' ],
        [ 'confederation_min_federations', 1, 'organisations', 'at_least' ], [ 'one_local_union_per_worker', 1, 'organisations', 'at_most' ],
        [ 'mrs_min_share', any(20, 30, 50), 'percent', any('over', 'at_least') ], [ 'mrs_largest', any(1, 1, 0), 'bool', '' ]);
    return map { { rule => $_->[0], value => $_->[1], unit => $_->[2], side => $_->[3], from => any('', 3), confidence => any(qw(2src 1src memory seed)) } }
        grep { !chance(8) } @rule;
}

sub make_case {
    my ($name, $tree) = make_tree();
    my %c = (name => $name, tree => $tree, on => 1 + number(9), rules => [ make_rules() ], strict => chance(4));
    $c{since} = number($c{on}) if chance(3);
    $c{total} = chance(3);
    $c{person} = !chance(6) || defined $c{since};
    $c{dues} = $c{person} ? any('', 'dues', 'until') : '';
    $c{$_} = $c{person} && chance(2) for qw(verified employee);
    $c{grace} = number(4) if $c{dues} eq 'until' && chance(2);
    my @has = grep { !chance(3) } @$name;
    for (1 .. (@has ? number(80) : 0)) {
        my ($from) = number(10);
        push @{ $c{row} }, { union => any(@has), person => any('', map {"p$_"} 1 .. 12), joined => chance(6) ? '' : $from,
            left => chance(2) ? '' : $from + number(10 - $from), dues => any('', qw(true false true)), until => any('', 0 .. 9),
            verified => any('', qw(true false)), employee => any('', qw(true true true false)) };
    }
    $c{same} = { map { ("p$_" => any('p1', 'p2', 'x')) } grep { chance(4) } 3 .. 12 } if $c{person} && chance(3);
    my %size = map { ("e$_" => number(20)) } 1 .. 3;
    if (chance(2)) {
        my $employees = chance(2);
        my $pair = sub { my ($n) = @_; [ $n, $employees ? int($n * 3 / 4) : '' ] };
        if (chance(2)) { $c{by_enterprise} = { map { $_ => $pair->($size{$_}) } grep { !chance(4) } sort keys %size } }
        else {
            my %of = map { $_->{organisation} => $_->{enterprise} } @$tree;
            $c{by_organisation} = { map { $_ => $pair->($of{$_} ? $size{ $of{$_} } : number(20)) } grep { !chance(4) && defined $of{$_} } @$name };
        }
        $c{employees} = $employees;
    }
    if (chance(3) && !$c{by_organisation}) {
        $c{by} = chance(2) ? ['sex'] : [ 'sex', 'sector' ];
        for my $r (@{ $c{row} // [] }) { $r->{sex} = any('f', 'm', 'm', ''); $r->{sector} = any('b', 'aa') }
        if (my $n = $c{by_enterprise}) { # of groups: few cells of each, some that no row has
            for my $e (keys %$n) {
                $n->{$e} = { map { my $w = number(9); ($_ => [ $w, $c{employees} ? int($w / 2) : '' ]) } grep { chance(2) } @{ $c{by} } == 1 ? qw(f m x) : qw(f|b m|b f|aa x|b) };
            }
        }
    }
    return \%c;
}

# ---- what is wanted ----

sub edges { my ($c, $d) = @_; map { [ $_->{organisation}, $_->{parent} ] } grep { $_->{parent} ne '' && holds($_, $d) } @{ $c->{tree} } }

sub reach { # from x along edges, forwards or backwards
    my ($x, $back, @edge) = @_;
    my %met = ($x => 1);
    my $more = 1;
    while ($more) {
        $more = 0;
        for (@edge) {
            my ($from, $to) = $back ? reverse @$_ : @$_;
            if ($met{$from} && !$met{$to}) { $met{$to} = $more = 1 }
        }
    }
    return \%met;
}

sub rounded {
    my ($x, $y) = @_;
    my $n = Math::BigRat->new($x) / Math::BigRat->new($y) * 1000000;
    my $whole = $n->copy->bfloor;
    my $rest = $n - $whole;
    $whole++ if $rest > Math::BigRat->new('1/2') || $rest == Math::BigRat->new('1/2') && $whole % 2;
    my $text = sprintf '%07s', "$whole" =~ s/\/.*//r;
    $text =~ s/ /0/g;
    return substr($text, 0, -6) . '.' . substr $text, -6;
}

sub expect { # $group: [sex, sector] of --by, or none
    my ($c, $group) = @_;
    my ($on, @edge) = ($c->{on}, edges($c, $c->{on}));
    my @name = uniq(map { $_->{organisation} } @{ $c->{tree} });
    my %told = map { my ($t, $in) = told($c, $_, $on); $_ => { %$t, in => $in } } @name;
    my @real = @name;
    my $since_edges = sub { ($c->{total} ? map({ [ $_, 'T' ] } @real) : (), edges($c, $c->{since})) };
    if ($c->{total}) { # an organisation above all: those at the top are right below it
        my %above = map { $_ => reach($_, 0, @edge) } @name;
        push @edge, map { [ $_, 'T' ] } grep { my $x = $_; !grep { !$above{$_}{$x} } keys %{ $above{$x} } } @name;
        $told{T} = { in => 1, level => '', kind => 'total', enterprise => '', members_min => '', members_max => '' };
        push @name, 'T';
    }
    my %below = map { $_ => reach($_, 1, @edge) } @name;
    my %above = map { $_ => reach($_, 0, @edge) } @name;
    my @row = map { { %$_, p => $_->{person} eq '' ? '' : ($c->{same} // {})->{ $_->{person} } // $_->{person} } } @{ $c->{row} // [] };
    my $live = sub { my ($r, $d) = @_; ($r->{joined} eq '' || $r->{joined} <= $d) && ($r->{left} eq '' || $d <= $r->{left}) };
    my $pays = sub { my ($r) = @_; $c->{dues} eq 'dues' ? $r->{dues} eq 'true' : $c->{dues} eq 'until' && $r->{until} ne '' && $r->{until} + ($c->{grace} // 0) >= $on };
    my %roster = map { $_->{union} => 1 } @row;
    @row = grep { my $r = $_; !grep { $r->{ $c->{by}[$_] } ne $group->[$_] } 0 .. $#$group } @row if $group;
    my @now = grep { $live->($_, $on) } @row;
    my %bottom = map { my $x = $_; $x => !grep { !$above{$x}{$_} } keys %{ $below{$x} } } @name;
    my $used = sub { my ($x) = @_; !$group && $told{$x}{in} && $told{$x}{members_min} ne '' && !$roster{$x} };
    my $claims = sub { my ($x) = @_; scalar grep { $below{$x}{ $_->{union} } } @now };
    my $people = sub { my ($x, $test) = @_; scalar uniq(map { $_->{p} } grep { $below{$x}{ $_->{union} } && $_->{p} ne '' && $test->($_) } @now) };
    my %rule = map { $_->{rule} => $_ } @{ $c->{rules} };
    my $down = sub { # not past what stops it
        my ($x, $stop) = @_;
        my %met = ($x => 1);
        my @queue = ($x);
        while (defined(my $at = shift @queue)) {
            next if $stop->($at);
            for (grep { $_->[1] eq $at } @edge) { push @queue, $_->[0] if !$met{ $_->[0] }++ }
        }
        return keys %met;
    };
    my $range = sub { # of members, for thresholds
        my ($x) = @_;
        my @met = $down->($x, $used);
        my $told = 0;
        for (grep { $used->($_) } @met) { my $n = $claims->($_); $told += $n > $told{$_}{members_max} ? $n : $told{$_}{members_max} }
        my $open = grep { !$used->($_) && $bottom{$_} && !$roster{$_} } @met;
        my $least = $c->{person} ? $people->($x, sub {1}) : $claims->($x) ? 1 : 0;
        my $most = $told + ($c->{person} ? $people->($x, sub {1}) + grep({ $below{$x}{ $_->{union} } && $_->{p} eq '' } @now) : $claims->($x));
        for (grep { $used->($_) } keys %{ $below{$x} }) { $least = $told{$_}{members_min} if $told{$_}{members_min} > $least }
        $most = $least if $most < $least;
        return ($least, $open ? undef : $most);
    };
    my $number = sub { # of workers and employees of an organisation, if there is one
        my ($x) = @_;
        my $e = $told{$x}{enterprise};
        return $c->{by_enterprise}{$e} if $c->{by_enterprise} && !$group;
        return ($c->{by_enterprise}{$e} // {})->{ join '|', @$group } if $c->{by_enterprise};
        return undef if !$c->{by_organisation};
        return $c->{by_organisation}{$x} if $e eq '';
        my ($of) = grep { $told{$_}{enterprise} eq $e && $c->{by_organisation}{$_} } @name;
        return defined $of ? $c->{by_organisation}{$of} : undef;
    };
    my %want;
    for my $x (@name) {
        my (%f, %why, @law, @met);
        my @mine = grep { $below{$x}{ $_->{union} } } @now;
        my $then = 0;
        my ($joined, $left, $had, $bare) = (0, 0, 0, 0);
        if (defined $c->{since}) {
            my $old = reach($x, 1, $since_edges->());
            my %then = map { $_->{p} => 1 } grep { $old->{ $_->{union} } && $_->{p} ne '' && $live->($_, $c->{since}) } @row;
            my %today = map { $_->{p} => 1 } grep { $_->{p} ne '' } @mine;
            $then = keys %then;
            $had = grep { $roster{$_} } keys %$old;
            my @since = $since_edges->();
            my %down = map { my $o = $_; $o => reach($o, 1, @since) } @name;
            $bare = grep { my $o = $_; !$roster{$o} && !grep { !$down{$_}{$o} } keys %{ $down{$o} } } grep { $_ ne 'T' && (told($c, $_, $c->{since}))[1] } keys %$old;
            $joined = grep { !$then{$_} } keys %today;
            $left = grep { !$today{$_} } keys %then;
        }
        next if !$told{$x}{in} && !@mine && !$then;
        my $some = grep { $roster{$_} } keys %{ $below{$x} };
        my $needed = sub { $bottom{ $_[0] } && ($x ne 'T' || $told{ $_[0] }{in}) };
        my $lacking = grep { $needed->($_) && !$roster{$_} } keys %{ $below{$x} };
        my @range = grep { $used->($_) } keys %{ $below{$x} };
        $f{organisation} = $x;
        $f{level} = $told{$x}{level};
        $why{cycle} = 1 if grep { $_->[0] eq $x && $above{ $_->[1] }{$x} } @edge;
        $why{two_parents} = 1 if (grep { $_->[0] eq $x && $_->[1] ne 'T' } @edge) > 1;
        $why{not_in_force} = 1 if !$told{$x}{in};
        $why{no_roster} = 1 if !$some;
        $why{roster_missing_since} = 1 if $had && $bare;
        $why{roster_missing} = 1 if $some && $lacking;
        $f{claimed} = $some ? @mine : '';
        my $known = $some && $c->{person};
        $f{persons} = $known ? $people->($x, sub {1}) : '';
        $f{dues_paying} = $known && $c->{dues} ? $people->($x, $pays) : '';
        $f{verified} = $known && $c->{verified} ? $people->($x, sub { $_[0]{verified} eq 'true' }) : '';
        my ($least) = sort { $b <=> $a } map { $told{$_}{members_min} } @range;
        $f{low} = $known ? $c->{dues} ? $f{dues_paying} : $f{persons} : '';
        $f{low} = $least if defined $least && ($f{low} eq '' || $least > $f{low});
        my ($most, $open) = (0, 0);
        for my $at ($down->($x, $used)) {
            if ($used->($at)) { my $n = $claims->($at); $most += $n > $told{$at}{members_max} ? $n : $told{$at}{members_max} }
            else { $most += grep { $_->{union} eq $at } @now; $open = 1 if $needed->($at) && !$roster{$at} }
        }
        $most = $f{low} if $f{low} ne '' && $most < $f{low};
        $f{high} = $open ? '' : $most;
        $why{range_open} = 1 if $open && ($some || @range);
        $why{missing_person_column} = 1 if $some && !$c->{person};
        if ($c->{person}) {
            my %twice;
            $why{person_repeated} = 1 if grep { $_->{p} ne '' && $twice{"$_->{union} $_->{p}"}++ } @mine;
            $why{person_missing} = 1 if grep { $_->{p} eq '' } @mine;
            $why{employee_missing} = 1 if $c->{employee} && grep { $_->{employee} eq '' } @mine;
            $why{dues_missing} = 1 if $c->{dues} && grep { $_->{ $c->{dues} } eq '' } @mine;
        }
        $why{joined_missing} = 1 if grep { $_->{joined} eq '' } @mine;
        my ($double, $locals) = (0, 0);
        for my $p (grep { $c->{person} } uniq(grep { $_ ne '' } map { $_->{p} } @mine)) {
            my @u = uniq(map { $_->{union} } grep { $_->{p} eq $p } @mine);
            my @apart;
            for my $a (@u) { for my $b (@u) { push @apart, [ $a, $b ] if $a lt $b && !$above{$a}{$b} && !$above{$b}{$a} } }
            $double++ if @apart;
            $locals++ if grep { !grep { $told{$_}{level} ne 'local' || $told{$_}{kind} eq 'association' } @$_ } @apart;
        }
        $f{overlap} = $known ? $double : '';
        my $use = sub {
            my $r = $rule{ $_[0] };
            if (!$r || $r->{from} ne '' && $r->{from} > $on) { $why{no_rule} = 1; return }
            if ($c->{strict} && $r->{confidence} =~ /seed|memory/) { $why{unverified} = 1; return }
            push @law, $r;
            return $r;
        };
        # workers
        if ($c->{by_enterprise} || $c->{by_organisation}) {
            my (%e, $missing);
            my ($all, $employees) = (0, 0);
            my $counted = sub { my $o = $_[0]; $x eq 'T' && !$told{$o}{in} && !grep({ $_->{union} eq $o } @now) ? undef : $number->($o) };
            my @seen = $down->($x, $counted);
            my @whole = grep { my $o = $_; $counted->($o) && $told{$o}{enterprise} eq '' && !grep { $_->[0] eq $o && $above{ $_->[1] }{$o} } @edge } @seen;
            for my $at (@seen) {
                next if $counted->($at) && grep { $_ ne $at && $below{$_}{$at} } @whole;
                my $n = $counted->($at);
                if (!$n) { $missing = 1 if $needed->($at) || grep { $_->{union} eq $at } @now; next }
                next if $told{$at}{enterprise} ne '' && $e{ $told{$at}{enterprise} }++;
                $all += $n->[0];
                $employees += $n->[1] || 0;
            }
            my $base = $c->{employees} ? $employees : $all;
            if ($missing) { $why{workers_missing} = 1 }
            else {
                $f{workers} = $all;
                $f{employees} = $employees if $c->{employees};
                $why{workers_zero} = 1 if !$base;
                if ($base && !$lacking && $some) {
                    $f{density_gross} = rounded($f{claimed}, $base);
                    $f{density_net} = rounded($c->{employee} ? $people->($x, sub { $_[0]{employee} eq 'true' }) : $f{persons}, $base) if $known;
                }
            }
        }
        if ($group) {
            next if !@mine && !$then && !($told{$x}{in} && $f{workers});
            $f{ $c->{by}[$_] } = $group->[$_] for 0 .. $#$group;
        }
        if (!$group && $locals && $use->('one_local_union_per_worker')) { $why{two_local_unions} = 1 }
        # thresholds
        my $compare = sub { my ($n, $r, $of) = @_; my ($a, $b) = ($n * 100, $r->{value} * $of); $r->{side} eq 'over' ? $a > $b : $a >= $b };
        my $say = sub {
            my ($code, $r, $of, $least, $most) = @_;
            return 'met' if $compare->($least, $r, $of);
            return defined $most && !$compare->($most, $r, $of) ? 'below' : 'unsure';
        };
        my $threshold = sub {
            my ($code, $verdict) = @_;
            if ($verdict eq 'met') { push @met, $code } else { $why{"${verdict}_$code"} = 1 }
        };
        my %t = %{ $told{$x} };
        if ($group || $t{kind} eq 'total') { }
        elsif ($t{in} && ($t{kind} eq 'association' || $t{level} eq '')) { $why{ $t{kind} eq 'association' ? 'association' : 'level_missing' } = 1 }
        elsif ($t{in} && $t{level} eq 'local') {
            my @members = $range->($x);
            my $r = $use->('local_union_min_members');
            $threshold->('min_members', $say->('', $r, 100, @members)) if $r;
            if ($c->{by_enterprise} || $c->{by_organisation}) {
                my $n = $number->($x);
                if ($t{enterprise} eq '') { $why{enterprise_missing} = 1 }
                elsif (!$n) { $why{workers_missing} = 1 }
                elsif (!$n->[0]) { $why{workers_zero} = 1 }
                elsif ($r = $use->('mrs_min_share')) {
                    my $share = $say->('', $r, $n->[0], @members);
                    my $first = 'met';
                    my $there = $rule{mrs_largest} && ($rule{mrs_largest}{from} eq '' || $rule{mrs_largest}{from} <= $on);
                    my $l = $there ? $use->('mrs_largest') : undef;
                    if ($l && $l->{value}) {
                        for my $o (grep { $_ ne $x && $told{$_}{in} && $told{$_}{level} eq 'local' && $told{$_}{kind} ne 'association' && $told{$_}{enterprise} eq $t{enterprise} } @name) {
                            my ($least, $most) = $range->($o);
                            if (defined $members[1] && $least >= $members[1]) { $first = 'below' }
                            elsif ((!defined $most || $members[0] <= $most) && $first ne 'below') { $first = 'unsure' }
                        }
                    }
                    if (!$there || $l) {
                        $why{below_mrs_share} = 1 if $share eq 'below';
                        $why{not_largest} = 1 if $first eq 'below';
                        if ($share eq 'met' && $first eq 'met') { push @met, 'mrs' }
                        elsif ($share ne 'below' && $first ne 'below') { $why{unsure_mrs} = 1 }
                    }
                }
            }
        }
        elsif ($t{in}) {
            my ($code, $name, $under) = $t{level} eq 'federation' ? qw(federation_min federation_min_unions local) : qw(confederation_min confederation_min_federations federation);
            if (my $r = $use->($name)) {
                my @one = grep { $_ ne $x && $told{$_}{level} eq $under && $told{$_}{kind} ne 'association' } uniq(map { $_->[0] } grep { $_->[1] eq $x } @edge);
                my $sure = grep { $told{$_}{registered} ne '' && $told{$_}{registered} <= $on } @one;
                my $may = grep { $told{$_}{registered} eq '' } @one;
                $threshold->($code, $say->('', $r, 100, $sure, @one ? $sure + $may : undef));
            }
        }
        my %rank = ('2src' => 1, '1src' => 2, derived => 3, seed => 4, memory => 5);
        $f{threshold} = join '|', sort @met;
        $f{member_rule} = join '|', sort map { "union_rules.$_->{rule}." . (day($_->{from}) || 'open') } @law;
        ($f{member_confidence}) = (sort { $rank{$b} <=> $rank{$a} } map { $_->{confidence} } @law, )[0] // '';
        $f{member_reason} = join '|', sort keys %why;
        if (defined $c->{since}) { # who was there without a roster had an unknown number, who was not there had nobody
            my $told = $had || $known && $x ne 'T' && !(told($c, $x, $c->{since}))[1];
            @f{qw(persons_since joined left)} = ($told ? $then : '', $known && $told ? ($joined, $left) : ('', ''));
            $f{member_reason} = join '|', sort(keys %why, 'no_roster_since') if $some && !$told;
        }
        $want{$x} = \%f;
    }
    my %pair;
    for my $p (grep { $c->{person} } uniq(grep { $_ ne '' } map { $_->{p} } @now)) {
        my @u = sort(uniq(map { $_->{union} } grep { $_->{p} eq $p } @now));
        for my $i (0 .. $#u) { $pair{"$u[$i],$u[$_]"}++ for $i + 1 .. $#u }
    }
    return (\%want, \%pair, [@name]);
}

# ---- both ----

sub ask {
    my ($c) = @_;
    my @column = qw(organisation parent level kind enterprise members_min members_max);
    put('tree.csv', join(',', @column, 'registered,valid_from,valid_to'),
        map { my $r = $_; [ @$r{@column}, map { day($r->{$_}) } qw(registered from to) ] } @{ $c->{tree} });
    my @cell = (qw(union person dues verified employee), @{ $c->{by} // [] });
    put('roster.csv', join(',', @cell, 'until,joined,left'), map { my $r = $_; [ @$r{@cell}, map { day($r->{$_}) } qw(until joined left) ] } @{ $c->{row} // [] });
    mkdir 'rules';
    put('rules/currencies.csv', 'code,digits', [ 'USD', 2 ]);
    put('rules/union_rules.csv', 'rule_id,rule,valid_from,valid_to,value,unit,side,confidence,note', map {
        my $from = day($_->{from});
        [ "union_rules.$_->{rule}." . ($from || 'open'), $_->{rule}, $from, '', @$_{qw(value unit side confidence)}, '' ] } @{ $c->{rules} });
    my $line = 'prak-member --rules rules --tree tree.csv --union union --joined joined --left left --on ' . day($c->{on});
    $line .= ' --total T' if $c->{total};
    $line .= ' --strict' if $c->{strict};
    $line .= ' --since ' . day($c->{since}) if defined $c->{since};
    $line .= ' --person person' if $c->{person};
    $line .= ' --overlap pairs.csv' if $c->{person} && !$c->{by};
    $line .= ' --by ' . join ',', @{ $c->{by} } if $c->{by};
    $line .= { '' => '', dues => ' --dues dues', until => ' --dues-until until' }->{ $c->{dues} };
    $line .= " --grace $c->{grace}d" if defined $c->{grace};
    $line .= " --$_ $_" for grep { $c->{$_} } qw(verified employee);
    if ($c->{same}) { put('same.csv', 'person,same_as', map { [ $_, $c->{same}{$_} ] } sort keys %{ $c->{same} }); $line .= ' --same same.csv' }
    for my $key (qw(enterprise organisation)) {
        my $n = $c->{"by_$key"} or next;
        my @by = @{ $c->{by} // [] };
        put('workers.csv', join(',', $key, @by, 'workers', $c->{employees} ? 'employees' : ()), map {
            my $k = $_;
            @by ? map { [ $k, split(/\|/, $_), grep { $_ ne '' } @{ $n->{$k}{$_} } ] } sort keys %{ $n->{$k} } : [ $k, grep { $_ ne '' } @{ $n->{$k} } ] } sort keys %$n);
        $line .= ' --workers workers.csv';
    }
    $line .= ' --threads ' . any(1, 2, 4) . ' --block-size ' . any(50, 200, 100000) . ' --memory ' . any('64K', '1G');
    return (sh("$line roster.csv"), $line);
}

my ($first, $last) = defined $ENV{PRAK_SEED} ? ($ENV{PRAK_SEED}) x 2 : (1, $times);
my (%count, @bad);
for my $seed ($first .. $last) {
    seed($seed * 7919 + 11);
    number(2) for 1 .. 5;
    my $c = make_case();
    my @group = undef;
    if (my $by = $c->{by}) {
        @group = uniq(map { my $r = $_; join '|', @$r{@$by} } @{ $c->{row} // [] });
        push @group, map { keys %$_ } values %{ $c->{by_enterprise} // {} };
        @group = sort { $a->[0] cmp $b->[0] || (@$by > 1 ? $a->[1] cmp $b->[1] : 0) } map { [ $_ eq '' ? '' : split /\|/, $_, -1 ] } uniq(@group);
    }
    my (%want, $pair, $name, @order);
    for my $g (@group) {
        (my $w, $pair, $name) = expect($c, $g);
        $want{ join ' ', $_, @{ $g // [] } } = $w->{$_} for keys %$w;
    }
    $name //= [ uniq(map { $_->{organisation} } @{ $c->{tree} }), $c->{total} ? 'T' : () ];
    $pair //= {};
    for my $x (@$name) { push @order, grep { $want{$_} } map { join ' ', $x, @{ $_ // [] } } @group }
    my ($got, $line) = ask($c);
    if ($got->{rc}) { push @bad, "seed $seed: $line: $got->{err}"; next }
    my ($head, @out) = map { [ split /,/, $_, -1 ] } split /\n/, $got->{out};
    my @columns = (@head[ 0, 1 ], @{ $c->{by} // [] }, @head[ 2 .. $#head ], $c->{employees} ? 'employees' : (), defined $c->{since} ? qw(persons_since joined left) : ());
    push @bad, "seed $seed: columns @$head" if "@$head" ne "@columns";
    for my $row (@out) {
        my %g;
        @g{@$head} = @$row;
        $g{$_} = join '|', sort split /\|/, $g{$_} for qw(threshold member_rule member_reason);
        my $w = $want{ join ' ', @$row[ 0, map { 1 + $_ } 1 .. @{ $c->{by} // [] } ] } // {};
        for (@columns) {
            push @bad, "seed $seed: $g{organisation} $_: got '$g{$_}', wanted '" . ($w->{$_} // '') . "': $line" if $g{$_} ne ($w->{$_} // '');
        }
        $count{$_}++ for split(/\|/, $g{member_reason}), split(/\|/, $g{threshold}), $g{overlap} ? 'overlap' : (), $g{density_net} ne '' ? 'density' : (), $c->{by} ? 'by' : (), $c->{by} && $g{density_net} ne '' ? 'density_by' : ();
    }
    my $rows = join ', ', map { join ' ', @$_[ 0, map { 1 + $_ } 1 .. @{ $c->{by} // [] } ] } @out;
    push @bad, "seed $seed: rows: got $rows, wanted @{[ join ', ', @order ]}: $line" if $rows ne join ', ', @order;
    my $pairs = join '', map {"$_,$pair->{$_}\n"} sort keys %$pair;
    push @bad, "seed $seed: pairs" if $c->{person} && !$c->{by} && slurp('pairs.csv') ne "union_a,union_b,persons\n$pairs";
    last if @bad > 5;
}
ok(!@bad, "seeds $first to $last: as the walk of the graph", @bad);
if ($first != $last) {
    for my $code (qw(cycle two_parents not_in_force no_roster roster_missing roster_missing_since no_roster_since range_open missing_person_column person_missing person_repeated joined_missing
        dues_missing employee_missing workers_missing workers_zero two_local_unions association level_missing enterprise_missing no_rule unverified
        below_min_members below_mrs_share not_largest below_federation_min below_confederation_min unsure_min_members unsure_mrs
        unsure_federation_min unsure_confederation_min min_members mrs federation_min confederation_min overlap density by density_by)) {
        ok(($count{$code} // 0) > 0, "$code was met: " . ($count{$code} // 0));
    }
}
done;
