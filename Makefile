# patchbot: one Makefile, non-recursive.  "make help" lists the targets.
#
#   make CC=clang                     another compiler
#   make SANITIZER=address,undefined  everything under build-address-undefined/
#   make WERROR=1                     warnings are errors (as in CI)

PREFIX     ?= /usr/local
SYSCONFDIR ?= /etc
LIBEXECDIR ?= $(PREFIX)/libexec/patchbot
DATADIR    ?= $(PREFIX)/share/patchbot
UNITDIR    ?= $(PREFIX)/lib/systemd/system
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d
TMPFILESDIR ?= $(PREFIX)/lib/tmpfiles.d
MANDIR     ?= $(PREFIX)/share/man
VERSION    := 0.1

comma := ,
BUILD := build$(if $(SANITIZER),-$(subst $(comma),-,$(SANITIZER)))$(if $(filter clang%,$(CC)),-clang)
BIN   := $(if $(filter build,$(BUILD)),patchbot,$(BUILD)/patchbot)

WARN := -Wall -Wextra -Wstrict-prototypes -Wmissing-prototypes -Wshadow \
        -Wcast-qual -Wsign-compare -Wformat=2 -Wvla -Wpointer-arith \
        -Wwrite-strings -Wundef $(if $(WERROR),-Werror)
HARD := -fPIE -fstack-protector-strong $(if $(SANITIZER),,-D_FORTIFY_SOURCE=2)
SAN  := $(if $(SANITIZER),-fsanitize=$(SANITIZER) -fno-sanitize-recover=all -fno-omit-frame-pointer)
CFLAGS  ?= -O2 -g
ALLC    = -std=gnu11 -D_GNU_SOURCE -Ibot -I. $(WARN) $(HARD) $(SAN) \
          -ffunction-sections -fdata-sections $(CFLAGS)
PIE    := -pie
ALLLD   = $(SAN) $(PIE) -Wl,-z,relro,-z,now -Wl,--gc-sections -Wl,--as-needed \
          $(LDFLAGS)

ROLES := mailbox postman chat names prover reader verifier
LIBS_core    := -lsqlite3 -lsystemd -lcrypto -ljansson -lseccomp
LIBS_mailbox := -letpan -lssl -lcrypto -lseccomp
LIBS_postman := -lesmtp -lssl -lcrypto -lseccomp
LIBS_chat    := -lstrophe -lssl -lcrypto -lseccomp
LIBS_names   := -lunbound -lseccomp
LIBS_prover  := -lpsl -lcrypto -lseccomp
# static: of libetpan's seventeen libraries (TLS, SASL, a database) the MIME
# parser needs none
LIBS_mime    := -Wl,-Bstatic -letpan -lz -lseccomp
# wholly so, as each mapping of a shared one makes the fork per mail dearer;
# a sanitizer's own library is shared
WHOLLY       := $(if $(SANITIZER),-pie,-static-pie)
LIBS_reader  := $(LIBS_mime) -ljansson $(if $(SANITIZER),-Wl$(comma)-Bdynamic)
# not static: librnp brings json-c, whose functions have the same names
LIBS_verifier := $(LIBS_mime) -Wl,-Bdynamic -ljansson -lrnp -lcrypto
LIBS_test    := -lcmocka -lical -lrnp -lsqlite3 -lsystemd -letpan -lesmtp -lstrophe -lunbound \
                -lpsl -lssl -lcrypto -ljansson -lz -lseccomp

