import { createRequire } from "node:module";
import type * as Asn1 from "asn1js";
import type * as Pkijs from "pkijs";

export type PkijsModule = typeof Pkijs;
export type Asn1Module = typeof Asn1;

/**
 * pkijs as it is installed: version 4 as `pkijs`, version 3 as `pkijs3`; and the asn1js that it brings. By a name that the
 * bundler doesn't know, so that each finds its own; what is used here has the same types in both.
 */
export function loadPkijs(name: string): { readonly pkijs: PkijsModule; readonly asn1js: Asn1Module } {
  const require = createRequire(import.meta.url);
  return {
    pkijs: require(name) as PkijsModule,
    asn1js: createRequire(require.resolve(name))("asn1js") as Asn1Module,
  };
}
