# prak: one non-recursive makefile; a new .c file needs no edit here. `make help` lists the targets.
B       ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
VERSION := 0.1.0

CC ?= cc
ifeq ($(origin CC),default)
CC := gcc
endif
OPT ?= -O2
WARN := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wformat=2 -Wstrict-prototypes \
        -Wmissing-prototypes -Wold-style-definition -Wpointer-arith -Wcast-qual -Wwrite-strings -Wundef \
        -Wvla -Wswitch-enum -Wnull-dereference -Wdouble-promotion
WERROR ?=
HARDEN := -fstack-protector-strong -fPIE
ifeq ($(filter -O0 -fsanitize%,$(OPT)),)
HARDEN += -D_FORTIFY_SOURCE=2
endif
BASEFLAGS := -std=c17 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -Ilib -I$(B)/gen -ffp-contract=off -fno-strict-aliasing \
        -fno-semantic-interposition -pthread -MMD -MP
CFLAGS_ALL = $(BASEFLAGS) $(OPT) $(WARN) $(WERROR) $(HARDEN) $(CFLAGS)
LDFLAGS_ALL = -pie -Wl,-z,relro,-z,now -Wl,--as-needed -pthread $(OPT) $(LDFLAGS)

PKG_CORE    := libcsv gsl jansson libpcre2-8 libutf8proc libxxhash libsodium
PKG_FORMATS := zlib expat
# loaded only when it is needed, by the name of the version that prak is built with
PKG_LATE    := libzip
# libcsv ships no pkg-config file in Debian 12; PKG_ASK is what pkg-config can be asked for
PKG_ASK  := $(filter-out libcsv,$(PKG_CORE))
PKG_CFLAGS := $(shell pkg-config --cflags $(PKG_ASK) $(PKG_FORMATS) $(PKG_LATE))
LIBS_CORE := -lcsv $(shell pkg-config --libs $(PKG_ASK)) -lm
LIBS_FORMATS := $(shell pkg-config --libs $(PKG_FORMATS))
LIBS_LATE := $(shell pkg-config --libs $(PKG_LATE))
LIBZIP := $(shell readelf -d "$$(pkg-config --variable=libdir libzip)/libzip.so" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')

CORE_SRC    := $(foreach d,base table io stat law domain,$(wildcard lib/$d/*.c))
CLI_SRC     := $(wildcard lib/cli/*.c)
FORMATS_SRC := $(wildcard lib/io/formats/*.c)
DRAW_SRC    := $(wildcard lib/draw/*.c)
TOOL_SRC    := $(wildcard tools/*.c)
UNIT_SRC    := $(wildcard tests/unit/test_*.c)
obj = $(patsubst %.c,$(B)/obj/%.o,$(1))

TOOLS := $(patsubst tools/%.c,$(B)/bin/%,$(TOOL_SRC))
UNITS := $(patsubst tests/unit/%.c,$(B)/tests/%,$(UNIT_SRC)) $(B)/tests/lookup
LIBS  := $(B)/libprakcli.a $(B)/libprakdraw.a $(B)/libprakformats.a $(B)/libprak.a
RULES := $(patsubst lib/rules/%,$(B)/share/prak/rules/%,$(wildcard lib/rules/*.csv))
MANS  := $(patsubst man/%.in,$(B)/man/%,$(wildcard man/*.in)) $(patsubst man/%,$(B)/man/%,$(wildcard man/*.[1-9]))

.SECONDARY: # objects of programs are kept: without them the next make links every program anew, under running tests
.PHONY: all help check check-all fresh check-peers bench bench-memory bench-peers lint asan tsan fuzz clean install man format compile_commands units
all: $(TOOLS) $(RULES) $(B)/samples/rights ## build every program into build/bin
help: ## list the targets
	@sed -n 's/^\([a-z_-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t18

$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(PKG_CFLAGS) -DPRAK_VERSION='"$(VERSION)"' -c -o $@ $<

$(B)/libprak.a: $(call obj,$(CORE_SRC))
$(B)/libprakcli.a: $(call obj,$(CLI_SRC))
$(B)/libprakformats.a: $(call obj,$(FORMATS_SRC))
$(call obj,lib/io/formats/zip.c): private PKG_CFLAGS += $(if $(LIBZIP),-DPRAK_LIBZIP='"$(LIBZIP)"')
$(B)/libprakdraw.a: $(call obj,$(DRAW_SRC))
$(B)/lib%.a:
	@rm -f $@
	ar rcsD $@ $^

$(B)/bin/%: $(B)/obj/tools/%.o $(LIBS)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) -o $@ $< $(LIBS) $(LIBS_CORE) $(LIBS_FORMATS)

$(B)/tests/%: $(B)/obj/tests/unit/%.o $(LIBS)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) -o $@ $< $(LIBS) $(LIBS_CORE) $(LIBS_FORMATS) $(LIBS_LATE) -lcmocka

$(B)/tests/lookup: $(B)/obj/tests/law/lookup.o $(LIBS)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) -o $@ $< $(LIBS) $(LIBS_CORE) $(LIBS_FORMATS)

$(B)/share/prak/rules/%: lib/rules/%
	@mkdir -p $(@D)
	cp $< $@

# A manual page: man/NAME.in with @SYNOPSIS@ and @OPTIONS@ filled in by the program, so that the two cannot drift.
$(B)/man/%: man/%.in tests/lib/manpage $(TOOLS)
	@mkdir -p $(@D)
	sh tests/lib/manpage $(B)/bin $< >$@.part && mv $@.part $@

$(B)/man/%: man/%
	@mkdir -p $(@D)
	cp $< $@

$(B)/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(CC) $(BASEFLAGS) -D_DEFAULT_SOURCE $(OPT) $(WARN) $(WERROR) -o $@ $<

bench: all $(B)/bench/generate $(B)/bench/measure ## time and memory on ten million rows (ROWS=N for another number)
	sh tests/bench/run $(B) $(ROWS)

bench-memory: all $(B)/bench/generate $(B)/bench/measure ## peak memory by the number of rows (ROWS=N for the most)
	sh tests/bench/memory $(B) $(ROWS)

bench-peers: all $(B)/bench/generate $(B)/bench/measure ## the same tasks by prak and by other programs found here (ROWS=N, ONLY=task)
	sh tests/bench/peers $(B) $(or $(ROWS),10000000) $(ONLY)

$(B)/samples/%: samples/%.c samples/random.h
	@mkdir -p $(@D)
	$(CC) $(BASEFLAGS) $(OPT) $(WARN) $(WERROR) -o $@ $<

units: $(UNITS) ## build the unit tests
man: $(MANS) ## make the manual pages in build/man

$(B)/fuzz/%: tests/fuzz/%.c $(CORE_SRC) $(wildcard lib/*/*.h)
	@mkdir -p $(@D)
	clang-14 $(filter-out -MMD -MP,$(BASEFLAGS)) -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	  $(PKG_CFLAGS) -DPRAK_VERSION='"$(VERSION)"' -o $@ $< $(CORE_SRC) $(LIBS_CORE)

fuzz: $(B)/fuzz/fuzz_csv $(B)/fuzz/fuzz_jsonl ## feed made-up bytes to the readers, with clang (SECONDS=N, 60)
	mkdir -p $(B)/fuzz/corpus
	perl tests/corpus/unpack $(B)/fuzz/seeds tests/corpus/csv.cases
	$(B)/fuzz/fuzz_csv -max_total_time=$(or $(SECONDS),60) -max_len=16000 -artifact_prefix=$(B)/fuzz/ -dict=tests/fuzz/csv.dict $(B)/fuzz/corpus $(B)/fuzz/seeds
	mkdir -p $(B)/fuzz/corpus_jsonl
	$(B)/fuzz/fuzz_jsonl -max_total_time=$(or $(SECONDS),60) -max_len=2048 -artifact_prefix=$(B)/fuzz/ -dict=tests/fuzz/jsonl.dict $(B)/fuzz/corpus_jsonl

check: ## build and run the core tests
	sh tests/check
check-all: ## the same, with sanitizers, the browser and the long tests
	sh tests/check all
check-peers: all ## random designs, computed by R too (DESIGNS=N, 200)
	sh tests/peers/survey.t $(or $(DESIGNS),200)
fresh: ## the commands of the README in an empty Debian 12, each in its own (root, debootstrap)
	sh tests/fresh
lint: all man ## floors, sizes, words, scripts, manual pages
	perl tests/lib/harness 2 $(wildcard tests/lint/*.t)
asan: ## build programs and unit tests with the address and undefined sanitizers in build/asan
	$(MAKE) B=build/asan OPT='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all' all units
tsan: ## build programs and unit tests with the thread sanitizer in build/tsan
	$(MAKE) B=build/tsan OPT='-O1 -g -fsanitize=thread' all units
format: ## lay out the C sources by .clang-format
	clang-format -i $(shell git ls-files '*.[ch]')
compile_commands: ## compile_commands.json for editors and analysers
	@$(MAKE) -n -B all units | awk -v dir='$(CURDIR)' -f tests/lib/compile_commands.awk >compile_commands.json

install: all man ## install into $(DESTDIR)$(PREFIX): programs, rule tables, manual pages
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/prak/rules
	install -m 755 $(TOOLS) $(DESTDIR)$(PREFIX)/bin
	install -m 644 $(RULES) $(DESTDIR)$(PREFIX)/share/prak/rules
	for page in $(MANS); do install -D -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}; done

clean: ## remove what was built
	rm -rf $(B) compile_commands.json

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)
