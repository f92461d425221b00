import type { PackageSource } from "../bytes/index.js";
import { defaultProvider, digestOf } from "../crypto/index.js";
import type { CertificateMemory } from "../path/index.js";
import type { Fields } from "../report/index.js";
import { cancellable } from "./cancellable.js";
import { digestBy, hashContent, signedContent } from "./content.js";
import { draftCountersignature } from "./countersign.js";
import { draftSignature, signRequest } from "./draft.js";
import { type CountersignOptions, PRIMARY_FIELDS, type SignOptions } from "./options.js";
import { countersignatureOrder, type KeylessSigner, primaryOrder, requireKeyless, type SignOrder } from "./order.js";
import type { SignRequest } from "./ports.js";
import { containerFacts, existingSignatureFacts, preflight } from "./preflight.js";
import { type PreparedDraft, writeState } from "./prepared-state.js";
import { openSession, type Session } from "./session.js";
import { startMemory } from "./signer-memory.js";
import { stampOrder } from "./stamp.js";

/** As for `signPackage` or, with `countersign: true`, for `countersignPackage`; the signer comes without its key. */
export type PrepareOptions = (
  | Omit<SignOptions, "signer">
  | (Omit<CountersignOptions, "signer"> & { readonly countersign: true })
) & { readonly signer: KeylessSigner };

/** What goes to the key's machine, and what is kept for {@link completeSignature}. */
export interface PreparedSignature {
  readonly request: SignRequest;
  readonly state: string;
}

/**
 * The first of two steps, where the key's machine has neither the package nor this library: `request` goes there, the
 * signature value comes back. `state` is plain JSON and holds no secret.
 *
 * @throws as `signPackage` and `countersignPackage`; whether the key fits is seen when the value comes back.
 */
export function prepareSignature(source: PackageSource, options: PrepareOptions): Promise<PreparedSignature> {
  return cancellable(options, FIELDS, ["timestamp", "kind", "repository", "hash"], async () => {
    requireKeyless(options.signer);
    stampOrder(options.timestamp);
    const memory = startMemory(options.signer, options.crypto ?? defaultProvider);
    const order = orderOf(options, memory.certificates);
    const session = await openSession(source, options, memory);
    const prepared =
      order.placement === "primary" ? await preparePrimary(session, order) : await prepareOther(session, order);
    return Object.freeze({ request: await signRequest(session, prepared.draft), state: writeState(prepared) });
  });
}

const FIELDS: Fields = { ...PRIMARY_FIELDS, countersign: "flag?" };

function orderOf(options: PrepareOptions, memory: CertificateMemory): SignOrder {
  return isCountersigning(options)
    ? countersignatureOrder(options.signer, options, memory)
    : primaryOrder(options.signer, options, memory);
}

/** What is left out may come as `undefined` or false as well. */
function isCountersigning(options: PrepareOptions): options is Extract<PrepareOptions, { countersign: true }> {
  return "countersign" in options && (options.countersign as unknown) === true;
}

async function preparePrimary(session: Session, order: SignOrder): Promise<PreparedDraft> {
  const now = session.clock();
  const facts = [containerFacts(session), existingSignatureFacts(session, order)];
  const { certificates } = await preflight(session, order, now, facts);
  const content = digestBy(await hashContent(session, [order.hash]), order.hash);
  const { messageDigest } = await signedContent(session, order.hash, content);
  const draft = await draftSignature(session, order, { certificates, covered: messageDigest, now });
  return { draft, content, existing: undefined, overwrite: order.overwrite };
}

async function prepareOther(session: Session, order: SignOrder): Promise<PreparedDraft> {
  const { existing, draft } = await draftCountersignature(session, order, () => undefined, [order.hash]);
  const content = digestBy(existing.digests, order.hash);
  const digest = await digestOf(session.keys.provider, "sha256", existing.der);
  return { draft, content, existing: digest, overwrite: false };
}