# Everything is found by its name; a new file needs no line here.
MAINS    := bot/proc/main.c $(ROLES:%=bot/proc/role_%.c)
BOT      := $(filter-out $(MAINS),$(wildcard bot/*/*.c))
HANDLERS := $(wildcard handlers/*.c handlers/*/*.c)
TEMPLATES:= $(sort $(wildcard templates/*/*))
NAMES    := $(sort $(wildcard handlers/*/*.txt))
obj       = $(patsubst %.c,$(BUILD)/%.o,$(1))
ROLEBINS := $(ROLES:%=$(BUILD)/patchbot-%)

all: $(BIN) $(ROLEBINS)

help:
	@sed -n 's/^#: //p' Makefile
#: make            build ./patchbot and its roles
#: make run        install what is missing, build, start on the embedded default
#: make test       install what the tests need, run them all
#: make check      the quick tests only (unit, golden, flow), nothing installed
#: make corpus     hold everything against ../shared/corpus: a table by folder
#: make man        show the manual pages
#: make lint       layering, formatting, static analysis
#: make bench      patchbot beside its peers' floors, as ratios
#: make fuzz       every fuzzer for FUZZ_SECONDS (default 600)
#: make golden-update   rewrite the golden files; look at the diff
#: make install    into DESTDIR

$(BUILD)/registry.c: handlers/registry.sh $(HANDLERS)
	@mkdir -p $(@D)
	sh handlers/registry.sh core $(HANDLERS) > $@.new && mv $@.new $@
$(BUILD)/readers.c: handlers/registry.sh $(HANDLERS)
	@mkdir -p $(@D)
	sh handlers/registry.sh readers $(HANDLERS) > $@.new && mv $@.new $@
$(BUILD)/templates.c: handlers/registry.sh $(TEMPLATES)
	@mkdir -p $(@D)
	sh handlers/registry.sh templates $(TEMPLATES) > $@.new && mv $@.new $@
$(BUILD)/names.c: handlers/registry.sh $(NAMES)
	@mkdir -p $(@D)
	sh handlers/registry.sh names $(NAMES) > $@.new && mv $@.new $@

# made by a program of this build: what the system knows of character sets
$(BUILD)/charsets: bot/text/tables/charsets.c bot/text/charset_tables.h
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -Ibot $(WARN) -o $@ $<
$(BUILD)/charsets.c: $(BUILD)/charsets
	$< > $@.new && mv $@.new $@

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALLC) $(DEFS) -MMD -MP -c -o $@ $<
$(BUILD)/%.o: $(BUILD)/%.c
	$(CC) $(ALLC) -MMD -MP -c -o $@ $<
# Where things will lie is compiled into these; they are built anew when that
# changes ("make" and then "make install PREFIX=/usr").
PLACED := $(addprefix $(BUILD)/bot/,proc/main.o proc/core.o proc/control.o \
                    proc/spawn.o flow/config.o cli/common.o)
$(PLACED): DEFS = -DVERSION='"$(VERSION)"' \
	-DLIBEXECDIR='"$(LIBEXECDIR)"' -DSYSCONFDIR='"$(SYSCONFDIR)"'
$(PLACED): $(BUILD)/places
$(BUILD)/places: FORCE
	@mkdir -p $(@D)
	@echo '$(VERSION) $(PREFIX) $(LIBEXECDIR) $(SYSCONFDIR)' | \
	    cmp -s - $@ || \
	    echo '$(VERSION) $(PREFIX) $(LIBEXECDIR) $(SYSCONFDIR)' > $@

$(BUILD)/libbot.a: $(call obj,$(BOT)) $(BUILD)/charsets.o
	rm -f $@ && ar rcs $@ $^
$(BUILD)/libhandlers.a: $(call obj,$(HANDLERS)) $(BUILD)/names.o
	rm -f $@ && ar rcs $@ $^
ARCHIVES := $(BUILD)/libhandlers.a $(BUILD)/libbot.a

$(BIN): $(BUILD)/bot/proc/main.o $(BUILD)/registry.o $(BUILD)/templates.o $(ARCHIVES)
	$(CC) $(ALLLD) -o $@ -Wl,--start-group $^ -Wl,--end-group $(LIBS_core)
$(BUILD)/patchbot-reader: PIE := $(WHOLLY)
# those two that know the handlers' readers
$(BUILD)/patchbot-reader $(BUILD)/patchbot-verifier: $(BUILD)/patchbot-%: $(BUILD)/bot/proc/role_%.o $(BUILD)/readers.o $(ARCHIVES)
	$(CC) $(ALLLD) -o $@ $^ $(LIBS_$*)
$(BUILD)/patchbot-%: $(BUILD)/bot/proc/role_%.o $(ARCHIVES)
	$(CC) $(ALLLD) -o $@ $^ $(LIBS_$*)

include tests/tests.mk

run:
	sh .ci/packages run
	$(MAKE) -j"$$(nproc)" all
	sh conf/samples/deliver.sh run/inbox
	@echo "What patchbot mails lies in run/sent/new; README.md has a tour."
	./patchbot run -f -c conf/patchbot.conf

# What the tables know, command by command and directive by directive, goes
# into the pages at their markers; where things lie is this build's.
PAGES := $(addprefix $(BUILD)/man/,patchbot.8 patchbot.conf.5 \
           patchbot-playbook.5 patchbot-proof.7)
PLACES := -e 's,/etc/patchbot,$(SYSCONFDIR)/patchbot,g' \
          -e 's,/usr/local/libexec/patchbot,$(LIBEXECDIR),g' \
          -e 's,/usr/local/bin,$(PREFIX)/bin,g'
$(BUILD)/man/%.mdoc: $(BIN)
	@mkdir -p $(@D)
	./$(BIN) help --mdoc $* > $@.new && mv $@.new $@
$(BUILD)/man/patchbot.8: man/patchbot.8 $(BUILD)/man/commands.mdoc $(BUILD)/places
	sed -e '/^\.\\" COMMANDS$$/r $(BUILD)/man/commands.mdoc' $(PLACES) $< > $@
