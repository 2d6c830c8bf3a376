/* SPDX-License-Identifier: ISC */
/*
 * A mail of our own, signed with two keys of our own (their private halves
 * were thrown away), by which the library is tested when it is loaded.
 */
#ifndef TEXT_DKIM_SELFTEST_H
#define TEXT_DKIM_SELFTEST_H

#define DKIM_SELFTEST_TIME	INT64_C(1795262400)	/* 2026-11-21 */

static const char dkim_selftest_mail[] =
	"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com;"
	" s=rsa;\r\n"
	"\th=From:From:Subject:Date; \r\n"
	"\tbh=gnV5oOuHmOJXBQFwsaKGXUA8ysretDgaE9IiVTT4PvY=;\r\n"
	"\tb=gt2RJoeK6iVgnDM9FLSC1Ad+WQu6/ZY2Cx9wxi0FeQW2FvTTNXIyTKGijx4Akt5e"
	"nEBgzu0b/Mvac2ac+JV+wy8GY+TV2E+O6Eo08p+RX3lTpkJf4uXZQ1MhqlwQjkmW3aKf"
	"F0Gf1Gz5NHxY/Z2//x/73Z8tvjqG2DYknVdAofY=\r\n"
	"DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example."
	"com; s=ed;\r\n"
	"\th=From:From:Subject:Date; \r\n"
	"\tbh=gnV5oOuHmOJXBQFwsaKGXUA8ysretDgaE9IiVTT4PvY=;\r\n"
	"\tb=NtMiDDiXfP9uL3vR+HCVTzs+T+VDSZ+AyqCHdFxQ0jNDmk3Eg0P0KMfLGygPZn3Y"
	"tjBLDlKS8AUm0VM8O/t6Bg==\r\n"
	"From: Self test <test@example.com>\r\n"
	"Subject: Known signatures\r\n"
	"Date: Sat, 21 Nov 2026 12:00:00 +0000\r\n"
	"\r\n"
	"This text is known.\r\n";

static const struct {
	const char	*name;
	const char	*record;
} dkim_selftest_keys[] = {
	{ "rsa._domainkey.example.com",
	"v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDsx5XRieV7a+"
	"c9cBHCh1xWJ+iCJQIbbRtAagBDsY6Wr5S9gTa5VdKFbaqtyxG1i/THwzwVT9y6hTVBEG"
	"7YmD6ZW8EAX5ohfFX31VPk/QtcIXLfpwvVpLaOOBiXMV6LLiIxmeQwIqQdZnZzXAe5mO"
	"uQEQ1fqcfu+2fmODUUnBgALQIDAQAB" },
	{ "ed._domainkey.example.com",
	"v=DKIM1; k=ed25519; p=JO5ePXqm/E3hTX4qzzq+fS0aLTALiZLDy/fD62/t2ZQ=" },
};

#endif
