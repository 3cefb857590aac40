# survey.R DESIGNS SEED - TAP. Each design: made-up rows, stratified, clustered or two-stage, with or without population
# counts, weights given or derived, missing values, zero weights, single sampling units; prak stats and R's survey
# package compute the same figures, and may differ by 1e-9 relative (standard errors: of the estimate's size, too).
suppressMessages(library(survey))
options(digits = 17, warn = -1)
arg <- as.integer(commandArgs(TRUE))
designs <- arg[1]
seed <- arg[2]
cat("# seed", seed, "- survey", format(packageVersion("survey")), "\n")
TOLERANCE <- 1e-9
recent <- packageVersion("survey") >= "4.2" # lonely = adjust centres at the mean of the sampling units
dir <- tempfile("peers")
dir.create(dir)
compared <- 0
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
  r <- list(ids = ids, data = data, nest = TRUE)
  json <- sprintf('"lonely":"%s"', m$policy)
  if (!m$derived) { r$weights <- ~w; json <- c(json, '"weight":"w"') }
  if (m$stratified) { r$strata <- ~h; json <- c(json, '"strata":["h"]') }
  if (!is.null(fpc)) { r$fpc <- fpc; json <- c(json, if (stages) '"fpc":["n1","n2"]' else '"fpc":["n1"]') }
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
  for (name in c("math", "hf2", "hf4")) {
    q <- row(if (name == "math") "q" else name)
    if (df <= 0) next
    want <- tryCatch(svyquantile(~x, dx, p, ci = TRUE, qrule = rule(name), interval.type = "mean", df = df)$x,
                     error = function(e) NULL)
    if (is.null(want)) next
    near(paste(cell, name, "quantile"), q$estimate, want[1])
    below <- SE(svymean(~I(as.numeric(x <= want[1])), dx)) # 0 at the greatest value: R's 1 may be above 1
    if (below > 1e-12) {
      near(paste(cell, name, "quantile low"), q$ci_low, want[2])
      near(paste(cell, name, "quantile high"), q$ci_high, want[3])
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
    sprintf(c("q=quantile(x,%.6f)", "hf2=quantile(x,%.6f,rule=hf2)", "hf4=quantile(x,%.6f,rule=hf4)"), p))
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
  cat(if (length(bad)) "not ok" else "ok", " ", k, " - ", label, "\n", sep = "")
  if (length(bad)) {
    cat(paste0("#   seed ", seed + k, ": ", bad, "\n"), sep = "")
    keep <- Sys.getenv("PRAK_PEERS_KEEP")
    if (keep != "") file.copy(file.path(dir, c("in.csv", "design.json")), file.path(keep, paste0(k, c(".csv", ".json"))))
  }
}
cat("1..", designs, "\n", sep = "")
cat(sprintf("# %d figures compared, largest difference %.1e\n", compared, worst))
unlink(dir, recursive = TRUE)
