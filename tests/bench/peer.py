"""peer.py PEER TASK FILE [TABLE] - one task of tests/bench/peers, done by duckdb or polars, to /dev/stdout.

Cells that only pass through are read as text by both, so that they leave as they came.
"""
import os
import sys

peer, task, path = sys.argv[1:4]
table = sys.argv[4] if len(sys.argv) > 4 else None
OUT = "/dev/stdout"


def duck():
    import duckdb

    con = duckdb.connect(config={"threads": int(os.environ.get("PEER_THREADS", "2"))})
    text = f"read_csv('{path}', all_varchar=true)"
    typed = f"read_csv('{path}')"
    right = f"read_csv('{table}', all_varchar=true)"
    mean = "sum(base_wage * weight) / sum(weight)"

    def ask(sql):
        print(len(con.execute(sql).fetchall()))

    def copy(sql, form="csv"):
        con.execute(f"copy ({sql}) to '{OUT}' (format {form})")

    if task in ("count", "start"):
        ask(f"select count(*) from {typed}")
    elif task == "select":
        copy(f"select worker_id, province, base_wage from {text}")
    elif task == "filter":
        copy(f"select * from {text} where base_wage::double > 250")
    elif task in ("mean", "pipe"):
        ask(f"select province, sector, {mean} from {typed} group by all")
    elif task == "quantiles":
        ask(f"select province, quantile_cont(base_wage, [0.1, 0.5, 0.9]) from {typed} group by all")
    elif task == "describe":
        numbers = "x for x in (*) if x in ('worker_id','age','factory_id','base_wage','hours_week','overtime_pay','weight')"
        ask(f"select min(columns(*)), max(columns(*)), count(distinct columns(*)), avg(columns([{numbers}])), "
            f"stddev(columns([{numbers}])) from {typed}")
    elif task in ("join5k", "join3m"):
        key = "factory_id" if task == "join5k" else "worker_id"
        copy(f"select * from {text} a join {right} b using ({key})")
    elif task == "distinct":
        copy(f"select distinct on (worker_id) * from {text}")
    elif task == "sort":
        copy(f"select * from {text} order by base_wage::double")
    elif task == "tojson":
        copy(f"from {typed}", "json")
    elif task == "tocsv":
        copy(f"from read_json('{path}', format='newline_delimited')")
    elif task == "chain":
        ask(f"select buyer, {mean} from {typed} join read_csv('{table}') using (factory_id) "
            "where base_wage > 250 group by all")
    else:
        sys.exit(9)


def polar():
    import polars as pl

    c = pl.col
    text = lambda p: pl.scan_csv(p, infer_schema=False)
    typed = lambda p: pl.scan_csv(p)
    mean = ((c("base_wage") * c("weight")).sum() / c("weight").sum()).alias("mean")
    show = lambda d: print(d.collect().height)

    if task in ("count", "start"):
        show(typed(path).select(pl.len()))
    elif task == "select":
        text(path).select("worker_id", "province", "base_wage").sink_csv(OUT)
    elif task == "filter":
        text(path).filter(c("base_wage").cast(pl.Float64) > 250).sink_csv(OUT)
    elif task == "mean":
        show(typed(path).group_by("province", "sector").agg(mean))
    elif task == "quantiles":
        show(typed(path).group_by("province").agg([c("base_wage").quantile(q).alias(str(q)) for q in (0.1, 0.5, 0.9)]))
    elif task == "describe":
        frame = pl.read_csv(path)
        print(frame.describe().height, [frame[k].n_unique() for k in frame.columns])
    elif task in ("join5k", "join3m"):
        text(path).join(text(table), on="factory_id" if task == "join5k" else "worker_id").sink_csv(OUT)
    elif task == "distinct":
        text(path).unique(subset=["worker_id"], keep="first", maintain_order=True).sink_csv(OUT)
    elif task == "sort":
        typed(path).sort("base_wage", maintain_order=True).sink_csv(OUT)
    elif task == "tojson":
        typed(path).sink_ndjson(OUT)
    elif task == "tocsv":
        pl.scan_ndjson(path).sink_csv(OUT)
    elif task == "chain":
        show(typed(path).filter(c("base_wage") > 250).join(typed(table), on="factory_id").group_by("buyer").agg(mean))
    else:
        sys.exit(9)


{"duckdb": duck, "polars": polar}[peer]()
