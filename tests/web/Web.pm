package Web;
# What the tests of pages share: a strict reader of HTML and SVG, tidy statistics as rows, and marks held against them.
use strict;
use warnings;
use Encode qw(decode encode);
use Exporter 'import';
our @EXPORT = qw(parse find find_all text_of csv_rows page_faults svg_faults mark_faults table_faults hidden_faults colours contrast);

my %void = map { $_ => 1 } qw(meta br hr img input link);
my %raw = map { $_ => 1 } qw(style script);
my %entity = (lt => '<', gt => '>', amp => '&', quot => '"');

sub unescape {
    my ($s, $faults) = @_;
    push @$faults, 'a bare & in ' . substr($s, 0, 60) if $s =~ /&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)/;
    $s =~ s/&(lt|gt|amp|quot);/$entity{$1}/g;
    $s =~ s/&#x([0-9a-fA-F]+);/chr hex $1/ge;
    $s =~ s/&#(\d+);/chr $1/ge;
    return $s;
}

# A tree of { tag, attr, child => [tree or text], up } and a list of faults. Stricter than HTML: every element is
# closed by its own end tag or />, attributes are quoted and come once.
sub parse {
    my ($bytes) = @_;
    my @faults;
    my $s = eval { decode('UTF-8', $bytes, Encode::FB_CROAK | Encode::LEAVE_SRC) };
    return ({ tag => '', attr => {}, child => [] }, 'not UTF-8') unless defined $s;
    my $top = { tag => '', attr => {}, child => [] };
    my $at = $top;
    pos($s) = 0;
    $s =~ /\G\x{FEFF}?\s*(?:<!DOCTYPE html>)?/gc;
    while (pos($s) < length $s) {
        if ($s =~ /\G([^<]+)/gc) {
            my $text = $1;
            push @faults, 'a bare > in text' if $text =~ />/;
            push @{ $at->{child} }, unescape($text, \@faults);
        } elsif ($s =~ m{\G</([A-Za-z0-9]+)>}gc) {
            if ($at->{tag} ne $1) { push @faults, "</$1> closes <$at->{tag}>"; last }
            $at = $at->{up};
        } elsif ($s =~ m{\G<([A-Za-z0-9]+)((?:\s+[A-Za-z_:][-\w:.]*(?:="[^"<]*")?)*)\s*(/?)>}gc) {
            my ($tag, $list, $closed) = ($1, $2, $3);
            my %attr;
            while ($list =~ /\s+([A-Za-z_:][-\w:.]*)(?:="([^"]*)")?/g) {
                push @faults, "<$tag> has $1 twice" if exists $attr{$1};
                $attr{$1} = unescape($2 // '', \@faults);
            }
            my $new = { tag => $tag, attr => \%attr, child => [], up => $at };
            push @{ $at->{child} }, $new;
            if ($raw{$tag} && !$closed) {
                $s =~ m{\G(.*?)</\Q$tag\E>}gcs ? push @{ $new->{child} }, $1 : push @faults, "<$tag> has no end";
            } elsif (!$closed && !$void{$tag}) {
                $at = $new;
            }
        } else {
            push @faults, 'cannot be read: ' . substr($s, pos($s), 80);
            last;
        }
    }
    push @faults, "<$at->{tag}> is not closed" if $at != $top && !@faults;
    return ($top, @faults);
}

# Every element below $t for which the code says yes, in order.
sub find_all {
    my ($t, $want) = @_;
    my @found;
    for my $c (grep { ref } @{ $t->{child} }) {
        local $_ = $c;
        push @found, $c if ref $want ? $want->($c) : $c->{tag} eq $want;
        push @found, find_all($c, $want);
    }
    return @found;
}

sub find { my @all = find_all(@_); return $all[0] }

sub text_of { my ($t) = @_; return join '', map { ref ? text_of($_) : $_ } @{ $t->{child} } }

sub has_class { my ($e, $class) = @_; return " @{[ $e->{attr}{class} // '' ]} " =~ / \Q$class\E / ? 1 : 0 }

# CSV with a header as a list of hashes of text.
sub csv_rows {
    my ($bytes) = @_;
    my $s = decode('UTF-8', $bytes);
    my (@row, @table);
    while ($s =~ /\G(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n|\z)/g) {
        my ($quoted, $cell, $end) = ($1, $2, $3);
        $cell = $quoted =~ s/""/"/gr if defined $quoted;
        last if $end eq '' && !@row && $cell eq '';
        push @row, $cell;
        next if $end eq ',';
        push @table, [@row];
        @row = ();
    }
    my $head = shift @table;
    return map { my %r; @r{@$head} = @$_; \%r } @table;
}

# What a reader of the page must find, and what must not be there.
sub page_faults {
    my ($bytes, $lang) = @_;
    my ($t, @faults) = parse($bytes);
    my $html = find($t, 'html');
    push @faults, 'no lang' unless $html && ($html->{attr}{lang} // '') eq $lang;
    push @faults, 'no title' unless find($t, 'title') && text_of(find($t, 'title')) =~ /\S/;
    push @faults, 'not one h1' unless find_all($t, 'h1') == 1;
    my %id;
    for my $e (find_all($t, sub { exists $_->{attr}{id} })) {
        push @faults, "id $e->{attr}{id} twice" if $id{ $e->{attr}{id} }++;
    }
    for my $e (find_all($t, sub { 1 })) {
        for my $name (qw(href xlink:href src srcset action data poster)) {
            next unless exists $e->{attr}{$name};
            my $v = $e->{attr}{$name};
            push @faults, "$e->{tag} $name=$v leads out" unless $v =~ /^#(.+)/ && $name eq 'href' && $id{$1};
        }
        push @faults, "<$e->{tag}>" if $e->{tag} =~ /^(?:link|iframe|object|embed|img|base|foreignObject)$/;
        push @faults, "$_ in an attribute" for grep { /^on/ || $_ eq 'style' } keys %{ $e->{attr} };
        push @faults, "aria-labelledby of nothing: $_"
            for grep { !$id{$_} } split ' ', $e->{attr}{'aria-labelledby'} // '';
    }
    my $rest = $bytes =~ s{xmlns="http://www\.w3\.org/2000/svg"}{}gr =~ s/<meta http-equiv=/</gr;
    push @faults, "'$_' in the page" for grep { $rest =~ /\Q$_\E/i } 'http', '//', 'url(', 'src=', '@import', '<link';
    my @script = find_all($t, 'script');
    push @faults, 'more than one script' if @script > 1;
    push @faults, 'script of 1 KB or more' if length(join '', map { encode('UTF-8', text_of($_)) } @script) >= 1024;
    for my $section (grep { find($_, 'svg') } find_all($t, 'section')) {
        push @faults, 'a chart without a table of its data' unless find($section, 'table') && find($section, 'td');
        my ($note) = grep { has_class($_, 'note') } find_all($section, 'p');
        push @faults, 'a chart without n in its note' unless $note && text_of($note) =~ /n = [0-9\x{17E0}-\x{17E9}]/;
        push @faults, svg_faults($_, $lang) for find_all($section, 'svg');
    }
    push @faults, 'an svg outside of a section' unless find_all($t, 'svg') == map { find_all($_, 'svg') } find_all($t, 'section');
    return @faults;
}

# A picture must say in words what it shows.
sub svg_faults {
    my ($svg, $lang) = @_;
    my @faults;
    my ($title) = grep { ref && $_->{tag} eq 'title' } @{ $svg->{child} };
    my ($desc) = grep { ref && $_->{tag} eq 'desc' } @{ $svg->{child} };
    push @faults, 'svg: no role=img' unless ($svg->{attr}{role} // '') eq 'img';
    push @faults, 'svg: no lang' unless ($svg->{attr}{lang} // '') eq $lang;
    push @faults, 'svg: no title' unless $title && text_of($title) =~ /\S/;
    push @faults, 'svg: no desc' unless $desc && length text_of($desc) > 15;
    push @faults, 'svg: not labelled by title and desc'
        unless $title && $desc && ($svg->{attr}{'aria-labelledby'} // '') eq join ' ', map { $_->{attr}{id} // '' } $title, $desc;
    return @faults;
}

sub group_of {
    my ($r) = @_;
    return '' if $r->{grouping} eq '';
    return join " \x{B7} ", map { $r->{$_} eq '' ? '?' : $r->{$_} } split /,/, $r->{grouping};
}

sub at { my ($p, $v) = @_; my $a = $p->{attr}; $a->{'data-x0'} + ($v - $a->{'data-v0'}) / ($a->{'data-v1'} - $a->{'data-v0'}) * ($a->{'data-x1'} - $a->{'data-x0'}) }

sub up { my ($p, $v) = @_; my $a = $p->{attr}; $a->{'data-y0'} + ($v - $a->{'data-w0'}) / ($a->{'data-w1'} - $a->{'data-w0'}) * ($a->{'data-y1'} - $a->{'data-y0'}) }

my $near = 0.5;
sub off { my ($got, $want) = @_; return !defined $got || !($got - $want <= $near && $want - $got <= $near) }

# Dots, whisker ends and bars of the shares: each where its number is, each number drawn once, no other mark.
sub row_faults {
    my ($plot, $rows, $seen) = @_;
    my (@faults, %dot);
    for my $e (find_all($plot, sub { exists $_->{attr}{'data-group'} })) {
        my $a = $e->{attr};
        my $r = $rows->{ $a->{'data-group'} . "\n" . ($a->{'data-level'} // '') };
        my $name = "$a->{class} of '$a->{'data-group'}'";
        if (!$r || $r->{flag} eq 'suppress') { push @faults, "$name: not to be drawn"; next }
        my $x = at($plot, $r->{estimate});
        if (has_class($e, 'dot')) {
            push @faults, "$name: at $a->{cx}, wanted $x" if off($a->{cx}, $x);
            $dot{ $a->{'data-group'} } = $a->{cy};
        } elsif (has_class($e, 'whisker')) {
            push @faults, "$name: $a->{x1} to $a->{x2}"
                if off($a->{x1}, at($plot, $r->{ci_low})) || off($a->{x2}, at($plot, $r->{ci_high}));
            $seen->{whisker}{$r}++;
            next;
        } elsif (has_class($e, 'bar')) {
            my ($from, $to) = $x < at($plot, 0) ? ($x, at($plot, 0)) : (at($plot, 0), $x);
            push @faults, "$name: $a->{x} and $a->{width}" if off($a->{x}, $from) || off($a->{x} + $a->{width}, $to);
        } elsif (has_class($e, 'reference')) {
            push @faults, "$name: at $a->{x1}" if off($a->{x1}, $x);
        }
        $seen->{mark}{$r}++;
    }
    for my $e (find_all($plot, sub { has_class($_, 'whisker') && !exists $_->{attr}{'data-level'} })) {
        push @faults, 'a whisker beside its dot' if off($e->{attr}{y1}, $dot{ $e->{attr}{'data-group'} } // -1e9);
    }
    return @faults;
}

# The rectangles of a histogram, single ones or those of a path: [x, right, top, bottom].
sub rectangles {
    my ($e) = @_;
    my $a = $e->{attr};
    return [ $a->{x}, $a->{x} + $a->{width}, $a->{y}, $a->{y} + $a->{height} ] if $e->{tag} eq 'rect';
    my @r;
    my $n = '(-?[\d.]+)';
    my $d = $a->{d};
    push @r, [ $1, $4, $3, $2 ] while $d =~ /\GM$n ${n}V${n}H${n}V${n}z/gc;
    return (pos($d) // 0) == length $d ? @r : [ 0, 0, -1e9, 0 ];
}

sub bin_faults {
    my ($plot, $rows, $seen) = @_;
    my (@faults, $over);
    my $group = $plot->{attr}{'data-group'};
    for my $e (find_all($plot, sub { has_class($_, 'bar') || has_class($_, 'bars') })) {
        my $g = $group // $e->{attr}{'data-group'};
        my @bin = grep { $_->{group} eq $g } values %$rows;
        if (has_class($e, 'overflow')) {
            my $sum = 0;
            $over = $e->{attr}{'data-low'};
            for (grep { $_->{low} >= $over } @bin) { $sum += $_->{estimate} || 0; $seen->{mark}{$_}++ }
            push @faults, "the last bar of '$g'" if off($e->{attr}{y}, up($plot, $sum));
            next;
        }
        for my $box (rectangles($e)) {
            my $middle = ($box->[0] + $box->[1]) / 2;
            my ($r) = grep { at($plot, $_->{low}) < $middle && at($plot, $_->{high}) > $middle } @bin;
            my $name = "a bar of '$g'";
            if (!$r || $r->{flag} eq 'suppress') { push @faults, "$name: not to be drawn"; next }
            push @faults, "$name from $r->{low}: left or right" if off($box->[0] - 0.3, at($plot, $r->{low})) || off($box->[1] + 0.3, at($plot, $r->{high}));
            push @faults, "$name from $r->{low}: top $box->[2]" if off($box->[2], up($plot, $r->{estimate}));
            push @faults, "$name from $r->{low}: it does not stand on zero" if off($box->[3], up($plot, 0));
            push @faults, "$name from $r->{low}: its edges are said wrong"
                if exists $e->{attr}{'data-low'} && ($e->{attr}{'data-low'} != $r->{low} || $e->{attr}{'data-high'} != $r->{high});
            $seen->{mark}{$r}++;
        }
    }
    return @faults;
}

# Marks against the rows of the CSV. Returns the number of marks held, and the faults.
sub mark_faults {
    my ($t, @rows) = @_;
    my (%by, %seen, @faults);
    my $held = 0;
    for my $r (@rows) {
        $r->{group} = group_of($r);
        $by{ $r->{statistic} }{ $r->{group} . "\n" . ($r->{function} eq 'hist' ? $r->{low} : $r->{level}) } = $r;
    }
    my @svg = grep { ($_->{attr}{class} // '') ne 'narrow' } find_all($t, 'svg');
    for my $plot (map { find_all($_, sub { has_class($_, 'plot') }) } @svg) {
        my $rows = $by{ $plot->{attr}{'data-statistic'} };
        if (!$rows) { push @faults, "a plot of '$plot->{attr}{'data-statistic'}'"; next }
        my ($any) = values %$rows;
        push @faults, $any->{function} eq 'hist' ? bin_faults($plot, $rows, \%seen) : row_faults($plot, $rows, \%seen);
    }
    for my $r (grep { $_->{flag} ne 'suppress' && $_->{estimate} ne '' } @rows) {
        my $n = $seen{mark}{$r} // 0;
        next if $r->{function} eq 'hist' && $r->{estimate} <= 0;
        $held += $n;
        push @faults, "$n marks of $r->{statistic} '$r->{group}' $r->{level} $r->{low}" if $n != 1;
        next if $r->{function} eq 'hist' || $r->{ci_low} eq '' || $r->{ci_high} eq '' || $r->{grouping} eq '' && $r->{level} eq '';
        push @faults, "no whisker of $r->{statistic} '$r->{group}'" if ($seen{whisker}{$r} // 0) != 1;
        $held += 2;
    }
    return ($held, @faults);
}

sub plain { my ($s) = @_; $s =~ s/[(),%]//g; $s =~ s/\x{2212}/-/g; return $s }

# The tables of the charts, in their order, against the rows: each estimate to the digits that its cell has.
sub table_faults {
    my ($t, @rows) = @_;
    my (@faults, @name, %of);
    for my $r (@rows) {
        push @name, $r->{statistic} unless $of{ $r->{statistic} };
        push @{ $of{ $r->{statistic} } }, $r;
    }
    my @table = map { find($_, 'table') } grep { find($_, 'svg') } find_all($t, 'section');
    return 'as many tables as statistics: ' . @table if @table != @name;
    for my $name (@name) {
        my $table = shift @table;
        my @want = @{ $of{$name} };
        my @head = map { text_of($_) } find_all($table, 'th');
        my ($value) = grep { $head[$_] !~ /^(?:province|Group|Answer|From)/ } 0 .. $#head;
        my ($n) = grep { $head[$_] eq 'n' } 0 .. $#head;
        my @line = map { [ map { text_of($_) } find_all($_, 'td') ] } grep { find($_, 'td') } find_all($table, 'tr');
        push @faults, "$name: " . @line . ' rows, wanted ' . @want if @line != @want;
        my %left;
        for my $r (@want) {
            my $group = $r->{grouping} eq '' ? 'All' : group_of($r);
            my $bin = $r->{low} eq '' ? $r->{level} : "$r->{low}\x{2013}$r->{high}";
            $left{ plain(join '|', ($head[0] =~ /^(?:province|Group)/ ? $group : ()), ($bin eq '' ? () : $bin)) } = $r;
        }
        for my $line (@line) {
            my $r = delete $left{ plain(join '|', @$line[ 0 .. $value - 1 ]) };
            if (!$r) { push @faults, "$name: no row '@$line'"; next }
            my $cell = plain($line->[$value]);
            if ($r->{flag} eq 'suppress') {
                push @faults, "$name: '@$line' is suppressed" if $cell =~ /\d/ || $line->[$n] ne '<5';
                next;
            }
            my $half = 0.5000001 * 10**-($cell =~ /\.(\d+)/ ? length $1 : 0);
            my $want = $r->{estimate} * ($r->{unit} eq 'fraction' ? 100 : 1);
            push @faults, "$name: '@$line', wanted $want" if $cell !~ /\d/ || abs($cell - $want) > $half;
            push @faults, "$name: '@$line', caution not in brackets" if ($line->[$value] =~ /^\(/ ? 1 : 0) != ($r->{flag} eq 'caution' ? 1 : 0);
        }
    }
    return @faults;
}

# Words and attributes that a reader can come by, without coordinates: no number in them has these first digits.
sub hidden_faults {
    my ($t, $digits) = @_;
    my @text;
    for my $e (find_all($t, sub { $_->{tag} !~ /^(?:style|script)$/ })) {
        push @text, grep { !ref } @{ $e->{child} };
        push @text, map { $e->{attr}{$_} } grep { /^(?:data-(?!x|y|v|w)|aria-label$|alt$|content$)/ } keys %{ $e->{attr} };
    }
    my @there;
    for my $text (@text) {
        my @number = map { s/[.,]//gr =~ s/^0+//r } $text =~ /(\d[\d.,]*)/g;
        push @there, "hidden, but there: $text" if grep { index($_, $digits) == 0 } @number;
    }
    return @there;
}

# The colours of a stylesheet's :root, outside of (or in) prefers-color-scheme:dark.
sub colours {
    my ($style, $dark) = @_;
    my %c;
    my ($block) = $dark ? $style =~ /prefers-color-scheme:dark\)\{:root\{([^}]*)\}/ : $style =~ /^\s*:root\{([^}]*)\}/;
    $c{$1} = $2 while ($block // '') =~ /--([a-z]+):(#[0-9a-fA-F]{6})/g;
    return \%c;
}

# The ratio of WCAG 2 for two #rrggbb.
sub contrast {
    my ($l, $m) = sort { $b <=> $a } map {
        my @v = map { my $v = hex($_) / 255; $v <= 0.03928 ? $v / 12.92 : (($v + 0.055) / 1.055)**2.4 } /([0-9a-fA-F]{2})/g;
        0.2126 * $v[0] + 0.7152 * $v[1] + 0.0722 * $v[2];
    } @_;
    return ($l + 0.05) / ($m + 0.05);
}

1;
