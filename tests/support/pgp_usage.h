/* SPDX-License-Identifier: ISC */
/*
 * A key of our own whose primary key may only certify, with one subkey to
 * encrypt and one to sign, and a signature by each of them over the same text
 * (their secret halves were thrown away).  The library makes none like these.
 */
#ifndef SUPPORT_PGP_USAGE_H
#define SUPPORT_PGP_USAGE_H

#define USAGE_FINGERPRINT	\
	"D5ED980FC8D3BAF7335A77E8991AEC21A2A50B05"
#define USAGE_TEXT	"Security advisory\nUpdate now.\n"

static const char usage_key[] =
	"-----BEGIN PGP PUBLIC KEY BLOCK-----\n"
	"\n"
	"xsBNBGl2BcABCACm2ko8oI/ZCYJdUHOQe46Tcx5NtH80HvEh2lDIeN2x4o4BgqAx\n"
	"KKfGOhJTgmZgmcGuT5hD4XdT+VcPoYr7qVP4paKKpvPgLor1mzxP39JL9Jn0UfKk\n"
	"0NHs8GeJWIwxKKB5bjiIzxFlPtVeVhn3z6wWpBO3CURPBHXRL8bekl0yLT3TniVA\n"
	"rHnfq/UeUGzVswHQHP2R8fLZOIqo8qqIBO3G2e9phm9+W/iETJx7Kbv1GKFvg+bV\n"
	"uGGxlA1cOkCpWc4iqIYGZUcA3EQAxLr5sw47MlP+X+WanUQULnAg6l01Gu2a2cYi\n"
	"cbFXGqkbG+YENKEArY62XOlVHhVROB8G7V7BABEBAAHNHUFubiBFeGFtcGxlIDxh\n"
	"bm5AZXhhbXBsZS5jb20+wsB2BBMBCAAgBQJpdgXAFiEE1e2YD8jTuvczWnfomRrs\n"
	"IaKlCwUCGwEACgkQmRrsIaKlCwW31Af/cC8PZVqS8PiO4moOSfJUmZrNIfoOMbps\n"
	"m0BhQYDqUyeJcHTs+YzmN6tItH4grUTvmhbFjkJRL4Xi3Rt5uCzV3DEM6fIQvV4F\n"
	"iWSqFcwxiOpCoh6HB9mmfJsECZMYdg7Ro7dmRTK/czwuSx3Z5vdM3dEOpPPyGJtf\n"
	"UNCKpyF95oDSDK4m0bhvMLu4ohUcQ/KZmD5QisHcfbjsB/KYo+u7YBVFRoNDnMvr\n"
	"pBjDxTK5X6jA/oDZDsaC1I79nfB4IeFamd6ec6yB1glK14iigqctZ8B92i8+oozB\n"
	"sKk9yNiPTB2cBWKoDKlf+XPWoJldbEtlrp6I32D/wTz5t7C8rc2N4M7ATQRpdgXA\n"
	"AQgAzNu2+SrDVMR6QJ8pbJmT+C/MJIxKbnDTfPG8r2mDu7FarbauGNLkoOYn28fk\n"
	"FccryGJSXxTUcJL3FfOagjZHKVHwgvVPwGriHPiw+jBEuNdpkB+gj8ovh9vt8rG+\n"
	"IJDSiDSB86kXi+9mTwG8jWWoKbUl//M4JOjZj06p0/AyFC8zlNiOH13b/QVa1kN+\n"
	"amAJSsTBQYnUTnBeRmC2Az890N+4y2nwHW3bzXfY6t4I9yG+4Ax0HCNKkyyAhBiU\n"
	"Ku2l/p6ne0VamEm5oqZgFyti8FZMRy2sd2ucs31t5u9wTijf8FCch/8sagX319x1\n"
	"KnoejHKsgmthXSOqilO5gY37nQARAQABwsB2BBgBCAAgBQJpdgXAFiEE1e2YD8jT\n"
	"uvczWnfomRrsIaKlCwUCGwwACgkQmRrsIaKlCwU2uAf/USAbm8cfuCMCNMIEU7Wd\n"
	"XS2O0wjLbISXVV6+PyjjiLZcbM8BLyZE/ZNGmFhf8IbxP5OyJbYOvKbnthO16+tf\n"
	"2yo2+zf4ryJOO2a6Bp5hBRhiJJJT85AiQKb5A/zTnSAHcxP6/FePkSUtMZ7AMKPq\n"
	"u0vUY6tY2cNhXEt1O73hWqnY1eBne92kHAja04rmrptsu8XoQljLkEvF25KQq7Vz\n"
	"H24IBbOF6gUY91gjsc2xpwcEwy7KXaaHoeQviHPq73TyW+VC8sTCpKl/23BkTXfb\n"
	"J17Vz1TeSk5nap0fLw96O0HjeWiCUF+qdvGhAAU1mG/jGEL3UPOc3bTnLpcTiohj\n"
	"z87ATQRpdgXAAQgAuD9Rt89kLajYZ3l81eFhFi/7VSHYFdMHyoFDqFN0rfM5dElg\n"
	"NVegLbZIwAf3wWYld96JAz5ha+X68YRvYBaS0trJCpazTKVDk3Ce021EBZno3xUJ\n"
	"K2BWUEZ0Y7i5vWN04P/HLAnGVoEsa2tW51zx9d4NEm/189FY62tnu7DRdVYhMLbx\n"
	"b3rx4IwEg+cbDjbyMcxDGxLSP8NWl8S3eKIvUo07Jbwguhmik71/QBhKF6EIl0ak\n"
	"C+XeDyXYebyWCi2sZHJeFM1jmF3VMmrs0tHTr0olEyZKsbFzy/LQf4hcxJ3OxJTZ\n"
	"ujPRE3ASk7dZFe7gNgEWl4xt3G5SRt0RvrzJdQARAQABwsGsBBgBCAFWBQJpdgXA\n"
	"FiEE1e2YD8jTuvczWnfomRrsIaKlCwUCGwLAdCAEGQEIAB0FAml2BcAWIQSPSW+k\n"
	"oexrx3fq0Ulvbb+nTAwKXgAKCRBvbb+nTAwKXr3hB/9AMVSKdA81omWU6bM3/inA\n"
	"GzuWln7faVC5zMeG3g/5MVI4po5/m1ZFbLoEzd/uBSFEYbuiV4iCCrHQNJHDe3FZ\n"
	"UVUDOrBfMSkK65zSxgMNPMhCWuvG+MbQztA6Gyb6FsvD1WX8Cvc0M3OCGmW5RUB+\n"
	"02qgDeJhMjGbq600gCX13Zeq/gmtENQbBT2Dyj2lPa1H9R3N113lr7COMqdn6f8f\n"
	"9zkLkDcNIntsrEkiIHMfRUiz+I7QDDis1EXw69TpPPuhIwzAe3hI6L3xi2c5rry5\n"
	"LXu1YUNni+SJhqKnZ42J2sIjjWbrMlCVlVC6Hs5j0Q0F0H64d8k6wpXVQpXdhGjW\n"
	"AAoJEJka7CGipQsFWN4H/3e+KVcCqWXUPiE79CEAwK7fPmdXJ5VjZXmNj7n5XadQ\n"
	"L+NA425wrM29qFLzRvGtuYAlP+RXHNzoPAdOEh6zLEdGl4AsgNxOObcJNsxsJKeI\n"
	"lJynmMv7Y6Lg36Pe90mHWEfMa05nDh6DS3srutI0B/UXFPeQniYHv0/mldWkhtDD\n"
	"nkeESOcoqTGpA5TvOxXjzmqMeydfAeBuE6ql5fLZIvbSK2hd/K0cc7cxkbnMUW0s\n"
	"6gyBZH1Lr+MFcW5GKLSotV3NIf3wuup2O3Kd1jf1B1LCkwIthYoPQ3JgVLPUaoPY\n"
	"53PkDMe3a31j3O752C0cGYONMsnVwHNfSCQMfIcjBCM=\n"
	"=QLfH\n"
	"-----END PGP PUBLIC KEY BLOCK-----\n";

