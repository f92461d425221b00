/** pkijs in a process that keeps running: `pkijs-peer.mjs MODULE GENUINE ALTERED CODE-ROOTS TIMESTAMP-ROOTS UNIX-TIME`. */
import { readFileSync } from "node:fs";
import { PkijsPeer } from "./pkijs.js";
import { serve } from "./serve.js";

const [name = "", genuine = "", altered = "", code = "", stamps = "", at = ""] = process.argv.slice(2);
const peer = PkijsPeer.load(name, code, stamps, at);
const [good, bad] = [readFileSync(genuine), readFileSync(altered)];
await serve({
  verify: () => peer.verify(good),
  load: () => PkijsPeer.load(name, code, stamps, at),
  "judge-genuine": () => peer.verify(good),
  "judge-altered": () => peer.verify(bad),
});
