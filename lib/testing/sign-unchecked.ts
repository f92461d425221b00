import { createHash } from "node:crypto";
import { asSource, concatBytes, type Segment } from "../bytes/index.js";
import { formats } from "../formats/index.js";
import { defaultBudgets } from "../policy/index.js";
import { ConfigError, requireFields, requireGiven, requireOnly, TransportError } from "../report/index.js";
import type { TimestampSource } from "../sign/index.js";
import { buildManifest } from "../signature/index.js";
import { readTimestampResponse } from "../timestamp/index.js";
import { digestIdentifier, signerIdentifier } from "./algorithm-identifiers.js";
import { type IssuedCertificate, readCertificate } from "./certificate-authority.js";
import {
  attribute,
  boolean,
  type Der,
  explicit,
  integer,
  octetString,
  oid,
  retag,
  sequence,
  setOf,
  time,
} from "./encode.js";
import type { DevelopmentSigner } from "./development-pki.js";
import { requireIssued } from "./given.js";

/** What such a signature says beside the package. */
export interface UncheckedSigning {
  /** The time that it claims. Default: the system's. */
  readonly signingTime?: Date;
  /** Who stamps it, faults included; what comes is put in as it is. Default: nobody. */
  readonly timestamps?: TimestampSource;
}

/**
 * Signs a `.nupkg` as its author, by SHA-256, whatever the certificate is worth: `signPackage` refuses what verification would
 * refuse, and a server's or a build's tests need just that. The message itself is well made (RFC 5652, RFC 3161).
 *
 * @param source the package's bytes. @returns the signed package, any former signature replaced.
 * @throws {ConfigError} an argument is of another kind, or the bytes are no package.
 * @throws {TransportError} the authority gave no token.
 */
export async function signUnchecked(
  source: Uint8Array,
  signer: Pick<DevelopmentSigner, "issued">,
  options: UncheckedSigning = {},
): Promise<Uint8Array> {
  requireGiven(source, "source", "bytes");
  requireFields(signer, "signer", { issued: "object" });
  requireIssued(signer.issued, "signer.issued");
  requireOnly(options, "options", { signingTime: "date?", timestamps: "authority?" });
  const opened = await formats.nupkg.open(asSource(source), undefined, defaultBudgets);
  const content = buildManifest({ algorithm: "sha256", digest: sha256(taken(source, opened.signedContent)) });
  const segments = opened.embed(await signedMessage(content, signer.issued, options));
  if (segments !== undefined) return taken(source, segments);
  const expected = "the bytes of a package (.nupkg)";
  throw new ConfigError({
    at: "source",
    expected,
    received: "other bytes",
    remedy: "Read the file and pass it whole.",
  });
}

/** What segments say, taken out of the bytes that they are over. */
function taken(source: Uint8Array, segments: readonly Segment[]): Uint8Array {
  return concatBytes(segments.map((one) => (one.kind === "bytes" ? one.bytes : source.subarray(one.start, one.end))));
}

function sha256(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash("sha256").update(bytes).digest());
}

/** DER of the ContentInfo (RFC 5652 §3, §5.1). */
async function signedMessage(content: Uint8Array, signer: IssuedCertificate, options: UncheckedSigning): Promise<Der> {
  const certificates = [signer.certificate, ...signer.issuers.slice(0, -1)];
  const signedData = sequence(
    integer(1),
    setOf(digestIdentifier("sha256")),
    sequence(oid("1.2.840.113549.1.7.1"), explicit(0, octetString(content))),
    retag(0xa0, setOf(...certificates)),
    setOf(await signerInfo(content, signer, options)),
  );
  return sequence(oid("1.2.840.113549.1.7.2"), explicit(0, signedData));
}

/** RFC 5652 §5.3. */
async function signerInfo(content: Uint8Array, signer: IssuedCertificate, options: UncheckedSigning): Promise<Der> {
  const { key, certificate } = signer;
  const attributes = signedAttributes(content, certificate, options.signingTime ?? new Date());
  const value = key.sign(attributes);
  const stamp = options.timestamps && (await token(options.timestamps, value));
  return sequence(
    integer(1),
    issuerAndSerial(certificate),
    digestIdentifier("sha256"),
    retag(0xa0, attributes),
    signerIdentifier(key.algorithm),
    octetString(value),
    ...(stamp === undefined ? [] : [retag(0xa1, setOf(attribute("1.2.840.113549.1.9.16.2.14", stamp)))]),
  );
}

/** Those that NuGet asks of an author, as the SET OF that is signed. */
function signedAttributes(content: Uint8Array, certificate: Uint8Array, at: Date): Der {
  const { issuer, serialNumber } = readCertificate(certificate);
  const name = sequence(explicit(4, new Uint8Array(issuer.toSchema().toBER())));
  const serial = new Uint8Array(serialNumber.toBER());
  const certificateId = sequence(digestIdentifier("sha256"), octetString(sha256(certificate)), sequence(name, serial));
  return setOf(
    attribute("1.2.840.113549.1.9.3", oid("1.2.840.113549.1.7.1")),
    attribute("1.2.840.113549.1.9.4", octetString(sha256(content))),
    attribute("1.2.840.113549.1.9.5", time(at)),
    attribute("1.2.840.113549.1.9.16.2.16", sequence(oid("1.2.840.113549.1.9.16.6.1"))),
    attribute("1.2.840.113549.1.9.16.2.47", sequence(sequence(certificateId))),
  );
}

function issuerAndSerial(certificate: Uint8Array): Der {
  const { issuer, serialNumber } = readCertificate(certificate);
  return sequence(new Uint8Array(issuer.toSchema().toBER()), new Uint8Array(serialNumber.toBER()));
}

/** The token of an answer (RFC 3161 §2.4.2). */
async function token(timestamps: TimestampSource, value: Uint8Array): Promise<Uint8Array> {
  const imprint = sequence(digestIdentifier("sha256"), octetString(sha256(value)));
  const answer = await timestamps.request(sequence(integer(1), imprint, boolean(true)), {});
  const read = readTimestampResponse(answer);
  if (read.kind === "granted") return read.token;
  const { label: target } = timestamps;
  const [message, remedy] = [`${target} gave no token.`, "Ask it for a fault that a token can show."];
  throw new TransportError({ reason: "wrong-content", target, retryable: false, message, remedy });
}
