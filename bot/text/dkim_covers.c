/* SPDX-License-Identifier: ISC */
/* What a signature covers; see dkim_covers.h. */
#include "text/dkim_covers.h"

#include "text/encoding.h"

uint32_t
dkim_covered(const struct mail *m, const struct dkim_signature *s)
{
	static const struct {
		enum mail_covered bit;
		enum mail_name id;
		const char	*name;
	} fields[] = {
		{ COVERED_FROM, FIELD_FROM, "From" },
		{ COVERED_SUBJECT, FIELD_SUBJECT, "Subject" },
		{ COVERED_DATE, FIELD_DATE, "Date" },
		{ COVERED_MESSAGE_ID, FIELD_MESSAGE_ID, "Message-ID" },
		{ COVERED_TO, FIELD_TO, "To" },
		{ COVERED_REPLY_TO, FIELD_REPLY_TO, "Reply-To" },
		{ COVERED_LIST_ID, FIELD_LIST_ID, "List-Id" },
		{ COVERED_CONTENT_TYPE, FIELD_CONTENT_TYPE, "Content-Type" },
		{ COVERED_ENCODING, FIELD_CONTENT_ENCODING,
		    "Content-Transfer-Encoding" },
	};
	uint32_t mask = 0;
	unsigned names, there;
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		names = dkim_signature_covers(s, fields[i].name);
		there = m->count[fields[i].id];
		/* one that is not there must have been signed as absent */
		if (names >= there && names > 0)
			mask |= (uint32_t)fields[i].bit;
	}
	if (dkim_swappable(m, s) == NULL)
		mask |= COVERED_SHOWN;
	return mask;
}

const char *
dkim_swappable(const struct mail *m, const struct dkim_signature *s)
{
	static const struct {
		enum mail_name id;
		const char	*name;
		unsigned	 free;	/* so many need not be covered */
	} shown[] = {
		{ FIELD_SUBJECT, "Subject", 0 },
		{ FIELD_CONTENT_TYPE, "Content-Type", 0 },
		{ FIELD_CONTENT_ENCODING, "Content-Transfer-Encoding", 0 },
		/* but of two, some programs show the other */
		{ FIELD_DATE, "Date", 1 },
		{ FIELD_MIME_VERSION, "MIME-Version", 1 },
	};
	size_t i;

	for (i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		if (m->count[shown[i].id] > shown[i].free &&
		    m->count[shown[i].id] >
		    dkim_signature_covers(s, shown[i].name) &&
		    (shown[i].id != FIELD_CONTENT_ENCODING ||
		    encoding_is_open(m)))
			return shown[i].name;
	return NULL;
}
