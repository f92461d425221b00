import { testIssued } from "../../../test-certs/index.js";
import { hashLine, manifest, signedPackage } from "../../support/package.js";
import { stamped } from "../../support/tokens.js";
import type { Accepted, Difference } from "../difference.js";
import { plain } from "./message.js";

const primary = { signer: testIssued("author-rsa-2048"), unsigned: stamped() };
const saying = (text: (content: Uint8Array) => string) => () => signedPackage({ primary }, {}, text);
const other = Buffer.from("other bytes");

const twoHashes: Accepted = {
  name: "two right hashes in the manifest",
  made: saying((content) => `Version:1\n\n${hashLine(content)}\n${hashLine(content, "sha512")}\n\n`),
};

/** What the signed manifest says. */
export const manifestDifferences: readonly Difference[] = [
  {
    name: "A manifest whose lines end in CR",
    code: "signature-content-malformed",
    refused: saying((content) => manifest(content).replaceAll("\n", "\r")),
    neighbour: plain,
  },
  {
    name: "A manifest whose lines end in CR and LF",
    code: "signature-content-malformed",
    refused: saying((content) => manifest(content).replaceAll("\n", "\r\n")),
    neighbour: plain,
  },
  {
    name: "A manifest with more than the version in its first section",
    code: "signature-content-malformed",
    refused: saying((content) => `Version:1\nNote:x\n\n${hashLine(content)}\n\n`),
    neighbour: plain,
  },
  {
    name: "A manifest with more than hashes in its second section",
    code: "signature-content-malformed",
    refused: saying((content) => `Version:1\n\n${hashLine(content)}\nNote:x\n\n`),
    neighbour: twoHashes,
  },
  {
    name: "A manifest with a third section",
    code: "signature-content-malformed",
    refused: saying((content) => `${manifest(content)}Note:x\n\n`),
    neighbour: plain,
  },
  {
    name: "A manifest with an empty line more at its end",
    code: "signature-content-malformed",
    refused: saying((content) => `${manifest(content)}\n`),
    neighbour: plain,
  },
  {
    name: "A manifest with a space before its hash",
    code: "signature-content-malformed",
    refused: saying((content) => manifest(content).replace("-Hash:", "-Hash: ")),
    neighbour: plain,
  },
  {
    name: "A manifest with two hashes of which one does not hold",
    code: "content-digest-mismatch",
    refused: saying((content) => `Version:1\n\n${hashLine(content)}\n${hashLine(other, "sha512")}\n\n`),
    neighbour: twoHashes,
  },
];

export const manifestAcceptances: readonly Accepted[] = [
  twoHashes,
  { name: "a manifest by SHA-384", made: saying((content) => manifest(content, "sha384")) },
];
