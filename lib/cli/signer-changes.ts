/** Who signed each package: by its name, then by kind of signature, the signer in words that compare. */
export type SignersOfPackage = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What differs for one package and one kind of signature. */
export interface SignerChange {
  readonly id: string;
  readonly kind: string;
  /** `new`: signed now, not before. `lost`: the other way. `changed`: by someone else. */
  readonly change: "new" | "lost" | "changed";
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The signers that are new, lost or changed. A package that stands on one side alone is new or gone, and no change of signer. */
export function signerChanges(before: SignersOfPackage, after: SignersOfPackage): readonly SignerChange[] {
  const ids = [...after.keys()].filter((id) => before.has(id)).toSorted();
  return ids.flatMap((id) => {
    const [old, now] = [before.get(id), after.get(id)];
    const kinds = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].toSorted();
    return kinds.flatMap((kind) => changeOf(id, kind, old?.get(kind), now?.get(kind)));
  });
}

function changeOf(id: string, kind: string, before: string | undefined, after: string | undefined): SignerChange[] {
  if (before === after) return [];
  const change = before === undefined ? "new" : after === undefined ? "lost" : "changed";
  return [{ id, kind, change, before, after }];
}
