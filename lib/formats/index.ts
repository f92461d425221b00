/**
 * formats: where the signature of each kind of package lies, and which bytes it covers.
 * Never looks inside a signature and knows no severity; imports bytes and report alone.
 * Start with `package-format.ts` (what a format is), then `nupkg/nupkg.ts`.
 */
export { ambiguousPlace, hasPlainShape } from "./manifest/yaml-shape.js";
export {
  detectFormat,
  everyFormat,
  formats,
  openPackage,
  type PackageHints,
  type RecognisedPackage,
} from "./open-package.js";
export type { OpenedPackage, PackageFormat } from "./package-format.js";
export { cmsDetached, nugetV1, type SignatureAlgorithmName, type SignatureProfile } from "./profiles/index.js";
