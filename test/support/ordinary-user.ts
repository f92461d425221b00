import { chmodSync } from "node:fs";

/** Root may read and write everything: where the tests run as root, another user does the work, who may enter `folder`. */
export async function asOrdinaryUser(folder: string, work: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return work();
  chmodSync(folder, 0o755);
  process.seteuid?.(65_534);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}
