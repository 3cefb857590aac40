# survey.R DESIGNS SEED - TAP. Each design: made-up rows, stratified, clustered or two-stage, with or without population
# counts, weights given or derived, missing values, zero weights, single sampling units; prak stats and R's survey
# package compute the same figures, and may differ by 1e-9 relative (standard errors: of the estimate's size, too). What
# survey does not have is in figures.R. Where a design has replicates, both make them, and read them from columns.
suppressMessages(library(survey))
options(digits = 17, warn = -1)
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))), "figures.R"))
arg <- as.integer(commandArgs(TRUE))
designs <- arg[1]
seed <- arg[2]
cat("# seed", seed, "- survey", format(packageVersion("survey")), "\n")
TOLERANCE <- 1e-9
recent <- packageVersion("survey") >= "4.2" # lonely = adjust centres at the mean of the sampling units
dir <- tempfile("peers")
dir.create(dir)
compared <- 0
by_replicates <- 0
worst <- 0

pick <- function(...) { v <- list(...); v[[sample.int(length(v), 1)]] }
maybe <- function(p) runif(1) < p

# Rows and the design that drew them.
make <- function() {
  kind <- pick("rows", "rows", "clusters", "clusters", "stages", "stages", "weighted stages", "unequal")
  stratified <- maybe(0.7)
  counted <- kind == "stages" || maybe(0.5)
  fraction <- counted && maybe(0.3)
  integer_weights <- maybe(0.2)
  lonely <- kind != "stages" && stratified && maybe(0.2)
  rows <- NULL
  for (h in seq_len(if (stratified) sample(2:5, 1) else 1)) {
    units <- if (lonely && h == 1) 1 else sample(if (kind == "rows") 5:40 else 2:8, 1)
    of <- units + sample(c(1:30), 1)
    if (kind == "rows") {
      part <- data.frame(h = h, psu = seq_len(units), ssu = seq_len(units), n1 = of, n2 = 1, f1 = units, f2 = 1)
    } else {
      part <- do.call(rbind, lapply(seq_len(units), function(i) {
        inside <- sample(2:9, 1)
        data.frame(h = h, psu = i, ssu = seq_len(inside), n1 = of, n2 = inside + sample(0:12, 1), f1 = units, f2 = inside)
      }))
    }
    rows <- rbind(rows, part)
  }
  if (!stratified || maybe(0.5)) rows$psu <- rows$psu + 100 * rows$h # numbered through, or anew in each stratum
  n <- nrow(rows)
  rows$w <- round(rows$n1 / rows$f1 * rows$n2 / rows$f2 * if (kind == "unequal") runif(n, 0.5, 3) else 1, 4)
  if (integer_weights) rows$w <- sample(1:9, n, TRUE)
  if (maybe(0.15)) rows$w[sample(n, max(1, n %/% 10))] <- 0
  if (fraction) {
    rows$n1 <- signif(rows$f1 / rows$n1, 12)
    rows$n2 <- signif(rows$f2 / rows$n2, 12)
  }
  effect <- rnorm(1000)[rows$psu %% 997 + 1]
  rows$x <- round(200 + 30 * effect + rnorm(n, 0, 40), pick(0, 0, 1, 2))
  rows$y <- round(exp(3 + 0.2 * effect + rnorm(n, 0, 0.6)), 2)
  rows$g <- sample(c("a", "b", "c"), n, TRUE)
  rows$d <- ifelse(runif(n) < 0.6, "in", "out")
  if (maybe(0.6)) rows$x[runif(n) < 0.1] <- NA
  if (maybe(0.3)) rows$y[runif(n) < 0.1] <- NA
  if (maybe(0.3)) rows <- rows[sample(n), ]
  list(rows = rows, kind = kind, stratified = stratified, counted = counted, lonely = lonely, of_rows = kind == "rows",
       derived = kind == "stages" && !fraction && maybe(0.5),
       policy = if (lonely) pick("certainty", "average", if (recent) "adjust" else "certainty") else "fail")
}

