# The tests' part of the Makefile.
#
# tests/unit/test_*.c, tests/golden/test_*.c, tests/flow/test_*.c and
# tests/e2e/test_*.c are one cmocka program each; tests/fuzz/fuzz_*.c one
# fuzzer each, replayed over tests/fuzz/corpus/NAME by the tests.  Helpers that
# several share lie in tests/support/*.c.

# the long ones first, as several run at once
QUICK    := $(wildcard tests/flow/test_*.c) $(wildcard tests/golden/test_*.c) $(wildcard tests/unit/test_*.c)
SLOW     := $(wildcard tests/e2e/test_*.c)
FUZZERS  := $(wildcard tests/fuzz/fuzz_*.c)
SUPPORT  := $(wildcard tests/support/*.c)
TOOLS    := $(wildcard tests/tools/*.c)
testbin   = $(patsubst tests/%.c,$(BUILD)/tests/%,$(1))
FUZZ_SECONDS ?= 600

$(BUILD)/libsupport.a: $(call obj,$(SUPPORT))
	rm -f $@ && ar rcs $@ $^
TESTLIBS := $(BUILD)/libsupport.a $(BUILD)/registry.o $(BUILD)/readers.o \
            $(BUILD)/templates.o $(ARCHIVES)

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(TESTLIBS)
	$(CC) $(ALLLD) -o $@ $< -Wl,--start-group $(TESTLIBS) -Wl,--end-group $(LIBS_test)
# tests/fuzz/run.sh builds them with libFuzzer's main() instead of this one
FUZZ_MAIN := $(BUILD)/tests/fuzz/replay.o
$(call testbin,$(FUZZERS)): $(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.o $(FUZZ_MAIN) $(TESTLIBS)
	$(CC) $(ALLLD) -o $@ $< $(FUZZ_MAIN) -Wl,--start-group $(TESTLIBS) -Wl,--end-group $(LIBS_test)

# The daemon with a reader, a verifier and a prover that misbehave when a mail
# asks them to: for tests/e2e/test_misbehave.c alone, in a folder of their own,
# and the word that they listen to stands in no other program.
BAD      := $(BUILD)/tests/misbehave
BADREADS := $(addprefix $(BAD)/patchbot-,reader verifier)
BADROLES := $(BADREADS) $(BAD)/patchbot-prover
BADOBJ   := $(BUILD)/tests/support/misbehave
BADBINS  := $(BAD)/patchbot $(ROLES:%=$(BAD)/patchbot-%)
$(BAD)/patchbot-reader: PIE := $(WHOLLY)
$(BADREADS): $(BAD)/patchbot-%: $(BUILD)/bot/proc/role_%.o $(BADOBJ)_reader.o $(BADOBJ).o $(BUILD)/readers.o $(ARCHIVES)
	@mkdir -p $(@D)
	$(CC) $(ALLLD) -Wl,--wrap=mime_read -o $@ $^ $(LIBS_$*)
$(BAD)/patchbot-prover: $(BUILD)/bot/proc/role_prover.o $(BADOBJ)_prover.o $(BADOBJ).o $(ARCHIVES)
	@mkdir -p $(@D)
	$(CC) $(ALLLD) -Wl,--wrap=prove_mail -o $@ $^ $(LIBS_prover)
$(BAD)/patchbot: $(BIN)
	@mkdir -p $(@D)
	cp $< $@
$(filter-out $(BADROLES),$(ROLES:%=$(BAD)/patchbot-%)): $(BAD)/%: $(BUILD)/%
	@mkdir -p $(@D)
	cp $< $@
$(BUILD)/tests/e2e/test_misbehave: $(BADBINS)

QUICKBINS := $(call testbin,$(QUICK) $(FUZZERS))
ALLBINS   := $(QUICKBINS) $(call testbin,$(SLOW) $(TOOLS))

test:
	sh .ci/packages test
	$(MAKE) -j"$$(nproc)" all test-run

test-run: all $(ALLBINS)
	sh tests/run.sh $(BUILD) $(QUICKBINS) -- $(call testbin,$(SLOW))

check: all $(QUICKBINS)
	sh tests/run.sh $(BUILD) $(QUICKBINS)

golden-update: all $(QUICKBINS)
	GOLDEN_UPDATE=1 sh tests/run.sh $(BUILD) $(QUICKBINS)
	git diff --stat -- tests/golden

# each tests/golden/test_*_corpus.c adds its cases to the table
CORPUSBINS := $(filter %_corpus,$(QUICKBINS))
corpus: all $(CORPUSBINS)
	sh tests/corpus.sh $(BUILD) $(CORPUSBINS)

fuzzers: $(call testbin,$(FUZZERS))

fuzz:
	sh tests/fuzz/run.sh $(FUZZ_SECONDS)

bench: all $(ALLBINS)
	sh tests/bench/run.sh

.PHONY: test test-run check golden-update corpus fuzzers fuzz bench
