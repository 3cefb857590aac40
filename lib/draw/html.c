/*
 * html.c - the report as one file: charts, their data, light, dark and print styles, no network.
 *
 * The policy names the hash of the only style and the only script. Whoever changes one of the two strings
 * runs tests/unit/test_draw.c, which says the new hash.
 */
#include "draw/table.h"

#include <string.h>

#define LIGHT                                                                                                \
    "--ink:#1b1f24;--muted:#57606a;--grid:#e3e6ea;--axis:#8c959f;--mark:#3d444d;--above:#c8500a;--below:#"   \
    "0072b2;"                                                                                                \
    "--pale:#99c7e0;--caution:#6e7781;--paper:#ffffff;--link:#0b5c8f"
#define DARK                                                                                                 \
    "--ink:#e8eaed;--muted:#a9b2bc;--grid:#2f353d;--axis:#7d8792;--mark:#c3cad2;--above:#ff9a57;--below:#"   \
    "5cb3f2;"                                                                                                \
    "--pale:#21506f;--caution:#9aa4af;--paper:#15181c;--link:#7cc0f5"

/* The looks of the marks, by role: canvas.h. */
#define LOOK(key, name, hex) "." name "{fill:var(--" name ")}.l-" name "{stroke:var(--" name ")}"
#define LOOKS                PRAK_ROLES(LOOK)
/* Columns of numbers: the table names them once, not each cell. */
enum { RIGHT_MOST = 8 };
#define RIGHT(n) ".r" #n " tr>:nth-child(" #n ")"
#define RIGHTS                                                                                               \
    RIGHT(1) "," RIGHT(2) "," RIGHT(3) "," RIGHT(4) "," RIGHT(5) "," RIGHT(6) "," RIGHT(7) "," RIGHT(8)

static const char style[] =
    ":root{color-scheme:light dark;" LIGHT "}"
    "@media(prefers-color-scheme:dark){:root{" DARK "}}"
    "body{margin:0 auto;max-width:50rem;padding:2rem 1.25rem 3rem;background:var(--paper);color:var(--ink);"
    "font:1rem/1.5 \"Noto Sans\",\"Noto Sans Khmer\",system-ui,sans-serif}"
    "h1,h2{line-height:1.3;margin:0;overflow-wrap:anywhere}h1{font-size:1.7rem;margin-bottom:1.5rem}h2{font-"
    "size:1.3rem}"
    "p{margin:0}a{color:var(--link)}nav{margin:0 0 2rem}nav ul{margin:0;padding:0 0 0 1.2rem}"
    "section{margin:0 0 3rem;padding-top:1.25rem;border-top:2px solid var(--ink)}"
    "figure{margin:0}.sub{color:var(--muted);margin:.15rem 0 .5rem}"
    ".note{color:var(--muted);font-size:.82rem;margin-top:.5rem}"
    "svg{display:block;max-width:100%;height:auto;font-size:12.5px}svg.narrow{display:none}"
    ".e{text-anchor:end}.m{text-anchor:middle}.b{font-weight:700}.i{font-style:italic}"
    ".h{stroke:var(--paper);stroke-width:3;stroke-linejoin:round;paint-order:stroke}" LOOKS
    "details{margin-top:1rem}summary{cursor:pointer;font-weight:700;font-size:.9rem}"
    ".scroll{overflow:auto;max-height:30rem}thead th{position:sticky;top:0;background:var(--paper)}"
    "table{border-collapse:collapse;font-size:.88rem;font-variant-numeric:tabular-nums;margin-top:.5rem}"
    "th,td{padding:.22rem 1rem .22rem 0;text-align:left;vertical-align:top;border-bottom:1px solid "
    "var(--grid)}"
    "th{border-bottom:1.5px solid var(--axis)}td:first-child{min-width:6rem}"
    ".r," RIGHTS "{text-align:right;white-space:nowrap}"
    "th[aria-sort=ascending] span:after{content:\" \\25B2\"}th[aria-sort=descending] span:after{content:\" "
    "\\25BC\"}"
    "th span[role]{cursor:pointer}"
    ":lang(km){line-height:1.9}"
    "@media screen and (max-width:40rem){body{padding:1.25rem .9rem "
    "2rem}h1{font-size:1.35rem}h2{font-size:1.15rem}"
    "svg.wide{display:none}svg.narrow{display:block;width:100%}th,td{padding-right:.7rem}}"
    "@media print{:root{color-scheme:light;" LIGHT
    "}@page{size:A4;margin:16mm}body{max-width:none;padding:0;font-size:10pt}"
    "figure,tr{break-inside:avoid}section{margin:0 0 "
    "8mm}h2{break-after:avoid}thead{display:table-header-group}"
    ".scroll{overflow:visible;max-height:none}thead th{position:static}nav,summary{display:none}}";

