/**
 * Started by files.test.ts in a process of its own, to be killed at any moment: signs a file in place, writing it in small
 * pieces, and says on standard output when it begins.
 */
import { signPackage } from "../../lib/index.js";
import { openFile, writeSignedPackage } from "../../lib/node/index.js";
import { testSigner } from "../../test-certs/index.js";
import { clock, testTrust } from "../sign/fixture.js";

const [path = ""] = process.argv.slice(2);
const source = await openFile(path);
const options = { signer: testSigner("author-rsa-2048"), trust: await testTrust(), clock, timestamp: "none" } as const;
const signed = await signPackage(source, options);
process.stdout.write("writing\n");
await writeSignedPackage(path, {
  async *chunks() {
    for await (const chunk of signed.chunks())
      for (let at = 0; at < chunk.length; at += 64 * 1024) yield chunk.subarray(at, at + 64 * 1024);
  },
});
await source.close();
process.exit(0);
