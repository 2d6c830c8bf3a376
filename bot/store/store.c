/* SPDX-License-Identifier: ISC */
/*
 * The database behind one door; see store.h.  The only file that knows
 * SQLite.  Statements are prepared once and kept, found by their text's
 * address, so SQL is always a string constant.
 */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/migrate.h"

#define CACHE_SLOTS 512		/* distinct statements of the program, twice */
#define SCRATCH_KIB "16384"	/* memory of a scratch database */
#define PARAMETERS 24		/* of one statement: $1 to $24 */
/* SQLite begins its log anew behind 1000 pages, each with a header. */
#define LOG_ROOM (1000 * (4096 + 24) + 32)
#define LOG_ROOM_SPARE (64 << 20)	/* free bytes, at the least */

struct rows {
	struct store	*store;
	sqlite3_stmt	*stmt;
	bool		 busy;
	const char	*sql;
	uint8_t		 at[PARAMETERS];	/* number of $1, ... */
};

struct store {
	sqlite3		*db;
	int		 lock;		/* descriptor that holds the lock */
	struct rows	 cache[CACHE_SLOTS];
};

static bool (*call_hook)(const char *what);

void
store_on_call(bool (*hook)(const char *what))
{
	call_hook = hook;
}

static enum err_code
code_of(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_FULL:
	case SQLITE_READONLY:
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		return ERR_FULL;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return ERR_CORRUPT;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_TEMPORARY;
	default:
		return ERR_SYSTEM;
	}
}

static int
fail(struct store *s, struct err *e, const char *doing)
{
	int rc = sqlite3_extended_errcode(s->db);
	/* "disk I/O error" may be a full disk, a bad one, or a quota */
	int cause = (rc & 0xff) == SQLITE_IOERR ?
	    sqlite3_system_errno(s->db) : 0;

	return err_set(e, code_of(rc), "database, %s: %s%s%s", doing,
	    sqlite3_errmsg(s->db), cause != 0 ? ", " : "",
	    cause != 0 ? strerror(cause) : "");
}

static bool
hook_fails(const char *what, struct err *e)
{
	if (call_hook == NULL || !call_hook(what))
		return false;
	err_set(e, ERR_FULL, "database, %s: no room (injected)", what);
	return true;
}

static int
simple(struct store *s, const char *sql, struct err *e)
{
	if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return fail(s, e, sql);
	return 0;
}

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
		err_set(e, ERR_CONFIG, "it is in use by another patchbot; "
		    "stop that one first");
	else
		rc = 0;
	buf_free(&name);
	return rc;
}

