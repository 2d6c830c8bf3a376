/* SPDX-License-Identifier: ISC */
/* The key of a signature; see dkim_key.h. */
#include "text/dkim_key.h"

#include <string.h>

#include "base/arena.h"
#include "text/dkim.h"

const char *
dkim_key_name(struct arena *a, const struct dkim_signature *s)
{
	return arena_printf(a, "%s._domainkey.%s", s->selector, s->domain);
}

static void
settle(struct dkim_key *k, enum proof_result r, const char *why)
{
	k->result = r;
	k->wrong = why;
}

static void
take_answer(struct arena *a, const struct dkim_signature *s,
    const struct txt_answer *ans, const char *name, struct dkim_key *k)
{
	if (ans->status == TXT_FAILED) {
		settle(k, PROOF_TEMPERROR, arena_printf(a,
		    "the key at %s could not be looked up%s%s", name,
		    ans->why != NULL ? ": " : "",
		    ans->why != NULL ? ans->why : ""));
	} else if (ans->status != TXT_FOUND || ans->texts.n == 0) {
		settle(k, PROOF_PERMERROR, arena_printf(a,
		    "there is no key at %s", name));
	} else if (ans->texts.n > 1) {
		settle(k, PROOF_PERMERROR, arena_printf(a,
		    "there are %zu TXT records at %s instead of one key",
		    ans->texts.n, name));
	} else if (strlen(ans->texts.at[0]) > DKIM_RECORD_MAX) {
		settle(k, PROOF_PERMERROR, arena_printf(a,
		    "the key record at %s is longer than %d bytes", name,
		    DKIM_RECORD_MAX));
	} else {
		dkim_key_read(a, ans->texts.at[0], s, k);
		k->record = ans->texts.at[0];
		k->result = k->wrong != NULL ? PROOF_PERMERROR : PROOF_PASS;
	}
}

enum proof_result
dkim_key_fetch(struct arena *a, const struct dkim_signature *s,
    txt_lookup_fn *txt, void *arg, struct dkim_key *k)
{
	struct txt_answer ans = { 0 };
	const char *name = dkim_key_name(a, s);

	*k = (struct dkim_key){ 0 };
	if (strlen(name) > 253) {
		settle(k, PROOF_PERMERROR, "the name of its key is too long");
		return k->result;
	}
	txt(arg, a, name, &ans);
	take_answer(a, s, &ans, name, k);
	list_free(&ans.texts);
	return k->result;
}
