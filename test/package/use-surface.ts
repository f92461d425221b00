/** The four doors of the package as one, as `shared/design/use.ts` imports them from its api.ts. */
export * from "../../lib/index.js";
export * from "../../lib/node/index.js";
export * from "../../lib/testing/index.js";
export * from "../../lib/trust/bundled/index.js";