# The design to each program.
declare <- function(m, data) {
  stages <- m$kind == "stages"
  ids <- if (m$of_rows) ~1 else if (stages || m$kind == "weighted stages") ~psu + ssu else ~psu
  fpc <- if (!m$counted) NULL else if (stages) ~n1 + n2 else ~n1
  # survey below 4.2 wants a count for each stage: endless, so that the second is with replacement
  data$endless <- if (all(data$n1 <= 1)) 0 else Inf
  of_r <- if (m$counted && m$kind == "weighted stages" && !recent) ~n1 + endless else fpc
  r <- list(ids = ids, data = data, nest = TRUE)
  json <- sprintf('"lonely":"%s"', m$policy)
  if (!m$derived) { r$weights <- ~w; json <- c(json, '"weight":"w"') }
  if (m$stratified) { r$strata <- ~h; json <- c(json, '"strata":["h"]') }
  if (!is.null(fpc)) { r$fpc <- of_r; json <- c(json, if (stages) '"fpc":["n1","n2"]' else '"fpc":["n1"]') }
  if (!m$of_rows) json <- c(json, if (length(all.vars(ids)) == 2) '"cluster":["psu","ssu"]' else '"cluster":["psu"]')
  writeLines(paste0("{", paste(json, collapse = ","), "}"), file.path(dir, "design.json"))
  options(survey.lonely.psu = m$policy)
  do.call(svydesign, r)
}

ask <- function(options, statistics) {
  out <- file.path(dir, "out.csv")
  rc <- system2("prak-stats", c("--min-n", "0", "--design", file.path(dir, "design.json"), options,
    shQuote(statistics), file.path(dir, "in.csv")), stdout = out, stderr = file.path(dir, "err"))
  if (rc != 0) return(paste(readLines(file.path(dir, "err")), collapse = " "))
  read.csv(out, colClasses = c(grouping = "character", statistic = "character", level = "character", flag = "character"))
}

bad <- NULL
near <- function(what, got, want, size = 0) {
  if (length(want) != 1 || is.nan(want) || is.infinite(want)) want <- NA
  if (length(got) != 1) got <- NA
  compared <<- compared + 1
  if (is.na(want) || is.na(got)) {
    if (is.na(want) != is.na(got)) bad <<- c(bad, sprintf("%s: prak %s, R %s", what, format(got), format(want)))
    return(invisible())
  }
  gap <- abs(got - want) / max(abs(want), size, 1e-300)
  if (want == 0 && size == 0) gap <- abs(got)
  worst <<- max(worst, gap)
  if (gap > TOLERANCE) bad <<- c(bad, sprintf("%s: prak %.17g, R %.17g", what, got, want))
}

# A quantile asked for below the first step of F is the least value. survey up to 4.4 gives the second value (math), and
# 4.5 still the midpoint of the first two (hf2) or a value below the least (hf4); quantile(type = 1, 2, 4) does not.
# Between two equal values hf4 gives that value, not one that rounding has put just below it.
rule <- function(name) {
  inner <- get(paste0("qrule_", name), asNamespace("survey"))
  function(x, w, p) {
    some <- w != 0
    first <- w[some][order(x[some])][1]
    if (is.na(first) || p * sum(w) < first) return(min(x[some]))
    q <- inner(x, w, p)
    same <- x[abs(x - q) <= 1e-12 * abs(q)]
    if (length(same)) same[1] else q
  }
}

ROUND <- 0.3

# R's answer for rows of the domain that have the variables; df is of the domain itself.
compare <- function(name, r, est, df, deff = TRUE, plain = TRUE, weight_used) {
  value <- as.numeric(coef(est))
  se <- as.numeric(SE(est))
  near(paste(name, "estimate"), r$estimate, value)
  near(paste(name, "se"), r$se, se, abs(value) * 1e-3)
  near(paste(name, "df"), r$df, df)
  if (plain && df > 0) {
    ci <- confint(est, df = df)
    near(paste(name, "ci_low"), r$ci_low, ci[1], abs(value))
    near(paste(name, "ci_high"), r$ci_high, ci[2], abs(value))
  }
  if (deff && weight_used > 1 && se > 1e-9 * abs(value)) near(paste(name, "deff"), r$deff, as.numeric(deff(est)))
}

# subset() forgets strata without a row, so average and adjust no longer know them; prak takes a domain as zeros in the
# whole design, as svytotal(~I(x * domain)) does. Compared only where both are the same.
whole <- function(d) m$policy %in% c("fail", "certainty") || length(unique(d$variables$h)) == length(unique(data$h))