static const char usage_by_primary[] =
	"-----BEGIN PGP SIGNATURE-----\n"
	"\n"
	"wsBzBAEBCAAdBQJrAXmwFiEE1e2YD8jTuvczWnfomRrsIaKlCwUACgkQmRrsIaKl\n"
	"CwW8Hwf+IlDe1kkAdpyLoEENCJGiovG4zqbgcSHm5BGJPzSxQLwYG8iIaHPlfty5\n"
	"voEtlMGMUs1guBDp58L0Hd0cRXL23o6Vtr3s7KXOcV80CwYzsw+jWigt8ombyOEI\n"
	"zMPTo7PZxmUvIuW/ZmpIdo/fnu8EntwfYg493E9Vf4gmGB12manOA4eJpdV/EjZj\n"
	"V/LotsGm5rkvDWBlq/GEwT3qzRowFXGFcGNj4ovAWdPKJ05lyvFzA2YXvX0xFhJg\n"
	"VpU1MSIbMnLkbOBwIj1SeyhL4t9/dJ6xa/phLkBo3lu+BUUv1oS0B9fq7mc77Npi\n"
	"bR7h1oxP+/8zZCx98co/csTWD5LWPQ==\n"
	"=F2QZ\n"
	"-----END PGP SIGNATURE-----\n";

