/* SPDX-License-Identifier: ISC */
/*
 * What stands in the character sets that mails use, as the system's iconv knew
 * it when this was built: written by tables/charsets.c.  A sealed process may
 * open no file, and glibc's own modules, loaded beforehand, are five mappings
 * each, which every fork of the reader would copy.
 */
#ifndef TEXT_CHARSET_TABLES_H
#define TEXT_CHARSET_TABLES_H

#include <stdint.h>

#define CHARSET_NONE	0xfffd		/* in a table: no character */
#define CHARSET_BEYOND	0xd800		/* in a table, and above: what lies
					 * there minus this in "beyond" */
#define CHARSET_BEYONDS	64
#define CHARSET_NAME	16		/* bytes, in the table: no pointer, as
					 * that would be written at a start */

/* Sets of one byte, whose lower half is ASCII. */
struct charset_single {
	char		 name[CHARSET_NAME];
	uint16_t	 high[128];
};

/* Sets of one byte or two, whose lower half is ASCII: the second byte of a
 * pair counts from "trail", and there are so many of them. */
struct charset_pairs {
	char		 name[CHARSET_NAME];
	uint16_t	 high[128];	/* where one byte is a character */
	uint8_t		 lead, leads, trail, trails;
	uint32_t	 at;		/* in charset_codes */
};

/* GB 18030's four bytes, in their order, up to U+FFFF: where a row of
 * characters that follow each other begins. */
struct charset_run {
	uint16_t	 from;
	uint16_t	 code;		/* CHARSET_NONE: no characters there */
};

extern const struct charset_single charset_singles[];
extern const struct charset_pairs charset_pairs[];
extern const struct charset_run charset_runs[];
extern const uint16_t charset_codes[];
extern const uint32_t charset_beyond[];
extern const unsigned charset_singles_n, charset_pairs_n, charset_runs_n;

#endif
