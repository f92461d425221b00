import { type CryptoProvider, defaultProvider, type VerifyKey } from "../lib/crypto/index.js";
import { counted } from "../lib/report/catalogue/words.js";
import { nativeKey } from "./native-key.js";

/** What some work has the platform do besides the content's digest, to be done again and again by itself. */
export interface PlatformPart {
  readonly run: () => void;
  readonly operations: number;
  /** Keys that it takes in; the others are those of trust anchors, or of known chains. */
  readonly newKeys: number;
  readonly digests: number;
}

/**
 * Records work after others of its kind: what nothing that checks as much can do without. What it costs beyond the bare
 * operations is that keys of certificates are new to each call, and the digests by which structures name each other.
 *
 * @param prepare makes the work with a provider that records, once.
 * @param provider what the work has besides.
 */
export async function platformPart(
  prepare: (crypto: CryptoProvider) => () => Promise<unknown>,
  provider: CryptoProvider = defaultProvider,
): Promise<PlatformPart> {
  const tape = new Tape();
  const work = prepare({ ...provider, ...tape.provider });
  // Known certificates are kept as copies, which are looked at once more the second time.
  for (let call = 0; call < 3; call++) {
    tape.begin();
    await work();
  }
  return tape.played();
}

/** In words, after whom it is a part of. */
export function partName(of: string, { operations, newKeys, digests }: PlatformPart): string {
  const parts = [counted(operations, "operation"), counted(newKeys, "new key"), counted(digests, "digest")];
  return `of ${of}, node:crypto alone: ${parts.join(", ")}`;
}

class Tape {
  /** The key that stands for a recorded one when the tape is played. */
  readonly #keys = new Map<VerifyKey, VerifyKey>();
  #steps: (() => void)[] = [];
  #counts = { operations: 0, newKeys: 0, digests: 0 };

  begin(): void {
    this.#steps = [];
    this.#counts = { operations: 0, newKeys: 0, digests: 0 };
  }

  played(): PlatformPart {
    const steps = this.#steps;
    const run = (): void => {
      for (const step of steps) step();
    };
    return { run, ...this.#counts };
  }

  readonly provider: Pick<CryptoProvider, "importKey" | "verify" | "digestNow" | "digestSha1"> = {
    importKey: (info) => {
      const key = nativeKey(info);
      this.#keys.set(key, key);
      this.#counts.newKeys++;
      this.#steps.push(() => void this.#keys.set(key, nativeKey(info)));
      return key;
    },
    verify: (key, algorithm, message, signature) => {
      this.#counts.operations++;
      this.#steps.push(() => {
        const now = this.#keys.get(key) ?? key;
        if (defaultProvider.verify(now, algorithm, message, signature) !== true)
          throw new Error("a recorded signature does not verify");
      });
      return defaultProvider.verify(key, algorithm, message, signature);
    },
    digestNow: (algorithm, of) => this.#digest(() => digestNow(algorithm, of)),
    digestSha1: (of) => this.#digest(() => defaultProvider.digestSha1(of)),
  };

  #digest<T>(work: () => T): T {
    this.#counts.digests++;
    this.#steps.push(work);
    return work();
  }
}

/** Of the provider that the platform comes with. */
export const digestNow: NonNullable<CryptoProvider["digestNow"]> = (algorithm, of) => {
  if (defaultProvider.digestNow === undefined) throw new Error("the native provider digests at once");
  return defaultProvider.digestNow(algorithm, of);
};