check_cell <- function(cell, got, design, cut, p, type) {
  has <- function(v) subset(design, !is.na(v))
  row <- function(s) got[got$statistic == s, ]
  df <- degf(design)
  dx <- has(design$variables$x)
  dy <- has(design$variables$x + design$variables$y)
  positive <- function(d) sum(weights(d) != 0)
  n <- function(s, d) near(paste(cell, s, "n"), row(s)$n, nrow(d))
  n("m", dx); n("r", dy); n("q", dx)
  near(paste(cell, "missing"), row("m")$n_missing, nrow(design) - nrow(dx))
  near(paste(cell, "weight"), row("m")$sum_weights, sum(weights(dx)))
  if (positive(dx) < 2 || positive(dy) < 2 || !whole(dx) || !whole(dy)) return(invisible())
  compare(paste(cell, "mean"), row("m"), svymean(~x, dx, deff = type), df, weight_used = positive(dx))
  compare(paste(cell, "total"), row("t"), svytotal(~x, dx, deff = type), df, weight_used = positive(dx))
  compare(paste(cell, "ratio"), row("r"), svyratio(~y, ~x, dy, deff = type), df, weight_used = positive(dy))
  dx <- update(dx, over = as.numeric(x > cut), one = 1)
  share <- svymean(~over, dx, deff = type)
  compare(paste(cell, "share"), row("s"), share, df, plain = FALSE, weight_used = positive(dx))
  if (coef(share) > 0 && coef(share) < 1 && SE(share) > 1e-12 && df > 0) {
    ci <- if (type == "replace") confint(svyciprop(~over, dx, method = "xlogit", df = df))
          else if (degf(dx) == df) confint(svyciprop(~over, dx, method = "beta"))
          else NULL # svyciprop has no way to be told the domain's df
    if (!is.null(ci)) {
      near(paste(cell, "share ci_low"), row("s")$ci_low, ci[1], 1e-3)
      near(paste(cell, "share ci_high"), row("s")$ci_high, ci[2], 1e-3)
    }
  }
  count <- svytotal(~one, update(design, one = 1))
  compare(paste(cell, "count"), row("n"), count, df, deff = FALSE, weight_used = 0)
  levels <- svymean(~factor(g, c("a", "b", "c")), design)
  for (i in 1:3) {
    f <- got[got$statistic == "f" & got$level == c("a", "b", "c")[i], ]
    if (nrow(f)) { # levels that do not occur have no row
      near(paste(cell, "freq", i), f$estimate, as.numeric(coef(levels))[i])
      near(paste(cell, "freq se", i), f$se, as.numeric(SE(levels))[i], 1e-3)
    }
  }
  for (name in c("math", "hf2", "hf4", "survey")) {
    q <- row(if (name == "math") "q" else name)
    if (df <= 0 || !nrow(q)) next
    at <- if (name == "survey") ROUND else p # by doubles, as R has it: a round p may be met exactly
    want <- tryCatch(svyquantile(~x, dx, at, ci = TRUE, qrule = if (name == "survey") "math" else rule(name),
                                 interval.type = "mean", df = df)$x, error = function(e) NULL)
    if (is.null(want)) next
    near(paste(cell, name, "quantile"), q$estimate, want[1])
    below <- SE(svymean(~I(as.numeric(x <= want[1])), dx)) # 0 at the greatest value: R's 1 may be above 1
    if (below > 1e-12) {
      near(paste(cell, name, "quantile low"), q$ci_low, want[2])
      near(paste(cell, name, "quantile high"), q$ci_high, want[3])
    }
  }
}

# ---- inequality, shape, ranks, pay ----

