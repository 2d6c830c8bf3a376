/* SPDX-License-Identifier: ISC */
/*
 * A fuzzer without libFuzzer: runs it over every file of its corpus, as one
 * test, so that what was once found stays found.  Linked to fuzz_NAME it reads
 * tests/fuzz/corpus/NAME, from the repository's root; with arguments it runs
 * over these files only.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define INPUT_MAX	(1 << 20)	/* bytes of one file */

static char folder[300];
static char current[600];	/* the file that is being run */

/* Tells which input it was, and dies as it would have. */
static void
on_abort(int sig)
{
	static const char text[] = "the input was ";

	if (write(STDERR_FILENO, text, sizeof(text) - 1) == -1 ||
	    write(STDERR_FILENO, current, strlen(current)) == -1 ||
	    write(STDERR_FILENO, "\n", 1) == -1)
		_exit(1);
	signal(sig, SIG_DFL);
	raise(sig);
}

/* The bytes lie in a block of just their size: whoever reads beyond them is
 * seen by ASan and valgrind. */
static void
run_file(const char *path)
{
	char *all = malloc(INPUT_MAX + 1);
	FILE *f = fopen(path, "rb");
	uint8_t *bytes;
	size_t n;

	snprintf(current, sizeof(current), "%s", path);
	if (f == NULL || all == NULL)
		fail_msg("%s cannot be read", path);
	n = fread(all, 1, INPUT_MAX + 1, f);
	if (ferror(f) || n > INPUT_MAX)
		fail_msg("%s cannot be read, or is larger than %d bytes",
		    path, INPUT_MAX);
	fclose(f);
	bytes = malloc(n > 0 ? n : 1);
	if (bytes == NULL)
		fail_msg("no memory");
	memcpy(bytes, all, n);
	free(all);
	if (LLVMFuzzerTestOneInput(bytes, n) != 0)
		fail_msg("%s: the fuzzer did not return 0", path);
	free(bytes);
}

static int
is_input(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static void
corpus_replays_cleanly(void **state)
{
	struct dirent **files;
	char path[600];
	int i, n;

	(void)state;
	n = scandir(folder, &files, is_input, alphasort);
	if (n <= 0)
		fail_msg("%s: no corpus there (this is run from the "
		    "repository's root)", folder);
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder,
		    files[i]->d_name);
		run_file(path);
		free(files[i]);
	}
	free(files);
}

int
main(int argc, char **argv)
{
	const char *base = strrchr(argv[0], '/');
	char test[128];
	struct CMUnitTest tests[] = {
		{ test, corpus_replays_cleanly, NULL, NULL, NULL },
	};
	int i;

	base = base != NULL ? base + 1 : argv[0];
	if (strncmp(base, "fuzz_", 5) == 0)
		base += 5;
	snprintf(folder, sizeof(folder), "tests/fuzz/corpus/%s", base);
	snprintf(test, sizeof(test), "%.80s__corpus__replays_cleanly", base);
	signal(SIGABRT, on_abort);
	for (i = 1; i < argc; i++)
		run_file(argv[i]);
	return argc > 1 ? 0 : cmocka_run_group_tests(tests, NULL, NULL);
}
