/* SPDX-License-Identifier: ISC */
/* The vendors file: its rules, its reading, whose address it is; vendors.h. */
#include "text/vendors.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "text/keyring.h"
#include "text/pgp_key.h"

/* A domain of at least two labels: "dkim com" would believe half the world. */
static bool
is_domain(const char *w, size_t i, struct err *e)
{
	const char *dot = strchr(w, '.');

	if (conf_is_host(w, i, e) && dot != NULL && strchr(w, ':') == NULL)
		return true;
	err_set(e, ERR_CONFIG, "a domain such as example.com");
	return false;
}

static bool
is_pattern(const char *w, size_t i, struct err *e)
{
	const char *at = strchr(w, '@');
	bool good = at != NULL && is_domain(at +
	    (strncmp(w, "*@*.", 4) == 0 ? 3 : 1), i, e);

	if (good && strncmp(w, "*@", 2) != 0)
		good = strchr(w, '*') == NULL && conf_is_address(w, i, e);
	if (!good)
		err_set(e, ERR_CONFIG, "an address (news@example.com), or all "
		    "of a domain (*@example.com), or all below it "
		    "(*@*.example.com)");
	return good;
}

static bool
is_any_all(const char *w, size_t i, struct err *e)
{
	(void)i;
	if (strcmp(w, "any") == 0 || strcmp(w, "all") == 0)
		return true;
	err_set(e, ERR_CONFIG, "any or all");
	return false;
}

static bool
is_sent(const char *w, size_t i, struct err *e)
{
	(void)i;
	if (strcmp(w, "programs") == 0)
		return true;
	err_set(e, ERR_CONFIG, "programs");
	return false;
}

static bool
is_fingerprint(const char *w, size_t i, struct err *e)
{
	char f[2 * PGP_FINGERPRINT + 1];

	(void)i;
	if (pgp_fingerprint(w, f))
		return true;
	err_set(e, ERR_CONFIG, "a whole fingerprint: 40 hexadecimal digits, "
	    "as \"patchbot keys show FILE\" prints it");
	return false;
}

static const struct conf_rule prove_rules[] = {
	{ .name = "dkim", .params = "DOMAIN", .min = 1, .max = 1,
	    .flags = CONF_MANY, .check = is_domain,
	    .help = "A DKIM signature of this domain, or of one below it, "
	    "passes." },
	{ .name = "dmarc", .params = "",
	    .help = "DMARC passes for the domain of the From address." },
	{ .name = "arc", .params = "DOMAIN", .min = 1, .max = 1,
	    .flags = CONF_MANY, .check = is_domain,
	    .help = "An ARC chain holds, this domain sealed it last, and it "
	    "says that the From address was proven when the mail came to it." },
	{ .name = "list", .params = "HOST", .min = 1, .max = 1,
	    .flags = CONF_MANY, .check = is_domain,
	    .help = "The mail came through a list of this host: a DKIM "
	    "signature of it passes, and the List-Id is of it. It says "
	    "nothing of who wrote the mail: put it into all { }, beside what "
	    "proves the author." },
	{ .name = "pgp", .params = "FINGERPRINT", .min = 1, .max = 1,
	    .flags = CONF_MANY, .check = is_fingerprint,
	    .help = "An OpenPGP signature passes that this key made, or a "
	    "signing subkey of it; one of the entry's \"key\" files must "
	    "hold it. Then only what is signed is read." },
	{ .name = "smime", .params = "FILE", .min = 1, .max = 1,
	    .flags = CONF_MANY, .help = "An S/MIME signature passes whose "
	    "certificate this file holds, or an authority in it vouches for, "
	    "and that certificate holds the From address. Then only what is "
	    "signed is read." },
	{ .name = "any", .params = "", .block = prove_rules,
	    .flags = CONF_MANY, .help = "One of these proofs is enough." },
	{ .name = "all", .params = "", .block = prove_rules,
	    .flags = CONF_MANY, .help = "All of these proofs are needed." },
	{ .name = NULL },
};

