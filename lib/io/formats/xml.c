/*
 * xml.c - expat over a zip part, as a pull parser that can stop after any element.
 */
#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "io/formats/package.h"
#include "io/formats/part.h"

#define XML_BLOCK 32768
#define MAX_DEPTH 64
#define MAX_TOKEN (1 << 20) /* bytes that expat may hold back for one unfinished tag */

struct prak_xml {
    XML_Parser parser;
    struct prak_part part;
    const struct prak_xml_events *events;
    void *user;
    struct prak_err *e; /* of the step that runs */
    int64_t fed;
    int depth;
    bool failed, suspended, final;
};

static const char *local_name(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static void stop(struct prak_xml *x)
{
    x->failed = true;
    XML_StopParser(x->parser, XML_FALSE);
}

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct prak_xml *x = data;
    if (x->failed)
        return;
    if (++x->depth > MAX_DEPTH) {
        prak_package_refuse(x->part.k, x->e, "elements nest too deep in part %.100s", x->part.name);
        stop(x);
    } else if (x->events->start && x->events->start(x->user, x->depth, local_name(name), attributes, x->e)) {
        stop(x);
    }
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
    struct prak_xml *x = data;
    if (x->failed)
        return;
    int rc = x->events->end ? x->events->end(x->user, x->depth, local_name(name), x->e) : 0;
    x->depth--;
    if (rc < 0)
        stop(x);
    else if (rc > 0)
        XML_StopParser(x->parser, XML_TRUE);
}

static void XMLCALL on_text(void *data, const XML_Char *p, int n)
{
    struct prak_xml *x = data;
    if (!x->failed && x->events->text && x->events->text(x->user, p, (size_t)n, x->e))
        stop(x);
}

static void XMLCALL on_doctype(void *data, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int internal)
{
    struct prak_xml *x = data;
    (void)name, (void)system, (void)public, (void)internal;
    if (x->failed)
        return;
    prak_package_refuse(x->part.k, x->e, "part %.100s has a DOCTYPE, which no spreadsheet writes",
                        x->part.name);
    stop(x);
}

int prak_xml_open(struct prak_package *k, const char *part, const struct prak_xml_events *events, void *user,
                  struct prak_xml **out, struct prak_err *e)
{
    struct prak_xml *x = calloc(1, sizeof *x);
    if (!x)
        return prak_fail_memory(e);
    x->events = events;
    x->user = user;
    if (prak_part_open(k, part, &x->part, e)) {
        free(x);
        return -1;
    }
    x->parser = XML_ParserCreate(NULL);
    if (!x->parser) {
        prak_xml_close(x);
        return prak_fail_memory(e);
    }
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_start, on_end);
    XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
    XML_SetParamEntityParsing(x->parser, XML_PARAM_ENTITY_PARSING_NEVER);
    *out = x;
    return 0;
}

void prak_xml_close(struct prak_xml *x)
{
    if (!x)
        return;
    if (x->parser)
        XML_ParserFree(x->parser);
    prak_part_close(&x->part);
    free(x);
}

static int xml_failure(struct prak_xml *x, struct prak_err *e)
{
    if (x->failed)
        return -1;
    enum XML_Error code = XML_GetErrorCode(x->parser);
    if (code == XML_ERROR_NO_MEMORY)
        return prak_fail_memory(e);
    return prak_package_refuse(x->part.k, e, "part %.100s is not well-formed XML: %s", x->part.name,
                               XML_ErrorString(code));
}

static enum XML_Status feed(struct prak_xml *x, struct prak_err *e)
{
    void *block = XML_GetBuffer(x->parser, XML_BLOCK);
    if (!block)
        return XML_STATUS_ERROR;
    ptrdiff_t got = prak_part_read(&x->part, block, XML_BLOCK, e);
    if (got < 0) {
        x->failed = true;
        return XML_STATUS_ERROR;
    }
    x->fed += got;
    x->final = got == 0;
    return XML_ParseBuffer(x->parser, (int)got, x->final);
}

int prak_xml_step(struct prak_xml *x, struct prak_err *e)
{
    x->e = e;
    if (x->failed)
        return prak_package_refuse(x->part.k, e, "part %.100s was refused", x->part.name);
    enum XML_Status status = x->suspended ? XML_ResumeParser(x->parser) : feed(x, e);
    x->suspended = status == XML_STATUS_SUSPENDED;
    if (status == XML_STATUS_ERROR) {
        int rc = xml_failure(x, e);
        x->failed = true;
        return rc;
    }
    if (x->suspended)
        return 1;
    if (x->final)
        return 0;
    int64_t at = (int64_t)XML_GetCurrentByteIndex(x->parser);
    if (at >= 0 && x->fed - at > MAX_TOKEN) {
        x->failed = true;
        return prak_package_refuse(x->part.k, e, "part %.100s has a tag of over %d bytes", x->part.name,
                                   MAX_TOKEN);
    }
    return 1;
}

int prak_xml_read(struct prak_package *k, const char *part, bool required,
                  const struct prak_xml_events *events, void *user, struct prak_err *e)
{
    if (!required && !prak_package_has(k, part))
        return 0;
    struct prak_xml *x;
    if (prak_xml_open(k, part, events, user, &x, e))
        return -1;
    int rc;
    do
        rc = prak_xml_step(x, e);
    while (rc > 0);
    prak_xml_close(x);
    return rc;
}

const char *prak_xml_attribute(const char **attributes, const char *name)
{
    for (; attributes[0]; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

const char *prak_xml_attribute_local(const char **attributes, const char *local)
{
    for (; attributes[0]; attributes += 2)
        if (strcmp(local_name(attributes[0]), local) == 0)
            return attributes[1];
    return NULL;
}
