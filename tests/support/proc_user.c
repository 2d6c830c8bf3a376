/* SPDX-License-Identifier: ISC */
/* The user that the tests run as, and the private folder. */
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/proc.h"
#include "tests/support/proc_parts.h"

static char folder[PATH_MAX];

void
proc_fail(const char *fmt, ...)
{
	int error = errno;
	va_list ap;

	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, " (%s)\n", strerror(error));
	exit(1);
}

const char *
proc_folder(void)
{
	const char *tmp = getenv("TMPDIR");

	if (folder[0] != '\0')
		return folder;
	snprintf(folder, sizeof(folder), "%s/patchbot-test.XXXXXX",
	    tmp != NULL && tmp[0] == '/' ? tmp : "/tmp");
	if (mkdtemp(folder) == NULL)
		proc_fail("cannot make %s", folder);
	return folder;
}

/* Whom root becomes. */
static const struct passwd *
ordinary_user(void)
{
	const char *sudo = getenv("SUDO_UID");
	const struct passwd *pw = NULL;
	struct stat st;

	if (stat(".", &st) == 0 && st.st_uid != 0)
		pw = getpwuid(st.st_uid);
	if (pw == NULL && sudo != NULL && atoi(sudo) > 0)
		pw = getpwuid((uid_t)atoi(sudo));
	if (pw == NULL)
		pw = getpwnam("nobody");
	if (pw == NULL || pw->pw_uid == 0)
		proc_fail("no ordinary user to run the tests as");
	return pw;
}

static void
drop_to(const struct passwd *pw)
{
	if (setgroups(0, NULL) == -1 ||
	    setresgid(pw->pw_gid, pw->pw_gid, pw->pw_gid) == -1 ||
	    setresuid(pw->pw_uid, pw->pw_uid, pw->pw_uid) == -1)
		proc_fail("cannot become %s", pw->pw_name);
	/* else /proc/self belongs to root, and no namespace can be made */
	prctl(PR_SET_DUMPABLE, 1);
}

/* Whether that user may go where we stand, by the whole path. */
static bool
can_reach(const struct passwd *pw, const char *path)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		drop_to(pw);
		_exit(chdir(path) == 0 && access(".", R_OK | X_OK) == 0 ? 0 :
		    1);
	}
	return pid != -1 && waitpid(pid, &status, 0) == pid && status == 0;
}

/*
 * A clone in a home that is closed to others: shown in a folder that exists
 * everywhere, for us alone.  Not in our own one, which is deleted in the end.
 */
static void
mount_elsewhere(const char *cwd)
{
	static const char *const places[] = { "/mnt", "/media", "/srv" };
	size_t i;

	if (unshare(CLONE_NEWNS) == -1 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1)
		proc_fail("%s cannot be reached by an ordinary user", cwd);
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (strncmp(cwd, places[i], strlen(places[i])) != 0 &&
		    mount(cwd, places[i], NULL, MS_BIND | MS_REC, NULL) == 0 &&
		    chdir(places[i]) == 0)
			return;
	proc_fail("%s cannot be reached by an ordinary user, nor mounted "
	    "elsewhere", cwd);
}

static void
add_path(void)
{
	const char *path = getenv("PATH");
	char more[4096];

	snprintf(more, sizeof(more), "%s:%s", path != NULL ? path :
	    "/usr/local/bin:/usr/bin:/bin", PROC_PATH);
	setenv("PATH", more, 1);
}

void
proc_init(void)
{
	const struct passwd *pw;
	char cwd[PATH_MAX];

	setvbuf(stdout, NULL, _IOLBF, 0);
	add_path();
	proc_folder();
	if (geteuid() != 0)
		return;
	pw = ordinary_user();
	if (getcwd(cwd, sizeof(cwd)) == NULL)
		proc_fail("getcwd");
	if (chown(folder, pw->pw_uid, pw->pw_gid) == -1)
		proc_fail("cannot give %s away", folder);
	if (!can_reach(pw, cwd))
		mount_elsewhere(cwd);
	drop_to(pw);
	/* programs look for their files in the home of root else */
	setenv("HOME", folder, 1);
	setenv("USER", pw->pw_name, 1);
	setenv("LOGNAME", pw->pw_name, 1);
}
