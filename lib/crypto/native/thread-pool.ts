import { createHash, verify } from "node:crypto";
import { type HashName, requireOnly, requireWhole } from "../../report/index.js";
import type {
  CryptoProvider,
  Hasher,
  MessageVerifier,
  SignatureAlgorithm,
  ThreadPoolOptions,
  VerifyKey,
} from "../provider.js";
import { NativeKey } from "./key.js";
import { LoopShare } from "./loop-share.js";
import { startNatively } from "./message.js";
import { Places } from "./places.js";
import { defaultProvider } from "./provider.js";
import { type Question, questionFor } from "./question.js";

/**
 * The native provider for servers: public-key operations run on the platform's thread pool (libuv's), and big content is
 * hashed 1 MiB in a turn of the event loop, so that a server goes on serving. The answers are the synchronous provider's. An
 * operation by itself takes 10 to 20 µs longer; a verification begins those that it is going to need at once, and takes less
 * time where a second core is idle.
 *
 * Small digests are had at once, since they cost less than the hop. Hashing stays on the thread of the loop: Node's digest in
 * its pool wants the content whole and copies it, which was measured to hold the loop up for as long as hashing does.
 * What verifies over more than 1 MiB (a large CRL) is hashed in turns as well, and ended with one operation in place.
 *
 * @throws {ConfigError} `concurrency` is no whole number from 1 on.
 */
export function threadPoolProvider(options: ThreadPoolOptions = {}): CryptoProvider {
  requireOnly(options, "options", {}, ["concurrency"]);
  const places = new Places(readConcurrency(options.concurrency));
  const share = new LoopShare();
  const provider: CryptoProvider = {
    ...defaultProvider,
    name: "node, on the thread pool",
    isFree: () => places.waiting < LONGEST_QUEUE,
    createHash: (algorithm) => sharedHasher(algorithm, share),
    verify: (key, algorithm, message, signature) => {
      if (!(key instanceof NativeKey)) return false;
      const long = message.length > LONGEST_COPY ? startShared(key, algorithm, signature, share) : undefined;
      if (long !== undefined) return verifyLong(long, message);
      return places.within(() => verifyInPool(key, algorithm, message, signature));
    },
    startVerify: (key, algorithm, signature) => startShared(key, algorithm, signature, share),
  };
  OWN.add(provider);
  return provider;
}

const OWN = new WeakSet<CryptoProvider>();

/** Whether a provider is one of this room's, which answers as the default one does: another thread may use that instead. */
export function isOwnProvider(provider: CryptoProvider): boolean {
  return provider === defaultProvider || OWN.has(provider);
}

/** Bytes of a message that go to the pool, where they are copied. Ed25519 reads its message twice, so that all of it goes. */
const LONGEST_COPY = 1024 * 1024;

/** Operations that wait for a place, beyond which beginning more would only have the event loop stand still for it. */
const LONGEST_QUEUE = 8;

/**
 * Those of a whole package at once, so that the pool's threads find the next one without waiting for a turn of the loop: with
 * three, one for each thread but one, a package of 2.4 MB took a fifth longer. Whoever waits behind them for a file or a name
 * waits for a fraction of a millisecond.
 */
const USUAL_CONCURRENCY = 12;

function readConcurrency(concurrency: number = USUAL_CONCURRENCY): number {
  const remedy = "Leave it out for 12, or pass three for each thread of UV_THREADPOOL_SIZE.";
  requireWhole(concurrency, "options.concurrency", 1, remedy);
  return concurrency;
}

function sharedHasher(algorithm: HashName, share: LoopShare): Hasher {
  const hash = createHash(algorithm);
  return { update: (bytes) => share.visit(bytes, (slice) => hash.update(slice)), digest: () => hash.digest() };
}

async function verifyInPool(
  key: NativeKey,
  algorithm: SignatureAlgorithm,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  try {
    const question = questionFor(key, algorithm, signature);
    return question !== undefined && (await ask(question, message));
  } catch {
    // A key that OpenSSL does not take is thrown at once: a "no", as from the synchronous provider.
    return false;
  }
}

/** A value that can't be a signature of this key comes back as an error: a "no" as well. */
function ask({ hash, key, signature }: Question, message: Uint8Array): Promise<boolean> {
  return new Promise((resolve) =>
    verify(hash, message, key, signature, (error, isGood) => resolve(error === null && isGood)),
  );
}

function startShared(
  key: VerifyKey,
  algorithm: SignatureAlgorithm,
  signature: Uint8Array,
  share: LoopShare,
): MessageVerifier | undefined {
  const started = startNatively(key, algorithm, signature);
  return (
    started && {
      update: (bytes) => share.visit(bytes, (slice) => started.update(slice)),
      verify: () => started.verify(),
    }
  );
}

async function verifyLong(verifier: MessageVerifier, message: Uint8Array): Promise<boolean> {
  await verifier.update(message);
  return verifier.verify();
}
