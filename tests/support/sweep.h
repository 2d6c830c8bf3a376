/* SPDX-License-Identifier: ISC */
/* Sweeps over each call to the store: how many of them a run takes. */
#ifndef SUPPORT_SWEEP_H
#define SUPPORT_SWEEP_H

/* Every how many calls one is taken: the usual number, or DAY_STRIDE of the
 * environment (1: each). */
long	sweep_stride(long usual);
/* The first that is taken, another one each day, from 1. */
long	sweep_first(long stride);

#endif
