/* SPDX-License-Identifier: ISC */
/* The two halves of the sandbox; for sandbox.c alone. */
#ifndef PROC_SANDBOX_PARTS_H
#define PROC_SANDBOX_PARTS_H

#include <stdbool.h>

#include "proc/sandbox.h"

/* A bit per kind, so that a table can say whom an entry is for. */
#define KIND_P	(1U << SANDBOX_PROVER)
#define KIND_R	(1U << SANDBOX_READER)
#define KIND_C	(1U << SANDBOX_READER_CHILD)
#define KIND_N	(1U << SANDBOX_NAMES)
#define KIND_E	(1U << SANDBOX_EDGE)
#define KIND_ALL	(KIND_P | KIND_R | KIND_C | KIND_N | KIND_E)
/* those that open no file by name once they are sealed */
#define KIND_SHUT	(KIND_P | KIND_R | KIND_C)
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
/* Builds the filter of READER_CHILD, for the sandbox_filter calls to come in
 * children of this process: 0.5 ms that are then not spent on every mail. */
int	sandbox_filter_prepare(bool trap, struct err *e);
/* The name of system call nr on this machine; malloced, NULL unknown. */
char	*sandbox_call_name(int nr);

#endif
