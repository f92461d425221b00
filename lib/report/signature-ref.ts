import type { SignatureKind, SignaturePlacement, SignatureRef } from "./words.js";

type Refs = { readonly [P in SignaturePlacement]: { readonly [K in SignatureKind]: SignatureRef } };

/** One object for each signature that there can be: a report refers to them some hundred times. */
const SIGNATURES = refs({});
const TIMESTAMPS = refs({ timestamp: true });

function refs(more: Pick<SignatureRef, "timestamp">): Refs {
  const ofPlacement = (placement: SignaturePlacement): Refs[SignaturePlacement] => ({
    author: Object.freeze({ kind: "author", placement, ...more }),
    repository: Object.freeze({ kind: "repository", placement, ...more }),
  });
  return { primary: ofPlacement("primary"), countersignature: ofPlacement("countersignature") };
}

/** A signature of a package, as findings and reports name it. */
export function signatureRef(kind: SignatureKind, placement: SignaturePlacement): SignatureRef {
  return SIGNATURES[placement][kind];
}

/** The timestamp of a signature. */
export function timestampRef({ kind, placement }: SignatureRef): SignatureRef {
  return TIMESTAMPS[placement][kind];
}

/** That very reference, as the one object that stands for it. */
export function sharedRef(ref: SignatureRef): SignatureRef {
  return ref.timestamp === true ? timestampRef(ref) : signatureRef(ref.kind, ref.placement);
}
