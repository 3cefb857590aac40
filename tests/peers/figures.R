# figures.R - the statistics that R's survey package does not have, by their definitions. Each is a function of the rows
# and their weights that takes complex weights: its derivative in each weight, the influence, is the imaginary part of the
# value with that weight moved by 1e-20 i, and svytotal of the influence gives the linearised error. So no formula of an
# influence is shared with prak. Those that need a density (convey's kernel) have their influence written out.

wmean <- function(x, w) sum(w * x) / sum(w)
moment <- function(x, w, r) wmean((x - wmean(x, w))^r, w)

ordered <- function(x, w) { o <- order(x); list(x = x[o], w = w[o]) }

# Sum of w x of the lowest p of the weight; a value on the edge counts in part. Where F meets p the curve has a kink and its
# derivative two sides: the edge is the smallest value with F >= p, and not what the last digit of a sum of doubles says.
lowest <- function(x, w, p) {
  s <- ordered(x, w)
  up <- cumsum(s$w)
  target <- p * sum(w)
  below <- Re(up) < Re(target) * (1 - 1e-12)
  edge <- which(!below)[1]
  if (is.na(edge)) return(sum(w * x))
  sum((s$w * s$x)[below]) + s$x[edge] * (target - sum(s$w[below]))
}
share_of <- function(x, w, p) lowest(x, w, p) / sum(w * x)

gini <- function(x, w) { # sum w D(x) / (N X), D = sum of w (x - v) over v <= x
  s <- ordered(x, w)
  d <- s$x * cumsum(s$w) - cumsum(s$w * s$x)
  sum(s$w * d) / (sum(w) * sum(w * x))
}
osier <- function(x, w) gini(x, w) + (sum(w * w * x) - sum(w * x)) / (sum(w) * sum(w * x))
entropy <- function(x, w, a) {
  u <- x / wmean(x, w)
  if (a == 0) -wmean(log(u), w) else if (a == 1) wmean(u * log(u), w) else (wmean(u^a, w) - 1) / (a * (a - 1))
}
between <- function(x, g, w) {
  n <- tapply(seq_along(x), g, function(i) sum(w[i]))
  m <- tapply(seq_along(x), g, function(i) wmean(x[i], w[i]))
  used <- Re(n) > 0
  entropy(m[used], n[used], 1)
}
gap <- function(x, f, w) { m <- wmean(x[!f], w[!f]); (m - wmean(x[f], w[f])) / m }
gap_by <- function(x, f, g, w) {
  part <- lapply(split(seq_along(x), g), function(i) {
    if (Re(sum(w[i][f[i]])) == 0 || Re(sum(w[i][!f[i]])) == 0) NULL else c(sum(w[i]), gap(x[i], f[i], w[i]))
  })
  part <- do.call(rbind, part)
  if (is.null(part)) NA else sum(part[, 1] * part[, 2]) / sum(part[, 1])
}
spearman <- function(x, y, w) {
  mid <- function(v) {
    i <- match(v, sort(unique(v)))
    own <- sapply(seq_len(max(i)), function(k) sum(w[i == k]))
    (cumsum(own) - own / 2)[i] / sum(w) - 0.5
  }
  u <- mid(x)
  v <- mid(y)
  sum(w * u * v) / sqrt(sum(w * u^2) * sum(w * v^2))
}
kendall <- function(x, y, w) {
  a <- sign(outer(x, x, "-"))
  b <- sign(outer(y, y, "-"))
  total <- function(m) sum(w * (m %*% w))
  k <- total(a * b)
  if (abs(Re(k)) < 1e-13 * abs(total(abs(a * b)))) k <- k - Re(k) # what rounding leaves of pairs that cancel
  k / sqrt(total(a^2) * total(b^2))
}

