import { countersignPackage, formats, type PackageFormat, signPackage, type SignOptions } from "../../lib/index.js";
import { testSigner } from "../../test-certs/index.js";
import { authority, clock, nupkg, pubArchive, testTrust } from "../sign/fixture.js";

/** How a package is signed; what is left out has the plainest value. */
export interface Kind {
  /** Default: `formats.nupkg`. */
  readonly format?: PackageFormat;
  /** By its name in test-certs/plan.ts. */
  readonly signer?: string;
  readonly kind?: SignOptions["kind"];
  /** Default true, on every signature. */
  readonly timestamp?: boolean;
  readonly countersigned?: boolean;
}

/** A package that the test PKI signed, as a verifier is given it. */
export interface Signed {
  readonly bytes: Uint8Array;
  /** The `.p7s`, for formats that keep it beside the package. */
  readonly signature?: Uint8Array;
  readonly name: string;
  /** Bytes that the signature covers: the package as it was before. */
  readonly contentBytes: number;
}

const repository = { serviceIndex: "https://repository.example/v3/index.json", owners: ["lab"] };

export async function signed({ format = formats.nupkg, signer = "author-rsa-3072", ...kind }: Kind): Promise<Signed> {
  const { name, content } = unsigned(format);
  const timestamp = kind.timestamp === false ? "none" : { sources: [authority()] };
  const context = { trust: await testTrust(), clock, timestamp, format, name } as const;
  const claims = kind.kind === "repository" ? { kind: kind.kind, repository } : {};
  const primary = await signPackage(content, { ...context, ...claims, signer: testSigner(signer) });
  const isEmbedded = primary.segments !== undefined;
  const result = async (made: typeof primary): Promise<Signed> =>
    isEmbedded
      ? { bytes: await made.toBytes(), name, contentBytes: content.length }
      : { bytes: content, signature: made.signature, name, contentBytes: content.length };
  if (kind.countersigned !== true) return result(primary);
  const { bytes, signature } = await result(primary);
  const beside = signature === undefined ? {} : { signature };
  const by = testSigner("repository");
  return result(await countersignPackage(bytes, { ...context, ...beside, repository, signer: by }));
}

function unsigned(format: PackageFormat): { readonly name: string; readonly content: Uint8Array } {
  if (format === formats.nupkg) return { name: "a.nupkg", content: nupkg() };
  if (format === formats.pubArchive) return { name: "a-1.0.0.tar.gz", content: pubArchive() };
  return { name: "a.bin", content: new Uint8Array(3_000_000).fill(7) };
}
