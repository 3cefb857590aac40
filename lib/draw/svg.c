/* svg.c - the canvas as SVG text: live <text>, no fonts, no scripts, the same bytes everywhere. */
#include "draw/canvas.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#define ROLE_NAME(key, name, hex) name,
#define ROLE_HEX(key, name, hex)  hex,
static const char *const role_name[] = { "none", PRAK_ROLES(ROLE_NAME) };
static const char *const role_hex[] = { "none", PRAK_ROLES(ROLE_HEX) };

static void coordinate(struct prak_buf *b, double v)
{
    long long t = isfinite(v) && fabs(v) < 1e12 ? llround(v * 10.0) : 0;
    if (t < 0) {
        prak_buf_byte(b, '-');
        t = -t;
    }
    prak_buf_fmt(b, "%lld", t / 10);
    if (t % 10)
        prak_buf_fmt(b, ".%lld", t % 10);
}

const char *prak_draw_coordinate(struct prak_draw_run *d, double v)
{
    struct prak_buf b = { 0 };
    coordinate(&b, v);
    if (b.failed && !d->failed) {
        prak_fail_memory(d->e);
        d->failed = true;
    }
    const char *r = prak_draw_text(d, "%.*s", (int)b.n, b.p ? b.p : "");
    prak_buf_free(&b);
    return r;
}

static void number(struct prak_canvas *c, const char *name, double v)
{
    prak_buf_fmt(&c->b, " %s=\"", name);
    coordinate(&c->b, v);
    prak_buf_byte(&c->b, '"');
}

/* In a page the stylesheet of html.c has a class for each look; a picture of its own says it at each mark. */
static void look(struct prak_canvas *c, struct prak_tag tag, enum prak_draw_role fill,
                 enum prak_draw_role stroke, const char *more)
{
    bool any = false;
    const char *part[4] = { c->marks ? tag.class : NULL, NULL, NULL, more };
    if (c->page) {
        part[1] = fill == PRAK_C_NONE ? NULL : role_name[fill];
        part[2] = stroke == PRAK_C_NONE ? NULL : prak_draw_text(c->d, "l-%s", role_name[stroke]);
    }
    for (size_t i = 0; i < 4; i++) {
        if (!part[i] || !*part[i])
            continue;
        prak_buf_fmt(&c->b, any ? " %s" : " class=\"%s", part[i]);
        any = true;
    }
    if (any)
        prak_buf_byte(&c->b, '"');
    if (c->marks && tag.data && *tag.data) {
        prak_buf_byte(&c->b, ' ');
        prak_buf_text(&c->b, tag.data);
    }
    if (!c->page && fill != PRAK_C_NONE)
        prak_buf_fmt(&c->b, " fill=\"%s\"", role_hex[fill]);
    if (!c->page && stroke != PRAK_C_NONE)
        prak_buf_fmt(&c->b, " stroke=\"%s\"", role_hex[stroke]);
}

static void end_element(struct prak_canvas *c, const char *element, const char *title)
{
    if (title && c->marks) {
        prak_buf_text(&c->b, "><title>");
        prak_draw_buf_xml(&c->b, title);
        prak_buf_fmt(&c->b, "</title></%s>\n", element);
    } else {
        prak_buf_text(&c->b, "/>\n");
    }
}

void prak_canvas_bar(struct prak_canvas *c, const double xywh[4], enum prak_draw_role fill,
                     enum prak_draw_role stroke, struct prak_tag tag, const char *title)
{
    prak_buf_text(&c->b, "<rect");
    look(c, tag, fill, stroke, NULL);
    number(c, "x", xywh[0]);
    number(c, "y", xywh[1]);
    number(c, "width", xywh[2] > 0 ? xywh[2] : 0);
    number(c, "height", xywh[3] > 0 ? xywh[3] : 0);
    end_element(c, "rect", title);
}

void prak_canvas_rect(struct prak_canvas *c, const double xywh[4], enum prak_draw_role fill,
                      enum prak_draw_role stroke, struct prak_tag tag)
{
    prak_canvas_bar(c, xywh, fill, stroke, tag, NULL);
}

void prak_canvas_path(struct prak_canvas *c, enum prak_draw_role fill, enum prak_draw_role stroke,
                      struct prak_tag tag)
{
    c->path = c->b.n;
    prak_buf_text(&c->b, "<path");
    look(c, tag, fill, stroke, NULL);
    prak_buf_text(&c->b, " d=\"");
    c->drawn = c->b.n;
}