# name -> list(how prak is asked, function(d, w, n): d has x, y, g, d; n rows of positive weight)
smooth <- function(z, p) list(
  gini = list("gini(y)", function(d, w, n) gini(d$y, w)),
  osier = list("gini(y,method=osier)", function(d, w, n) osier(d$y, w)),
  theil = list("theil(y)", function(d, w, n) entropy(d$y, w, 1)),
  mld = list("mld(y)", function(d, w, n) entropy(d$y, w, 0)),
  ge2 = list("ge(y,2)", function(d, w, n) entropy(d$y, w, 2)),
  between = list("decomposition(y,g)", function(d, w, n) between(d$y, d$g, w), level = "between"),
  within = list("decomposition(y,g)", function(d, w, n) entropy(d$y, w, 1) - between(d$y, d$g, w), level = "within"),
  atkinson = list("atkinson(y,0.5)", function(d, w, n) 1 - wmean(sqrt(d$y), w)^2 / wmean(d$y, w)),
  geometric = list("geometric_mean(y)", function(d, w, n) exp(wmean(log(d$y), w))),
  harmonic = list("harmonic_mean(y)", function(d, w, n) sum(w) / sum(w / d$y)),
  varlogs = list("var_logs(y)", function(d, w, n) n / (n - 1) * moment(log(d$y), w, 2)),
  var = list("var(y)", function(d, w, n) n / (n - 1) * moment(d$y, w, 2)),
  sd = list("sd(x)", function(d, w, n) sqrt(n / (n - 1) * moment(d$x, w, 2))),
  cv = list("cv(y)", function(d, w, n) sqrt(n / (n - 1) * moment(d$y, w, 2)) / wmean(d$y, w)),
  cor = list("cor(x,y)", function(d, w, n)
    wmean((d$x - wmean(d$x, w)) * (d$y - wmean(d$y, w)), w) / sqrt(moment(d$x, w, 2) * moment(d$y, w, 2))),
  skewness = list("skewness(y)", function(d, w, n) moment(d$y, w, 3) / moment(d$y, w, 2)^1.5),
  kurtosis = list("kurtosis(y)", function(d, w, n) moment(d$y, w, 4) / moment(d$y, w, 2)^2 - 3),
  lorenz = list(sprintf("lorenz(y,%.6f)", p), function(d, w, n) share_of(d$y, w, p)),
  share = list("quantile_share(y,0.2,0.6)", function(d, w, n) share_of(d$y, w, 0.6) - share_of(d$y, w, 0.2)),
  palma = list("palma(y)", function(d, w, n) (1 - share_of(d$y, w, 0.9)) / share_of(d$y, w, 0.4)),
  trimmed = list("trimmed_mean(y,0.15)", function(d, w, n) (lowest(d$y, w, 0.85) - lowest(d$y, w, 0.15)) / (0.7 * sum(w))),
  poor = list(sprintf("fgt(y,%.2f,0)", z), function(d, w, n) wmean(as.numeric(d$y <= z), w)),
  depth = list(sprintf("fgt(y,%.2f,2)", z), function(d, w, n) wmean(pmax((z - d$y) / z, 0)^2, w)),
  watts = list(sprintf("watts(y,%.2f)", z), function(d, w, n) wmean(log(z / pmin(d$y, z)), w)),
  mmr = list(sprintf("mmr_gap(y,%.2f)", z), function(d, w, n) sum(w * pmax(z - d$y, 0)) / sum(w * d$y)),
  cost = list(sprintf("raise_cost(y,%.2f)", z), function(d, w, n) sum(w * pmax(z - d$y, 0))),
  unions = list("effective_number(g)", function(d, w, n)
    sum(w)^2 / sum(tapply(seq_along(w), d$g, function(i) sum(w[i]))^2)),
  paygap = list("gender_pay_gap(y,d == \"in\")", function(d, w, n) gap(d$y, d$d == "in", w)),
  paygapby = list("gender_pay_gap(y,d == \"in\",by=g)", function(d, w, n) gap_by(d$y, d$d == "in", d$g, w)),
  dti = list("dti(y,x,of=ratios)", function(d, w, n) wmean(d$y / d$x, w)),
  spearman = list("spearman(x,y)", function(d, w, n) spearman(d$x, d$y, w)),
  kendall = list("kendall(x,y)", function(d, w, n) kendall(d$x, d$y, w))
)

