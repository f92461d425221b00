import { Name } from "./x509.js";
import { requireGiven } from "../report/index.js";

/**
 * DER Name of an RFC 4514 text (`CN=Author,O=Contoso`: the relative name nearest the entry stands first), of a bare
 * word (a common name), or of DER that is carried as it is.
 */
export function distinguishedName(name: string | Uint8Array): Uint8Array {
  requireGiven(name, "name", "data");
  if (name instanceof Uint8Array) return name;
  const parts = new Name(name.includes("=") ? name : `CN=${name}`).toJSON();
  return new Uint8Array(new Name(parts.reverse()).toArrayBuffer());
}
