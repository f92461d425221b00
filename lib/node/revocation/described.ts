import type { RevocationSource } from "../../revocation/index.js";

/** What a source of this room is made of, for another thread to make it again. It answers offline questions alike. */
export type SourcePlan =
  | { readonly kind: "cache"; readonly cacheDirectory: string }
  | { readonly kind: "files"; readonly path: string };

const PLANS = new WeakMap<RevocationSource, SourcePlan>();

/** Notes what a source was made of. */
export function described(source: RevocationSource, plan: SourcePlan): RevocationSource {
  PLANS.set(source, plan);
  return source;
}

/** `undefined` for a source of somebody else's making: a function can't be sent to another thread. */
export function planOfSource(source: RevocationSource): SourcePlan | undefined {
  return PLANS.get(source);
}