influence <- function(f, d, w, n) {
  sapply(seq_along(w), function(k) {
    v <- as.complex(w)
    v[k] <- v[k] + 1e-20i
    Im(f(d, v, n)) / 1e-20
  })
}

# ---- with densities ----

cut_at <- function(x, w, p) { # the least value with F at least p, F as exact sums would have it
  s <- ordered(x, w)
  f <- cumsum(s$w) / sum(w)
  s$x[which(f >= p - 1e-12 & s$w > 0)[1]]
}
density_at <- function(x, w, at) { # N f
  h <- sqrt(moment(x, w, 2)) / sum(w)^0.2
  sum(w * exp(-((at - x) / h)^2 / 2)) / (h * sqrt(2 * pi))
}
of_cut <- function(x, w, p) { q <- cut_at(x, w, p); -((x <= q) - p) / density_at(x, w, q) }

# name -> list(how prak is asked, value(y, w), influence(y, w))
rough <- list(
  decile = list("decile_ratio(y)", function(y, w) cut_at(y, w, 0.9) / cut_at(y, w, 0.1), function(y, w)
    (of_cut(y, w, 0.9) - cut_at(y, w, 0.9) / cut_at(y, w, 0.1) * of_cut(y, w, 0.1)) / cut_at(y, w, 0.1)),
  iqr = list("iqr(y)", function(y, w) cut_at(y, w, 0.75) - cut_at(y, w, 0.25), function(y, w)
    of_cut(y, w, 0.75) - of_cut(y, w, 0.25)),
  mad = list("mad(y)", function(y, w) cut_at(round(abs(y - cut_at(y, w, 0.5)), 9), w, 0.5), function(y, w) {
    m <- cut_at(y, w, 0.5)
    off <- round(abs(y - m), 9)
    v <- cut_at(off, w, 0.5)
    a <- density_at(y, w, m + v)
    b <- density_at(y, w, m - v)
    -((off <= v) - 0.5 + (a - b) * of_cut(y, w, 0.5)) / (a + b)
  }),
  arpt = list("arpt(y)", function(y, w) 0.6 * cut_at(y, w, 0.5), function(y, w) 0.6 * of_cut(y, w, 0.5)),
  arpr = list("arpr(y)", function(y, w) wmean(as.numeric(y <= 0.6 * cut_at(y, w, 0.5) + 1e-9), w), function(y, w) {
    t <- 0.6 * cut_at(y, w, 0.5)
    poor <- as.numeric(y <= t + 1e-9)
    (poor - wmean(poor, w) + density_at(y, w, t) * 0.6 * of_cut(y, w, 0.5)) / sum(w)
  }),
  s80s20 = list("s80s20(y)", function(y, w) sum((w * y)[y > cut_at(y, w, 0.8)]) / sum((w * y)[y <= cut_at(y, w, 0.2)]),
    function(y, w) {
      h <- cut_at(y, w, 0.8)
      l <- cut_at(y, w, 0.2)
      heavy <- function(at) { # the density of w y, as convey takes it
        s <- sqrt(moment(y, w, 2)) / sum(w)^0.2
        sum(w * y * exp(-((at - y) / s)^2 / 2)) / (s * sqrt(2 * pi))
      }
      top <- sum((w * y)[y > h])
      low <- sum((w * y)[y <= l])
      of_top <- y * (y > h) - heavy(h) * of_cut(y, w, 0.8)
      of_low <- y * (y <= l) + heavy(l) * of_cut(y, w, 0.2)
      (of_top * low - top * of_low) / low^2
    })
)
