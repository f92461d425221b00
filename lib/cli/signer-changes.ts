/** A signer, by the public key: a renewed certificate on one key is no change. */
export interface SeenSigner {
  readonly publicKey: string;
  /** The subject of the certificate that is proven; a lock file keeps none. */
  readonly subject?: string;
  /** The subject of the certificate, where nothing proves it: what the signature says of itself. */
  readonly claimed?: string;
}

/** Who signed one package, by kind of signature. */
export type SignersOfPackage = ReadonlyMap<string, SeenSigner>;
/** What was found under one name: there may be several packages, in two versions or from two places. */
export interface SeenPackages {
  /** As the first of them writes it. */
  readonly id: string;
  readonly signed: readonly SignersOfPackage[];
}
/** By the names of packages, folded. */
export type SignersOfPackages = ReadonlyMap<string, SeenPackages>;

/** What differs for one package and one kind of signature. */
export interface SignerChange {
  readonly id: string;
  readonly kind: string;
  /** `new`: signed now, not before. `lost`: the other way. `changed`: by someone else. Of one key: its proof is new, or lost. */
  readonly change: "new" | "lost" | "changed";
  readonly before: SeenSigner | undefined;
  readonly after: SeenSigner | undefined;
}

/**
 * The signers that are new, lost or changed. A package that stands on one side alone is new or gone, and no change of signer; of
 * several of one name each is compared with the former one that it differs from least.
 */
export function signerChanges(before: SignersOfPackages, after: SignersOfPackages): readonly SignerChange[] {
  return [...after.keys()].toSorted().flatMap((name) => {
    const { id, signed } = after.get(name) ?? nothingSeen;
    const changes = signed.flatMap((now) => leastChanges(id, before.get(name)?.signed ?? [], now));
    // Two that changed in the same way are told once.
    return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
  });
}

/** What stands on the first side alone, and so was compared with nothing. */
export function idsOnlyIn(first: SignersOfPackages, second: SignersOfPackages): readonly string[] {
  const names = [...first.keys()].filter((name) => !second.has(name)).toSorted();
  return names.map((name) => first.get(name)?.id ?? name);
}

const nothingSeen: SeenPackages = { id: "", signed: [] };

function leastChanges(id: string, former: readonly SignersOfPackage[], now: SignersOfPackage): readonly SignerChange[] {
  const [least = []] = former.map((old) => changesOf(id, old, now)).toSorted((one, other) => one.length - other.length);
  return least;
}

function changesOf(id: string, old: SignersOfPackage, now: SignersOfPackage): readonly SignerChange[] {
  const kinds = [...new Set([...old.keys(), ...now.keys()])].toSorted();
  return kinds.flatMap((kind) => {
    const [was, is] = [old.get(kind), now.get(kind)];
    const change = changeOf(was, is);
    return change === undefined ? [] : [{ id, kind, change, before: was, after: is }];
  });
}

function changeOf(was: SeenSigner | undefined, is: SeenSigner | undefined): SignerChange["change"] | undefined {
  if (was === undefined) return is === undefined ? undefined : "new";
  if (is === undefined) return "lost";
  if (was.publicKey !== is.publicKey) return "changed";
  if ((was.claimed === undefined) === (is.claimed === undefined)) return undefined;
  return is.claimed === undefined ? "new" : "lost";
}