static const char usage_by_encrypt[] =
	"-----BEGIN PGP SIGNATURE-----\n"
	"\n"
	"wsBzBAEBCAAdBQJrAXmwFiEEHBpwRDdFtWA3Y6yLxh6lm+uOO5IACgkQxh6lm+uO\n"
	"O5LcwwgAhNypu9MSwxr9PSUH6GzkjLDv+lQrdr9sIE0yMfVT8s3CwwZXfzOFpJWd\n"
	"XiFgy5/ZCJVIkaVSnvgzlFymhO1tZXf7uEEByNViyq6JqiOngbjCRYWrNdHQyGc0\n"
	"J43/KTsugXHaTIxImNq5u98MXUlkrmHi50hAnPnhUNltBmmh2kzP5x2IRznYDSg2\n"
	"C+5wlokJT0h2VKwX/r2aqymvIPDBtyEWC48FkvVjAuEOhRDCslA1m+prNRrGreVy\n"
	"OTEnadk2A1hDnwDxeEagVYoJl9ipvyXPtniyigqP75u6uNBqcKIARKF+FPeChGEe\n"
	"mOKdCwiU3v3fc0C1TW+CchWD0R2xVw==\n"
	"=zarT\n"
	"-----END PGP SIGNATURE-----\n";

static const char usage_by_sign[] =
	"-----BEGIN PGP SIGNATURE-----\n"
	"\n"
	"wsBzBAEBCAAdBQJrAXmwFiEEj0lvpKHsa8d36tFJb22/p0wMCl4ACgkQb22/p0wM\n"
	"Cl72Lwf/c9ItwJ5K+mubHXrWCr5IEwSUsoh4xeIwsKWekMG4+FnuvyFrK8zWqpso\n"
	"HzO/ZhtSvKyigOlgdzmjCGEh6pZficoHDa9DB2mMGRvqc0OmaiD+fY+S/SoQfn5/\n"
	"Cf5269Ggg9bEnznNRoIpbJVEsZSwtL7X0p0tHGwdD1VnviTxd2KB4BD5gw7eIVoC\n"
	"DB0C5oeTPLdhYme0YT/oToZ61EZSsgkcVw5mZXzVAuQBSfniE//xSziDPgFKWEGD\n"
	"3+V3LqkI5FcoDc94cRGSibePSg3KwfTX8winHBMC9vDlieTfT+l2cOMH47GsnXmm\n"
	"hWA0cxbKwYOj+pENGXOhWXnQOcqT3g==\n"
	"=Ht95\n"
	"-----END PGP SIGNATURE-----\n";

#endif
