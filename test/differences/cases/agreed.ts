import { makeZip } from "../../formats/zip-maker.js";
import { library, nuspec } from "../../support/package.js";
import type { Refused } from "../difference.js";
import { holding, laidOut, text } from "./laid-out.js";

const end = (fields: NonNullable<Parameters<typeof makeZip>[0]["end"]>): (() => Promise<Uint8Array>) =>
  laidOut({ zip: { end: fields } });
const commented = (comment: Uint8Array): (() => Promise<Uint8Array>) => laidOut({ zip: { comment } });
const END_SIGNATURE = Buffer.from("504b0506", "hex");

/** Archives that both refuse, though their signature holds for the bytes as they lie. */
export const archiveRefusals: readonly Refused[] = [
  { name: "an end record on another disk", code: "package-malformed", made: end({ disk: 1 }) },
  { name: "a directory on another disk", code: "package-malformed", made: end({ directoryDisk: 1 }) },
  {
    name: "an end record that counts too many",
    code: "package-malformed",
    made: end({ entries: 9, entriesOnDisk: 9 }),
  },
  { name: "an end record whose counts differ", code: "package-malformed", made: end({ entriesOnDisk: 9 }) },
  {
    name: "an end record with another size of the directory",
    code: "package-malformed",
    made: end({ directorySize: 9 }),
  },
  {
    name: "bytes between the directory and the end record",
    code: "package-malformed",
    made: laidOut({ zip: { afterDirectory: Buffer.from("junk") } }),
  },
  {
    name: "a second end record in the comment",
    code: "package-entry-ambiguous",
    made: commented(Buffer.concat([END_SIGNATURE, Buffer.alloc(18)])),
  },
  {
    name: "the signature of an end record in the comment",
    code: "package-entry-ambiguous",
    made: commented(Buffer.concat([Buffer.from("note "), END_SIGNATURE])),
  },
  {
    name: "a place of all ones, which stands for one in a Zip64 field",
    code: "package-zip64",
    made: holding({ ...text, central: { localOffset: 0xffffffff } }),
  },
  {
    name: "two manifests",
    code: "package-entry-ambiguous",
    made: holding({ ...nuspec, name: "Other.nuspec" }),
  },
  {
    name: "external attributes on the signature entry",
    code: "signature-entry-invalid",
    made: laidOut({ entry: { central: { externalAttributes: 0x81a40000 } } }),
  },
];

/** dotnet wants a manifest before it looks at any signature. */
export const withoutManifest = {
  name: "A package without a manifest",
  made: laidOut({ zip: { entries: [library, text] } }),
};