void prak_canvas_path_rect(struct prak_canvas *c, const double xywh[4])
{
    static const char letter[] = "MVHV";
    double at[4] = { xywh[0], xywh[1], xywh[0] + xywh[2], xywh[1] + xywh[3] };
    for (size_t i = 0; i < 4; i++) {
        prak_buf_byte(&c->b, letter[i]);
        coordinate(&c->b, at[i]);
        if (i == 0) {
            prak_buf_byte(&c->b, ' ');
            coordinate(&c->b, at[3]);
        }
    }
    prak_buf_byte(&c->b, 'z');
}

void prak_canvas_path_end(struct prak_canvas *c)
{
    if (c->b.n == c->drawn)
        c->b.n = c->path;
    else
        prak_buf_text(&c->b, "\"/>\n");
}

void prak_canvas_line(struct prak_canvas *c, const double xyxy[4], enum prak_draw_role stroke, double thick,
                      const char *dash, struct prak_tag tag)
{
    prak_buf_text(&c->b, "<line");
    look(c, tag, PRAK_C_NONE, stroke, NULL);
    number(c, "x1", xyxy[0]);
    number(c, "y1", xyxy[1]);
    number(c, "x2", xyxy[2]);
    number(c, "y2", xyxy[3]);
    if (thick < 1 || thick > 1)
        number(c, "stroke-width", thick);
    if (dash)
        prak_buf_fmt(&c->b, " stroke-dasharray=\"%s\"", dash);
    prak_buf_text(&c->b, "/>\n");
}

void prak_canvas_circle(struct prak_canvas *c, double x, double y, double r, enum prak_draw_role fill,
                        enum prak_draw_role stroke, struct prak_tag tag)
{
    prak_buf_text(&c->b, "<circle");
    look(c, tag, fill, stroke, NULL);
    number(c, "cx", x);
    number(c, "cy", y);
    number(c, "r", r);
    if (stroke != PRAK_C_NONE)
        number(c, "stroke-width", 1.6);
    prak_buf_text(&c->b, "/>\n");
}

static void text_in_page(struct prak_canvas *c, unsigned style, enum prak_draw_role fill,
                         enum prak_draw_anchor anchor)
{
    char extra[16];
    size_t n = 0;
    if (style & PRAK_BOLD)
        n += (size_t)snprintf(extra + n, sizeof extra - n, " b");
    if (style & PRAK_ITALIC)
        n += (size_t)snprintf(extra + n, sizeof extra - n, " i");
    if (style & PRAK_HALO)
        n += (size_t)snprintf(extra + n, sizeof extra - n, " h");
    if (anchor != PRAK_LEFT)
        n += (size_t)snprintf(extra + n, sizeof extra - n, anchor == PRAK_MIDDLE ? " m" : " e");
    look(c, (struct prak_tag){ 0 }, fill, PRAK_C_NONE, n ? extra + 1 : NULL);
}

