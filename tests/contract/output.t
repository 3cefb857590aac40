#!/usr/bin/perl
# -o: whole or not at all, never an input, never through a link; --record and --summary tell what was done.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Contract;

sub listing { join ' ', sort grep { !/^\.\.?$/ } do { opendir my $d, '.'; readdir $d } }

for my $t (tools) {
    my $p = "prak-$t->{name}";
    my $sandbox = work() . "/$t->{name}";
    mkdir $sandbox;
    chdir $sandbox or die;
    spit('in.csv', sample($t));
    spit('bad.csv', damage($t)->{'a row too short'}[0]);
    my $want = sh(command($t, 'in.csv'));
    my $run = sub { my ($input, $extra) = @_; sh("cd '$sandbox' && " . command($t, $input, $extra)) };

    my $got = $run->('in.csv', '-o new.out');
    is($got->{rc}, 0, "$p -o: exit 0", $got->{err});
    is($got->{out}, '', "$p -o: nothing on stdout");
    is(slurp('new.out'), sh("cd '$sandbox' && " . command($t, 'in.csv'))->{out}, "$p -o: the bytes of stdout");
    is(listing(), 'bad.csv in.csv new.out', "$p -o: nothing else in the folder");

    spit('old.out', "old\n");
    chmod 0640, 'old.out';
    $got = $run->('bad.csv', '-o old.out');
    is($got->{rc}, 1, "$p -o, bad input: exit 1", $got->{err});
    is(slurp('old.out'), "old\n", "$p -o, bad input: the old file stays");
    $got = $run->('bad.csv', '-o never.out');
    is(listing(), 'bad.csv in.csv new.out old.out', "$p -o, bad input: nothing new in the folder");
    $got = $run->('in.csv', '-o old.out');
    is(slurp('old.out'), slurp('new.out'), "$p -o over a file: the new bytes");
    is(sprintf('%o', (stat 'old.out')[2] & 07777), '640', "$p -o over a file: its mode");

    my $before = slurp('in.csv');
    $got = $run->('in.csv', '-o in.csv');
    is($got->{rc}, 2, "$p -o onto its input: exit 2", $got->{err});
    is(slurp('in.csv'), $before, "$p -o onto its input: untouched");
    link 'in.csv', 'hard.csv';
    is($run->('in.csv', '-o hard.csv')->{rc}, 2, "$p -o onto a hard link of its input: exit 2");
    is(sh("cd '$sandbox' && " . command($t, '-', '-o in.csv') . ' <in.csv')->{rc}, 2, "$p -o onto its stdin: exit 2");
    is(slurp('in.csv'), $before, "$p -o onto its stdin: untouched");
    unlink 'hard.csv';
    symlink 'old.out', 'link.out';
    is($run->('in.csv', '-o link.out')->{rc}, 2, "$p -o onto a symbolic link: exit 2");
    symlink 'nowhere', 'dangling.out';
    is($run->('in.csv', '-o dangling.out')->{rc}, 2, "$p -o onto a dangling link: exit 2");
    ok(!-e 'nowhere', "$p -o onto a dangling link: no file");
    unlink 'link.out', 'dangling.out';
    is($run->('in.csv', '-o no/such/folder.out')->{rc}, 3, "$p -o into no folder: exit 3");

    $got = $run->('in.csv', '-o new.out --record run.jsonl');
    is($got->{rc}, 0, "$p --record: exit 0", $got->{err});
    $got = $run->('bad.csv', '--record run.jsonl');
    my @line = split /\n/, slurp('run.jsonl');
    is(scalar @line, 2, "$p --record: a line a run");
    my $sum = sha256_hex($before);
    ok($line[0] =~ /"sha256":"$sum"/, "$p --record: SHA-256 of the input", $line[0]);
    ok($line[0] =~ /^\{"program":"$p","version":"[0-9.]+","arguments":\[.*"exit":0/, "$p --record: program, version, arguments, exit", $line[0]);
    ok(($line[1] // '') =~ /"exit":1/, "$p --record: exit of a failure", $line[1]);
    ok(!canary($line[1] // 'CANARY'), "$p --record: no cell", $line[1]);
    is(sprintf('%o', (stat 'run.jsonl')[2] & 0777), '600', "$p --record: for the owner only");
    is(sh("PRAK_RECORD='$sandbox/env.jsonl'; export PRAK_RECORD; cd '$sandbox' && " . command($t, 'in.csv'))->{rc}, 0, "$p PRAK_RECORD");
    ok(-s 'env.jsonl', "$p PRAK_RECORD: a line");
    if ($t->{kind} ne 'page' and my @parse = grep { -x } '/usr/bin/python3') {
        is(system("$parse[0] -c 'import json,sys; [json.loads(l) for l in open(\"run.jsonl\")]' 2>/dev/null"), 0, "$p --record: JSON");
    }

    my $rows = { map => 8, fold => 8, page => 4 }->{ $t->{kind} };
    $got = $run->('in.csv', '--summary');
    my ($in) = $got->{err} =~ /rows in ([0-9]+)/;
    is($in // 'none', $rows, "$p --summary: rows in", $got->{err});
    my ($left, $right) = $got->{err} =~ /rows in ([0-9]+(?: \+ added [0-9]+)?) = ([^;\n]*)/;
    my $total = sub { my $s = 0; $s += $_ for ($_[0] // '') =~ /([0-9]+)/g; $s };
    ok(defined $left && $total->($left) == $total->($right), "$p --summary: the balance holds", $got->{err});
    $got = $run->('in.csv', '-q');
    is($got->{err}, '', "$p -q: quiet");
    chdir work();
}

# What import unpacks is recorded as the file that lies there, so that sha256sum finds it again.
my $book = "$FindBin::Bin/../../samples/kobo-wages.xlsx";
sh("gzip -nc '$Contract::dir/pay.csv' >pay.csv.gz");
for my $file ($book, 'pay.csv.gz') {
    unlink 'run.jsonl';
    my $got = sh("prak-import --record run.jsonl '$file'");
    my $sum = sha256_hex(slurp($file));
    (my $name = $file) =~ s{.*/}{};
    is($got->{rc}, 0, "import $name: exit 0", $got->{err});
    ok(slurp('run.jsonl') =~ /"sha256":"$sum"/, "import $name --record: SHA-256 of the file itself");
}
done;
