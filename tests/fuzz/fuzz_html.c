/* SPDX-License-Identifier: ISC */
/* HTML to text: never more than its limit, and always clean UTF-8. */
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "text/html.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf clean = { 0 }, out = { 0 };

	utf8_add_clean(&clean, (const char *)data, n);
	html_text(&out, (struct span){ buf_str(&clean), clean.n }, 4096);
	/* a character, a link's brackets and a newline may stand beyond it */
	if (out.n > 4096 + 16 || !utf8_valid(buf_str(&out), out.n))
		abort();
	html_is_active((struct span){ buf_str(&clean), clean.n });
	buf_free(&clean);
	buf_free(&out);
	return 0;
}
