import type { CryptoProvider } from "../lib/crypto/index.js";
import { digestNow } from "./platform-part.js";

/**
 * What the platform takes for some work where the work asks it, between two pieces of our code. Alone, call after call, it
 * takes less: its code and tables stay in the processor's caches, and the branches are as last time.
 *
 * @param prepare makes the work with a provider whose calls are timed, by the wall: reading the processor's time takes longer
 *   than a digest.
 * @returns does the work so many times, and gives the microseconds of one time that were the platform's.
 */
export function inPlace(
  prepare: (crypto: CryptoProvider) => () => Promise<unknown>,
  provider: CryptoProvider,
): (count: number) => Promise<number> {
  let taken = 0;
  const timed =
    <A extends readonly unknown[], R>(call: (...given: A) => R): ((...given: A) => R) =>
    (...given) => {
      const started = performance.now();
      const answer = call(...given);
      taken += performance.now() - started;
      return answer;
    };
  const work = prepare({
    ...provider,
    importKey: timed((info) => provider.importKey(info)),
    verify: timed((...given) => provider.verify(...given)),
    digestSha1: timed((of) => provider.digestSha1(of)),
    digestNow: timed(digestNow),
  });
  return async (count) => {
    taken = 0;
    for (let done = 0; done < count; done++) await work();
    return (taken * 1000) / count;
  };
}
