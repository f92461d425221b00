import { strToU8, zipSync } from "fflate";

/** A small unsigned .nupkg of this name and version; the same bytes at each call. */
export function makeArchive(id: string, version: string): Uint8Array {
  const nuspec = `<?xml version="1.0"?><package><metadata><id>${id}</id><version>${version}</version><authors>ann</authors><description>for tests</description></metadata></package>`;
  return zipSync(
    { [`${id}.nuspec`]: strToU8(nuspec), "lib/a.txt": strToU8("content ".repeat(50)) },
    { mtime: "2026-01-01T00:00:00Z" },
  );
}
