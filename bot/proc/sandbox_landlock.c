/* SPDX-License-Identifier: ISC */
/*
 * Landlock by its raw system calls: the C library of Debian 12 has no names
 * for them, and its kernel header stops at ABI 2.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "proc/sandbox_parts.h"

/* struct landlock_ruleset_attr as of ABI 6; older kernels get less of it */
struct ruleset {
	uint64_t	fs;
	uint64_t	net;	/* ABI 4: TCP ports; seccomp does sockets */
	uint64_t	scoped;	/* ABI 6 */
};

/* what ABI 3, 5 and 6 added */
#define FS_TRUNCATE	(UINT64_C(1) << 14)
#define FS_IOCTL_DEV	(UINT64_C(1) << 15)
#define SCOPE_ABSTRACT	(UINT64_C(1) << 0)
#define SCOPE_SIGNAL	(UINT64_C(1) << 1)

#define FS_READ	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
/* things that no edge has to make: devices, sockets, pipes, symlinks */
#define FS_ODD	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR | \
    LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SOCK | \
    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_SYM)

static uint64_t
fs_known(long abi)
{
	uint64_t all = (UINT64_C(1) << 13) - 1;	/* ABI 1 */

	if (abi >= 2)
		all |= LANDLOCK_ACCESS_FS_REFER;
	if (abi >= 3)
		all |= FS_TRUNCATE;
	if (abi >= 5)
		all |= FS_IOCTL_DEV;
	return all;
}

/* What is forbidden (handled), and what of that is allowed from / down. */
static void
choose(enum sandbox kind, long abi, struct ruleset *r, uint64_t *allowed)
{
	r->fs = fs_known(abi);
	*allowed = SANDBOX_ASAN || kind == SANDBOX_NAMES ? FS_READ : 0;
	if (kind == SANDBOX_EDGE) {
		/*
		 * Any ruleset forbids renames from one folder to another, as
		 * a Maildir needs them, unless REFER is asked for and given.
		 */
		r->fs = FS_ODD | LANDLOCK_ACCESS_FS_REFER;
		*allowed = LANDLOCK_ACCESS_FS_REFER;
	}
	if (abi >= 6)
		r->scoped = SCOPE_ABSTRACT | SCOPE_SIGNAL;
}

static int
allow_root(int ruleset, uint64_t allowed, struct err *e)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = allowed };
	long rc;

	if (allowed == 0)
		return 0;
	rule.parent_fd = open("/", O_PATH | O_CLOEXEC);
	if (rule.parent_fd == -1)
		return err_sys(e, "sandbox: cannot open /");
	rc = syscall(SYS_landlock_add_rule, ruleset,
	    LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	if (rc == -1)
		err_sys(e, "sandbox: Landlock refuses a rule");
	close(rule.parent_fd);
	return rc == -1 ? -1 : 0;
}

int
sandbox_landlock(enum sandbox kind, struct err *e)
{
	struct ruleset r = { 0 };
	uint64_t allowed;
	long abi, fd;
	int rc = -1;

	abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 1 || (abi < 2 && kind == SANDBOX_EDGE))
		return 0;
	choose(kind, abi, &r, &allowed);
	fd = syscall(SYS_landlock_create_ruleset, &r,
	    abi >= 6 ? sizeof(r) : sizeof(r.fs), 0);
	if (fd == -1)
		return err_sys(e, "sandbox: Landlock refuses a ruleset");
	if (allow_root(fd, allowed, e) == -1)
		goto out;
	if (syscall(SYS_landlock_restrict_self, fd, 0) == -1) {
		/* 16 rulesets lie over this process already: as none */
		if (errno != E2BIG) {
			err_sys(e, "sandbox: Landlock does not hold");
			goto out;
		}
	}
	rc = 0;
out:
	close(fd);
	return rc;
}
