/** The profiles as rows of data. They live with the formats that carry them, below the room that applies them. */
export { cmsDetached } from "./cms-detached.js";
export { nugetV1 } from "./nuget-v1.js";
export type { SignatureAlgorithmName, SignatureProfile } from "./signature-profile.js";
