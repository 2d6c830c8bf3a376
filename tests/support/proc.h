/* SPDX-License-Identifier: ISC */
/*
 * Programs for tests against real servers: a private folder, free ports on
 * loopback, starting with a log, waiting with a deadline, stopping by process
 * id.  Everything runs as an ordinary user, also where the tests run as root.
 *
 *	int
 *	main(void)
 *	{
 *		proc_init();
 *		...
 *		return proc_end(cmocka_run_group_tests(...));
 *	}
 *
 * Names of programs are looked up in PATH, in the folders where servers lie
 * and among those that .ci/packages unpacked under build/testbed, which are
 * started in their namespace without more ado.
 */
#ifndef SUPPORT_PROC_H
#define SUPPORT_PROC_H

#include <stdbool.h>
#include <sys/types.h>

struct buf;
struct proc;

#define PROC_MS		20000	/* a deadline that only the broken miss */

/*
 * First in main(), with the repository's root as working directory.  As root:
 * becomes the owner of the working directory, else who called sudo, else
 * nobody; where that user cannot reach the working directory, it is mounted
 * into the private folder, for this program and its children only.  Ends
 * the program with a reason where none of that works.
 */
void	proc_init(void);
/* Last: stops what still runs; removes the folder, but keeps it and says
 * where it is when failed is not 0 or PATCHBOT_KEEP is set.  Returns failed. */
int	proc_end(int failed);

/* The private folder, mode 0700; and a path in it.  Good until proc_end. */
const char *proc_folder(void);
const char *proc_path(const char *fmt, ...)
	    __attribute__((format(printf, 1, 2)));
/* Writes a file of mode 0600 into the folder, making the folders on its way;
 * returns its path. */
const char *proc_write(const char *name, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

/* A port of 127.0.0.1 free for TCP and UDP, another one at each call. */
int	proc_port(void);

/* Whether this program can be started at all; prints why not. */
bool	proc_have(const char *program);

/*
 * Starts it in the background, output appended to NAME.log in the folder; it
 * dies with the test.  argv ends with NULL.  Fails the test where it cannot.
 */
struct proc *proc_start(const char *name, const char *const argv[]);
pid_t	proc_pid(const struct proc *p);
/* Clock ticks of CPU it has used, in the kernel as well. */
long	proc_cpu(const struct proc *p);
/* Its child with that word in its command line; 0 none. */
pid_t	proc_child(const struct proc *p, const char *word);
const char *proc_log(const struct proc *p);	/* path */

/* Each waits at most ms; false, with the end of the log printed, when time is
 * up or the program is gone. */
bool	proc_wait_port(struct proc *p, int port, int ms);
bool	proc_wait_log(struct proc *p, const char *text, int ms);
bool	proc_wait_file(struct proc *p, const char *path, int ms);
/* Waits until done(arg) is true; with no program. */
bool	proc_wait_until(bool (*done)(void *arg), void *arg, int ms);

/*
 * Sends sig (0: none) and waits for the end; after ms the whole group is
 * killed.  The wait status, as of waitpid(2).  Frees p; NULL is fine.
 */
int	proc_stop(struct proc *p, int sig, int ms);
bool	proc_running(struct proc *p);

/* Runs it to its end (at most ms), output and errors appended to out, which
 * may be NULL.  The wait status, -1 when it was killed for being late. */
int	proc_run(const char *const argv[], struct buf *out, int ms);

#endif
