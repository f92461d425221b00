/** A signer, by the public key: a renewed certificate on one key is no change. */
export interface SeenSigner {
  readonly publicKey: string;
  /** The subject of the certificate, where nothing proves it: what the signature says of itself. */
  readonly claimed?: string;
}

/** Who signed each package: by its name, then by kind of signature. */
export type SignersOfPackage = ReadonlyMap<string, ReadonlyMap<string, SeenSigner>>;

/** What differs for one package and one kind of signature. */
export interface SignerChange {
  readonly id: string;
  readonly kind: string;
  /** `new`: signed now, not before. `lost`: the other way. `changed`: by someone else. Of one key: its proof is new, or lost. */
  readonly change: "new" | "lost" | "changed";
  readonly before: SeenSigner | undefined;
  readonly after: SeenSigner | undefined;
}

/** The signers that are new, lost or changed. A package that stands on one side alone is new or gone, and no change of signer. */
export function signerChanges(before: SignersOfPackage, after: SignersOfPackage): readonly SignerChange[] {
  const ids = [...after.keys()].filter((id) => before.has(id)).toSorted();
  return ids.flatMap((id) => {
    const [old, now] = [before.get(id), after.get(id)];
    const kinds = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].toSorted();
    return kinds.flatMap((kind) => {
      const [was, is] = [old?.get(kind), now?.get(kind)];
      const change = changeOf(was, is);
      return change === undefined ? [] : [{ id, kind, change, before: was, after: is }];
    });
  });
}

function changeOf(was: SeenSigner | undefined, is: SeenSigner | undefined): SignerChange["change"] | undefined {
  if (was === undefined) return is === undefined ? undefined : "new";
  if (is === undefined) return "lost";
  if (was.publicKey !== is.publicKey) return "changed";
  if ((was.claimed === undefined) === (is.claimed === undefined)) return undefined;
  return is.claimed === undefined ? "new" : "lost";
}
