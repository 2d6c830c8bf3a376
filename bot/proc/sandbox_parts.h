/* SPDX-License-Identifier: ISC */
/* The parts of the sandbox; for sandbox*.c alone. */
#ifndef PROC_SANDBOX_PARTS_H
#define PROC_SANDBOX_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "proc/sandbox.h"

/* A bit per kind, so that a table can say whom an entry is for. */
#define KIND_P	(1U << SANDBOX_PROVER)
#define KIND_R	(1U << SANDBOX_READER)
#define KIND_N	(1U << SANDBOX_NAMES)
#define KIND_E	(1U << SANDBOX_EDGE)
#define KIND_ALL	(KIND_P | KIND_R | KIND_N | KIND_E)
/* those that open no file by name once they are sealed */
#define KIND_SHUT	(KIND_P | KIND_R)
#define KIND_NET	(KIND_N | KIND_E)

/* Address sanitizer's run time reads /proc and wants room. */
#if defined(__SANITIZE_ADDRESS__)
#define SANDBOX_ASAN	1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANDBOX_ASAN	1
#endif
#endif
#ifndef SANDBOX_ASAN
#define SANDBOX_ASAN	0
#endif

/*
 * Landlock: what of the file system this kind may still reach.  Without
 * Landlock in the kernel: 0, nothing done.
 */
int	sandbox_landlock(enum sandbox kind, struct err *e);
/*
 * The system call filter.  trap: a forbidden call raises SIGSYS (for the
 * debug handler) where it else ends the process at once.
 */
int	sandbox_filter(enum sandbox kind, bool trap, struct err *e);
/* Makes the gate; *from: the address that its calls come from. */
int	sandbox_make_gate(uint64_t *from, struct err *e);
/* The name of system call nr on this machine; malloced, NULL unknown. */
char	*sandbox_call_name(int nr);

#endif
