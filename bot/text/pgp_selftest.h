/* SPDX-License-Identifier: ISC */
/*
 * A mail of our own, signed with a key of our own (its secret half was thrown
 * away), by which the library is tried when it is opened.
 */
#ifndef TEXT_PGP_SELFTEST_H
#define TEXT_PGP_SELFTEST_H

#define PGP_SELFTEST_TIME	INT64_C(1795262400)	/* 2026-11-21 */

static const char pgp_selftest_key[] =
	"-----BEGIN PGP PUBLIC KEY BLOCK-----\n"
	"\n"
	"xjMEav2GwBYJKwYBBAHaRw8BAQdAzndUOHZcg5vv"
	"lImMRJK3w4eJj575zNxnoEDrK8zGmcHNF1Rl\n"
	"c3QgPHRlc3RAZXhhbXBsZS5jb20+wokEExYIADEW"
	"IQQyqVFC+9Q1wgYxjhxLBJNTPdWREwUCav2G\n"
	"wAIbAwQLCQgHBRUICQoLBRYCAwEAAAoJEEsEk1M9"
	"1ZETWwsBAO5x7o2KtqWth44zYxAtLOk/MBty\n"
	"JEhF73OoF/5pPi1RAP9EHEfZhyqQToFULPhkl0S3"
	"Czy18x1QXZnM2+OrqiLiAg==\n"
	"=tlLV\n"
	"-----END PGP PUBLIC KEY BLOCK-----\n";

static const char pgp_selftest_mail[] =
	"From: test@example.com\n"
	"\n"
	"-----BEGIN PGP SIGNED MESSAGE-----\n"
	"Hash: SHA256\n"
	"\n"
	"The library is tried on this text.\n"
	"\n"
	"-----BEGIN PGP SIGNATURE-----\n"
	"\n"
	"wnsEARYIACMWIQQyqVFC+9Q1wgYxjhxLBJNTPdWR"
	"EwUCawGHwAUDAAAAAAAKCRBLBJNTPdWREyjO\n"
	"AP9VGTOC47QVluarN9R0Tx3uEnoFFbLELxx95Qkt"
	"clacxAEAnv7NXM+Uh3CHNHeE5KcRL69GuE6t\n"
	"HaCF+xWzKqGAigE=\n"
	"=YWW+\n"
	"-----END PGP SIGNATURE-----\n";

#endif
