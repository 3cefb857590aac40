# peer.R TASK FILE [TABLE] - one task of tests/bench/peers, done by data.table, to /dev/stdout.
a <- commandArgs(TRUE)
suppressMessages(library(data.table))
setDTthreads(2)
f <- a[2]
read <- function(path, ...) fread(path, showProgress = FALSE, ...)
text <- function(path, ...) read(path, colClasses = "character", ...)
out <- function(d) fwrite(d, "/dev/stdout", quote = "auto")
grouped <- function(by) print(nrow(read(f, select = c(by, "base_wage", "weight"))[, sum(base_wage * weight) / sum(weight), by = by]))
switch(a[1],
  count = cat(nrow(read(f, select = 1L)), "\n"),
  start = cat(nrow(read(f)), "\n"),
  select = out(text(f, select = c("worker_id", "province", "base_wage"))),
  filter = out(read(f)[base_wage > 250]),
  mean = grouped(c("province", "sector")),
  quantiles = print(nrow(read(f, select = c("province", "base_wage"))[, as.list(quantile(base_wage, c(.1, .5, .9))), by = province])),
  join5k = out(merge(text(f), text(a[3]), by = "factory_id", sort = FALSE)),
  join3m = out(merge(text(f), text(a[3]), by = "worker_id", sort = FALSE, allow.cartesian = TRUE)),
  distinct = out(unique(read(f), by = "worker_id")),
  sort = out(setorder(read(f), base_wage)),
  chain = print(nrow(merge(read(f)[base_wage > 250], read(a[3]), by = "factory_id")[, sum(base_wage * weight) / sum(weight), by = buyer])),
  quit(status = 9))