static const struct conf_rule vendor_rules[] = {
	{ .name = "name", .params = "NAME", .min = 1, .max = 1,
	    .help = "What people call the vendor; the default is the entry's "
	    "own name." },
	{ .name = "known-as", .params = "NAME ...", .min = 1,
	    .max = CONF_WORDS_MAX, .flags = CONF_MANY,
	    .help = "Further display names it goes by; who bears one without "
	    "its address claims to be this vendor." },
	{ .name = "from", .params = "ADDRESS|*@DOMAIN|*@*.DOMAIN ...",
	    .min = 1, .max = CONF_WORDS_MAX, .flags = CONF_MANY | CONF_NEEDED,
	    .check = is_pattern, .help = "The From addresses it announces "
	    "from; *@*.DOMAIN means all below the domain, without itself." },
	{ .name = "list", .params = "LIST-ID ...", .min = 1,
	    .max = CONF_WORDS_MAX, .flags = CONF_MANY, .check = is_domain,
	    .help = "The List-Id of its announcement lists." },
	{ .name = "reader", .params = "NAME", .min = 1, .max = 1,
	    .check = conf_is_name, .help = "Which reader knows the form of its "
	    "bulletins; the default is the one of the entry's own name." },
	{ .name = "sends", .params = "programs", .min = 1, .max = 1,
	    .check = is_sent, .help = "Its mails may carry programs, scripts, "
	    "installers, documents with macros, or archives that hold such or "
	    "cannot be looked into. Without this a mail that claims to be from "
	    "it and carries one is forged. They are never passed on." },
	{ .name = "key", .params = "FILE ...", .min = 1, .max = 100,
	    .flags = CONF_MANY, .help = "Files with the OpenPGP public keys "
	    "that its mails may be signed with; see \"prove\"." },
	{ .name = "smime", .params = "FILE ...", .min = 1, .max = 100,
	    .flags = CONF_MANY, .help = "Files with certificates (PEM or DER) "
	    "that its S/MIME signatures are held against, though \"prove\" "
	    "does not ask for them." },
	{ .name = "prove", .params = "any|all", .min = 1, .max = 1,
	    .check = is_any_all, .block = prove_rules, .flags = CONF_NEEDED,
	    .help = "What proves that a mail is from it." },
	{ .name = NULL },
};

const struct conf_rule vendors_rules[] = {
	{ .name = "vendor", .params = "NAME", .min = 1, .max = 1,
	    .check = conf_is_name, .block = vendor_rules, .flags = CONF_MANY,
	    .help = "A sender of announcements, and what proves it." },
	{ .name = NULL },
};

/* --- reading ---------------------------------------------------------- */

/* What stands in a prove block, and whether a domain or host follows it. */
static const struct {
	const char	*word;
	bool		 domain;
} prove_words[] = {
	[PROVE_ANY] = { "any", false }, [PROVE_ALL] = { "all", false },
	[PROVE_DKIM] = { "dkim", true }, [PROVE_DMARC] = { "dmarc", false },
	[PROVE_ARC] = { "arc", true }, [PROVE_LIST] = { "list", true },
	[PROVE_PGP] = { "pgp", false }, [PROVE_SMIME] = { "smime", false },
};

static enum prove_kind
prove_kind_of(const char *word)
{
	size_t k = sizeof(prove_words) / sizeof(prove_words[0]) - 1;

	while (k > 0 && strcmp(prove_words[k].word, word) != 0)
		k--;
	return (enum prove_kind)k;
}

/* The files that n names from its second word on; each once. */
static void
add_files(struct arena *a, struct vendor *v, const struct conf_node *n,
    enum key_kind kind)
{
	size_t i;

	for (i = 1; i < n->n; i++)
		keyring_add(a, &v->keys, arena_printf(a, "vendor %s", v->id),
		    kind, n, i);
}

/* What stands behind "pgp" and "smime". */
static void
read_signer(struct arena *a, struct vendor *v, struct prove *p)
{
	char *f = arena_alloc(a, 2 * PGP_FINGERPRINT + 1);

	if (p->kind == PROVE_SMIME) {
		p->argument = conf_path(a, p->node, 1);
		add_files(a, v, p->node, KEY_SMIME);
	} else if (p->kind == PROVE_PGP) {
		pgp_fingerprint(p->node->words[1].text, f);
		p->argument = f;
	}
}

/* n is "prove any { ... }", "any { ... }", "dkim DOMAIN" or "dmarc". */
static struct prove *
read_prove(struct arena *a, struct vendor *v, const struct conf_node *n,
    struct conf_report *r)
{
	struct prove *p = arena_alloc(a, sizeof(*p));
	size_t i, word = strcmp(n->words[0].text, "prove") == 0 ? 1 : 0;

	p->kind = prove_kind_of(n->words[word].text);
	p->node = n;
	read_signer(a, v, p);
	if (prove_words[p->kind].domain)
		p->argument = arena_lower(a, span_of(n->words[1].text));
	for (i = 0; i < n->children.n; i++)
		list_add_in(a, &p->children,
		    read_prove(a, v, n->children.at[i], r));
	/* "all" of nothing would believe everybody */
	if (p->kind <= PROVE_ALL && p->children.n == 0)
		conf_error(r, n, word, "found no proof in the block of \"%s\"; "
		    "expected at least one, such as dmarc",
		    n->words[word].text);
	return p;
}