# Rows of a cell that have x and y above 0, as zeros outside it in the whole design.
check_more <- function(cell, got, design, inside, asked) {
  data <- design$variables
  used <- inside & !is.na(data$x) & !is.na(data$y)
  w <- as.numeric(weights(design))[used]
  d <- data[used, ]
  n <- sum(w > 0)
  if (n < 8 || length(unique(d$y[w > 0])) < 6 || length(unique(d$x[w > 0])) < 3) return(invisible())
  error <- function(u) {
    all <- numeric(nrow(data))
    all[used] <- u
    as.numeric(SE(svytotal(~u, update(design, u = all))))
  }
  one <- function(name, level, value, u) {
    r <- got[got$statistic == name & got$level == level, ]
    near(paste(cell, name, "estimate"), r$estimate, value)
    near(paste(cell, name, "se"), r$se, error(u), max(abs(value), 1e-3) * 1e-3)
  }
  for (name in names(asked$smooth)) {
    f <- asked$smooth[[name]]
    value <- f[[2]](d, w, n)
    if (is.finite(value)) one(name, if (is.null(f$level)) "" else f$level, value, influence(f[[2]], d, w, n))
  }
  for (name in names(asked$rough)) one(name, "", asked$rough[[name]][[2]](d$y, w), asked$rough[[name]][[3]](d$y, w))
}

named <- function(asked) unlist(lapply(c("smooth", "rough"), function(kind) lapply(names(asked[[kind]]), function(name)
  sprintf("%s=%s", name, sub("\\)$", ",among=x > 0 and y > 0)", asked[[kind]][[name]][[1]])))))

# ---- replicates ----

# Of designs with several units in each stratum and at most one population count; none for others.
replicates <- function(m, design) {
  if (m$lonely || m$kind == "stages" || m$derived) return(NULL)
  pairs <- all(tapply(if (m$of_rows) seq_along(design$variables$psu) else design$variables$psu,
    design$variables$h, function(u) length(unique(u))) == 2)
  types <- c(if (m$stratified) "JKn" else "JK1", "subbootstrap", if (pairs && !m$counted && !m$of_rows) "BRR")
  type <- types[sample.int(length(types), 1)]
  made <- tryCatch(if (type == "subbootstrap") as.svrepdesign(design, type = type, replicates = 20, mse = maybe(0.3))
    else as.svrepdesign(design, type = type, mse = maybe(0.3)), error = function(e) NULL)
  if (is.null(made)) NULL else list(type = type, design = made)
}

check_replicates <- function(r, m, data, asked, statistics, p) {
  jackknife <- r$type %in% c("JK1", "JKn")
  columns <- weights(r$design, type = "analysis")
  colnames(columns) <- paste0("rep", seq_len(ncol(columns)))
  write.csv(cbind(data, apply(columns, 2, function(v) sprintf("%.17g", v))), file.path(dir, "in.csv"), row.names = FALSE,
    na = "", quote = FALSE)
  rscales <- rep(r$design$rscales, length.out = ncol(columns))
  given <- sprintf('{"weight":"w","repweights":"rep*","reptype":"other","scale":%.17g,"rscales":[%s],"mse":%s}',
    r$design$scale, paste(sprintf("%.17g", rscales), collapse = ","), if (r$design$mse) "true" else "false")
  forms <- list(given = given)
  if (jackknife) forms$made <- sprintf('{"weight":"w","reptype":"%s","mse":%s%s%s%s}', r$type,
    if (r$design$mse) "true" else "false", if (m$stratified) ',"strata":["h"]' else "",
    if (m$of_rows) "" else ',"cluster":["psu"]', if (m$counted) ',"fpc":["n1"]' else "")
  used <- !is.na(data$x) & !is.na(data$y) & data$x > 0 & data$y > 0
  d <- data[used, ]
  n <- sum(data$w[used] > 0)
  for (form in names(forms)) {
    writeLines(forms[[form]], file.path(dir, "design.json"))
    got <- ask(NULL, c(statistics, named(asked)))
    if (is.character(got)) { bad <<- c(bad, paste(form, r$type, got)); next }
    row <- function(s) got[got$statistic == s, ]
    both <- function(s, est, level = "") {
      near(paste(form, r$type, s, "estimate"), got$estimate[got$statistic == s & got$level == level], as.numeric(coef(est)))
      near(paste(form, r$type, s, "se"), got$se[got$statistic == s & got$level == level], as.numeric(SE(est)),
        max(abs(as.numeric(coef(est))), 1e-3) * 1e-3)
    }
    both("m", svymean(~x, r$design, na.rm = TRUE))
    both("t", svytotal(~x, r$design, na.rm = TRUE))
    both("r", svyratio(~y, ~x, r$design, na.rm = TRUE))
    # with units of weight 0 the rank that R takes is above units less strata, which prak and R's linearised designs have
    if (form == "given" || all(data$w > 0)) near(paste(form, r$type, "df"), row("n")$df, degf(r$design))
    if (n < 8) next
    for (name in names(asked$smooth)) {
      f <- asked$smooth[[name]]
      theta <- function(w, data) f[[2]](data[used, ], w[used], n)
      if (is.finite(theta(data$w, data))) both(name, withReplicates(r$design, theta), if (is.null(f$level)) "" else f$level)
    }
    for (name in names(asked$rough)) {
      theta <- function(w, data) asked$rough[[name]][[2]](data$y[used], w[used])
      both(name, withReplicates(r$design, theta))
    }
  }
}

