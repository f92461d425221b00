import { holding, text } from "./laid-out.js";
import type { Accepted, Difference } from "../difference.js";

const named = (name: string): (() => Promise<Uint8Array>) => holding({ ...text, name });
const beside = (name: string): (() => Promise<Uint8Array>) => holding(text, { ...text, name });
const neighbour = (name: string): Accepted => ({ name: `an entry named ${name}`, made: named(name) });

/** Names under which one tool would write another file than the next, or outside the folder. */
export const nameDifferences: readonly Difference[] = [
  {
    name: "An entry whose name leaves the folder that it is extracted to",
    code: "package-entry-path-unsafe",
    refused: named("../../a.txt"),
    neighbour: neighbour("content/..a..b.txt"),
  },
  {
    name: "An entry whose name leaves the folder once it is percent-decoded",
    code: "package-entry-path-unsafe",
    refused: named("content/%2e%2e/%2e%2e/a.txt"),
    neighbour: neighbour("content/%2e%2ea.txt"),
  },
  {
    name: "An entry whose name holds a backslash",
    code: "package-entry-path-unsafe",
    refused: named("content\\a.txt"),
    neighbour: neighbour("content/a-b.txt"),
  },
  {
    name: "An entry whose name holds NUL",
    code: "package-entry-path-unsafe",
    refused: named("content/a.txt\0.dll"),
    neighbour: neighbour("content/a.txt\u0001.dll"),
  },
  {
    name: "An entry whose name begins with a drive",
    code: "package-entry-path-unsafe",
    refused: named("c:/content/a.txt"),
    neighbour: neighbour("content/c:a.txt"),
  },
  {
    name: "An entry whose name is an absolute path",
    code: "package-entry-path-unsafe",
    refused: named("/content/a.txt"),
    neighbour: neighbour("content/b.txt"),
  },
  {
    name: "An entry without a name",
    code: "package-entry-path-unsafe",
    refused: named(""),
    neighbour: neighbour("a"),
  },
  {
    name: "Two entries of one name",
    code: "package-entry-ambiguous",
    refused: holding(text, text),
    neighbour: { name: "two files in one folder", made: beside("content/b.txt") },
  },
  {
    name: "Two entries of one name once it is percent-decoded",
    code: "package-entry-ambiguous",
    refused: beside("content/%61.txt"),
    neighbour: { name: "a name in percent code beside another", made: beside("content/%62.txt") },
  },
  {
    name: "Two entries that lead to one place",
    code: "package-entry-ambiguous",
    refused: beside("content/./a.txt"),
    neighbour: { name: "two names that differ in case alone", made: beside("content/A.txt") },
  },
  {
    name: "An entry beside the signature whose name is the signature's but for its case",
    code: "package-entry-ambiguous",
    refused: beside(".SIGNATURE.P7S"),
    neighbour: { name: "a file of the signature's name in a folder", made: beside("content/.signature.p7s") },
  },
  {
    name: "An entry beside the signature that Windows writes over it",
    code: "package-entry-ambiguous",
    refused: beside(".signature.p7s::$DATA"),
    neighbour: { name: "two names that differ in a dot at the end alone", made: beside("content/a.txt.") },
  },
  {
    name: "An entry beside the manifest that Windows writes over it",
    code: "package-entry-ambiguous",
    refused: beside("Lab.Sample.nuspec. "),
    neighbour: { name: "a device of Windows as a file's name", made: beside("content/aux.txt") },
  },
];