static const char script[] =
    "for(let t of document.querySelectorAll('table')){let "
    "H=[...t.rows[0].cells],b=t.tBodies[0],U='ascending';H.map((h,i)=>{"
    "let s=h.firstChild,v=(r,x=r.cells[i].innerText,n=parseFloat(x.replace(/[(,\xE2\x88\x92\xE1\x9F\xA0-"
    "\xE1\x9F\xA9]/"
    "g,c=>c<'a'?'':c<'\xE2\x88\x92'?c.charCodeAt()%16:'-')))=>h.className?n==n?n:-1e9:x;s.tabIndex=0;s.role='"
    "button';"
    "s.onclick=()=>{let u=h.ariaSort==U?-1:1;H.map(c=>c.ariaSort=null);h.ariaSort=u>0?U:'descending';"
    "b.append(...[...b.rows].sort((x,y)=>(x=v(x),y=v(y),(x>y)-(x<y))*u))};s.onkeydown=e=>e.key=='Enter'&&s."
    "click()})}";

#define STYLE_HASH  "O8zZQ6+iuEHyyeLeL6PutPKjLwlhkYNr+ie+ntG2mYI="
#define SCRIPT_HASH "cStU1OMDugps3GYGVPscpItQQ61YMpCvCJYDaUGAFlU="

const char *prak_html_style(void)
{
    return style;
}
const char *prak_html_script(void)
{
    return script;
}
const char *prak_html_style_hash(void)
{
    return STYLE_HASH;
}
const char *prak_html_script_hash(void)
{
    return SCRIPT_HASH;
}

static void element(struct prak_draw_run *d, const char *open, const char *text, const char *close)
{
    prak_buf_text(d->out, open);
    prak_draw_buf_xml(d->out, text);
    prak_buf_text(d->out, close);
}

static void table(struct prak_draw_run *d, const struct prak_draw_grid *g, const char *caption)
{
    bool classes = false;
    for (size_t c = 0; c < g->ncol && c < RIGHT_MOST; c++)
        classes = classes || g->right[c];
    element(d, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"", caption, "\">\n<table");
    for (size_t c = 0, any = 0; c < g->ncol && c < RIGHT_MOST; c++)
        if (g->right[c])
            prak_buf_fmt(d->out, any++ ? " r%zu" : " class=\"r%zu", c + 1);
    prak_buf_text(d->out, classes ? "\">\n<thead><tr>" : ">\n<thead><tr>");
    for (size_t c = 0; c < g->ncol; c++)
        element(d, g->right[c] ? "<th scope=\"col\" class=\"r\"><span>" : "<th scope=\"col\"><span>",
                g->head[c], "</span></th>");
    prak_buf_text(d->out, "</tr></thead>\n<tbody>\n");
    for (size_t r = 0; r < g->nrow; r++) {
        prak_buf_text(d->out, "<tr>");
        for (size_t c = 0; c < g->ncol; c++)
            element(d, g->right[c] && c >= RIGHT_MOST ? "<td class=\"r\">" : "<td>", g->cell[r * g->ncol + c],
                    "</td>");
        prak_buf_text(d->out, "</tr>\n");
    }
    prak_buf_text(d->out, "</tbody>\n</table>\n</div>\n");
    if (g->more)
        element(d, "<p class=\"note\">\xE2\x80\xA6 ", prak_draw_more(d, g->more), "</p>\n");
}

static void source(struct prak_draw_run *d)
{
    if (d->o->source)
        element(d, "<p class=\"note\">",
                prak_draw_text(d, "%s %s", prak_draw_word(d, PRAK_W_SOURCE),
                               prak_draw_text_clean(d, prak_str(d->o->source))),
                "</p>\n");
}