static void text_alone(struct prak_canvas *c, unsigned style, enum prak_draw_role fill,
                       enum prak_draw_anchor anchor)
{
    if (style & PRAK_BOLD)
        prak_buf_text(&c->b, " font-weight=\"700\"");
    if (style & PRAK_ITALIC)
        prak_buf_text(&c->b, " font-style=\"italic\"");
    if (style & PRAK_HALO)
        prak_buf_text(&c->b, " stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"");
    if (anchor != PRAK_LEFT)
        prak_buf_fmt(&c->b, " text-anchor=\"%s\"", anchor == PRAK_MIDDLE ? "middle" : "end");
    look(c, (struct prak_tag){ 0 }, fill, style & PRAK_HALO ? PRAK_C_PAPER : PRAK_C_NONE, NULL);
}

void prak_canvas_text(struct prak_canvas *c, double x, double y, const char *s, double size, unsigned style,
                      enum prak_draw_role fill, enum prak_draw_anchor anchor)
{
    prak_buf_text(&c->b, "<text");
    number(c, "x", x);
    number(c, "y", y);
    if (size < PRAK_LETTERS || size > PRAK_LETTERS)
        number(c, "font-size", size);
    if (c->page)
        text_in_page(c, style, fill, anchor);
    else
        text_alone(c, style, fill, anchor);
    prak_buf_byte(&c->b, '>');
    prak_draw_buf_xml(&c->b, s);
    prak_buf_text(&c->b, "</text>\n");
}

size_t prak_draw_cluster(const char *s, size_t n)
{
    uint32_t code = 0, last = 0;
    size_t i = n ? prak_utf8_next(s, n, &last) : 0;
    while (i < n) {
        size_t k = prak_utf8_next(s + i, n - i, &code);
        bool khmer = code >= 0x17B4 && code <= 0x17D3;
        bool after = last == 0x17D2 || last == 0x200D;
        if (!khmer && !after && code != 0x17DD && code != 0x200D && prak_utf8_width(s + i, k))
            break;
        last = code;
        i += k;
    }
    return i;
}

/* Bytes of s that fit in the width: whole words, else clusters, at least one. */
static size_t line_end(struct prak_draw_run *d, const char *s, size_t n, double size, unsigned style,
                       double width)
{
    size_t good = 0, i = 0;
    while (i < n) {
        size_t k = prak_draw_cluster(s + i, n - i);
        bool space = s[i] == ' ' || !strncmp(s + i, "\xE2\x80\x8B", 3);
        if (space)
            good = i + k;
        if (!space && prak_canvas_measure(prak_draw_text(d, "%.*s", (int)(i + k), s), size, style) > width)
            return good ? good : i ? i : k;
        if (!space && k > 3 && !strncmp(s + i + k - 3, "\xE2\x80\x8B", 3))
            good = i + k;
        i += k;
    }
    return n;
}

double prak_canvas_wrap(struct prak_canvas *c, double x, double y, double width, const char *s, double size,
                        unsigned style, enum prak_draw_role fill, double line)
{
    size_t n = strlen(s);
    while (n) {
        size_t k = line_end(c->d, s, n, size, style, width);
        size_t end = k;
        while (end && s[end - 1] == ' ')
            end--;
        prak_canvas_text(c, x, y, prak_draw_text(c->d, "%.*s", (int)end, s), size, style, fill, PRAK_LEFT);
        y += line;
        s += k;
        n -= k;
    }
    return y;
}

const char *prak_canvas_fit(struct prak_draw_run *d, const char *s, double size, unsigned style, double width)
{
    if (prak_canvas_measure(s, size, style) <= width)
        return s;
    size_t n = strlen(s), i = 0;
    const char *best = "\xE2\x80\xA6";
    while (i < n && !d->failed) {
        i += prak_draw_cluster(s + i, n - i);
        const char *t = prak_draw_text(d, "%.*s\xE2\x80\xA6", (int)i, s);
        if (prak_canvas_measure(t, size, style) > width)
            break;
        best = t;
    }
    return best;
}

void prak_canvas_group(struct prak_canvas *c, struct prak_tag tag, const char *title)
{
    prak_buf_text(&c->b, "<g");
    look(c, tag, PRAK_C_NONE, PRAK_C_NONE, NULL);
    prak_buf_byte(&c->b, '>');
    if (title && c->marks) {
        prak_buf_text(&c->b, "<title>");
        prak_draw_buf_xml(&c->b, title);
        prak_buf_text(&c->b, "</title>");
    }
    prak_buf_byte(&c->b, '\n');
}

void prak_canvas_at(struct prak_canvas *c, double x, double y, const char *id)
{
    prak_buf_fmt(&c->b, "<g transform=\"translate(%s", prak_draw_coordinate(c->d, x));
    prak_buf_fmt(&c->b, " %s)\"><g id=\"%s\">\n", prak_draw_coordinate(c->d, y), id);
}

void prak_canvas_at_end(struct prak_canvas *c)
{
    prak_buf_text(&c->b, "</g></g>\n");
}

void prak_canvas_again(struct prak_canvas *c, double x, double y, const char *id)
{
    prak_buf_fmt(&c->b, "<use href=\"#%s\"", id);
    number(c, "x", x);
    number(c, "y", y);
    prak_buf_text(&c->b, "/>\n");
}

void prak_canvas_group_end(struct prak_canvas *c)
{
    prak_buf_text(&c->b, "</g>\n");
}

void prak_canvas_finish(struct prak_canvas *c, double height, const char *id, const char *class,
                        const char *title, const char *description, struct prak_buf *out)
{
    const char *w = prak_draw_coordinate(c->d, c->width), *h = prak_draw_coordinate(c->d, height);
    prak_buf_fmt(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" lang=\"%s\" class=\"%s\" width=\"%s\" height=\"%s\" "
        "viewBox=\"0 0 %s %s\" role=\"img\" aria-labelledby=\"%st %sd\"%s>\n<title id=\"%st\">",
        c->d->km ? "km" : "en", class, w, h, w, h, id, id,
        c->page ? ""
                : " font-family=\"'Noto Sans','Noto Sans Khmer',system-ui,sans-serif\" font-size=\"12.5\"",
        id);
    prak_draw_buf_xml(out, title);
    prak_buf_fmt(out, "</title>\n<desc id=\"%sd\">", id);
    prak_draw_buf_xml(out, description);
    prak_buf_text(out, "</desc>\n");
    if (!c->page)
        prak_buf_fmt(out, "<rect width=\"%s\" height=\"%s\" fill=\"#ffffff\"/>\n", w, h);
    prak_buf_add(out, c->b.p ? c->b.p : "", c->b.n);
    prak_buf_text(out, "</svg>\n");
    if (c->b.failed)
        out->failed = true;
    prak_buf_free(&c->b);
}
