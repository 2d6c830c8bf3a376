/* SPDX-License-Identifier: ISC */
/* A reader's parser that misbehaves; see misbehave.h. */
#include "tests/support/misbehave.h"
#include "text/mime.h"

/* What the linker's --wrap makes of the two. */
struct mime_mail *__real_mime_read(struct arena *a, struct span mail,
    struct err *e);
struct mime_mail *__wrap_mime_read(struct arena *a, struct span mail,
    struct err *e);

struct mime_mail *
__wrap_mime_read(struct arena *a, struct span mail, struct err *e)
{
	return misbehave("X-Misbehave: ", mail, e) ? NULL :
	    __real_mime_read(a, mail, e);
}