static void chart(struct prak_draw_run *d, const struct prak_draw_model *m, size_t i, bool alone)
{
    const struct prak_chart *c = &m->chart[i];
    const char *more = "";
    bool titled = alone && d->o->title;
    prak_buf_fmt(d->out, "<section id=\"c%zu\">\n<figure>\n<figcaption>", i + 1);
    if (!alone || titled)
        element(d, "<h2>", c->title, "</h2>\n");
    element(d, "<p class=\"sub\">", prak_note_subtitle(d, c), "</p></figcaption>\n");
    if (!prak_chart_is_table_only(c)) {
        prak_chart_svg(d, m, c, 800, true, false, prak_draw_text(d, "c%zu", i + 1), &more, d->out);
        prak_chart_svg(d, m, c, 372, true, true, prak_draw_text(d, "c%zu", i + 1), &more, d->out);
    } else {
        more = prak_draw_say(d, PRAK_W_NOTE_GROUPS_TABLE, prak_draw_count(d, c->n), NULL, NULL);
    }
    element(d, "<p class=\"note\">", prak_note(d, c, more), "</p>\n");
    source(d);
    element(d, "</figure>\n<details open><summary>", prak_draw_word(d, PRAK_W_DATA), "</summary>\n");
    struct prak_draw_grid g = prak_draw_grid_chart(d, c);
    table(d, &g, prak_draw_text(d, "%s: %s", prak_draw_word(d, PRAK_W_DATA), c->title));
    prak_buf_text(d->out, "</details>\n</section>\n");
}

static const char *page_title(struct prak_draw_run *d, const struct prak_draw_table *t,
                              const struct prak_draw_model *m, size_t plain)
{
    if (d->o->title)
        return prak_draw_text_clean(d, prak_str(d->o->title));
    if (m->n == 1 && !plain)
        return m->chart[0].title;
    if (!m->n && plain == 1 && t[0].file)
        return prak_draw_text_clean(d, prak_str(t[0].file));
    return prak_draw_word(d, m->n ? PRAK_W_STATISTICS : PRAK_W_TABLE);
}

static void head(struct prak_draw_run *d, const char *title)
{
    prak_buf_fmt(
        d->out,
        "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-%s'; "
        "script-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
        d->km ? "km" : "en", STYLE_HASH, SCRIPT_HASH);
    element(d, "<title>", title, "</title>\n<style>");
    prak_buf_text(d->out, style);
    element(d, "</style>\n</head>\n<body>\n<main>\n<h1>", title, "</h1>\n");
}

static void contents(struct prak_draw_run *d, const struct prak_draw_model *m)
{
    element(d, "<nav aria-label=\"", prak_draw_word(d, PRAK_W_CONTENTS), "\"><ul>\n");
    for (size_t i = 0; i < m->n; i++) {
        prak_buf_fmt(d->out, "<li><a href=\"#c%zu\">", i + 1);
        element(d, "", m->chart[i].title, "</a></li>\n");
    }
    prak_buf_text(d->out, "</ul></nav>\n");
}

void prak_html_page(struct prak_draw_run *d, const struct prak_draw_table *t, size_t n,
                    const struct prak_draw_model *m)
{
    size_t plain = 0;
    for (size_t i = 0; i < n; i++)
        plain += !prak_draw_model_has_columns(&t[i]);
    head(d, page_title(d, t, m, plain));
    if (m->n > 2)
        contents(d, m);
    for (size_t i = 0; i < m->n; i++)
        chart(d, m, i, m->n == 1 && !plain);
    for (size_t i = 0; i < n; i++) {
        if (prak_draw_model_has_columns(&t[i]))
            continue;
        struct prak_draw_grid g = prak_draw_grid_plain(d, &t[i], 0);
        const char *name =
            t[i].file ? prak_draw_text_clean(d, prak_str(t[i].file)) : prak_draw_word(d, PRAK_W_TABLE);
        g.more += d->o->more;
        prak_buf_text(d->out, "<section>\n");
        if (plain + m->n > 1)
            element(d, "<h2>", name, "</h2>\n");
        table(d, &g, name);
        if (!m->n)
            source(d);
        prak_buf_text(d->out, "</section>\n");
    }
    if (!plain && d->o->more)
        element(d, "<p class=\"note\">\xE2\x80\xA6 ", prak_draw_more(d, d->o->more), "</p>\n");
    prak_buf_text(d->out, "</main>\n<script>");
    prak_buf_text(d->out, script);
    prak_buf_text(d->out, "</script>\n</body>\n</html>\n");
}
