/*
 * xlsx_book.c - the workbook: which sheets there are, in which parts, and which one is meant.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "io/formats/xlsx.h"

#define ARENA_LIMIT (64u << 20) /* names and relations; a real workbook needs some kilobytes */
#define PART_NAME   256

struct relation {
    const char *id, *type, *target;
    struct relation *next;
};

struct relations {
    struct prak_xlsx *book;
    struct relation *first;
};

const char *prak_xlsx_shown(const char *name, char out[128])
{
    size_t n = strlen(name);
    if (n > 100)
        for (n = 100; n > 0 && ((unsigned char)name[n] & 0xC0) == 0x80;)
            n--;
    for (size_t i = 0; i < n; i++)
        out[i] = (unsigned char)name[i] < 0x20 || name[i] == 0x7F ? '?' : name[i];
    out[n] = '\0';
    return out;
}

static char *keep(struct prak_xlsx *b, const char *text, struct prak_err *e)
{
    return prak_arena_copy(b->arena, text, strlen(text), e);
}

static int relation_start(void *user, int depth, const char *name, const char **attributes,
                          struct prak_err *e)
{
    struct relations *all = user;
    if (depth != 2 || strcmp(name, "Relationship") != 0)
        return 0;
    const char *id = prak_xml_attribute(attributes, "Id");
    const char *type = prak_xml_attribute(attributes, "Type");
    const char *target = prak_xml_attribute(attributes, "Target");
    const char *mode = prak_xml_attribute(attributes, "TargetMode");
    if (!id || !type || !target || (mode && strcmp(mode, "External") == 0))
        return 0;
    const char *slash = strrchr(type, '/');
    struct relation *r = prak_arena_array(all->book->arena, 1, sizeof *r, e);
    if (!r)
        return -1;
    r->id = keep(all->book, id, e);
    r->type = r->id ? keep(all->book, slash ? slash + 1 : type, e) : NULL;
    r->target = r->type ? keep(all->book, target, e) : NULL;
    r->next = all->first;
    all->first = r;
    return r->target ? 0 : -1;
}

/* The part that target means, seen from part `base`; NULL when it leaves the package or is too long. */
static const char *resolve(struct prak_xlsx *b, const char *base, const char *target, struct prak_err *e)
{
    char path[2 * PART_NAME];
    const char *slash = strrchr(base, '/');
    int folder = target[0] == '/' || !slash ? 0 : (int)(slash - base + 1);
    int n = snprintf(path, sizeof path, "%.*s%s", folder, base, target + (target[0] == '/'));
    if (n < 0 || n >= PART_NAME) {
        prak_package_refuse(&b->package, e, "a part name is too long");
        return NULL;
    }
    char out[PART_NAME];
    size_t at = 0;
    for (char *p = path; *p;) {
        size_t piece = strcspn(p, "/");
        if (piece == 2 && memcmp(p, "..", 2) == 0) {
            while (at > 0 && out[--at] != '/')
                ;
        } else if (piece > 0 && !(piece == 1 && *p == '.')) {
            if (at > 0)
                out[at++] = '/';
            memcpy(out + at, p, piece);
            at += piece;
        }
        p += piece + (p[piece] == '/');
    }
    for (size_t i = 0; i < at; i++)
        if ((unsigned char)out[i] < 0x20 || out[i] == 0x7F)
            out[i] = '?'; /* no such part; and safe in the message that says so */
    return prak_arena_copy(b->arena, out, at, e);
}

static int read_relations(struct prak_xlsx *b, const char *of, struct relations *all, struct prak_err *e)
{
    static const struct prak_xml_events events = { .start = relation_start };
    char part[2 * PART_NAME];
    const char *slash = strrchr(of, '/');
    int folder = slash ? (int)(slash - of + 1) : 0;
    snprintf(part, sizeof part, "%.*s_rels/%s.rels", folder, of, of + folder);
    *all = (struct relations){ .book = b };
    return prak_xml_read(&b->package, part, false, &events, all, e);
}

