import type { PackageSource } from "../bytes/index.js";
import { defaultProvider } from "../crypto/index.js";
import { issueFrom } from "../policy/index.js";
import { ConfigError, type Finding, found, type SignaturePlacement, SignRefusedError } from "../report/index.js";
import type { SignatureElement } from "../signature/index.js";
import { cancellable } from "./cancellable.js";
import { type ExistingSignature, readExisting } from "./existing.js";
import { finish } from "./finish.js";
import { CONTEXT_FIELDS, type SignedPackage, type SigningContext, type TimestampOptions } from "./options.js";
import { oneOf } from "./order.js";
import { requireGood } from "./refusal.js";
import { checkContext, openSession, type Session } from "./session.js";
import { startMemory } from "./signer-memory.js";
import { obtainToken, type StampOrder, stampOrder } from "./stamp.js";
import { PLACEMENTS } from "./words.js";

/** For {@link timestampPackage}. */
export interface TimestampPackageOptions extends SigningContext {
  readonly timestamp: TimestampOptions;
  /** Default `primary`. */
  readonly target?: SignaturePlacement;
}

/**
 * Adds a timestamp to a signature that has none.
 *
 * @throws {SignRefusedError} the package would not verify, has no such signature, or it is stamped already.
 * @throws {TransportError} every timestamp authority failed.
 * @throws {ConfigError} the call is wrong.
 */
export function timestampPackage(source: PackageSource, options: TimestampPackageOptions): Promise<SignedPackage> {
  return cancellable(options, CONTEXT_FIELDS, ["timestamp", "target"], async () => {
    const { target: asked = "primary" } = options;
    const placement = oneOf("options.target", asked, PLACEMENTS);
    const stamping = requireStamping(stampOrder(options.timestamp));
    const session = await openSession(source, options, startMemory(undefined, options.crypto ?? defaultProvider));
    const existing = await readExisting(session, checkContext(session, session.clock()));
    requireGood(existing.checked.facts, session.file, { vouching: existing.checked.vouching, placement });
    const element = requireUnstamped(session, existing, placement);
    const token = await obtainToken(session, stamping, element.signerInfo.signature);
    const { spliceUnsignedAttribute, timestampAttribute } = session.build;
    const target = placement === "primary" ? "primary" : { countersignature: element.signerInfo.der };
    const signature = spliceUnsignedAttribute(existing.der, target, timestampAttribute(token.value));
    const { digests } = existing;
    return finish(session, { signature, digests, placement, isStamped: true, failures: token.failures });
  });
}

function requireStamping(order: StampOrder | undefined): StampOrder {
  if (order !== undefined) return order;
  throw new ConfigError({
    at: "options.timestamp",
    expected: "one or more sources",
    received: '"none"',
    remedy: "Pass timestamp: { sources: [httpTimestampSource(url)] }.",
  });
}

function requireUnstamped(
  session: Session,
  { signature }: ExistingSignature,
  placement: SignaturePlacement,
): SignatureElement {
  const element = placement === "primary" ? signature.primary : signature.countersignatures[0];
  if (element === undefined)
    throw refuse(session, found("repository-signature-missing", { required: "countersignature" }));
  const count = element.timestamps.length;
  if (count > 0) throw refuse(session, found("timestamp-multiple", { count: count + 1 }));
  return element;
}

/** Graded as errors here, whatever a policy says of a package that came so. */
function refuse({ file }: Session, finding: Finding): SignRefusedError {
  const check = finding.code === "timestamp-multiple" ? "timestamp-structure" : "countersignature";
  const grade = { check, subject: undefined, severity: "error", file, isReaders: true } as const;
  return new SignRefusedError([issueFrom(finding, grade)]);
}
