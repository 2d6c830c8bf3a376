/* SPDX-License-Identifier: ISC */
/* Whole configurations in a folder of their own, from a few lines of text. */
#ifndef SUPPORT_CONFS_H
#define SUPPORT_CONFS_H

#include "flow/config.h"

#define CONFS_LINE	21	/* where the text begins */

/*
 * Reads a small site (Europe/Berlin; persons cora the coordinator and dan, of
 * the team dba; the lists' addresses at example.com) with this text behind it:
 * the text's first line is line 21 of the file.
 */
struct config *confs_load(const char *text, struct conf_report *r);
/* A file beside it, and the path of one. */
void	confs_file(const char *name, const char *text);
const char *confs_path(const char *name);
/* What was reported, one a line. */
const char *confs_lines(const struct conf_report *r);
/* Removes the folder: for the group's teardown. */
int	confs_done(void **state);

#endif
