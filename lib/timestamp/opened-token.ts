import { beginSigner, type SignerRequest } from "../cms/index.js";
import { beginChain, CertificateBag } from "../path/index.js";
import { ok, type Result } from "../report/index.js";
import type { Certificate } from "../x509/index.js";
import type { TimestampRequest } from "./request.js";
import { onlySignerCertificate } from "./signer-certificate.js";
import { readTimestampToken, type TimestampToken } from "./token.js";

/** A token, and the certificates that came in it. */
export interface OpenedToken {
  readonly token: TimestampToken;
  readonly bag: CertificateBag;
}

/** Reads a token and its certificates; nothing is verified. */
export function openToken({
  token: der,
  limits,
  context,
}: Pick<TimestampRequest, "token" | "limits" | "context">): Result<OpenedToken> {
  const read = readTimestampToken(der, limits);
  if (!read.ok) return read;
  return ok({ token: read.value, bag: CertificateBag.read(read.value.signedData.certificates, context.certificates) });
}

/** What is asked of an authority's signature. */
export function authorityRequest(
  { signerInfo }: TimestampToken,
  authority: Certificate,
  { context, hashes }: Pick<TimestampRequest, "context" | "hashes">,
): SignerRequest {
  // Which keys an authority may have is the path profile's to say: it names the certificate at fault.
  return {
    signerInfo,
    certificate: authority,
    keys: context.keys,
    hashes,
    algorithms: ["rsa-pkcs1", "rsa-pss", "ecdsa", "ed25519"],
  };
}

/**
 * Opens a token and begins the checks that judging it will ask for, where the provider works elsewhere meanwhile.
 *
 * @returns the token, to be handed on as `opened`: it need not be read again.
 */
export async function beginTimestamp(
  request: Pick<TimestampRequest, "token" | "limits" | "hashes" | "trust" | "context">,
): Promise<Result<OpenedToken>> {
  const opened = openToken(request);
  if (!opened.ok) return opened;
  const { token, bag } = opened.value;
  const authority = onlySignerCertificate(bag, token.signerInfo);
  if (authority === undefined) return opened;
  const { trust, context } = request;
  beginSigner(authorityRequest(token, authority, request));
  await beginChain(authority, { bag, trust, context });
  return opened;
}