static int
open_db(struct store *s, const char *path, int flags, struct err *e)
{
	set_up_library();
	if (sqlite3_open_v2(path, &s->db, flags, NULL) != SQLITE_OK) {
		err_set(e, code_of(sqlite3_extended_errcode(s->db)),
		    "%s: %s", path, sqlite3_errmsg(s->db));
		return -1;
	}
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
	    simple(s, "PRAGMA journal_mode=WAL", e) == -1 ||
	    simple(s, "PRAGMA synchronous=FULL", e) == -1 ||
	    simple(s, "PRAGMA foreign_keys=ON", e) == -1 ||
	    simple(s, "PRAGMA cache_size=-2000", e) == -1 ||
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
		    simple(s, "PRAGMA journal_mode=WAL", e) == -1 ? -1 : 0;
	if (make_file(mine, sizeof(mine), e) == -1)
		return -1;
	rc = open_db(s, mine, SQLITE_OPEN_READWRITE, e);
	if (rc == 0)
		rc = simple(s, "PRAGMA locking_mode=EXCLUSIVE; "
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
	    simple(s, "PRAGMA synchronous=OFF", e) == -1 ||
	    simple(s, "PRAGMA foreign_keys=ON", e) == -1 ||
	    simple(s, "PRAGMA cache_size=-" SCRATCH_KIB, e) == -1 ||
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

int
store_script(struct store *s, const char *sql, struct err *e)
{
	if (hook_fails("script", e))
		return -1;
	return simple(s, sql, e);
}

void
store_rollback(struct store *s)
{
	if (store_in_transaction(s))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}

bool
store_in_transaction(const struct store *s)
{
	return sqlite3_get_autocommit(s->db) == 0;
}

/* SQLite numbers $2 by where it first stands, not by its 2. */
static void
number_parameters(struct rows *r)
{
	int i, n = sqlite3_bind_parameter_count(r->stmt);
	long long nr;

	memset(r->at, 0, sizeof(r->at));
	for (i = 1; i <= n; i++)
		if (str_number(sqlite3_bind_parameter_name(r->stmt, i) + 1, 1,
		    PARAMETERS, &nr))
			r->at[nr - 1] = (uint8_t)i;
}

static void
prepare(struct store *s, struct rows *r, const char *sql)
{
	/* where it fails rows_next() tells of it */
	if (sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
	    &r->stmt, NULL) == SQLITE_OK && r->stmt != NULL)
		number_parameters(r);
}

/* A free statement for this text: from the cache, or a new one in it. */
static struct rows *
take(struct store *s, const char *sql)
{
	size_t at = ((uintptr_t)sql >> 3) % CACHE_SLOTS, i;
	struct rows *r = NULL;

	for (i = 0; i < CACHE_SLOTS; i++) {
		r = &s->cache[(at + i) % CACHE_SLOTS];
		if (r->stmt == NULL || (r->sql == sql && !r->busy))
			break;
		r = NULL;
	}
	if (r == NULL)
		log_fatalx("more than %d statements at once", CACHE_SLOTS);
	if (r->stmt == NULL)
		prepare(s, r, sql);
	r->store = s;
	r->sql = sql;
	r->busy = r->stmt != NULL;
	return r;
}

static void
bind_one(struct rows *r, size_t i, char type, va_list *ap)
{
	int at = i < PARAMETERS ? r->at[i] : 0;
	sqlite3_stmt *st = r->stmt;
	const struct span *bytes;
	const char *text;

	switch (type) {
	case 'i':
		sqlite3_bind_int64(st, at, va_arg(*ap, int64_t));
		break;
	case 's':
		text = va_arg(*ap, const char *);
		sqlite3_bind_text(st, at, text, -1, SQLITE_STATIC);
		break;
	case 'b':
		bytes = va_arg(*ap, const struct span *);
		if (bytes == NULL || bytes->p == NULL)
			sqlite3_bind_null(st, at);
		else
			sqlite3_bind_blob64(st, at, bytes->p, bytes->n,
			    SQLITE_STATIC);
		break;
	default:
		log_fatalx("store: no parameter type '%c'", type);
	}
}

static struct rows *
vstart(struct store *s, const char *sql, const char *types, va_list *ap)
{
	struct rows *r = take(s, sql);
	size_t i;

	for (i = 0; r->stmt != NULL && types[i] != '\0'; i++)
		bind_one(r, i, types[i], ap);
	return r;
}

struct rows *
store_query(struct store *s, const char *sql, const char *types, ...)
{
	struct rows *r;
	va_list ap;

	va_start(ap, types);
	r = vstart(s, sql, types, &ap);
	va_end(ap);
	return r;
}

/* Preparing reads the schema, so it is here that damage often shows: once
 * more, for the reason. */
static int
not_prepared(struct rows *r, struct err *e)
{
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v3(r->store->db, r->sql, -1, 0, &st, NULL) !=
	    SQLITE_OK)
		return fail(r->store, e, r->sql);
	sqlite3_finalize(st);
	return err_set(e, ERR_TEMPORARY, "database: could not prepare: %s",
	    r->sql);
}

int
rows_next(struct rows *r, struct err *e)
{
	int rc;

	if (r->stmt == NULL)
		return not_prepared(r, e);
	if (hook_fails("query", e))
		return -1;
	rc = sqlite3_step(r->stmt);
	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return 0;
	return fail(r->store, e, r->sql);
}

