import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { createVerifier, webCryptoProvider } from "../../lib/index.js";
import { bundledTrust } from "../../lib/trust/bundled/index.js";
import { bareOperations } from "../bare-operations.js";
import { contest, inProcess, type Row } from "../contest.js";
import type { Setting } from "../setting.js";
import { clock, flippedCopy } from "../subject.js";

/** What an edge worker waits for: the library on WebCrypto, beside the native provider's time. */
export async function portableTime({ rounds, subject }: Setting): Promise<Row> {
  const trust = await bundledTrust();
  const { primaryValue } = await bareOperations(subject.bytes, trust);
  const flipped = flippedCopy(subject.bytes, primaryValue);
  const web = createVerifier({ trust, clock, crypto: webCryptoProvider(globalThis.crypto), chainCacheSize: 0 });
  const native = createVerifier({ trust, clock, chainCacheSize: 0 });
  const judging = (verifier: typeof web) => async () => ({
    accepts: (await verifier.verify(subject.bytes)).accepted,
    refuses: !(await verifier.verify(flipped)).accepted,
  });
  return contest({
    title: `verification of a package of ${(subject.bytes.length / 1e6).toFixed(1)} MB in memory, by provider`,
    unit: "µs",
    rounds,
    contestants: [
      inProcess("native", () => native.verify(subject.bytes), { judges: judging(native) }),
      inProcess("WebCrypto", () => web.verify(subject.bytes), { judges: judging(web) }),
    ],
  });
}

/** Kilobytes of one minified file for a browser: the verifier with the bundled roots, and without. */
export async function portableSize({ root }: Setting): Promise<Row> {
  const whole = 'export * from "./lib/index.ts"; export { bundledTrust } from "./lib/trust/bundled/index.ts";';
  const verifier = 'export { createTrustStore, createVerifier, webCryptoProvider } from "./lib/index.ts";';
  const [all, alone] = [await bundled(root, whole), await bundled(root, verifier)];
  const fixed = (name: string, kilobytes: number) => ({ name, measure: async () => kilobytes, count: 1 });
  return contest({
    title: "size of a browser build, minified",
    unit: "kB",
    rounds: 1,
    contestants: [
      fixed("verifier, roots of one's own", alone.raw),
      fixed("verifier, compressed", alone.compressed),
      fixed("everything, with the bundled roots", all.raw),
      fixed("everything, compressed", all.compressed),
    ],
  });
}

async function bundled(root: string, contents: string): Promise<{ readonly raw: number; readonly compressed: number }> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    bundle: true,
    write: false,
    minify: true,
    platform: "browser",
    format: "esm",
    outdir: root,
    splitting: true,
    logLevel: "error",
    // The platform's WebCrypto and the roots as text: what the package's "default" conditions give.
    alias: { "#native": "./lib/crypto/platform.ts", "#roots": "./lib/trust/bundled/roots-text.ts" },
  });
  // What is imported as needed (making CMS, old PFX files) lies in files of its own, which a verification never asks for.
  const [main] = outputFiles.filter(({ path }) => path.endsWith("stdin.js"));
  const code = main?.contents ?? new Uint8Array(0);
  return { raw: code.length / 1000, compressed: gzipSync(code).length / 1000 };
}
