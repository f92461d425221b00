import { existsSync } from "node:fs";
import { TransportError } from "../../report/index.js";
import { verifyItem, type VerifyManyResult, type VerifyOne, type VerifyRequest } from "../../verify/index.js";
import { openFile, openRegular } from "../file-source.js";

/** One of many files. Without a `signature`, a `.p7s` beside it is found by itself, for formats that keep it there. */
export interface FileItem extends VerifyRequest {
  readonly key: string;
  readonly path: string;
}

/**
 * Judges one file of a batch.
 *
 * @param limit of the bytes of a signature. @param signal of the batch; one of the item's own comes before it.
 */
export async function judgeFile(
  verify: VerifyOne,
  { key, path, ...request }: FileItem,
  limit: number,
  signal?: AbortSignal,
): Promise<VerifyManyResult> {
  try {
    const own = request.signal ?? signal;
    const signature = request.signature ?? (await signatureBeside(path, request.format?.id, limit));
    const known = signature === undefined ? {} : { signature };
    const source = async () => openRegular(path, own);
    return await verifyItem(verify, { name: path, ...request, ...known, key, source }, signal);
  } catch (error) {
    if (error instanceof TransportError) return { key, error };
    throw error;
  }
}

/** A NuGet package carries its signature inside, so a `.p7s` beside it says nothing of it. */
export async function signatureBeside(
  path: string,
  format: string | undefined,
  limit: number,
): Promise<Uint8Array | undefined> {
  const isEmbedded = format === undefined ? /\.s?nupkg$/i.test(path) : format === "nupkg";
  const beside = `${path}.p7s`;
  if (isEmbedded || !existsSync(beside)) return undefined;
  const file = await openFile(beside);
  try {
    // One byte beyond the limit is enough to be refused for it.
    return new Uint8Array(await file.slice(0, limit + 1).arrayBuffer());
  } finally {
    await file.close();
  }
}
