/** Started by pin-store.test.ts, eight at a time. Says how many of its writes were taken. */
import { filePinStore } from "../../../lib/node/pins/pin-store.js";
import type { PinRecord } from "../../../lib/policy/index.js";

const [path = "", how = "", index = "", count = "0"] = process.argv.slice(2);
const store = filePinStore(path);

function pin(id: string, packageVersion: string): PinRecord {
  return {
    version: 1,
    id,
    packageVersion,
    content: `sha256:${"c".repeat(64)}`,
    signers: [],
    seen: "2030-01-01T00:00:00Z",
  };
}

/** Reads, counts up and writes, until nobody else came between. */
async function countUp(): Promise<void> {
  for (;;) {
    const present = await store.read("shared");
    if (await store.write(pin("shared", String(Number(present?.packageVersion ?? 0) + 1)), present)) return;
  }
}

let taken = 0;
for (let number = 0; number < Number(count); number++) {
  if (how === "shared") await countUp();
  else if (!(await store.write(pin(`process-${index}-${number}`, "1"), undefined))) continue;
  taken++;
}
process.stdout.write(String(taken));
