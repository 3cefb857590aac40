/*
 * canvas.h - ten calls to draw with. The only backend is the SVG writer of svg.c; a raster backend would
 * fill the same calls.
 *
 * Pixels, y down. Colours are roles, so that an inline SVG can follow the page's light or dark theme.
 */
#ifndef PRAK_DRAW_CANVAS_H
#define PRAK_DRAW_CANVAS_H
#include <stdbool.h>
#include <stddef.h>

#include "draw/draw.h"

/* role, colour on white; html.c has the dark ones */
#define PRAK_ROLES(X)                                                                                        \
    X(INK, "ink", "#1b1f24")                                                                                 \
    X(MUTED, "muted", "#57606a")                                                                             \
    X(GRID, "grid", "#e3e6ea")                                                                               \
    X(AXIS, "axis", "#8c959f")                                                                               \
    X(MARK, "mark", "#3d444d")                                                                               \
    X(ABOVE, "above", "#c8500a")                                                                             \
    X(BELOW, "below", "#0072b2")                                                                             \
    X(PALE, "pale", "#99c7e0")                                                                               \
    X(CAUTION, "caution", "#6e7781")                                                                         \
    X(PAPER, "paper", "#ffffff")
#define PRAK_LETTERS                   12.5 /* size of letters that no mark needs to say */
#define PRAK_ROLE_ENUM(key, name, hex) PRAK_C_##key,
enum prak_draw_role { PRAK_C_NONE, PRAK_ROLES(PRAK_ROLE_ENUM) };
#undef PRAK_ROLE_ENUM

enum { PRAK_REGULAR = 0, PRAK_BOLD = 1, PRAK_ITALIC = 2, PRAK_HALO = 4 };
enum prak_draw_anchor { PRAK_LEFT, PRAK_MIDDLE, PRAK_RIGHT };

/* What a test or a reader's script finds a mark by; {0} = nothing. */
struct prak_tag {
    const char *class;
    const char *data; /* more attributes, escaped */
};

struct prak_canvas {
    struct prak_draw_run *d;
    struct prak_buf b;
    double width;
    size_t path, drawn; /* where the path being written begins, and its first rectangle */
    bool page;          /* inside an HTML page: the page has title and note, its stylesheet the looks */
    bool marks;         /* marks carry their class, data and tooltip; off in the second, narrow copy */
};

void prak_canvas_rect(struct prak_canvas *c, const double xywh[4], enum prak_draw_role fill,
                      enum prak_draw_role stroke, struct prak_tag tag);
/* The same with a tooltip of its own (may be NULL). */
void prak_canvas_bar(struct prak_canvas *c, const double xywh[4], enum prak_draw_role fill,
                     enum prak_draw_role stroke, struct prak_tag tag, const char *title);
/* Rectangles in one path: start, add each, end. An empty path leaves nothing. */
void prak_canvas_path(struct prak_canvas *c, enum prak_draw_role fill, enum prak_draw_role stroke,
                      struct prak_tag tag);
void prak_canvas_path_rect(struct prak_canvas *c, const double xywh[4]);
void prak_canvas_path_end(struct prak_canvas *c);
void prak_canvas_line(struct prak_canvas *c, const double xyxy[4], enum prak_draw_role stroke, double thick,
                      const char *dash, struct prak_tag tag);
void prak_canvas_circle(struct prak_canvas *c, double x, double y, double r, enum prak_draw_role fill,
                        enum prak_draw_role stroke, struct prak_tag tag);
void prak_canvas_text(struct prak_canvas *c, double x, double y, const char *s, double size, unsigned style,
                      enum prak_draw_role fill, enum prak_draw_anchor anchor);
/* Text in lines of at most `width` pixels; returns the y of the line after the last. */
double prak_canvas_wrap(struct prak_canvas *c, double x, double y, double width, const char *s, double size,
                        unsigned style, enum prak_draw_role fill, double line);
/* The text, or as much of it as fits before an ellipsis. */
const char *prak_canvas_fit(struct prak_draw_run *d, const char *s, double size, unsigned style,
                            double width);
/* A group; `title` is the tooltip (may be NULL). */
void prak_canvas_group(struct prak_canvas *c, struct prak_tag tag, const char *title);
/* A group moved to x, y, with an id that prak_canvas_again can show again elsewhere on the page. */
void prak_canvas_at(struct prak_canvas *c, double x, double y, const char *id);
void prak_canvas_at_end(struct prak_canvas *c);
void prak_canvas_again(struct prak_canvas *c, double x, double y, const char *id);
void prak_canvas_group_end(struct prak_canvas *c);
double prak_canvas_measure(const char *s, double size, unsigned style);
/* Writes the whole <svg> to out and frees what was drawn. id: prefix of ids, unique on a page. */
void prak_canvas_finish(struct prak_canvas *c, double height, const char *id, const char *class,
                        const char *title, const char *description, struct prak_buf *out);
/* A coordinate with at most one decimal, no locale. */
const char *prak_draw_coordinate(struct prak_draw_run *d, double v);
/* Length in bytes of the first cluster (a base with its marks and subscripts) of s. */
size_t prak_draw_cluster(const char *s, size_t n);
#endif