static void
add_words(struct arena *a, struct list *l, const struct conf_node *n,
    bool fold)
{
	size_t i;

	for (i = 1; i < n->n; i++)
		list_add_in(a, l, fold ?
		    arena_lower(a, span_of(n->words[i].text)) :
		    arena_str(a, n->words[i].text));
}

static struct vendor *
read_vendor(struct arena *a, const struct conf_node *n, struct conf_report *r)
{
	struct vendor *v = arena_alloc(a, sizeof(*v));
	const struct conf_node *c;
	const char *reader = conf_get(n, "reader", 1, NULL), *what;
	size_t i;

	v->id = arena_str(a, n->words[1].text);
	v->name = arena_str(a, conf_get(n, "name", 1, v->id));
	v->reader = arena_str(a, reader);
	list_add_in(a, &v->names, arena_str(a, v->name));
	for (i = 0; i < n->children.n; i++) {
		c = n->children.at[i];
		what = c->words[0].text;
		if (strcmp(what, "from") == 0)
			add_words(a, &v->from, c, true);
		else if (strcmp(what, "list") == 0)
			add_words(a, &v->lists, c, true);
		else if (strcmp(what, "known-as") == 0)
			add_words(a, &v->names, c, false);
		else if (strcmp(what, "prove") == 0)
			v->prove = read_prove(a, v, c, r);
		else if (strcmp(what, "key") == 0)
			add_files(a, v, c, KEY_PGP);
		else if (strcmp(what, "smime") == 0)
			add_files(a, v, c, KEY_SMIME);
		else if (strcmp(what, "sends") == 0)
			v->sends_programs = true;
	}
	return v;
}

static const struct vendor *
by_id(const struct list *vendors, const char *id)
{
	const struct vendor *v;
	size_t i;

	for (i = 0; i < vendors->n; i++) {
		v = vendors->at[i];
		if (strcmp(v->id, id) == 0)
			return v;
	}
	return NULL;
}

int
vendors_read(struct arena *a, const struct conf_node *parent,
    struct list *vendors, struct conf_report *r)
{
	unsigned before = r->errors;
	const struct conf_node *n;
	struct conf_node one;
	size_t i;

	for (i = 0; i < parent->children.n; i++) {
		n = parent->children.at[i];
		if (strcmp(n->words[0].text, "vendor") != 0)
			continue;
		/* one entry at a time: a wrong one hides no other's errors */
		one = (struct conf_node){ .file = n->file, .block = true,
		    .children = { (void **)&parent->children.at[i], 1, 1 } };
		if (conf_check(&one, vendors_rules, r) == -1)
			continue;
		if (by_id(vendors, n->words[1].text) != NULL) {
			conf_error(r, n, 1, "found the vendor \"%s\" a second "
			    "time; expected each once", n->words[1].text);
			continue;
		}
		list_add_in(a, vendors, read_vendor(a, n, r));
	}
	return r->errors == before ? 0 : -1;
}

/* --- whose address ---------------------------------------------------- */

/* How well a pattern fits: 0 not, else the more exact the more. */
static size_t
fits(const char *pattern, const char *address)
{
	const char *at = strrchr(address, '@');
	const char *domain = strchr(pattern, '@') + 1;
	size_t n;

	if (pattern[0] != '*')
		return str_eq_nocase(pattern, address) ? 3000 : 0;
	if (domain[0] != '*')
		return str_eq_nocase(domain, at + 1) ? 2000 : 0;
	n = strlen(domain + 1);		/* with its dot */
	return strlen(at + 1) > n && str_ends_nocase(at + 1, domain + 1) ?
	    n : 0;
}

const struct vendor *
vendors_by_address(const struct list *vendors, const char *address)
{
	const struct vendor *best = NULL, *v;
	size_t i, j, fit, most = 0;
	const char *at = address != NULL ? strrchr(address, '@') : NULL;

	if (at == NULL || at == address || at[1] == '\0')
		return NULL;
	for (i = 0; i < vendors->n; i++) {
		v = vendors->at[i];
		for (j = 0; j < v->from.n; j++) {
			fit = fits(v->from.at[j], address);
			if (fit > most) {
				most = fit;
				best = v;
			}
		}
	}
	return best;
}