int64_t
rows_int(struct rows *r, int column)
{
	return sqlite3_column_int64(r->stmt, column);
}

const char *
rows_text(struct rows *r, int column)
{
	return (const char *)sqlite3_column_text(r->stmt, column);
}

struct span
rows_bytes(struct rows *r, int column)
{
	const void *p = sqlite3_column_blob(r->stmt, column);

	return (struct span){ p, (size_t)sqlite3_column_bytes(r->stmt,
	    column) };
}

char *
rows_str(struct rows *r, int column, struct arena *a)
{
	return arena_str(a, rows_text(r, column));
}

void
rows_end(struct rows *r)
{
	if (r->stmt != NULL) {
		sqlite3_reset(r->stmt);
		sqlite3_clear_bindings(r->stmt);
	}
	r->busy = false;
}

/* A statement that gives no rows and counts as no call of the hook's. */
static int
step_once(struct store *s, const char *sql, struct err *e)
{
	struct rows *r = take(s, sql);
	int rc = r->stmt == NULL ? not_prepared(r, e) : 0;

	if (rc == 0 && sqlite3_step(r->stmt) != SQLITE_DONE)
		rc = fail(s, e, sql);
	rows_end(r);
	return rc;
}

int
store_begin(struct store *s, struct err *e)
{
	if (hook_fails("begin", e))
		return -1;
	return step_once(s, "BEGIN IMMEDIATE", e);
}

int
store_commit(struct store *s, struct err *e)
{
	if (hook_fails("commit", e) || step_once(s, "COMMIT", e) == -1) {
		store_rollback(s);
		return -1;
	}
	if (call_hook != NULL)
		call_hook("committed");
	return 0;
}

int64_t
store_exec(struct store *s, struct err *e, const char *sql, const char *types,
    ...)
{
	struct rows *r;
	va_list ap;
	int rc;

	if (hook_fails("exec", e))
		return -1;
	va_start(ap, types);
	r = vstart(s, sql, types, &ap);
	va_end(ap);
	while ((rc = rows_next(r, e)) == 1)
		;
	rows_end(r);
	return rc == -1 ? -1 : sqlite3_changes64(s->db);
}

int
store_int(struct store *s, struct err *e, int64_t *out, const char *sql,
    const char *types, ...)
{
	struct rows *r;
	va_list ap;
	int rc;

	va_start(ap, types);
	r = vstart(s, sql, types, &ap);
	va_end(ap);
	rc = rows_next(r, e);
	if (rc == 1) {
		if (sqlite3_column_type(r->stmt, 0) == SQLITE_NULL)
			rc = 0;
		else
			*out = rows_int(r, 0);
	}
	rows_end(r);
	return rc;
}

int
store_text(struct store *s, struct err *e, struct arena *a, char **out,
    const char *sql, const char *types, ...)
{
	struct rows *r;
	va_list ap;
	int rc;

	*out = NULL;
	va_start(ap, types);
	r = vstart(s, sql, types, &ap);
	va_end(ap);
	rc = rows_next(r, e);
	if (rc == 1 && (*out = rows_str(r, 0, a)) == NULL)
		rc = 0;
	rows_end(r);
	return rc;
}

int64_t
store_new_id(struct store *s, const char *kind, struct err *e)
{
	int64_t id = -1;
	int rc;

	/* not by RETURNING, for which SQLite makes a table of its own each
	 * time: that costs six times as much */
	if (store_exec(s, e, "INSERT INTO ids (kind, next) VALUES ($1, 2) "
	    "ON CONFLICT (kind) DO UPDATE SET next = ids.next + 1", "s",
	    kind) == -1)
		return -1;
	rc = store_int(s, e, &id, "SELECT next - 1 FROM ids WHERE kind = $1",
	    "s", kind);
	if (rc == 0)
		err_set(e, ERR_SYSTEM, "database: no identifier came back");
	return rc == 1 ? id : -1;
}