for (k in seq_len(designs)) {
  set.seed(seed + k)
  bad <- NULL
  m <- make()
  write.csv(m$rows, file.path(dir, "in.csv"), row.names = FALSE, na = "", quote = FALSE)
  data <- read.csv(file.path(dir, "in.csv"))
  label <- sprintf("design %d: %s%s%s%s%s, %d rows", k, m$kind, if (m$stratified) ", strata" else "",
    if (m$counted) ", fpc" else "", if (m$derived) ", derived weights" else "",
    if (m$lonely) paste(", lonely", m$policy) else "", nrow(data))
  design <- declare(m, data)
  cut <- median(data$x, na.rm = TRUE) + 0.05
  p <- round(runif(1, 0.05, 0.95), 6)
  statistics <- c("m=mean(x)", "t=total(x)", "r=ratio(y,x)", sprintf("s=share(x > %.2f)", cut), "n=count()", "f=freq(g)",
    sprintf(c("q=quantile(x,%.6f)", "hf2=quantile(x,%.6f,rule=hf2)", "hf4=quantile(x,%.6f,rule=hf4)"), p),
    if (!m$derived) sprintf("survey=quantile(x,%s,rule=survey)", ROUND))
  got <- ask(c("-g", "''", "-g", "g"), statistics)
  if (is.character(got)) {
    bad <- c(bad, got)
  } else {
    check_cell("all", got[got$grouping == "", ], design, cut, p, "replace")
    for (level in sort(unique(data$g)))
      check_cell(level, got[got$grouping == "g" & got$g == level, ], subset(design, g == level), cut, p, "replace")
  }
  got <- ask(c("--where", shQuote('d == "in"'), "--share-ci", "beta", "--deff", "wor"), statistics)
  if (is.character(got)) bad <- c(bad, got)
  else check_cell("where", got, subset(design, d == "in"), cut, p, TRUE)
  asked <- list(smooth = smooth(round(as.numeric(quantile(data$y, 0.4, na.rm = TRUE)) + 0.005, 2), p), rough = rough)
  if (k %% 4) asked$smooth[c("spearman", "kendall")] <- NULL # they take R some seconds
  if (m$derived) asked$smooth$osier <- NULL # needs a weight column
  got <- ask(c("-g", "''", "-g", "g"), named(asked))
  if (is.character(got)) {
    bad <- c(bad, got)
  } else {
    positive <- !is.na(data$x) & !is.na(data$y) & data$x > 0 & data$y > 0
    check_more("all", got[got$grouping == "", ], design, positive, asked)
    level <- sort(unique(data$g))[1]
    check_more(level, got[got$grouping == "g" & got$g == level, ], design, positive & data$g == level, asked)
  }
  r <- replicates(m, design)
  before <- compared
  if (!is.null(r)) check_replicates(r, m, data, asked, statistics, p)
  by_replicates <- by_replicates + compared - before
  cat(if (length(bad)) "not ok" else "ok", " ", k, " - ", label, "\n", sep = "")
  if (length(bad)) {
    cat(paste0("#   seed ", seed + k, ": ", bad, "\n"), sep = "")
    keep <- Sys.getenv("PRAK_PEERS_KEEP")
    if (keep != "") file.copy(file.path(dir, c("in.csv", "design.json")), file.path(keep, paste0(k, c(".csv", ".json"))))
  }
}
cat("1..", designs, "\n", sep = "")
cat(sprintf("# seed %d: %d figures compared, %d of them by replicates; largest difference %.1e\n", seed, compared, by_replicates,
  worst))
unlink(dir, recursive = TRUE)
