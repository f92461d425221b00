import { Name } from "./x509.js";
import { ConfigError, quoted, requireGiven } from "../report/index.js";

/**
 * DER Name of an RFC 4514 text (`CN=Author,O=Contoso`: the relative name nearest the entry stands first), of a bare
 * word (a common name), or of DER that is carried as it is.
 */
export function distinguishedName(name: string | Uint8Array): Uint8Array {
  requireGiven(name, "name", "data");
  if (name instanceof Uint8Array) return name;
  try {
    // A bare word is a value as it stands, commas and all: what is read as RFC 4514 would end at the first.
    const parts = name.includes("=") ? new Name(name).toJSON() : [{ CN: [name] }];
    return new Uint8Array(new Name(parts.reverse()).toArrayBuffer());
  } catch (cause) {
    const received = quoted(name);
    const remedy =
      "Write TYPE=VALUE, parted by commas; a comma or an equals sign that belongs to a value goes behind a \\.";
    throw new ConfigError({ at: "name", expected: "an RFC 4514 name", received, remedy, cause });
  }
}