static int workbook_start(void *user, int depth, const char *name, const char **attributes,
                          struct prak_err *e)
{
    struct prak_xlsx *b = user;
    if (depth == 2 && strcmp(name, "workbookPr") == 0) {
        const char *v = prak_xml_attribute(attributes, "date1904");
        b->date1904 = v && (strcmp(v, "1") == 0 || strcmp(v, "true") == 0 || strcmp(v, "on") == 0);
        return 0;
    }
    if (depth != 3 || strcmp(name, "sheet") != 0)
        return 0;
    const char *title = prak_xml_attribute(attributes, "name");
    const char *relation = prak_xml_attribute_local(attributes, "id");
    const char *state = prak_xml_attribute(attributes, "state");
    if (!title || !relation)
        return prak_package_refuse(&b->package, e, "the workbook has a sheet without name or part");
    struct prak_xlsx_tab *tab = prak_arena_array(b->arena, 1, sizeof *tab, e);
    if (!tab)
        return -1;
    tab->name = keep(b, title, e);
    tab->relation = tab->name ? keep(b, relation, e) : NULL;
    tab->state = !state || strcmp(state, "visible") == 0 ? "visible"
                 : strcmp(state, "veryHidden") == 0      ? "very_hidden"
                                                         : "hidden";
    *b->tail = tab;
    b->tail = &tab->next;
    return tab->relation ? 0 : -1;
}

/* The workbook part by the package's relations, else where every producer puts it; NULL: this is no .xlsx
 * file. */
static const char *workbook_part(struct prak_xlsx *b, struct prak_err *e)
{
    struct relations root;
    if (read_relations(b, "", &root, e))
        return NULL;
    const char *part = "xl/workbook.xml";
    for (const struct relation *r = root.first; r; r = r->next)
        if (strcmp(r->type, "officeDocument") == 0) {
            part = resolve(b, "", r->target, e);
            break;
        }
    if (!part)
        return NULL;
    const char *hint = NULL;
    size_t n = strlen(part);
    if (prak_package_has(&b->package, "xl/workbook.bin") || (n > 4 && strcmp(part + n - 4, ".bin") == 0))
        hint = "this is a binary workbook (.xlsb): save it as .xlsx";
    else if (prak_package_has(&b->package, "content.xml"))
        hint = "this is an OpenDocument file: save it as .xlsx or CSV";
    else if (prak_package_has(&b->package, part))
        return part;
    prak_package_refuse(&b->package, e, "no .xlsx workbook in this zip file");
    if (hint)
        prak_err_hint(e, "%s", hint);
    return NULL;
}

static int bind_tabs(struct prak_xlsx *b, const char *workbook, const struct relations *all,
                     struct prak_err *e)
{
    for (struct prak_xlsx_tab *tab = b->tabs; tab; tab = tab->next) {
        const struct relation *r = all->first;
        while (r && strcmp(r->id, tab->relation) != 0)
            r = r->next;
        if (r && strcmp(r->type, "worksheet") != 0)
            tab->state = "chart"; /* a chart, dialog or macro sheet has no cells to read */
        else if (r && !(tab->part = resolve(b, workbook, r->target, e)))
            return -1;
    }
    return 0;
}

static const char *related(struct prak_xlsx *b, const char *workbook, const struct relations *all,
                           const char *type, const char *otherwise, struct prak_err *e)
{
    for (const struct relation *r = all->first; r; r = r->next)
        if (strcmp(r->type, type) == 0)
            return resolve(b, workbook, r->target, e);
    return otherwise;
}

int prak_xlsx_load(struct prak_xlsx *b, struct prak_err *e)
{
    const char *workbook = workbook_part(b, e);
    struct relations all;
    if (!workbook || read_relations(b, workbook, &all, e))
        return -1;
    const char *styles = related(b, workbook, &all, "styles", "xl/styles.xml", e);
    if (!styles || prak_xlsx_read_styles(b, styles, e))
        return -1;
    const char *strings = related(b, workbook, &all, "sharedStrings", "xl/sharedStrings.xml", e);
    return strings ? prak_xlsx_read_strings(b, strings, e) : -1;
}

