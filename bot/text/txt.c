/* SPDX-License-Identifier: ISC */
/* Which names are looked up; see txt.h. */
#include "text/txt.h"

#include <string.h>

#include "base/str.h"
#include "text/address.h"

bool
txt_may_ask(const char *name)
{
	static const char key[] = "._domainkey.", policy[] = "_dmarc.";
	const char *at, *c;

	for (c = name; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			return false;
	if (!address_is_domain(span_of(name)))
		return false;
	if (strncmp(name, policy, strlen(policy)) == 0)
		return true;
	at = strstr(name, key);
	if (at != NULL)
		return at > name && at[strlen(key)] != '\0';
	return strchr(name, '_') == NULL && strchr(name, '.') != NULL;
}
