import { type RandomAccessSource, readRange } from "../../bytes/index.js";
import { sourceChanged } from "../../report/index.js";
import { extensionOf } from "../extension.js";
import { END_RECORD, LOCAL_HEADER, u32 } from "../zip/fields.js";

/** What detection reads from either end. */
const LOOK_BYTES = 64 * 1024;

/** Names of which a NuGet package has one: in its first headers, and again in its directory. */
const TRACES = [".nuspec", ".signature.p7s"].map((name) => new TextEncoder().encode(name));

/**
 * By name where the name says it, whatever the bytes are: a damaged package must be called damaged. By bytes where there is
 * no name: a ZIP archive. Under a name of another kind, only a ZIP archive that shows a trace of NuGet; a Word document with
 * a signature beside it is not a package.
 */
export async function looksLikeNupkg(source: RandomAccessSource, name: string | undefined): Promise<boolean> {
  const extension = name === undefined ? undefined : extensionOf(name);
  if (extension === ".nupkg" || extension === ".snupkg") return true;
  if (extension === ".tar.gz" || extension === ".tgz") return false;
  if (source.size < 4) return false;
  const record = u32(await look(source, 0, 4), 0);
  if (record !== LOCAL_HEADER && record !== END_RECORD) return false;
  if (name === undefined) return true;
  const head = await look(source, 0, Math.min(LOOK_BYTES, source.size));
  return showsTrace(head) || showsTrace(await look(source, Math.max(0, source.size - LOOK_BYTES), source.size));
}

async function look(source: RandomAccessSource, start: number, end: number): Promise<Uint8Array> {
  const bytes = await readRange(source, start, end);
  if (bytes === undefined) throw sourceChanged("the package");
  return bytes;
}

function showsTrace(bytes: Uint8Array): boolean {
  return TRACES.some((trace) => {
    const [first = 0] = trace;
    for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
      if (trace.every((octet, index) => bytes[at + index] === octet)) return true;
    }
    return false;
  });
}