static int read_book(struct prak_xlsx *b, struct prak_err *e)
{
    static const struct prak_xml_events events = { .start = workbook_start };
    const char *workbook = workbook_part(b, e);
    struct relations all;
    if (!workbook || prak_xml_read(&b->package, workbook, true, &events, b, e) ||
        read_relations(b, workbook, &all, e))
        return -1;
    if (!b->tabs)
        return prak_package_refuse(&b->package, e, "the workbook has no sheets");
    return bind_tabs(b, workbook, &all, e);
}

int prak_xlsx_open(int fd, const char *name, const struct prak_format_limits *limits, struct prak_xlsx **out,
                   struct prak_err *e)
{
    struct prak_xlsx *b = calloc(1, sizeof *b);
    struct prak_package package;
    if (prak_package_open(&package, fd, name, limits, e)) {
        free(b);
        return -1;
    }
    if (!b) {
        prak_package_close(&package);
        return prak_fail_memory(e);
    }
    b->package = package;
    b->tail = &b->tabs;
    b->arena = prak_arena_new(ARENA_LIMIT);
    if (!b->arena)
        prak_fail_memory(e);
    if (!b->arena || read_book(b, e)) {
        prak_xlsx_close(b);
        return -1;
    }
    *out = b;
    return 0;
}

void prak_xlsx_close(struct prak_xlsx *b)
{
    if (!b)
        return;
    prak_package_close(&b->package);
    prak_arena_free(b->arena);
    prak_buf_free(&b->strings);
    prak_buf_free(&b->string_ends);
    prak_buf_free(&b->styles);
    free(b);
}

static const struct prak_xlsx_tab *by_name(const struct prak_xlsx *b, const char *sheet)
{
    for (const struct prak_xlsx_tab *tab = b->tabs; tab; tab = tab->next)
        if (strcmp(tab->name, sheet) == 0)
            return tab;
    size_t digits = strspn(sheet, "0123456789");
    if (digits == 0 || sheet[digits] || digits > 6)
        return NULL;
    long number = strtol(sheet, NULL, 10);
    for (const struct prak_xlsx_tab *tab = b->tabs; tab; tab = tab->next)
        if (--number == 0)
            return tab;
    return NULL;
}

static int no_such_sheet(const struct prak_xlsx *b, const char *sheet, struct prak_err *e)
{
    char shown[128];
    prak_fail(e, PRAK_EUSAGE, "no sheet '%s'", prak_xlsx_shown(sheet, shown));
    prak_err_source(e, b->package.source);
    struct prak_str names[64];
    size_t n = 0;
    for (const struct prak_xlsx_tab *tab = b->tabs; tab && n < 64; tab = tab->next)
        names[n++] = prak_str(tab->name);
    ptrdiff_t near = prak_str_nearest(prak_str(sheet), names, n);
    return prak_err_hint(e, near >= 0 ? "did you mean '%s'" : "the first sheet is '%s'",
                         prak_xlsx_shown(names[near >= 0 ? near : 0].p, shown));
}

const struct prak_xlsx_tab *prak_xlsx_find(const struct prak_xlsx *b, const char *sheet, struct prak_err *e)
{
    const struct prak_xlsx_tab *tab = NULL;
    char shown[128];
    if (sheet) {
        tab = by_name(b, sheet);
        if (!tab)
            no_such_sheet(b, sheet, e);
    } else {
        for (tab = b->tabs; tab && strcmp(tab->state, "visible") != 0;)
            tab = tab->next;
        if (!tab) {
            prak_package_refuse(&b->package, e, "every sheet of the workbook is hidden");
            prak_err_hint(e, "name one with --sheet");
        }
    }
    if (tab && !tab->part) {
        prak_package_refuse(&b->package, e, "sheet '%s' has no cells", prak_xlsx_shown(tab->name, shown));
        return NULL;
    }
    return tab;
}
