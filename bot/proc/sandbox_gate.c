/* SPDX-License-Identifier: ISC */
/*
 * The gate; see sandbox.h.
 *
 * A filter is asked about each system call with the address it was made from.
 * So the few calls that only the reader itself may make stand on one page of
 * code, made here, and are allowed from there alone.  A child unmaps its copy
 * of the page and can never make another one: the filter allows no mapping
 * that could be executed.
 *
 * The other way, a stricter filter for each child, costs the kernel more than
 * the whole reading of an ordinary mail.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "proc/sandbox_parts.h"

/* syscall(2) for a call of five arguments, as machine code: what comes by the
 * rules for functions goes where the kernel wants it. */
#if defined(__x86_64__)
static const unsigned char code[] = {
	0x48, 0x89, 0xf8,	/* mov %rdi, %rax */
	0x48, 0x89, 0xf7,	/* mov %rsi, %rdi */
	0x48, 0x89, 0xd6,	/* mov %rdx, %rsi */
	0x48, 0x89, 0xca,	/* mov %rcx, %rdx */
	0x4d, 0x89, 0xc2,	/* mov %r8, %r10 */
	0x4d, 0x89, 0xc8,	/* mov %r9, %r8 */
	0x0f, 0x05,		/* syscall */
	0xc3			/* ret */
};
#define AFTER_CALL	(sizeof(code) - 1)
#elif defined(__aarch64__)
static const uint32_t code[] = {
	0xaa0003e8,		/* mov x8, x0 */
	0xaa0103e0,		/* mov x0, x1 */
	0xaa0203e1,		/* mov x1, x2 */
	0xaa0303e2,		/* mov x2, x3 */
	0xaa0403e3,		/* mov x3, x4 */
	0xaa0503e4,		/* mov x4, x5 */
	0xd4000001,		/* svc #0 */
	0xd65f03c0		/* ret */
};
#define AFTER_CALL	(sizeof(code) - 4)
#else
/* cppcheck-suppress preprocessorErrorDirective */
#error "say in this machine's words: move the arguments, system call, return"
#endif

typedef long gate_fn(long nr, long a, long b, long c, long d, long e);

static void *page;

static size_t
page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

int
sandbox_make_gate(uint64_t *from, struct err *e)
{
	void *p = mmap(NULL, page_size(), PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return err_sys(e, "sandbox: no page for the gate");
	memcpy(p, code, sizeof(code));
	__builtin___clear_cache(p, (char *)p + sizeof(code));
	if (mprotect(p, page_size(), PROT_READ | PROT_EXEC) == -1) {
		err_sys(e, "sandbox: the gate");
		munmap(p, page_size());
		return -1;
	}
	page = p;
	*from = (uint64_t)(uintptr_t)p + AFTER_CALL;
	return 0;
}

long
sandbox_gate(long nr, long a, long b, long c, long d)
{
	gate_fn *call;
	long rc;

	if (page == NULL) {
		errno = EPERM;
		return -1;
	}
	memcpy(&call, &page, sizeof(call));
	rc = call(nr, a, b, c, d, 0);
	if (rc >= 0 || rc < -4095)
		return rc;
	errno = (int)-rc;
	return -1;
}

int
sandbox_shut_gate(void)
{
	void *p = page;

	page = NULL;
	return p == NULL ? 0 : munmap(p, page_size());
}