$(BUILD)/man/patchbot.conf.5: man/patchbot.conf.5 $(BUILD)/man/directives.mdoc $(BUILD)/places
	sed -e '/^\.\\" DIRECTIVES$$/r $(BUILD)/man/directives.mdoc' $(PLACES) $< > $@
# the example there is the one that the tests read
$(BUILD)/man/example.mdoc: conf/playbooks/small.conf
	@mkdir -p $(@D)
	sed -e 's/\\/\\e/g' -e "s/^\([.']\)/\\\\\&\1/" $< > $@
$(BUILD)/man/patchbot-playbook.5: man/patchbot-playbook.5 $(BUILD)/man/playbook.mdoc $(BUILD)/man/example.mdoc $(BUILD)/places
	sed -e '/^\.\\" DIRECTIVES$$/r $(BUILD)/man/playbook.mdoc' \
	    -e '/^\.\\" EXAMPLE$$/r $(BUILD)/man/example.mdoc' $(PLACES) $< > $@
$(BUILD)/man/%.7: man/%.7 $(BUILD)/places
	@mkdir -p $(@D)
	sed $(PLACES) $< > $@

man: $(PAGES)
	@if command -v mandoc >/dev/null; then mandoc -a $(PAGES); \
	else man -l $(PAGES); fi

lint: $(PAGES)
	sh tests/lint.sh $(PAGES)

EXAMPLES := site people tasks vendors
install: all $(PAGES)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(LIBEXECDIR) \
	    $(DESTDIR)$(SYSCONFDIR)/patchbot \
	    $(DESTDIR)$(DATADIR)/examples/playbooks \
	    $(DESTDIR)$(DATADIR)/examples/policies \
	    $(DESTDIR)$(DATADIR)/templates $(DESTDIR)$(UNITDIR) \
	    $(DESTDIR)$(SYSUSERSDIR) $(DESTDIR)$(TMPFILESDIR) \
	    $(DESTDIR)$(MANDIR)/man8 $(DESTDIR)$(MANDIR)/man5 \
	    $(DESTDIR)$(MANDIR)/man7
	install -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/patchbot
	install -m 755 $(ROLEBINS) $(DESTDIR)$(LIBEXECDIR)/
	install -m 644 $(EXAMPLES:%=conf/%.conf) conf/rehearse.script \
	    conf/inventory.csv \
	    $(DESTDIR)$(DATADIR)/examples/
	install -m 644 conf/playbooks/*.conf conf/playbooks/*.ics \
	    $(DESTDIR)$(DATADIR)/examples/playbooks/
	install -m 644 conf/policies/*.conf \
	    $(DESTDIR)$(DATADIR)/examples/policies/
	cp -R templates/. $(DESTDIR)$(DATADIR)/templates/
	install -m 644 $(BUILD)/man/patchbot.8 $(DESTDIR)$(MANDIR)/man8/
	install -m 644 $(BUILD)/man/patchbot.conf.5 \
	    $(BUILD)/man/patchbot-playbook.5 $(DESTDIR)$(MANDIR)/man5/
	install -m 644 $(BUILD)/man/patchbot-proof.7 $(DESTDIR)$(MANDIR)/man7/
	sed $(PLACES) systemd/patchbot.service > \
	    $(DESTDIR)$(UNITDIR)/patchbot.service
	install -m 644 systemd/patchbot.sysusers \
	    $(DESTDIR)$(SYSUSERSDIR)/patchbot.conf
	sed $(PLACES) systemd/patchbot.tmpfiles > \
	    $(DESTDIR)$(TMPFILESDIR)/patchbot.conf
	chmod -R u=rwX,go=rX $(DESTDIR)$(DATADIR)
	chmod 644 $(DESTDIR)$(UNITDIR)/patchbot.service \
	    $(DESTDIR)$(TMPFILESDIR)/patchbot.conf
	@# what a site has changed is never overwritten
	@for f in $(EXAMPLES); do \
		to=$(DESTDIR)$(SYSCONFDIR)/patchbot/$$f.conf; \
		[ $$f != site ] || \
		    to=$(DESTDIR)$(SYSCONFDIR)/patchbot/patchbot.conf; \
		if [ -e "$$to" ]; then echo "kept: $$to"; \
		else install -m 644 conf/$$f.conf "$$to"; fi; \
	done

clean:
	rm -rf build build-* patchbot run

.PHONY: FORCE all help run lint man install clean
.DELETE_ON_ERROR:
# keep objects, and let the tests' count be the last line
.SECONDARY:
MAKEFLAGS += --no-print-directory
-include $(shell find build* -name '*.d' 2>/dev/null)
