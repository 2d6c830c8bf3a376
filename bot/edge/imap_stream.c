/* SPDX-License-Identifier: ISC */
/* libetpan's low stream over tls.h; see imap_stream.h. */
#include "edge/imap_stream.h"

#include <stdlib.h>

#include "edge/tls.h"

#define STREAM_BUFFER	8192

static ssize_t
stream_read(mailstream_low *low, void *p, size_t n)
{
	return tls_read(low->data, p, n);
}

static ssize_t
stream_write(mailstream_low *low, const void *p, size_t n)
{
	return tls_write(low->data, p, n);
}

static int
stream_fd(mailstream_low *low)
{
	return tls_fd(low->data);
}

/* imap.c owns the stream beneath and closes it last: it asks it why. */
static int
stream_close(mailstream_low *low)
{
	(void)low;
	return 0;
}

static void
stream_free(mailstream_low *low)
{
	free(low);
}

static void
stream_cancel(mailstream_low *low)
{
	(void)low;
}

static struct mailstream_cancel *
stream_get_cancel(mailstream_low *low)
{
	(void)low;
	return NULL;
}

static carray *
stream_chain(mailstream_low *low)
{
	(void)low;
	return NULL;
}

static int
stream_no_idle(mailstream_low *low)
{
	(void)low;
	return -1;
}

static mailstream_low_driver driver = {
	.mailstream_read = stream_read,
	.mailstream_write = stream_write,
	.mailstream_close = stream_close,
	.mailstream_get_fd = stream_fd,
	.mailstream_free = stream_free,
	.mailstream_cancel = stream_cancel,
	.mailstream_get_cancel = stream_get_cancel,
	.mailstream_get_certificate_chain = stream_chain,
	.mailstream_setup_idle = stream_no_idle,
	.mailstream_unsetup_idle = stream_no_idle,
	.mailstream_interrupt_idle = stream_no_idle,
};

mailstream *
imap_stream_new(struct tls *t)
{
	mailstream_low *low = mailstream_low_new(t, &driver);
	mailstream *s = low != NULL ? mailstream_new(low, STREAM_BUFFER) : NULL;

	if (s == NULL && low != NULL)
		mailstream_low_free(low);
	return s;
}
