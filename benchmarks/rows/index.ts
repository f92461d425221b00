import type { Row } from "../contest.js";
import type { Setting } from "../setting.js";
import { eventLoop, manyAtOnce, oneAtATime } from "./event-loop.js";
import { firstCalls } from "./first-calls.js";
import { firstVerification } from "./first-verification.js";
import { GROWTH } from "./growth.js";
import { hashing } from "./hashing.js";
import { INSTRUCTIONS } from "./instructions.js";
import { many } from "./many.js";
import { portableSize, portableTime } from "./portable.js";
import { processes } from "./processes.js";
import { restore } from "./restore.js";
import { signaturePart, signaturePartWarm } from "./signature-part.js";
import { signing } from "./signing.js";
import { threads } from "./threads.js";
import { trustList } from "./trust-list.js";
import { wholeFile, wholeFileOnTwoCores } from "./whole-file.js";

/** Rows by name, in the order of the page; each is run in a process of its own. `--only` takes the beginning of a name. */
export const ROWS: Readonly<Record<string, (setting: Setting) => Promise<Row>>> = {
  signature: signaturePart,
  "signature-warm": signaturePartWarm,
  "first-calls": firstCalls,
  file: wholeFile,
  "file-on-two-cores": wholeFileOnTwoCores,
  processes,
  signing,
  trust: trustList,
  "first-verification": firstVerification,
  hashing,
  many,
  threads,
  "one-at-a-time": oneAtATime,
  "at-once": manyAtOnce,
  "event-loop": eventLoop,
  restore,
  "portable-time": portableTime,
  "portable-size": portableSize,
  ...Object.fromEntries(GROWTH),
  ...Object.fromEntries(INSTRUCTIONS),
};
