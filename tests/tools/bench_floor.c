/* SPDX-License-Identifier: ISC */
/*
 * What the machine can do at most, as one number per second:
 *
 *	bench_floor verify N		SHA-256 of 10 KB and one RSA-2048
 *					verification, N times
 *	bench_floor commit DIR N	N commits of one row of 400 bytes into
 *					SQLite (WAL, FULL) in the folder DIR
 *	bench_floor fork N		fork, exit and wait, N times
 */
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAIL	10240

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void __attribute__((noreturn))
die(const char *what)
{
	fprintf(stderr, "bench_floor: %s\n", what);
	exit(1);
}

static double
verify(int n)
{
	EVP_PKEY *key = EVP_RSA_gen(2048);
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	static unsigned char mail[MAIL], sig[256];
	size_t len = sizeof(sig);
	double start;
	int i;

	memset(mail, 'm', sizeof(mail));
	if (key == NULL || md == NULL ||
	    EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, key) != 1 ||
	    EVP_DigestSign(md, sig, &len, mail, sizeof(mail)) != 1)
		die("cannot sign");
	start = now();
	for (i = 0; i < n; i++) {
		EVP_MD_CTX_reset(md);
		if (EVP_DigestVerifyInit(md, NULL, EVP_sha256(), NULL,
		    key) != 1 || EVP_DigestVerify(md, sig, len, mail,
		    sizeof(mail)) != 1)
			die("cannot verify");
	}
	start = now() - start;
	EVP_MD_CTX_free(md);
	EVP_PKEY_free(key);
	return n / start;
}

static double
commit(const char *dir, int n)
{
	char path[512], row[401];
	sqlite3_stmt *st = NULL;
	sqlite3 *db = NULL;
	double start;
	int i;

	snprintf(path, sizeof(path), "%s/floor.db", dir);
	memset(row, 'r', sizeof(row) - 1);
	row[sizeof(row) - 1] = '\0';
	if (sqlite3_open(path, &db) != SQLITE_OK ||
	    sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
	    "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, v TEXT)",
	    NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, "INSERT INTO t (v) VALUES (?1)", -1, &st,
	    NULL) != SQLITE_OK)
		die(sqlite3_errmsg(db));
	start = now();
	for (i = 0; i < n; i++) {
		sqlite3_bind_text(st, 1, row, -1, SQLITE_STATIC);
		if (sqlite3_step(st) != SQLITE_DONE)
			die(sqlite3_errmsg(db));
		sqlite3_reset(st);
	}
	start = now() - start;
	sqlite3_finalize(st);
	sqlite3_close(db);
	return n / start;
}

static double
forks(int n)
{
	double start = now();
	pid_t pid;
	int i;

	for (i = 0; i < n; i++) {
		pid = fork();
		if (pid == -1)
			die("cannot fork");
		if (pid == 0)
			_exit(0);
		waitpid(pid, NULL, 0);
	}
	return n / (now() - start);
}

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "verify") == 0)
		printf("%.0f\n", verify(atoi(argv[2])));
	else if (argc == 4 && strcmp(argv[1], "commit") == 0)
		printf("%.0f\n", commit(argv[2], atoi(argv[3])));
	else if (argc == 3 && strcmp(argv[1], "fork") == 0)
		printf("%.0f\n", forks(atoi(argv[2])));
	else
		die("usage: verify N | commit DIR N | fork N");
	return 0;
}
