import { andThen, equalBytes, type Eventual, eventual } from "../bytes/index.js";
import { isGoodBy, type SignatureValue } from "./ask.js";
import type { CryptoProvider, SignatureAlgorithm, VerifyKey } from "./provider.js";

/** Keys that a provider has taken in, by the slice that they were read from: they last as long as it does. */
type KeptKeys = WeakMap<Uint8Array, VerifyKey>;

/** Those of trust anchors above all, which last with the trust list, whoever verifies with it. */
const keysOfProvider = new WeakMap<CryptoProvider, KeptKeys>();

const LASTING = new WeakSet<Uint8Array>();

/**
 * Says of the slice of a key that it lasts from run to run, so that the key is kept with it. Other keys are kept for their run:
 * the collector of young objects takes what a WeakMap holds for alive, and each key of each package would grow old.
 */
export function keepKeyOf(publicKeyInfo: Uint8Array): void {
  LASTING.add(publicKeyInfo);
}

function keysOf(provider: CryptoProvider): KeptKeys {
  let keys = keysOfProvider.get(provider);
  if (keys === undefined) keysOfProvider.set(provider, (keys = new WeakMap()));
  return keys;
}

/** More than a package asks that has both signatures, both timestamps and chains of four. */
const MOST_BEGUN = 16;

/** A check under way. */
interface BegunCheck {
  readonly value: SignatureValue;
  readonly answer: Eventual<boolean>;
}

/**
 * Keys that have been taken in, each once by each provider. Keyed by the very slice: a certificate hands out one slice for its
 * key, so no bytes are compared or copied.
 */
export class KeyRing {
  readonly provider: CryptoProvider;
  readonly #keys: KeptKeys;
  readonly #own = new Map<Uint8Array, Eventual<VerifyKey | undefined>>();
  readonly #signal: AbortSignal | undefined;
  #good: SignatureValue | undefined;
  /** By the slice of the signature value; `undefined` while its key is taken in. */
  #begun: Map<Uint8Array, BegunCheck | undefined> | undefined;

  /** @param signal of the caller, who may give up between two operations. */
  constructor(provider: CryptoProvider, signal?: AbortSignal) {
    this.provider = provider;
    this.#keys = keysOf(provider);
    this.#signal = signal;
  }

  /**
   * Asked before each operation: once the signal has fired, the one in flight is the last.
   *
   * @returns `undefined` if the provider does not take the key.
   * @throws what the signal carries.
   */
  keyOf(publicKeyInfo: Uint8Array): Eventual<VerifyKey | undefined> {
    this.#signal?.throwIfAborted();
    const known = this.#own.get(publicKeyInfo);
    if (known !== undefined || this.#own.has(publicKeyInfo)) return known;
    const kept = this.#keys.get(publicKeyInfo);
    if (kept !== undefined) return kept;
    const imported = eventual(this.provider.importKey(publicKeyInfo));
    if (!(imported instanceof Promise)) return this.#keep(publicKeyInfo, imported);
    const pending = imported.then((key) => this.#keep(publicKeyInfo, key));
    this.#own.set(publicKeyInfo, pending);
    return pending;
  }

  /** Whether {@link KeyRing.begin} does anything now. */
  get mayBegin(): boolean {
    return this.provider.isFree?.() === true;
  }

  /**
   * Begins a check that will likely be asked for, where the provider works elsewhere meanwhile: those first that will be asked
   * for first. {@link KeyRing.verify} of that very value then waits for its answer. So many are begun at most: whoever makes
   * a package chooses what is likely.
   */
  begin(publicKeyInfo: Uint8Array, value: Omit<SignatureValue, "key">): void {
    if (!this.mayBegin) return;
    const begun = (this.#begun ??= new Map<Uint8Array, BegunCheck | undefined>());
    if (begun.size >= MOST_BEGUN || begun.has(value.signature)) return;
    begun.set(value.signature, undefined);
    const start = (key: VerifyKey | undefined): void => {
      if (key !== undefined) begun.set(value.signature, this.#start({ key, ...value }));
    };
    const key = this.keyOf(publicKeyInfo);
    if (!(key instanceof Promise)) start(key);
    // Whoever asks for the check is told what went wrong.
    else key.then(start).catch(() => undefined);
  }

  #start(value: SignatureValue): BegunCheck {
    const answer = isGoodBy(this.provider, value);
    // Nobody may ever ask for it.
    if (answer instanceof Promise) answer.catch(() => undefined);
    return { value, answer };
  }

  /** As the provider verifies. A value that {@link KeyRing.verifyAndRemember} found good is not verified again. */
  verify(value: SignatureValue): Eventual<boolean> {
    if (this.#good !== undefined && isSame(this.#good, value)) return true;
    const begun = this.#begun?.get(value.signature);
    if (begun !== undefined && isSame(begun.value, value)) return begun.answer;
    return isGoodBy(this.provider, value);
  }

  /** For a value that this run will come across again. The bytes must not change until then. */
  verifyAndRemember(value: SignatureValue): Eventual<boolean> {
    return andThen(isGoodBy(this.provider, value), (isGood) => {
      if (isGood) this.#good = value;
      return isGood;
    });
  }

  #keep(publicKeyInfo: Uint8Array, key: VerifyKey | undefined): VerifyKey | undefined {
    if (key !== undefined && LASTING.has(publicKeyInfo)) {
      this.#keys.set(publicKeyInfo, key);
      this.#own.delete(publicKeyInfo);
    } else this.#own.set(publicKeyInfo, key);
    return key;
  }
}

/** Whether verifying the one is verifying the other. */
function isSame(left: SignatureValue, right: SignatureValue): boolean {
  return (
    left.key === right.key &&
    isSameAlgorithm(left.algorithm, right.algorithm) &&
    equalBytes(left.message, right.message) &&
    equalBytes(left.signature, right.signature)
  );
}

function isSameAlgorithm(left: SignatureAlgorithm, right: SignatureAlgorithm): boolean {
  if (left.name === "ed25519" || right.name === "ed25519") return left.name === right.name;
  if (left.name !== right.name || left.hash !== right.hash) return false;
  return left.name !== "ecdsa" || right.name !== "ecdsa" || left.curve === right.curve;
}
