/* SPDX-License-Identifier: ISC */
/*
 * How a database is opened, and closed: its lock, its settings, and the three
 * ways of having one; see store.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "store/migrate.h"
#include "store/store_parts.h"

#define SCRATCH_KIB "16384"	/* memory of a scratch database */
/* SQLite begins its log anew behind 1000 pages, each with a header. */
#define LOG_ROOM (1000 * (4096 + 24) + 32)
#define LOG_ROOM_SPARE (64 << 20)	/* free bytes, at the least */

/*
 * One thread, so no locks; and nobody asks how much memory SQLite has taken.
 * Before the first use only: a second call finds it done and says so.
 */
static void
set_up_library(void)
{
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* One daemon per database: a second one would send everything twice. */
static int
take_lock(struct store *s, const char *path, struct err *e)
{
	struct buf name = { 0 };
	int rc = -1;

	buf_addf(&name, "%s.lock", path);
	s->lock = open(name.p, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (s->lock == -1 && errno == EACCES)
		err_set(e, ERR_FULL, "its folder cannot be written: %s",
		    strerror(errno));
	else if (s->lock == -1)
		err_sys(e, "%s", name.p);
	else if (flock(s->lock, LOCK_EX | LOCK_NB) == -1)
		err_set(e, ERR_CONFIG, "in use by another patchbot; stop that "
		    "one first");
	else
		rc = 0;
	buf_free(&name);
	return rc;
}

static int
open_db(struct store *s, const char *path, int flags, struct err *e)
{
	set_up_library();
	if (sqlite3_open_v2(path, &s->db, flags, NULL) != SQLITE_OK)
		return err_set(e, store_code(sqlite3_extended_errcode(s->db)),
		    "%s", sqlite3_errmsg(s->db));
	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_busy_timeout(s->db, 2000);
	return 0;
}

int
store_open(struct store **out, const char *path,
    const struct tables *const *all, struct err *e)
{
	struct store *s = mem_alloc(sizeof(*s));

	s->lock = -1;
	if (take_lock(s, path, e) == -1 ||
	    open_db(s, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
	    e) == -1 ||
	    store_simple(s, "PRAGMA journal_mode=WAL", e) == -1 ||
	    store_simple(s, "PRAGMA synchronous=FULL", e) == -1 ||
	    store_simple(s, "PRAGMA foreign_keys=ON", e) == -1 ||
	    store_simple(s, "PRAGMA cache_size=-2000", e) == -1 ||
	    store_migrate(s, all, e) == -1) {
		err_in(e, "%s", path);
		store_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

/* An empty file that nobody else knows, for the moment until it is open. */
static int
make_file(char *path, size_t cap, struct err *e)
{
	const char *dir = getenv("TMPDIR");
	int fd;

	if (dir == NULL || strlen(dir) + 20 > cap)
		dir = "/tmp";
	str_copy(path, cap, dir);
	str_copy(path + strlen(dir), cap - strlen(dir), "/patchbot.XXXXXX");
	if ((fd = mkostemp(path, O_CLOEXEC)) == -1)
		return err_sys(e, "%s", path);
	close(fd);
	return 0;
}

/*
 * A private file is written at each commit and never synced.  SQLite's own
 * kind of it ("") is no choice: there all pages that were ever changed count
 * as changed, and each commit looks at all of them.
 */
static int
open_scratch(struct store *s, const char *path, struct err *e)
{
	char mine[256];
	int rc;

	if (path != NULL)
		return take_lock(s, path, e) == -1 || open_db(s, path,
		    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, e) == -1 ||
		    store_simple(s, "PRAGMA journal_mode=WAL", e) == -1 ?
		    -1 : 0;
	if (make_file(mine, sizeof(mine), e) == -1)
		return -1;
	rc = open_db(s, mine, SQLITE_OPEN_READWRITE, e);
	if (rc == 0)
		rc = store_simple(s, "PRAGMA locking_mode=EXCLUSIVE; "
		    "PRAGMA journal_mode=MEMORY", e);
	unlink(mine);
	return rc;
}

int
store_open_scratch(struct store **out, const char *path,
    const struct tables *const *all, struct err *e)
{
	struct store *s = mem_alloc(sizeof(*s));

	s->lock = -1;
	if (open_scratch(s, path, e) == -1 ||
	    store_simple(s, "PRAGMA synchronous=OFF", e) == -1 ||
	    store_simple(s, "PRAGMA foreign_keys=ON", e) == -1 ||
	    store_simple(s, "PRAGMA cache_size=-" SCRATCH_KIB, e) == -1 ||
	    store_migrate(s, all, e) == -1) {
		err_in(e, "%s", path != NULL ? path : "a temporary database");
		store_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

int
store_open_reader(struct store **out, const char *path, struct err *e)
{
	struct store *s = mem_alloc(sizeof(*s));

	s->lock = -1;
	if (open_db(s, path, SQLITE_OPEN_READONLY, e) == -1) {
		err_in(e, "%s", path);
		store_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

void
store_make_room(struct store *s)
{
	static const char zeros[65536];
	sqlite3_file *log = NULL;
	sqlite3_int64 at = 0;
	struct statvfs disk;

	/* what is left of a nearly full disk is for what must be kept */
	if (statvfs(sqlite3_db_filename(s->db, "main"), &disk) == -1 ||
	    (uint64_t)disk.f_bavail * disk.f_frsize < LOG_ROOM_SPARE)
		return;
	if (sqlite3_file_control(s->db, "main", SQLITE_FCNTL_JOURNAL_POINTER,
	    &log) != SQLITE_OK || log == NULL || log->pMethods == NULL ||
	    log->pMethods->xFileSize(log, &at) != SQLITE_OK ||
	    at >= LOG_ROOM)
		return;
	/* zeros are no frame; behind the last one SQLite looks at nothing */
	for (; at < LOG_ROOM; at += (sqlite3_int64)sizeof(zeros))
		if (log->pMethods->xWrite(log, zeros, sizeof(zeros), at) !=
		    SQLITE_OK)
			return;
	log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
}

void
store_close(struct store *s)
{
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < CACHE_SLOTS; i++)
		sqlite3_finalize(s->cache[i].stmt);
	sqlite3_close(s->db);
	if (s->lock != -1)
		close(s->lock);
	free(s);
}
